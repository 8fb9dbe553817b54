package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
)

// newcomersLost is how many newcomers TestRebuild makes; docs/reliability.md has
// the figures for a thousand.
var newcomersLost = flag.Int("rebuild", 40, "newcomers whose memory TestRebuild loses")

// perOwner is how many newcomers an owner of that test meets on one day: more
// would be a surge.
const perOwner = 20

// TestRebuild is the drill: newcomers in ten kinds of situations, then Redis is
// empty. Everybody is where they were, nobody is spoken to again, and what is
// said afterwards is obeyed.
func TestRebuild(t *testing.T) {
	t.Parallel()
	memory, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(memory.Close)
	v := &village{t: t, n: *newcomersLost}
	world := v.world()
	v.rig = newRig(t, rigOptions{redis: memory.URL(), world: &world, scale: 0.02})
	s := &story{rig: v.rig}
	v.rig.startOnly()
	v.settle()
	v.live()
	want, before := s.known(), v.rig.ledgerText()
	v.rig.stop()
	s.lose()
	reads := v.reads()
	began := time.Now()
	v.rig.startOnly()
	v.settle()
	took := time.Since(began)
	got := s.known()
	v.compare(want, got)
	if diff := cmp.Diff(before, v.rig.ledgerText()); diff != "" {
		t.Errorf("something was written because of the rebuild (-before +after):\n%s", diff)
	}
	t.Logf("%d of %d newcomers rebuilt, %d not the same; %d requests to GitHub, %s at 1:%.0f",
		len(got), len(want), v.differ, v.reads()-reads, took.Round(time.Second), 1/v.rig.options.waitScale(t))
	v.goesOn()
}

// village is many newcomers of many owners.
type village struct {
	t      *testing.T
	rig    *rig
	n      int
	differ int
	pulls  []acted
	asked  map[string]string // pull request → the mentor who was asked first
}

func (v *village) owners() int { return (v.n + perOwner - 1) / perOwner }

// world has five mentors for each owner, with room for everybody.
func (v *village) world() githubsim.World {
	w := githubsim.World{App: githubsim.WorldApp{ID: 1, Slug: "firstmate"}}
	for o := range v.owners() {
		owner := fmt.Sprint("org", o)
		org := githubsim.WorldOrg{Login: owner, ID: int64(5000 + o)}
		repo := githubsim.WorldRepo{Name: owner + "/code", ID: int64(7000 + o), Permissions: map[string]string{}}
		rules := "version: 1\ntimers:\n  quiet: 0s\nmentors:\n"
		for m := range 5 {
			login := fmt.Sprintf("m%d-%d", o, m)
			org.Members = append(org.Members, githubsim.WorldMember{Login: login})
			repo.Permissions[login] = "write"
			repo.Consents = append(repo.Consents, login)
			rules += fmt.Sprintf("  - login: %s\n    paths: [\"area%d/**\"]\n    capacity: 8\n    max_new_per_week: 5\n", login, m)
		}
		repo.Files = map[string]string{".github/firstmate.yml": rules}
		w.Orgs = append(w.Orgs, org)
		w.Installations = append(w.Installations, githubsim.WorldInstallation{ID: int64(1 + o), Owner: owner})
		w.Repos = append(w.Repos, repo)
	}
	return w
}

func (v *village) repo(i int) string     { return fmt.Sprintf("org%d/code", i/perOwner) }
func (v *village) newcomer(i int) string { return fmt.Sprint("new", i) }

// settle waits until all is at rest: with many newcomers, longer than for one.
func (v *village) settle() {
	v.t.Helper()
	for try := 0; ; try++ {
		err := v.rig.rest(v.t.Context(), rigSettle)
		if err == nil {
			return
		}
		if try == 5+v.n/10 {
			v.t.Fatal(err)
		}
	}
}

// live has everybody come, be greeted, and go their way.
func (v *village) live() {
	for i := range v.n {
		v.pulls = append(v.pulls, v.rig.act("open_pull", act{
			"repo": v.repo(i), "author": v.newcomer(i), "title": "A change", "files": []string{fmt.Sprintf("area%d/f%d.go", i%5, i)},
		}))
	}
	v.settle()
	v.asked = map[string]string{}
	for _, w := range v.rig.ledger().Writes {
		if key := fmt.Sprint(w.Repo, w.Number); w.Kind == "comment.create" && len(w.Mentions) == 1 && v.asked[key] == "" {
			v.asked[key] = w.Mentions[0]
		}
	}
	for i := range v.n {
		v.first(i)
	}
	v.settle()
	v.later("50h") // who did not answer is not waited for any more
	for i := range v.n {
		v.then(i)
	}
	v.settle()
}

