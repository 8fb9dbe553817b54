# What people and machines run here. `make help` lists it.
GO ?= go
LINT = $(GO) tool -modfile=tools.mod golangci-lint
# Built with its own dependencies: tools.mod holds a newer YAML parser than it takes.
ACTIONLINT = $(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.PHONY: help test simulate mutants crash setup check bench fuzz generate demo

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

# Whole services that compute more than they wait: with the race detector each takes ten times as long.
HEAVY = ^(TestSimulator|TestRebuild|TestRealPayloads|TestManyMissed|TestOldMemoryIsServed|TestTwoVersionsSideBySide|TestUpgradeAndRollBack|TestFaultMatrix|TestFailovers|TestPlannedFailover|TestNothingGathers)$$
NEEDS = FIRSTMATE_REQUIRE_REDIS=1 FIRSTMATE_REQUIRE_OCTOKIT=1 FIRSTMATE_REQUIRE_MERMAID=1 FIRSTMATE_REQUIRE_CHROMIUM=1

test: setup check ## set up what is missing, then vet, lint and all tests, with the race detector but for the heaviest
	$(NEEDS) FIRSTMATE_CONFORM_OUT=$(CURDIR)/.cache/conform.txt $(GO) test -race -timeout 45m -parallel 4 -skip '$(HEAVY)' ./...
	@! test -f .cache/conform.txt || cat .cache/conform.txt
	$(NEEDS) $(GO) test -timeout 30m -parallel 4 -run '$(HEAVY)' ./app/mentorship ./cmd/firstmate # ten simulated services too
	cd charts/test && $(GO) test ./...

simulate: ## ten simulated services of three days and twenty newcomers; FIRSTMATE_SIM_SEEDS=500 FIRSTMATE_SIM_DAYS=30 for more
	$(GO) test -count=1 -v -timeout 12h -run '^TestSimulator$$' ./cmd/firstmate

mutants: ## make each mistake of cmd/firstmate/testdata/mutants.txt and see that a test notices
	FIRSTMATE_MUTANTS=all $(GO) test -count=1 -v -timeout 60m -run '^TestMutants' ./cmd/firstmate

crash: setup ## kill the true process at every fault point and at random, lose answers, kill Redis; about nine minutes
	@mkdir -p .cache
	$(GO) vet -tags faultpoints ./...
	$(GO) test -tags faultpoints ./app/fault
	FIRSTMATE_CRASH=1 FIRSTMATE_REQUIRE_REDIS=1 $(GO) test -v -timeout 25m -parallel 6 \
		-run '^(TestKilledAtEveryPoint|TestAnswersLostAtEveryPoint|TestAnswersOfGitHubLost|TestRedisKilledMidway|TestRedisAwayAtStart|TestKilledWhileCatchingUp|TestKilledWhileRebuilding|TestPausedWorkerWritesNothing|TestRandomKills|TestRandomPauses|TestReplay)$$' ./cmd/firstmate \
		> .cache/crash.txt 2>&1 || { grep -v -e '^=== ' -e '^ *--- PASS' .cache/crash.txt; exit 1; }
	@grep -e 'points reached' -e ' waves, ' -e 'deliveries again' -e 'FIRSTMATE_SEED' -e '^ok' .cache/crash.txt

setup: ## install what the tests need and say so where that is not allowed
	@sh .ci/setup

check: ## vet, lint, formatting, workflows and actions, tidy modules
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt on the files above'; exit 1; }
	$(GO) vet ./...
	$(LINT) run ./...
	$(ACTIONLINT)
	$(GO) mod tidy -diff

bench: ## benchmarks with allocations; the figures of docs/performance.md
	$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz: ## every fuzz target, one after the other, FUZZTIME=5m each; finds are kept in testdata/fuzz
	@.ci/fuzz

generate: ## derived files: schemas, tables, goldens
	$(GO) generate ./...

demo: ## the whole story on this machine, nothing installed, no network
	$(GO) run ./cmd/firstmate demo
