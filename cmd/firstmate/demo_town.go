package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// The story has four newcomers: too few for figures that hide persons. So the
// demo has a second owner, a larger community whose year is made up by chance
// (demo_townsfolk.go), and whose board anybody may look at. Its name says so.
const (
	townOwner  = "simulated-harbour"
	townTenant = 2 // installation
	townID     = 9_000
	townPeople = 420
)

const townRules = `version: 1
program: {rollout: 90}
board: {public: true}
`

// townMentor is somebody who helps in the simulated community.
type townMentor struct {
	login    string
	id       int64
	capacity int
	repos    []int // by their place in townRepos
	entry    string
}

// townRepo is one of its repositories.
type townRepo struct {
	name  string
	id    int64
	areas []string // folders, the busiest first
}

func townRepos() []townRepo {
	return []townRepo{
		{"lighthouse", 9_101, []string{"store", "lamp", "docs"}},
		{"buoys", 9_102, []string{"radio", "signals", "docs"}},
		{"charts", 9_103, []string{"tiles", "depth", "tides"}},
	}
}

// townMentors are fourteen people from three parts of the world.
func townMentors() (out []townMentor) {
	zones := []string{"Europe/Madrid", "America/Bogota", "Europe/Helsinki", "Asia/Kolkata", "America/Toronto", "Africa/Nairobi", "Asia/Seoul"}
	spoken := []string{"en", "en, es", "en", "en, hi", "en, fr", "en", "en, ko"}
	for i := range 14 {
		m := townMentor{login: fmt.Sprintf("simulated-mentor-%02d", i+1), id: int64(9_201 + i), capacity: 2 + i%3/2, repos: []int{i % 3}}
		if i%4 == 0 {
			m.repos = append(m.repos, (i+1)%3)
		}
		m.entry = fmt.Sprintf("  - login: %s\n    capacity: %d\n    timezone: %s\n    languages: [%s]\n",
			m.login, m.capacity, zones[i%len(zones)], spoken[i%len(spoken)])
		out = append(out, m)
	}
	return out
}

// withTown adds the simulated community to a world.
func withTown(w githubsim.World, now time.Time) githubsim.World {
	org := githubsim.WorldOrg{Login: townOwner, ID: townID}
	for _, m := range townMentors() {
		w.Users = append(w.Users, githubsim.WorldUser{Login: m.login, ID: m.id})
		org.Members = append(org.Members, githubsim.WorldMember{Login: m.login})
	}
	w.Orgs = append(w.Orgs, org)
	w.Installations = append(w.Installations, githubsim.WorldInstallation{ID: townTenant, Owner: townOwner})
	w.Repos = append(w.Repos, githubsim.WorldRepo{
		Name: townOwner + "/.github", ID: 9_100, Files: map[string]string{".github/firstmate.yml": townRules},
	})
	for i, r := range townRepos() {
		w.Repos = append(w.Repos, r.world(i, now))
	}
	return w
}

// world is the repository as the stand-in knows it: its mentors, and who changed
// what lately, so that it is seen which parts are covered.
func (r townRepo) world(place int, now time.Time) githubsim.WorldRepo {
	out := githubsim.WorldRepo{Name: townOwner + "/" + r.name, ID: r.id, Permissions: map[string]string{}}
	rules := "version: 1\nmentors:\n"
	for _, m := range townMentors() {
		if slices.Contains(m.repos, place) {
			rules += fmt.Sprintf("%s    paths: [%s/**, %s/**]\n", m.entry, r.areas[0], r.areas[len(out.Consents)%2])
			out.Consents = append(out.Consents, m.login)
			out.Permissions[m.login] = "write"
		}
	}
	out.Files = map[string]string{".github/firstmate.yml": rules}
	for i := range 48 { // the last folder has one person only
		area := r.areas[min(i%7/3, len(r.areas)-1)]
		who := out.Consents[(i/7)%len(out.Consents)]
		if area == r.areas[2] {
			who = out.Consents[0]
		}
		out.History.Merged = append(out.History.Merged, githubsim.Merged{
			Author: who, Files: []string{fmt.Sprintf("%s/part%d.go", area, i%3)}, MergedAt: now.Add(time.Duration(i-49) * 24 * time.Hour),
		})
	}
	return out
}

// settleTown writes a year of the simulated community as firstmate keeps it, and
// returns where its board is.
func (s *stage) settleTown(ctx context.Context) (string, error) {
	key, err := s.program.store.Secret(ctx, townTenant)
	if err != nil {
		return "", fmt.Errorf("hashing the simulated community: %w", err)
	}
	now := s.program.clock.Now()
	steps := []mentorship.Commit{passedOver(now)}
	for i, r := range newTown(stats.At(now.Truncate(24 * time.Hour))).year() {
		c, err := r.kept(key, i)
		if err != nil {
			return "", err
		}
		steps = append(steps, c)
	}
	for i, c := range steps {
		c.Op, c.Tenant, c.Now = fmt.Sprint("town/", i), townTenant, now
		if err := s.program.store.Commit(ctx, c); err != nil {
			return "", fmt.Errorf("settling the simulated community: %w", err)
		}
	}
	return s.program.url() + "/board/" + townOwner, nil
}

// kept is what is kept of a resident: the row, a span for each pairing, and where
// a pairing lasts the place it takes.
func (r resident) kept(key []byte, i int) (c mentorship.Commit, err error) {
	at := mentorship.Repo{Tenant: townTenant, ID: r.Repo, OwnerID: townID, Owner: townOwner}
	pull := mentorship.Pull{Repo: at, Number: 1000 + i, Author: mentorship.Person{ID: int64(townID + 1000 + i), Login: fmt.Sprint("simulated-newcomer-", i+1)}}
	m := mentorship.Begin(mentorship.ScopeOrg, at, pull)
	r.ID = chronicle.Pseudonym(key, m.ID)
	text, err := r.Encode()
	if err != nil {
		return c, fmt.Errorf("writing a simulated newcomer: %w", err)
	}
	c.Kept = []mentorship.Kept{{Name: chronicle.RowName(r.ID), Text: text}}
	for k, p := range r.Pairings {
		mentor := r.mentors[k]
		span := chronicle.Span{From: p.From, To: p.To, Capacity: mentor.capacity}
		c.Kept = append(c.Kept, mentorship.Kept{Name: fmt.Sprintf("%s%s/%d", chronicle.SpansOf(key, mentor.id), r.ID, k), Text: span.Encode()})
		if p.To == 0 {
			m.State, m.Mentor, m.Paired = mentorship.StateActive, mentorship.Person{ID: mentor.id, Login: mentor.login}, p.From.Time()
			c.After, c.Capacity, c.PerWeek = m, mentor.capacity, -1
		}
	}
	return c, nil
}

// passedOver are those who were met and not spoken to, because they are not new.
func passedOver(now time.Time) (c mentorship.Commit) {
	for week := range 52 {
		for i, r := range townRepos() {
			people := map[string]int{"bot": 1 + (week+i)%2, "member": 1 - i/2, "known": week % 2}
			for _, reason := range []string{"bot", "member", "known"} {
				name := chronicle.Skipped(mentorship.Repo{ID: r.id}, mentorship.Skip{Code: reason}, now.AddDate(0, 0, -7*week))
				for range people[reason] {
					c.Counts = append(c.Counts, name...)
				}
			}
		}
	}
	return c
}
