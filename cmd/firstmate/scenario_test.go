package main

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// scenario is one step of the main job: what people did before, undisturbed,
// and what they do while faults strike.
type scenario struct {
	name        string
	before, act []string
	creates     []string // what may be created in all, each once
	kinds       []string // if set, only the points of these kinds of effects count …
	free        bool     // no mentor's place is taken in the end
	gone        bool     // nothing is kept of the newcomer in the end
	core        bool     // … and the points each step passes, whatever it is about
}

func scenarios() []scenario {
	job := lines(mainJob)
	greeting, issue, praise := "comment.create pull mentions ada", "issue.create issue mentions nia", "comment.create issue"
	next, ops := "comment.create issue mentions grace", "issue.create issue"
	words := func(number, author, body string) []string {
		return []string{fmt.Sprintf("comment number=%s author=%s body=%q", number, author, body)}
	}
	return []scenario{
		{name: "greet", act: job[:1], creates: []string{greeting}},
		{name: "accept", before: job[:1], act: job[1:2], creates: []string{greeting, issue}},
		{name: "merge", before: job[:4], act: job[4:], creates: []string{greeting, issue, praise}},
		{
			name: "swap", before: job[:2], act: words("pull", "nia", "/mentor swap"),
			creates: []string{greeting, issue, next}, kinds: []string{"invite", "unassign"}, core: true,
		},
		{
			name: "refuse", before: job[:1], act: words("pull", "omar", "/mentor pass"),
			creates: []string{greeting, "comment.create pull"}, kinds: []string{"reply"}, core: true,
		},
		{
			name: "assign", before: job[:1], act: words("pull", "coral", "/mentor assign @lin"),
			creates: []string{greeting, "comment.create pull mentions lin"}, kinds: []string{"invite", "react"}, core: true,
		},
		{
			name: "opt-out", before: job[:1], act: words("pull", "ada", "/mentor opt-out"),
			creates: []string{greeting, "comment.create pull mentions grace"}, kinds: []string{"invite", "edit_comment", "redis.before.standing", "redis.after.standing"}, core: true,
		},
		{name: "decline", before: job[:1], act: words("pull", "nia", "/mentor no-thanks"), creates: []string{greeting}, kinds: []string{"edit_comment"}, core: true, free: true},
		{name: "reminder", before: job[:1], act: []string{"pass 25h"}, creates: []string{greeting}, kinds: []string{"assign"}, core: true},
		{
			name: "escalate", before: append(slices.Clone(job[:1]), "pass 49h"), act: []string{"pass 49h"},
			creates: []string{greeting, "comment.create pull mentions grace"}, kinds: []string{"edit_comment", "unassign"}, core: true, free: true,
		},
		{
			name: "reopen", before: append(slices.Clone(job[:2]), "close number=pull author=coral"), act: []string{"reopen number=pull author=nia"},
			creates: []string{greeting, issue}, kinds: []string{"edit_issue"}, core: true,
		},
		{
			// A crash between a step and its offers costs an hour at most: then those who wait look anew.
			name: "capacity", before: []string{
				`config author=coral text="version: 1\ntimers: {quiet: 0s}\nmentors:\n  - login: ada\n    capacity: 1\n" via=push`,
				`open_pull author=omar title="Fix a link" files=store/open.go -> other`, job[0],
			},
			act:     append(words("other", "omar", "/mentor no-thanks"), "pass 61m"),
			creates: []string{"comment.create other mentions ada", "comment.create pull", greeting}, kinds: []string{"invite"}, core: true,
		},
		{
			name: "ops", before: []string{job[0], `config author=coral text="|coordinators: [coral]|ops_repo: acme/widgets"`},
			act: []string{`config author=coral text="version: 2\n"`}, creates: []string{greeting, ops},
			kinds: []string{"ops", "ops.opened", "pushers.told"}, core: true,
		},
		{
			name: "check", act: []string{`open_pull author=nia title="Keep the cache warm" files=store/cache.go,store/disk.go rules="version: 2\n" -> pull`},
			creates: []string{greeting}, kinds: []string{"check"},
		},
		{
			name: "stuck", before: job[:2], act: words("pull", "nia", "/mentor stuck\nAim: a\nTried: b\nSeen: c\nQuestion: d"),
			creates: []string{greeting, issue, greeting}, kinds: []string{"stuck"},
		},
		{
			name: "return", before: append(slices.Clone(job[:2]), words("pull", "nia", "/mentor pause")...), act: words("pull", "nia", "/mentor resume"),
			creates: []string{greeting, issue}, kinds: []string{"unlabel"},
		},
		{
			name: "forget", before: append(slices.Clone(job[:2]), words("pull", "nia", "/mentor pass")...), act: words("pull", "nia", "/mentor forget-me confirm"),
			creates: []string{greeting, issue, "comment.create pull"}, free: true, gone: true, core: true,
			kinds: []string{"edit_comment", "edit_issue", "erase", "redis.before.tomb", "redis.after.tomb"},
		},
		{name: "wrap-up", before: job[:2], act: words("issue", "ada", "/mentor wrap-up"), creates: []string{greeting, issue, praise}, kinds: []string{"page"}},
	}
}

