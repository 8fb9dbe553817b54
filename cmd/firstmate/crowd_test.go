package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// The measures of a crowd. A mentor is asked at most five times a week, so that
// a tenant's mentors are enough for its newcomers, second questions included.
const (
	crowdTenants = 3
	crowdMentors = 24 // of each tenant
	crowdAtOnce  = 50 // mentorships in progress
)

// crowd is many newcomers of several tenants, each with a story of their own.
type crowd struct {
	*outside
	store                *redisstore.Store
	waiting, going, over []*arrival
}

// arrival is one story: what this person does, and what must come of it.
type arrival struct {
	login, repo string
	tenant      int64
	way         string // paired, passed or declined
	pull, issue int
	mentors     []string // asked so far, in order
	step        int
}

// crowdWorld is a tenant for each number, with so many mentors, a repository and
// the defaults of their owner beside it.
func crowdWorld(tenants ...int) *githubsim.World {
	w := githubsim.World{App: githubsim.WorldApp{ID: 1, Slug: "firstmate"}}
	for i, mentors := range tenants {
		owner, rules := crowdOwner(i), "version: 1\nwatch: {scope: repo}\ntimers: {quiet: 0s}\nmentors:\n"
		org := githubsim.WorldOrg{Login: owner, ID: int64(50 + i)}
		repo := githubsim.WorldRepo{Name: owner + "/boats", ID: int64(7000 + i), Permissions: map[string]string{}}
		for j := range mentors {
			login := crowdMentor(i, j)
			rules += fmt.Sprintf("  - {login: %s, capacity: 8, max_new_per_week: 5}\n", login)
			w.Users = append(w.Users, githubsim.WorldUser{Login: login, ID: int64(10_000 + 1000*i + j)})
			org.Members = append(org.Members, githubsim.WorldMember{Login: login})
			repo.Permissions[login] = "write"
			repo.Consents = append(repo.Consents, login)
		}
		repo.Files = map[string]string{".github/firstmate.yml": rules, "CONTRIBUTING.md": "Send a pull request.\n"}
		w.Orgs = append(w.Orgs, org)
		w.Installations = append(w.Installations, githubsim.WorldInstallation{ID: int64(i + 1), Owner: owner})
		w.Repos = append(w.Repos, repo, githubsim.WorldRepo{
			Name: owner + "/.github", ID: int64(7500 + i),
			Files: map[string]string{".github/firstmate.yml": "version: 1\nlimits: {daily_hellos: 200}\n"},
		})
	}
	return &w
}

func crowdOwner(tenant int) string     { return fmt.Sprintf("harbour-%02d", tenant+1) }
func crowdMentor(tenant, n int) string { return fmt.Sprintf("mentor-%02d-%02d", tenant+1, n+1) }

// newCrowd gathers newcomers whose ways the dice choose.
func newCrowd(o *outside, newcomers int, dice *rand.Rand) *crowd {
	c := &crowd{outside: o, store: o.memory()}
	c.come(newcomers, dice)
	return c
}

// come has so many more newcomers wait for their turn.
func (c *crowd) come(newcomers int, dice *rand.Rand) {
	for i := range newcomers {
		tenant := i % crowdTenants
		c.waiting = append(c.waiting, &arrival{
			login: fmt.Sprintf("newcomer-%03d", i+1), repo: crowdOwner(tenant) + "/boats", tenant: int64(tenant + 1),
			way: []string{"paired", "paired", "passed", "declined"}[dice.IntN(4)],
		})
	}
	c.options.consented = mentorsOf(slices.Repeat([]int{crowdMentors}, crowdTenants))
}

// mentorsOf are the logins of all mentors of a crowd's world.
func mentorsOf(tenants []int) (all []string) {
	for i, mentors := range tenants {
		for j := range mentors {
			all = append(all, crowdMentor(i, j))
		}
	}
	return all
}

// act lets somebody do something on GitHub.
func (c *crowd) act(a githubsim.Action) int {
	c.t.Helper()
	r, err := c.sim.Do(c.t.Context(), a)
	if err != nil {
		c.t.Fatalf("%s: %v", a.Do, err)
	}
	return r.Number
}

// move lets whoever can go on go on, as the ledger stands, and others begin;
// false when all stories are over.
func (c *crowd) move() bool {
	c.t.Helper()
	seen := c.seen()
	c.going = slices.DeleteFunc(c.going, func(n *arrival) bool {
		ends := c.step(n, seen)
		if ends {
			c.over = append(c.over, n)
		}
		return ends
	})
	for len(c.going) < crowdAtOnce && len(c.waiting) > 0 {
		n := c.waiting[0]
		c.waiting = c.waiting[1:]
		n.pull = c.act(githubsim.Action{Do: "open_pull", Repo: n.repo, Author: n.login, Title: "Paint the boat", Files: githubsim.Paths("hull/" + n.login + ".go")})
		c.going = append(c.going, n)
	}
	return len(c.going) > 0
}

// sights are what the ledger shows of each thread: whom our texts there mention,
// in order, "" for nobody; and the issues opened for each newcomer.
type sights struct {
	texts  map[string][]string
	issues map[string][]int
}

