package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/matching"
)

// tallies count each thing once, in the span that ends with it.
func tallies(t *testing.T, b Bench) {
	s := b.Open(t)
	count := func(what string, after time.Duration, want int) {
		t.Helper()
		n, err := s.Tally(t.Context(), tenant, "hellos", what, day0().Add(after), 24*time.Hour, 29*24*time.Hour)
		must(t, err)
		if n != want {
			t.Errorf("%s is number %d, want %d", what, n, want)
		}
	}
	count("a", 0, 1)
	count("b", time.Hour, 2)
	count("a", 2*time.Hour, 1)
	count("c", 25*time.Hour, 1)
	if n, err := s.Tallied(t.Context(), tenant, "hellos", day0().Add(-time.Hour), day0().Add(time.Hour)); n != 2 || err != nil {
		t.Errorf("%d counted, %v", n, err)
	}
	count("d", 40*24*time.Hour, 1)
	if n, _ := s.Tallied(t.Context(), tenant, "hellos", day0().Add(-time.Hour), day0().AddDate(1, 0, 0)); n != 1 {
		t.Errorf("%d are kept after forty days", n)
	}
	if n, _ := s.Tallied(t.Context(), tenant+1, "hellos", day0().Add(-time.Hour), day0().AddDate(1, 0, 0)); n != 0 {
		t.Errorf("another tenant counts %d", n)
	}
}

// hashes stand for people under a key that stays.
func hashes(t *testing.T, b Bench) {
	s := b.Open(t)
	key, err := s.Secret(t.Context(), tenant)
	must(t, err)
	again, err := s.Secret(t.Context(), tenant)
	must(t, err)
	other, err := s.Secret(t.Context(), tenant+1)
	must(t, err)
	if len(key) != 32 || string(key) != string(again) || string(key) == string(other) {
		t.Errorf("keys %x, %x, and of another tenant %x", key, again, other)
	}
	if gone, err := s.Bury(t.Context(), tenant, "h1", day0()); !gone || err != nil {
		t.Errorf("buried %v, %v", gone, err)
	}
	found, err := s.Buried(t.Context(), tenant, []string{"h1", "h2"})
	must(t, err)
	if !found[0] || found[1] {
		t.Errorf("buried: %v", found)
	}
	tombs(t, s)
	must(t, s.SetArm(t.Context(), tenant, "h1", true, day0()))
}

// tombs: of being forgotten and coming back the newest counts, in whatever order
// and how often they are told.
func tombs(t *testing.T, s *redisstore.Store) {
	t.Helper()
	at := func(minutes int) time.Time { return day0().Add(time.Duration(minutes) * time.Minute) }
	for _, step := range []struct {
		act     func(context.Context, int64, string, time.Time) (bool, error)
		minutes int
		yes     bool
		buried  bool
		last    int // when they last asked to be forgotten
	}{
		{s.Unbury, -1, false, true, 0}, // said before
		{s.Bury, -5, true, true, 0},    // an older one is no news
		{s.Bury, 0, true, true, 0},
		{s.Unbury, 5, true, false, 0},
		{s.Unbury, 5, true, false, 0}, // told twice
		{s.Bury, 0, false, false, 0},  // they came back since
		{s.Unbury, 6, false, false, 0},
		{s.Bury, 7, true, true, 7},
		{s.Unbury, 9, true, false, 7},
	} {
		yes, err := step.act(t.Context(), tenant, "h1", at(step.minutes))
		must(t, err)
		since, buried, err := s.BuriedAt(t.Context(), tenant, "h1")
		must(t, err)
		if yes != step.yes || buried != step.buried || !since.Equal(at(step.last)) {
			t.Errorf("%+v: %v, buried %v since %v", step.minutes, yes, buried, since)
		}
	}
}

// onItsWay: an effect of a mentorship is, until it was done.
func onItsWay(t *testing.T, s *redisstore.Store, m mentorship.Mentorship) {
	t.Helper()
	going := func(want bool) {
		t.Helper()
		if got, err := s.OnItsWay(t.Context(), tenant, m.ID); got != want || err != nil {
			t.Errorf("on its way: %v, %v", got, err)
		}
	}
	going(false)
	label := mentorship.Effect{Key: m.ID + "/label", Kind: mentorship.EffectLabel, Mentorship: m.ID, Thread: m.Pull}
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "label", Tenant: tenant, Now: day0(), Effects: []mentorship.Effect{label}}))
	going(true)
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "labelled", Tenant: tenant, Now: day0(), Sent: &mentorship.Sent{Key: label.Key, ID: 1}}))
	going(false)
}