// corePoints are those each step passes, from the door to its commit, and the
// requests to GitHub that come of it.
func corePoints() []string {
	return []string{
		"door.verified", "door.kept", "redis.before.accept", "redis.after.accept", "read.handed", "deliver.begun", "deliver.decoded", "due.begun",
		"step.begun", "step.loaded", "step.applied", "redis.before.commit", "redis.after.commit", "step.committed",
		"redis.before.pump", "redis.after.pump", "github.before", "github.after",
	}
}

// counts reports whether the scenario is played for that point.
// FIRSTMATE_EVERY_POINT=1 plays each scenario for all it passes.
func (s scenario) counts(point, action string) bool {
	kind := point[strings.LastIndexByte(point, '.')+1:]
	if _, elsewhere := whileCatchingUp()[point]; elsewhere {
		return false
	}
	if slices.Contains([]string{"keep", "sweep", "release", "defer", "hold", "gate"}, kind) {
		return false // passed by chance; see rough
	}
	if kind == "wake" && s.before != nil {
		return false // the gate may be open at once
	}
	return s.kinds == nil || os.Getenv("FIRSTMATE_EVERY_POINT") == "1" || slices.Contains(s.kinds, point) ||
		s.core && action == "kill" && slices.Contains(corePoints(), point) ||
		strings.HasPrefix(point, "effect.") && slices.Contains(s.kinds, kind)
}

// attempt is one run of a scenario.
type attempt struct {
	scenario
	*outside
	story  *story
	github []act // what goes wrong at GitHub during the acts
}

// prepare plays what was before, undisturbed, and stops the program.
func (s scenario) prepare(t *testing.T, binary, redis string) *attempt {
	t.Helper()
	o := newOutside(t, binary, redis)
	a := &attempt{scenario: s, outside: o, story: &story{rig: o.rig, names: map[string]string{}, repos: map[string]string{}}}
	if len(s.before) == 0 {
		return a
	}
	o.launch()
	o.rest()
	for _, line := range s.before {
		a.does(line)
		o.rest()
	}
	o.kill()
	if err := os.Remove(o.seenFile()); err != nil {
		t.Fatal(err)
	}
	return a
}

// play does the scenario's acts while the faults strike, and rests.
func (a *attempt) play(faults ...string) {
	a.t.Helper()
	a.launch(faults...)
	if a.github != nil {
		a.faults(a.github)
	}
	for _, line := range a.act {
		a.does(line)
	}
	a.rest()
}

// does plays a line; time passes once everything is at rest.
func (a *attempt) does(line string) {
	a.t.Helper()
	if d, ok := strings.CutPrefix(line, "pass "); ok {
		a.rest()
		a.pass(d)
		return
	}
	a.story.line(line)
}

// aftermath is what a scenario must leave behind, however it came about.
type aftermath struct {
	Creates  []string // in the ledger, sorted
	Lines    []string // all kinds of writes that took place, sorted, each once
	Texts    []string // of the greeting and the issue, as they stand, without numbers
	Checks   []string // our check runs, as they stand
	Verdict  mentorship.Verdict
	Reason   string
	State    mentorship.State
	Stage    mentorship.Stage
	Mentor   string
	Issue    bool
	Comments []mentorship.EffectKind
	Ticks    []mentorship.Item
	Timers   []mentorship.Timer
	Held     int      // places of that mentor
	Told     []string // what Redis tells of a newcomer who was forgotten
	Parked   int
}

var digits = regexp.MustCompile(`[0-9]+`)