// later lets time pass.
func (v *village) later(d string) {
	if err := v.rig.door.advance(v.t.Context(), duration(v.t, d)); err != nil {
		v.t.Fatal(err)
	}
	if err := v.rig.clock.look(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
	v.rig.program.poke()
	v.settle()
}

func (v *village) says(i int, author, body string) {
	v.rig.act("comment", act{"repo": v.repo(i), "number": v.pulls[i].Number, "author": author, "body": body})
}

func (v *village) first(i int) {
	mentor := v.asked[fmt.Sprint(v.repo(i), v.pulls[i].Number)]
	if mentor == "" {
		v.t.Fatalf("nobody was asked for newcomer %d", i)
	}
	switch i % 10 {
	case 0: // nobody answers
	case 1, 4, 5, 6, 9:
		v.says(i, mentor, "/mentor accept")
	case 2:
		v.says(i, mentor, "/mentor pass")
	case 3:
		v.says(i, v.newcomer(i), "/mentor no-thanks")
	case 7:
		v.says(i, mentor, "Welcome! Let us look at it together.")
	case 8:
		v.says(i, v.newcomer(i), "/mentor forget-me confirm")
	}
}

func (v *village) then(i int) {
	at := act{"repo": v.repo(i), "number": v.pulls[i].Number}
	with := func(more act) act { maps.Copy(more, at); return more }
	switch i % 10 {
	case 4:
		v.rig.act("review", with(act{"author": v.asked[fmt.Sprint(v.repo(i), v.pulls[i].Number)], "state": "approved"}))
		v.rig.act("merge", with(act{"author": "m" + fmt.Sprint(i/perOwner) + "-0"}))
	case 5:
		v.says(i, v.newcomer(i), "/mentor keep-going")
	case 6:
		v.says(i, v.newcomer(i), "/mentor pause")
	case 7:
		v.says(i, v.newcomer(i), "/mentor done P3")
	case 9:
		v.rig.act("close", with(act{"author": v.newcomer(i)}))
	}
}

// compare holds what was rebuilt against what was known.
func (v *village) compare(want, got map[string]essence) {
	for id, w := range want {
		g, ok := got[id]
		if diff := cmp.Diff(w, g); !ok || diff != "" {
			v.differ++
			if v.differ <= 10 {
				v.t.Errorf("%s (rebuilt: %v) (-was +rebuilt):\n%s", id, ok, diff)
			}
		}
	}
	for id := range got {
		if _, ok := want[id]; !ok {
			v.t.Errorf("%s was not known, and is now", id)
		}
	}
}

// reads is how many requests the program made so far.
func (v *village) reads() int { return int(v.rig.requests.Load()) }

// goesOn: after the rebuild life goes on where it was, and a no still is one.
func (v *village) goesOn() {
	before := len(v.rig.ledger().Writes)
	v.says(0, v.newcomer(0), "/mentor no-thanks")
	v.says(5, v.newcomer(5), "/mentor pause")
	for _, i := range []int{3, 8} { // declined, and forgotten
		v.rig.act("push", act{"repo": v.repo(i), "number": v.pulls[i].Number, "author": v.newcomer(i), "files": []string{"area0/more.go"}})
		v.rig.act("label", act{"repo": v.repo(i), "number": v.pulls[i].Number, "author": "m0-0", "value": "question"})
	}
	v.settle()
	after := v.rig.ledger().Writes[before:]
	heard := map[int]bool{}
	for _, w := range after {
		heard[w.Number] = true
		if w.Kind == "comment.create" || w.Kind == "issue.create" || len(w.Mentions) > 0 {
			v.t.Errorf("%s in %s#%d, mentions %v", w.Kind, w.Repo, w.Number, w.Mentions)
		}
		if n := w.Number; n == v.pulls[3].Number || n == v.pulls[8].Number {
			v.t.Errorf("somebody who said no is written to: %s in #%d", w.Kind, n)
		}
	}
	if !heard[v.pulls[0].Number] || !heard[v.pulls[5].Number] {
		v.t.Errorf("commands after the rebuild are not obeyed: %v", heard)
	}
}

// TestRebuildStories: mentorships of many kinds, each lost at its end.
func TestRebuildStories(t *testing.T) {
	names := []string{"ask", "closed-midway", "draft", "merged-while-asked", "wave"}
	if all := os.Getenv("FIRSTMATE_REBUILD_STORIES"); all != "" {
		names = strings.Split(all, ",")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebuilt(t, filepath.Join("testdata/stories", name+".txtar"))
		})
	}
}

