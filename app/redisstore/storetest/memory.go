package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/matching"
)

func people(t *testing.T, b Bench) {
	s := b.Open(t)
	set := func(st mentorship.Standing) { t.Helper(); must(t, s.SetStanding(t.Context(), tenant, st)) }
	ada := mentorship.Person{ID: 9007199254740993, Login: "ada"}
	set(mentorship.Standing{Person: ada, OptedIn: day0()})
	set(mentorship.Standing{Person: ada, OptedOut: day0().Add(time.Hour)})
	set(mentorship.Standing{Person: mentorship.Person{ID: ada.ID, Login: "old-name"}, OptedIn: day0().Add(-time.Hour)})
	got, err := s.Standing(t.Context(), tenant, []int64{ada.ID, 5})
	must(t, err)
	want := map[int64]mentorship.Standing{ada.ID: {Person: ada, OptedIn: day0(), OptedOut: day0().Add(time.Hour)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("standing (-want +got):\n%s", diff)
	}
	if !got[ada.ID].Out() {
		t.Error("the last word was to leave")
	}
	said := mentorship.Standing{
		Person: ada, AwayAt: day0(), AwayUntil: day0().AddDate(0, 0, 14), CapacityAt: day0(), Capacity: 0,
		LanguageAt: day0(), Language: "es",
		DigestAt: day0(), Digest: mentorship.Place{Repo: 5, Number: 7},
	}
	set(said)
	set(mentorship.Standing{Person: ada, AwayAt: day0().Add(-time.Hour), CapacityAt: day0().Add(-time.Hour), Capacity: 5})
	set(said) // told twice
	got, err = s.Standing(t.Context(), tenant, []int64{ada.ID})
	must(t, err)
	said.OptedIn, said.OptedOut = day0(), day0().Add(time.Hour)
	if diff := cmp.Diff(said, got[ada.ID]); diff != "" {
		t.Errorf("words about oneself (-want +got):\n%s", diff)
	}
	set(mentorship.Standing{Person: ada, BackAt: day0().Add(time.Minute)})
	if got, _ := s.Standing(t.Context(), tenant, []int64{ada.ID}); !got[ada.ID].Away().IsZero() {
		t.Errorf("back, and still away: %+v", got[ada.ID])
	}
	if other, err := s.Standing(t.Context(), tenant+1, []int64{ada.ID}); len(other) != 0 || err != nil {
		t.Errorf("another tenant sees %v, %v", other, err)
	}
	if none, err := s.Standing(t.Context(), tenant, nil); len(none) != 0 || err != nil {
		t.Errorf("nobody asked for: %v, %v", none, err)
	}
}

func houseAndBackfill(t *testing.T, b Bench) {
	s := b.Open(t)
	if _, ok, err := s.House(t.Context(), repo()); ok || err != nil {
		t.Fatalf("rules nobody read: %v, %v", ok, err)
	}
	h := mentorship.HouseText{SHA: "abc", Text: []byte("version: 1\n\xff"), ReadAt: day0(), Texts: []string{"v"},
		Revisions: []mentorship.Revision{{SHA: "abc", At: day0(), By: []mentorship.Person{{ID: 1, Login: "m"}}}}}
	must(t, s.SetHouse(t.Context(), repo(), h))
	older := mentorship.HouseText{SHA: "older", ReadAt: day0().Add(-time.Second)}
	must(t, s.SetHouse(t.Context(), repo(), older))
	got, ok, err := s.House(t.Context(), repo())
	must(t, err)
	if diff := cmp.Diff(h, got); !ok || diff != "" {
		t.Errorf("rules found %v (-want +got):\n%s", ok, diff)
	}
	must(t, s.SetHouse(t.Context(), repo(), mentorship.HouseText{Missing: true, ReadAt: day0()}))
	if got, _, _ := s.House(t.Context(), repo()); !got.Missing {
		t.Error("rules read at the same moment did not count")
	}
	first, second := mentorship.Pusher{Person: mentorship.Person{ID: 1, Login: "m"}, At: day0()}, mentorship.Pusher{Person: mentorship.Person{ID: 2}}
	must(t, s.SetPushers(t.Context(), repo(), []string{"c1", "c2"}, first))
	must(t, s.SetPushers(t.Context(), repo(), nil, second))
	must(t, s.SetPushers(t.Context(), repo(), []string{"c2"}, second))
	if by, err := s.Pushers(t.Context(), repo()); len(by) != 2 || by["c2"] != first || err != nil {
		t.Errorf("pushers %v, %v", by, err)
	}
	if ops, err := s.Ops(t.Context(), repo()); ops != (mentorship.Thread{}) || err != nil {
		t.Errorf("an ops issue nobody opened: %+v, %v", ops, err)
	}
	must(t, s.SetOps(t.Context(), repo(), mentorship.Thread{Repo: repo(), Number: 12}))
	if ops, err := s.Ops(t.Context(), repo()); ops.Number != 12 || ops.Repo != repo() || err != nil {
		t.Errorf("ops issue %+v, %v", ops, err)
	}
	if f, err := s.Backfill(t.Context(), repo()); f != (mentorship.Backfill{}) || err != nil {
		t.Errorf("a backfill nobody began: %+v, %v", f, err)
	}
	f := mentorship.Backfill{Cursor: "c2", Changes: 150, At: day0()}
	must(t, s.SetBackfill(t.Context(), repo(), f))
	if got, err := s.Backfill(t.Context(), repo()); got != f || err != nil {
		t.Errorf("backfill %+v, %v", got, err)
	}
}

func learn(t *testing.T, b Bench) {
	s := b.Open(t)
	var all []matching.Change
	for i := range 1234 {
		all = append(all, matching.Change{ID: fmt.Sprint("c", i), Time: day0().Add(time.Duration(i) * time.Minute), Author: "p1",
			Reviewers: []matching.PersonID{"p2", "p3"}, Files: []string{"a/b.go", "a/ü.go"}, Large: i%2 == 0})
	}
	answer := matching.Answer{ID: "7:1/c1r1", Person: "p2", Time: day0(), Heard: true}
	changes := func(cs []matching.Change) matching.Lessons { return matching.Lessons{Changes: cs} }
	must(t, s.Learn(t.Context(), repo(), changes(all[:1200])))
	must(t, s.Learn(t.Context(), repo(), matching.Lessons{Changes: all[1100:1200], Answers: []matching.Answer{answer}})) // known, but the answer
	must(t, s.Learn(t.Context(), repo(), matching.Lessons{Answers: []matching.Answer{answer}}))
	got := recall(t, s, "", matching.Lessons{Changes: all[:1200], Answers: []matching.Answer{answer}})
	must(t, s.Learn(t.Context(), repo(), changes(all[1190:])))
	got = recall(t, s, got.At, changes(all[1200:]))
	if again := recall(t, s, got.At, matching.Lessons{}); again.At != got.At {
		t.Errorf("nothing new, and yet %q came after %q", again.At, got.At)
	}
	other := repo()
	other.ID++
	if got, _ := s.Recall(t.Context(), other, ""); len(got.Changes) != 0 {
		t.Errorf("another repository knows %d changes", len(got.Changes))
	}
}

// recall compares what comes after a position.
func recall(t *testing.T, s *redisstore.Store, after string, want matching.Lessons) matching.Lessons {
	t.Helper()
	got, err := s.Recall(t.Context(), repo(), after)
	must(t, err)
	want.At = got.At
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("lessons after %q (-want +got):\n%s", after, diff)
	}
	return got
}

