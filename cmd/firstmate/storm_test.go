package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// The storm: most newcomers come to one tenant.
const (
	stormTenants = 20
	stormOthers  = 10 // newcomers of each tenant that does not flood
)

// TestStorm lets 2,000 newcomers come within ten minutes to twenty tenants, one
// of which floods, at true time constants, and tells how long GitHub and the
// other tenants' newcomers wait. FIRSTMATE_STORM=2000 plays it.
func TestStorm(t *testing.T) {
	newcomers := int(number(t, "FIRSTMATE_STORM", 0))
	if newcomers == 0 {
		t.Skip("left out: it takes a quarter of an hour; FIRSTMATE_STORM=2000 plays it")
	}
	dbs, binary := newDatabases(t), build(t, "")
	o := newOutsideIn(t, binary, dbs.take(t), crowdWorld(stormMentors()...))
	o.roles, o.scale = "web", "1"
	crew := []*outside{o, o.beside("worker"), o.beside("worker")}
	for _, one := range crew {
		one.launch()
	}
	began := o.open(newcomers)
	opened := time.Now()
	o.t.Logf("%d pull requests were opened within %s", len(began), opened.Sub(began[0].at).Round(time.Second))
	o.quiet()
	o.told(began)
	o.options.consented = mentorsOf(stormMentors())
	o.keepsPromises()
}

// coming is one newcomer of the storm.
type coming struct {
	repo   string
	tenant int
	pull   int
	at     time.Time
}

// open opens all pull requests, spread evenly over ten minutes.
func (o *outside) open(newcomers int) (all []coming) {
	o.t.Helper()
	every := 10 * time.Minute / time.Duration(newcomers)
	others := (stormTenants - 1) * stormOthers
	for i, start := 0, time.Now(); i < newcomers; o.tick() {
		for ; i < newcomers && time.Since(start) >= time.Duration(i)*every; i++ {
			tenant := 0
			if spread := newcomers / others; i%spread == 0 && i/spread < others {
				tenant = 1 + (i/spread)%(stormTenants-1)
			}
			c := coming{repo: crowdOwner(tenant) + "/boats", tenant: tenant, at: time.Now()}
			login := fmt.Sprintf("newcomer-%04d", i)
			r, err := o.sim.Do(o.t.Context(), githubsim.Action{Do: "open_pull", Repo: c.repo, Author: login, Title: "Paint the boat", Files: githubsim.Paths("hull/" + login + ".go")})
			if err != nil {
				o.t.Fatal(err)
			}
			c.pull = r.Number
			all = append(all, c)
		}
	}
	return all
}

// quiet waits until nothing is left to be done now.
func (o *outside) quiet() {
	o.t.Helper()
	for o.stirs(o.t.Context()) != "" {
		o.tick()
	}
}

// told reports what came of the storm; whoever is not greeted must have been met.
func (o *outside) told(all []coming) {
	t := o.t
	t.Helper()
	l := o.sim.Ledger()
	first := map[string]time.Time{}
	var last time.Time
	for _, w := range l.Writes {
		at, err := time.Parse(time.RFC3339, w.At)
		if err != nil {
			t.Fatal(err)
		}
		if key := fmt.Sprint(w.Repo, "#", w.Number); w.Kind == "comment.create" && w.Applied && first[key].IsZero() {
			first[key] = at
			if w.Installation == 1 {
				last = at
			}
		}
	}
	var others []time.Duration
	greeted := 0
	for _, c := range all {
		at, ok := first[fmt.Sprint(c.repo, "#", c.pull)]
		switch {
		case ok && c.tenant > 0:
			others = append(others, at.Sub(c.at))
		case ok:
			greeted++
		case c.tenant > 0:
			t.Errorf("nobody greeted %+v", c)
		}
	}
	slices.Sort(others)
	t.Logf("first words in the other tenants: %d, median %s, p95 %s, longest %s", len(others), percentile(others, 50), percentile(others, 95), others[len(others)-1])
	t.Logf("first words in the flooded tenant: %d, the last of them %s after the first came", greeted, last.Sub(all[0].at).Round(time.Second))
	o.acks(l)
	o.met(all)
}

// acks reports how long GitHub waited for its answers.
func (o *outside) acks(l githubsim.Ledger) {
	var took []time.Duration
	for _, d := range l.Deliveries {
		took = append(took, time.Duration(d.MS)*time.Millisecond)
		if d.Status/100 != 2 {
			o.t.Errorf("delivery %s was answered %d", d.GUID, d.Status)
		}
	}
	slices.Sort(took)
	o.t.Logf("%d deliveries: median %s, p99 %s, longest %s", len(took), percentile(took, 50), percentile(took, 99), took[len(took)-1])
}

// met checks that every newcomer is known, greeted or not, and why.
func (o *outside) met(all []coming) {
	t := o.t
	t.Helper()
	store := o.memory()
	silent := 0
	for _, c := range all {
		repo, _, err := store.FindRepo(t.Context(), c.repo)
		if err != nil {
			t.Fatal(err)
		}
		id, err := store.ByThread(t.Context(), repo, c.pull)
		if err != nil || id == "" {
			t.Errorf("lost: %+v (%v)", c, err)
			continue
		}
		m, err := store.Load(t.Context(), repo.Tenant, id)
		if err != nil {
			t.Fatal(err)
		}
		if m.Silent {
			silent++
		}
	}
	t.Logf("%d newcomers, 0 lost: %v; %d of them were met in the flood and wait in silence", len(all), !t.Failed(), silent)
}

// stormMentors are as many in each tenant as can be asked for all who are greeted.
func stormMentors() []int {
	return append([]int{40}, slices.Repeat([]int{4}, stormTenants-1)...)
}
