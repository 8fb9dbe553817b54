# What people and machines run here. `make help` lists it.
GO ?= go
LINT = $(GO) tool -modfile=tools.mod golangci-lint

.PHONY: help test setup check bench generate demo

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

test: setup check ## set up what is missing, then vet, lint and all tests with the race detector
	FIRSTMATE_REQUIRE_REDIS=1 $(GO) test -race -timeout 20m ./...

setup: ## install what the tests need and say so where that is not allowed
	@sh .ci/setup

check: ## vet, lint, formatting, tidy modules
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt on the files above'; exit 1; }
	$(GO) vet ./...
	$(LINT) run ./...
	$(GO) mod tidy -diff

bench: ## benchmarks with allocations; the figures of docs/performance.md
	$(GO) test -run '^$$' -bench . -benchmem ./...

generate: ## derived files: schemas, tables, goldens
	$(GO) generate ./...

demo: ## the whole story on this machine, nothing installed, no network
	$(GO) run ./cmd/firstmate demo