// together: lessons that were put together are read as an index by whoever has
// not come that far, and not at all by those who have.
func together(t *testing.T, b Bench) {
	s := b.Open(t)
	lesson := func(n int) matching.Change {
		return matching.Change{ID: fmt.Sprint("70#", n), Time: day0(), Author: "p1"}
	}
	learn := func(from, to int) (out []matching.Change) {
		for n := from; n < to; n++ {
			out = append(out, lesson(n))
		}
		must(t, s.Learn(t.Context(), repo(), matching.Lessons{Changes: out}))
		return out
	}
	ten := recall(t, s, "", matching.Lessons{Changes: learn(0, 10)})
	more := learn(10, 15)
	must(t, s.PutTogether(t.Context(), repo(), ten.At, []byte("ten")))
	must(t, s.PutTogether(t.Context(), repo(), "1-0", []byte("an older one")))
	recall(t, s, "", matching.Lessons{Index: []byte("ten"), Changes: more})
	recall(t, s, "1-1", matching.Lessons{Index: []byte("ten"), Changes: more})
	all := recall(t, s, ten.At, matching.Lessons{Changes: more})
	must(t, s.PutTogether(t.Context(), repo(), all.At, []byte("fifteen")))
	recall(t, s, all.At, matching.Lessons{})
	recall(t, s, ten.At, matching.Lessons{Index: []byte("fifteen")})
	learn(0, 15) // still known
	recall(t, s, all.At, matching.Lessons{})
	recall(t, s, all.At, matching.Lessons{Changes: learn(15, 16)})
}

func repositories(t *testing.T, b Bench) {
	s := b.Open(t)
	a, z := repo(), repo()
	z.ID, z.Name = 71, "Pier"
	must(t, s.SetRepos(t.Context(), tenant, []mentorship.Repo{z, a}, nil))
	got, err := s.Repos(t.Context(), tenant)
	must(t, err)
	if diff := cmp.Diff([]mentorship.Repo{a, z}, got); diff != "" {
		t.Errorf("repositories (-want +got):\n%s", diff)
	}
	find := func(name string, want bool) {
		t.Helper()
		if _, ok, err := s.FindRepo(t.Context(), name); ok != want || err != nil {
			t.Errorf("%s found %v (%v), want %v", name, ok, err, want)
		}
	}
	find("Harbour/PIER", true)
	renamed := z
	renamed.Name = "jetty"
	must(t, s.SetRepos(t.Context(), tenant, []mentorship.Repo{renamed}, nil))
	find("harbour/pier", false)
	find("harbour/jetty", true)
	all, err := s.AllRepos(t.Context(), 10)
	must(t, err)
	if diff := cmp.Diff([]mentorship.Repo{a, renamed}, all); diff != "" {
		t.Errorf("all repositories (-want +got):\n%s", diff)
	}
	if one, _ := s.AllRepos(t.Context(), 1); len(one) != 1 {
		t.Errorf("%d repositories, asked for one", len(one))
	}
	taken := repo() // another repository gets the name, then the first is removed
	taken.Tenant, taken.ID, taken.Name = tenant+1, 99, "jetty"
	must(t, s.SetRepos(t.Context(), tenant+1, []mentorship.Repo{taken}, nil))
	must(t, s.SetRepos(t.Context(), tenant, nil, []mentorship.Repo{{ID: 71}}))
	find("harbour/jetty", true)
	if r, _, _ := s.FindRepo(t.Context(), "harbour/jetty"); r.ID != 99 || r.Tenant != tenant+1 {
		t.Errorf("found %+v", r)
	}
	if got, _ := s.Repos(t.Context(), tenant); len(got) != 1 {
		t.Errorf("left %+v", got)
	}
}
