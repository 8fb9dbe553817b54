package storetest

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// wipe deletes all of a tenant that left thirty days ago, and of no other.
func wipe(t *testing.T, b Bench) {
	s, other := b.Open(t), tenant+16 // tenants whose keys begin alike
	fill := func(tenant int64) {
		r := repo()
		r.Tenant = tenant
		r.ID += tenant % 7
		r.Name += strconv.FormatInt(tenant, 10)
		m := newcomer(5)
		m.Pull.Repo, m.Facts.Pull.Repo = r, r
		m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerAccept: day0().Add(time.Hour)}
		e := mentorship.Reply(m.Pull, m.Newcomer, mentorship.NoteFull, day0())
		must(t, s.SetRepos(t.Context(), tenant, []mentorship.Repo{r}, nil))
		must(t, s.Commit(t.Context(), mentorship.Commit{
			Op: "one", Tenant: tenant, Before: mentorship.Mentorship{ID: m.ID}, After: m, Row: "T3", Why: "because", Now: day0(),
			Effects: []mentorship.Effect{e}, Decision: &mentorship.Decision{Repo: r, Number: 5, At: day0(), Reason: "because"},
		}))
		must(t, s.SetStanding(t.Context(), tenant, mentorship.Standing{Person: m.Newcomer, OptedOut: day0()}))
		must(t, s.SetHouse(t.Context(), r, mentorship.HouseText{SHA: "abc", ReadAt: day0()}))
		must(t, s.Learn(t.Context(), r, matching.Lessons{
			Changes: []matching.Change{{ID: "70#1", Time: day0(), Author: "5"}}, Answers: []matching.Answer{{ID: "o7-5/c1r1", Time: day0(), Person: "9"}},
		}))
		must(t, s.SetArm(t.Context(), tenant, "hash", true, day0()))
		must(t, s.SetPushers(t.Context(), r, []string{"abc"}, mentorship.Pusher{Person: m.Newcomer}))
		must(t, s.Leave(t.Context(), tenant, day0().Add(30*24*time.Hour)))
	}
	fill(tenant)
	fill(other)
	must(t, s.Leave(t.Context(), other, time.Time{})) // it came back
	must(t, s.Leave(t.Context(), tenant, day0().Add(90*24*time.Hour)))
	if left, err := s.Left(t.Context(), day0().Add(29*24*time.Hour)); len(left) > 0 || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
	if left, err := s.Left(t.Context(), day0().Add(31*24*time.Hour)); len(left) != 1 || left[0] != tenant || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
	kept := len(keysOf(t, b, other))
	for range 2 { // twice is as good as once
		must(t, s.Wipe(t.Context(), tenant))
	}
	if keys := keysOf(t, b, tenant); len(keys) > 0 {
		t.Errorf("left are %v", keys)
	}
	if now := len(keysOf(t, b, other)); now != kept || kept < 8 {
		t.Errorf("of the other's %d keys %d are left", kept, now)
	}
	if left, _ := s.Left(t.Context(), day0().Add(31*24*time.Hour)); len(left) > 0 {
		t.Errorf("still to go: %v", left)
	}
}

// keysOf are the keys that bear a tenant's number, or hold it.
func keysOf(t *testing.T, b Bench, tenant int64) (out []string) {
	t.Helper()
	keys := b.keys(t, "*")
	number := strconv.FormatInt(tenant, 10)
	for _, key := range keys {
		texts := append(contents(t, b, key), key)
		if strings.HasSuffix(key, ":work") {
			continue // finds nothing when it is handed out
		}
		if strings.Contains(strings.Join(texts, "\n"), number) {
			out = append(out, key)
		}
	}
	return out
}

// together again: an index takes the place of one that reaches as far, never of
// one that reaches further.
func togetherAgain(t *testing.T, b Bench) {
	s := b.Open(t)
	must(t, s.Learn(t.Context(), repo(), matching.Lessons{Changes: []matching.Change{{ID: "70#1", Time: day0(), Author: "5"}}}))
	first, err := s.Recall(t.Context(), repo(), "")
	must(t, err)
	must(t, s.PutTogether(t.Context(), repo(), first.At, []byte("with a name")))
	again := func(at, index string, want bool) {
		t.Helper()
		if kept, err := s.PutAgain(t.Context(), repo(), at, []byte(index)); kept != want || err != nil {
			t.Errorf("kept %v, %v", kept, err)
		}
	}
	again(first.At, "without", true)
	must(t, s.Learn(t.Context(), repo(), matching.Lessons{Changes: []matching.Change{{ID: "70#2", Time: day0(), Author: "6"}}}))
	second, err := s.Recall(t.Context(), repo(), "")
	must(t, err)
	if string(second.Index) != "without" || len(second.Changes) != 1 {
		t.Errorf("%+v", second)
	}
	again(second.At, "both", true)
	again(first.At, "an older one", false)
}