// rebuilt plays a story, loses all memory, and holds what is read back against
// what was known.
func rebuilt(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	memory, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(memory.Close)
	s := &story{rig: newRig(t, rigOptions{redis: memory.URL(), world: storyWorld(archive)}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	for _, f := range archive.Files {
		if f.Name == "story" {
			s.play(string(f.Data))
		}
	}
	s.rig.settle()
	want, before := s.known(), s.rig.ledgerText()
	s.rig.stop()
	s.lose()
	s.rig.start()
	s.rig.settle()
	got := s.known()
	for id := range got {
		if _, ok := want[id]; !ok {
			t.Errorf("%s was not known", id)
		}
	}
	for id, w := range want {
		g, ok := got[id]
		if !ok {
			t.Logf("%s was not rebuilt: %s", id, w.State)
			continue
		}
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%s (-was +rebuilt):\n%s", id, diff)
		}
	}
	if diff := cmp.Diff(before, s.rig.ledgerText()); diff != "" {
		t.Errorf("ledger:\n%s", diff)
	}
}

// lose empties Redis.
func (s *story) lose() {
	t := s.rig.t
	t.Helper()
	o, err := redis.ParseURL(s.rig.options.redis)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer c.Close()
	if err := c.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

// essence is what must be the same of a mentorship after a rebuild.
type essence struct {
	State, Stage, Ending, Mentor, Issue, Ticks, Asked, Others string
	Cycle, Round, Spoken                                      int
	Paired, Since                                             time.Time
	Comments, Commands                                        []int64
	Ways, Course                                              string
	Timers                                                    string
	Flags                                                     string
}

func essenceOf(m mentorship.Mentorship) essence {
	e := essence{
		State: string(m.State), Stage: string(m.Stage), Ending: string(m.Ending), Mentor: m.Mentor.Login, Issue: m.Issue.String(),
		Ticks: fmt.Sprint(slices.Sorted(maps.Keys(m.Ticks))), Asked: fmt.Sprint(m.Asked, m.Passed, m.Barred), Others: fmt.Sprint(m.Others),
		Cycle: m.Cycle, Round: m.Round, Spoken: m.Spoken, Paired: m.Paired.Truncate(time.Second), Since: m.Since.Truncate(time.Second),
		Commands: m.Commands, Ways: fmt.Sprint(m.Ways),
	}
	c := m.Course
	e.Course = fmt.Sprint(c.KeptAt, c.Whole, c.Wrapped, c.Extended, c.Extend, c.Graduate, c.Touch, c.FitAsked, c.Kept)
	for _, c := range m.Comments {
		e.Comments = append(e.Comments, c.ID)
	}
	for _, k := range slices.Sorted(maps.Keys(m.Timers)) {
		e.Timers += fmt.Sprint(k, " ", m.Timers[k].Truncate(time.Minute).Format(time.RFC3339), "; ")
	}
	e.Flags = fmt.Sprint(m.Greeted, m.Waited, m.Muted, m.IssueMuted, m.NoIssue, m.IssueDue, m.Praised, m.Preview, m.Rematch, m.Informal, m.ByAsk, m.ByWord, m.Nudged)
	return e
}

// known is what Redis knows.
func (s *story) known() map[string]essence {
	t := s.rig.t
	t.Helper()
	store := s.rig.program.store
	out := map[string]essence{}
	all, err := store.AllRepos(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		ids, err := store.Mentorships(t.Context(), r.Tenant)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			m, err := store.Load(t.Context(), r.Tenant, id)
			if err != nil {
				t.Fatal(err)
			}
			out[id] = essenceOf(m)
		}
	}
	return out
}

// TestLostWhileRunning: Redis loses everything under a running program. What
// comes next waits until the memory is read back, and is then obeyed.
func TestLostWhileRunning(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.play(`
		open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull
		settle
		comment number=pull author=lin body="/mentor opt-out"
		settle`)
	s.lose()
	s.play(`
		label number=pull author=coral value=question
		comment number=pull author=ada body="/mentor accept"`)
	for deadline := time.Now().Add(restFor); !s.tracked(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nobody came back:\n%s", s.rig.ledgerText())
		}
	}
	s.rig.settle()
	s.play(`open_pull author=omar title="Mend the page" files=docs/faq.md -> second`) // lin would know best, and wants no contact
	s.rig.settle()
	want := []string{"comment.create pull mentions ada", "comment.create second mentions grace", "issue.create issue mentions nia"}
	got := slices.DeleteFunc(s.creates(), func(c string) bool { return strings.HasPrefix(c, "reaction.") })
	slices.Sort(got)
	if len(got) != len(want) || got[0] != want[0] || got[2] != want[2] || !strings.HasPrefix(got[1], "comment.create second mentions") || strings.Contains(got[1], "lin") {
		t.Errorf("created %v, want about %v", got, want)
	}
	s.rig.keepsPromises()
}