// leaves reads what the scenario left behind in Redis and on GitHub.
func (a *attempt) leaves() aftermath {
	t := a.t
	t.Helper()
	store, err := redisstore.Open(t.Context(), redisstore.Options{URL: a.redis})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	repo, ok, err := store.FindRepo(t.Context(), "acme/widgets")
	if err != nil || !ok {
		t.Fatalf("the repository is not known: %v", err)
	}
	pull := a.story.number("pull")
	id, err := store.ByThread(t.Context(), repo, pull)
	if err != nil {
		t.Fatal(err)
	}
	m, err := store.Load(t.Context(), repo.Tenant, id)
	if err != nil {
		t.Fatal(err)
	}
	d, err := app.New(app.Options{Store: store}).Explain(t.Context(), "acme/widgets", pull)
	if err != nil && (!a.gone || mentorship.KindOf(err) != mentorship.FaultNotFound) {
		t.Fatal(err)
	}
	held, err := store.ByMentor(t.Context(), repo.Tenant, m.Mentor.ID)
	if err != nil {
		t.Fatal(err)
	}
	parked, err := store.ParkedWork(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := aftermath{
		Verdict: d.Verdict, Reason: d.Reason, State: m.State, Stage: m.Stage, Mentor: m.Mentor.Login, Issue: !m.Issue.Zero(),
		Ticks: slices.Sorted(maps.Keys(m.Ticks)), Timers: slices.Sorted(maps.Keys(m.Timers)), Held: len(held), Parked: len(parked),
	}
	for _, c := range m.Comments {
		out.Comments = append(out.Comments, c.Kind)
	}
	slices.Sort(out.Comments)
	if a.gone {
		out.Told = tells(t, a.redis, "nia", "nia")
	}
	a.onGitHub(&out, pull)
	return out
}

// onGitHub adds what stands there.
func (a *attempt) onGitHub(out *aftermath, pull int) {
	for _, l := range a.story.written() {
		if strings.HasSuffix(l, "(not applied)") {
			continue
		}
		if strings.Contains(l, ".create") && !strings.HasPrefix(l, "reaction") {
			out.Creates = append(out.Creates, l)
		}
		out.Lines = append(out.Lines, l)
	}
	slices.Sort(out.Creates)
	slices.Sort(out.Lines)
	out.Lines = slices.Compact(out.Lines)
	out.Checks = a.story.checks()
	l := a.ledger()
	for _, text := range append(l.texts(pull, false), l.texts(0, true)...) {
		out.Texts = append(out.Texts, digits.ReplaceAllString(text, "0"))
	}
}

// check holds an attempt against the undisturbed one.
func (a *attempt) check(want aftermath) {
	a.t.Helper()
	got := a.leaves()
	if diff := cmp.Diff(want, got); diff != "" {
		a.t.Errorf("not as without faults (-undisturbed +now):\n%s\n%s", diff, a.ledgerText())
	}
	a.keepsPromises()
}

// databases hands out the databases of one Redis, so that runs share a server.
type databases struct {
	url  string
	free chan int
}

func newDatabases(t *testing.T) *databases {
	t.Helper()
	url, _ := redistest.Start(t)
	d := &databases{url: url, free: make(chan int, 16)}
	for n := range 16 {
		d.free <- n
	}
	return d
}

// take gives an empty database until the test ends.
func (d *databases) take(t *testing.T) string {
	t.Helper()
	n := <-d.free
	t.Cleanup(func() { d.free <- n })
	url := fmt.Sprintf("%s/%d", d.url, n)
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer c.Close()
	if err := c.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return url
}

// reference plays a scenario undisturbed: what it leaves, and which points it passes.
func (s scenario) reference(t *testing.T, binary, redis string) (aftermath, []string) {
	t.Helper()
	a := s.prepare(t, binary, redis)
	a.play()
	want := a.leaves()
	a.keepsPromises()
	creates := slices.Sorted(slices.Values(s.creates))
	if diff := cmp.Diff(creates, want.Creates); diff != "" {
		t.Fatalf("undisturbed, %s creates (-want +got):\n%s", s.name, diff)
	}
	if want.Parked != 0 || (want.Held == 1) == s.free || (want.State == "") != s.gone || len(want.Texts) == 0 || want.Told != nil {
		t.Fatalf("undisturbed, %s leaves %+v", s.name, want)
	}
	return want, a.seenPoints()
}