func (c *crowd) seen() sights {
	s := sights{map[string][]string{}, map[string][]int{}}
	for _, w := range c.sim.Ledger().Writes {
		who := strings.Join(w.Mentions, " ")
		switch {
		case w.Applied && w.Kind == "comment.create":
			at := fmt.Sprint(w.Repo, "#", w.Number)
			s.texts[at] = append(s.texts[at], who)
		case w.Applied && w.Kind == "issue.create":
			s.issues[who] = append(s.issues[who], w.Number)
		}
	}
	return s
}

func (s sights) at(n *arrival, number int) []string { return s.texts[fmt.Sprint(n.repo, "#", number)] }

// step is the next thing a newcomer or mentor does once they see what they wait
// for; true when the story is over.
func (c *crowd) step(n *arrival, s sights) bool {
	asked, issues := s.at(n, n.pull), s.issues[n.login]
	says := func(login, body string) {
		c.act(githubsim.Action{Do: "comment", Repo: n.repo, Number: n.pull, Author: login, Body: body})
	}
	questions := 1
	if n.way == "passed" {
		questions = 2
	}
	switch {
	case n.step < questions && len(asked) > n.step:
		n.mentors = append(n.mentors, asked[n.step])
		n.step++
		switch {
		case n.way == "declined":
			says(n.login, "/mentor no-thanks")
			return true
		case n.step < questions:
			says(n.mentors[0], "/mentor pass")
		default:
			says(n.mentors[n.step-1], "/mentor accept")
		}
	case n.step == questions && len(issues) > 0:
		n.issue = issues[0]
		n.step++
		c.act(githubsim.Action{Do: "merge", Repo: n.repo, Number: n.pull, Author: n.mentors[questions-1]})
	case n.step == questions+1 && len(s.at(n, n.issue)) > 0: // the congratulation
		return true
	}
	return false
}

// memory opens what the processes share.
func (o *outside) memory() *redisstore.Store {
	t := o.t
	t.Helper()
	store, err := redisstore.Open(t.Context(), redisstore.Options{URL: o.redis})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// retry hands out again what was set aside, and returns how much that was.
func (c *crowd) retry() int {
	c.t.Helper()
	n, rest, err := handOut(c.t.Context(), c.store, time.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range rest {
		c.t.Errorf("set aside: %+v", p)
	}
	return n
}

// stuck are the stories that do not go on, for an error message.
func (c *crowd) stuck() (out []string) {
	for _, n := range c.going {
		out = append(out, fmt.Sprintf("%+v", *n))
	}
	return out
}

// check holds what came of everything against what was to come of it, at rest.
func (c *crowd) check() {
	t := c.t
	t.Helper()
	store := c.store
	seen := c.seen()
	for _, n := range c.over {
		c.options.newcomers = append(c.options.newcomers, n.login)
		c.came(store, n, seen)
	}
	c.places(store)
	if n, err := store.CountParked(t.Context()); err != nil || n > 0 {
		t.Errorf("%d pieces of work are set aside (%v)", n, err)
	}
	for _, w := range c.sim.Ledger().Writes {
		if !strings.HasPrefix(w.Repo, crowdOwner(int(w.Installation)-1)+"/") {
			t.Errorf("write %d went to %s as installation %d", w.N, w.Repo, w.Installation)
		}
	}
	c.keepsPromises()
}

// came checks one story: nothing of it is lost, nothing is doubled.
func (c *crowd) came(store *redisstore.Store, n *arrival, seen sights) {
	t := c.t
	t.Helper()
	repo, _, err := store.FindRepo(t.Context(), n.repo)
	if err != nil {
		t.Fatal(err)
	}
	if _, decided, err := store.Decision(t.Context(), repo, n.pull); err != nil || !decided {
		t.Errorf("%s: no decision (%v)", n.login, err)
	}
	id, err := store.ByThread(t.Context(), repo, n.pull)
	if err != nil || id == "" {
		t.Errorf("%s: no mentorship (%v)", n.login, err)
		return
	}
	m, err := store.Load(t.Context(), repo.Tenant, id)
	if err != nil {
		t.Fatal(err)
	}
	want, issues, state := n.mentors, []int{n.issue}, mentorship.StateActive
	if n.way == "declined" {
		issues, state = nil, mentorship.StateDeclined
	}
	if diff := cmp.Diff(want, seen.at(n, n.pull)); diff != "" || m.State != state {
		t.Errorf("%s, %s, is %s; texts on the pull request (-want +got):\n%s", n.login, n.way, m.State, diff)
	}
	if diff := cmp.Diff(issues, seen.issues[n.login]); diff != "" || n.issue != 0 && len(seen.at(n, n.issue)) != 1 {
		t.Errorf("%s: issues (-want +got), with %d texts in it:\n%s", n.login, len(seen.at(n, n.issue)), diff)
	}
}

// places checks that nobody looks after more people than they agreed to, and
// that each place is taken for a mentorship that is running.
func (c *crowd) places(store *redisstore.Store) {
	t := c.t
	t.Helper()
	want := map[string]int{}
	for _, n := range c.over {
		if n.issue != 0 {
			want[n.mentors[len(n.mentors)-1]]++
		}
	}
	for i := range crowdTenants {
		for j := range crowdMentors {
			held, err := store.ByMentor(t.Context(), int64(i+1), int64(10_000+1000*i+j))
			if err != nil {
				t.Fatal(err)
			}
			if login := crowdMentor(i, j); len(held) != want[login] || len(held) > 8 {
				t.Errorf("%s has %d places taken, want %d", login, len(held), want[login])
			}
		}
	}
}