// TestRestored: a backup is brought back that is older than the loss. What came
// since is fetched, and what was written since is found.
func TestRestored(t *testing.T) {
	t.Parallel()
	s := away(t)
	s.rig.start()
	s.rig.restart() // the log was compared: a place is remembered
	s.play(`open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`)
	s.rig.settle()
	file := filepath.Join(t.TempDir(), "state.jsonl")
	s.command("state", "export", file)
	s.play(`comment number=pull author=ada body="/mentor accept"`)
	s.rig.settle()
	want, before := s.known(), s.creates()
	s.rig.stop()
	s.lose()
	s.command("state", "import", file)
	s.rig.start()
	if diff := cmp.Diff(before, s.creates()); diff != "" {
		t.Errorf("created (-before +after):\n%s\n%s", diff, s.rig.ledgerText())
	}
	if diff := cmp.Diff(want, s.known()); diff != "" {
		t.Errorf("known (-before +after):\n%s", diff)
	}
	s.rig.keepsPromises()
}

// command runs a command of the binary on the story's Redis.
func (s *story) command(args ...string) {
	t := s.rig.t
	t.Helper()
	address := filepath.Join(t.TempDir(), "redis")
	if err := os.WriteFile(address, []byte(s.rig.options.redis+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), append(args, "--redis-url-file", address), &out, &errs); code != 0 {
		t.Fatalf("%v: exit %d: %s", args, code, errs.String())
	}
}

// whileRebuilding are the points on the way back from a lost memory.
func whileRebuilding() []string {
	return []string{"rebuild.begun", "rebuild.next", "rebuild.kept", "recovery.noted", "recovery.born"}
}

// TestKilledWhileRebuilding kills the true process while it reads its memory
// back. The next one begins again, writes nothing, and obeys what comes next.
func TestKilledWhileRebuilding(t *testing.T) {
	crashOnly(t)
	dbs, binary := newDatabases(t), build(t, "faultpoints")
	for _, p := range whileRebuilding() {
		t.Run(p, func(t *testing.T) {
			t.Parallel()
			o := newOutside(t, binary, dbs.take(t))
			a := &attempt{scenario: scenario{name: "lost"}, outside: o, story: &story{rig: o.rig, names: map[string]string{}, repos: map[string]string{}}}
			a.launch()
			a.rest()
			a.story.line(`open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`)
			a.rest()
			a.story.line(`comment number=pull author=ada body="/mentor accept"`)
			a.rest()
			a.kill()
			before := a.ledgerText()
			a.story.rig.options.redis = o.redis
			a.story.lose()
			a.launch(p + "=kill")
			a.rest()
			if !strings.Contains(a.log.String(), "ended: signal: killed") {
				t.Fatal("the point was not passed")
			}
			if diff := cmp.Diff(before, a.ledgerText()); diff != "" {
				t.Errorf("something was written (-before +after):\n%s", diff)
			}
			a.story.line(`comment number=pull author=nia body="/mentor pause"`)
			a.rest()
			if !slices.Contains(a.story.written(), "label.add issue") && !strings.Contains(strings.Join(a.story.written(), ","), "reaction.create pull") {
				t.Errorf("not obeyed: %v", a.story.written())
			}
		})
	}
}

// tracked reports whether a tracking issue was opened.
func (s *story) tracked() bool {
	return slices.ContainsFunc(s.rig.ledger().Writes, func(w ledgerWrite) bool { return w.Kind == "issue.create" && w.Applied })
}