// erase leaves no key and no field that tells of the person.
func erase(t *testing.T, b Bench) {
	s := b.Open(t)
	const who = 424242
	m := newcomer(who)
	m.State, m.Mentor = mentorship.StateInvited, mentorship.Person{ID: 77, Login: "grace"}
	m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerAccept: day0().Add(time.Hour)}
	reply := mentorship.Reply(m.Pull, m.Newcomer, mentorship.NoteFull, day0())
	must(t, s.Commit(t.Context(), mentorship.Commit{
		Op: "one", Tenant: tenant, Before: mentorship.Mentorship{ID: m.ID}, After: m, Row: "T3", Why: "because", Now: day0(),
		Capacity: 2, PerWeek: 2, Effects: []mentorship.Effect{reply},
		Decision: &mentorship.Decision{Repo: repo(), Number: who, At: day0(), Reason: "because"},
	}))
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "two", Tenant: tenant, Now: day0(), Sent: &mentorship.Sent{Key: reply.Key, ID: 900}}))
	onItsWay(t, s, m)
	must(t, s.SetStanding(t.Context(), tenant, mentorship.Standing{Person: m.Newcomer, OptedOut: day0()}))
	must(t, s.SetRepos(t.Context(), tenant, []mentorship.Repo{repo()}, nil))
	must(t, s.Learn(t.Context(), repo(), matching.Lessons{Answers: []matching.Answer{{ID: m.ID + "/c1r1", Time: day0(), Person: "77"}}}))
	x, err := s.Recall(t.Context(), repo(), "")
	must(t, err)
	must(t, s.PutTogether(t.Context(), repo(), x.At, nil))
	_, err = s.Tally(t.Context(), tenant, "said/424242", "1/0", day0(), time.Hour, time.Hour)
	must(t, err)
	if asked, err := s.Asked(t.Context(), tenant, 77); len(asked) != 1 || asked[m.ID].IsZero() || err != nil {
		t.Errorf("asked: %v, %v", asked, err)
	}
	if all, err := s.Mentorships(t.Context(), tenant); len(all) != 1 || all[0] != m.ID || err != nil {
		t.Errorf("mentorships: %v, %v", all, err)
	}
	answers, err := s.Answers(t.Context(), tenant, who, false)
	must(t, err)
	if want := (mentorship.Answer{Repo: 70, Number: who, Comment: 900}); len(answers) != 1 || answers[0] != want {
		t.Errorf("answers: %+v", answers)
	}
	gone := m
	gone.State, gone.Mentor, gone.Timers = mentorship.StateErased, mentorship.Person{}, nil
	before := m
	before.Version = 1
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: "three", Tenant: tenant, Before: before, After: gone, Row: "T39", Why: "asked", Now: day0()}))
	for range 2 { // twice is as good as once
		must(t, s.Erase(t.Context(), gone, nil))
		must(t, s.ForgetPerson(t.Context(), tenant, who))
	}
	keys := b.keys(t, "*")
	for _, key := range keys {
		if strings.Contains(key, "424242") {
			t.Errorf("%s is left", key)
		}
		for _, text := range contents(t, b, key) {
			if strings.Contains(text, "424242") && !strings.HasSuffix(key, ":heads:70") {
				t.Errorf("%s holds %q", key, text)
			}
		}
	}
	if l, _ := s.Loads(t.Context(), tenant, []int64{77}, day0().Add(time.Hour)); l[77].Week != 1 || l[77].Holding != 0 {
		t.Errorf("the mentor's load is %+v", l[77])
	}
}

// contents is all that a key holds, as text.
func contents(t *testing.T, b Bench, key string) (out []string) {
	t.Helper()
	ctx := t.Context()
	switch kind := b.Raw.Type(ctx, key).Val(); kind {
	case "hash":
		for f, v := range b.Raw.HGetAll(ctx, key).Val() {
			out = append(out, f, v)
		}
	case "zset":
		out = b.Raw.ZRange(ctx, key, 0, -1).Val()
	case "set":
		out = b.Raw.SMembers(ctx, key).Val()
	case "string":
		out = append(out, b.Raw.Get(ctx, key).Val())
	case "stream":
		for _, m := range b.Raw.XRange(ctx, key, "-", "+").Val() {
			for f, v := range m.Values {
				out = append(out, f, asText(v))
			}
		}
	}
	return out
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}
