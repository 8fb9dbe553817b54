package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	ada   = mentorship.Person{ID: 11, Login: "ada"}
	grace = mentorship.Person{ID: 12, Login: "grace"}
	known = map[string]mentorship.Person{"ada": ada, "grace": grace, "robot": {ID: 13, Login: "robot", Bot: true}}
	begin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

// rev is a version of the file and who stood behind it, one day after the one before.
type rev struct {
	text string
	by   []mentorship.Person
}

func history(revs ...rev) (House, mentorship.HouseText) {
	at := mentorship.HouseText{SHA: "head", ReadAt: begin.AddDate(1, 0, 0), People: known}
	var h House
	for i, r := range revs {
		at.Revisions = append(at.Revisions, mentorship.Revision{SHA: fmt.Sprint(i), At: begin.AddDate(0, 0, i), By: r.by})
		at.Texts = append(at.Texts, r.text)
		if house, fs := Parse([]byte(r.text)); Valid(fs) {
			h, at.Text = house, []byte(r.text)
		}
	}
	return h, at
}

func file(entries ...string) string {
	return "version: 1\nmentors:\n  - " + strings.Join(entries, "\n  - ") + "\n"
}

// rulesOf is what a repository's file alone means.
func rulesOf(t interface{ Fatal(...any) }, at mentorship.HouseText, standing map[int64]mentorship.Standing) mentorship.Rules {
	r, err := Resolve(Files{Repo: at}, standing)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func people(ps ...mentorship.Person) []mentorship.Person { return ps }

func TestConsent(t *testing.T) {
	const (
		plain = "{login: ada, paths: [a, b], capacity: 2, max_new_per_week: 2}"
		more  = "{login: ada, paths: [a, b, c], capacity: 4, max_new_per_week: 3}"
		less  = "{login: ada, paths: [b], capacity: 1, max_new_per_week: 1}"
		moved = "{login: ada, paths: [c], capacity: 2, max_new_per_week: 2}"
	)
	day := func(n int, half bool) time.Time {
		at := begin.AddDate(0, 0, n)
		if half {
			at = at.Add(12 * time.Hour)
		}
		return at
	}
	in := func(at time.Time) mentorship.Standing { return mentorship.Standing{Person: ada, OptedIn: at} }
	other, own := people(grace), people(grace, ada)
	for _, c := range []struct {
		name  string
		revs  []rev
		s     mentorship.Standing
		yes   bool
		inUse string // entry whose values are in force
	}{
		{"added by somebody else", []rev{{file(plain), other}}, mentorship.Standing{}, false, plain},
		{"added with their approval", []rev{{file(plain), own}}, mentorship.Standing{}, true, plain},
		{"nobody known behind it", []rev{{file(plain), nil}}, mentorship.Standing{}, false, plain},
		{"their later change elsewhere proves nothing", []rev{{file(plain), other}, {file(plain, "login: grace"), own}}, mentorship.Standing{}, false, plain},
		{"their own later change of the entry", []rev{{file(plain), other}, {file(more), own}}, mentorship.Standing{}, true, more},
		{"raised by somebody else", []rev{{file(plain), own}, {file(more), other}}, mentorship.Standing{}, true, plain},
		{"raised by themselves", []rev{{file(plain), own}, {file(more), own}}, mentorship.Standing{}, true, more},
		{"lowered by somebody else", []rev{{file(plain), own}, {file(less), other}}, mentorship.Standing{}, true, less},
		{"lowered, then raised again", []rev{{file(plain), own}, {file(less), other}, {file(plain), other}}, mentorship.Standing{}, true, less},
		{"paths exchanged", []rev{{file(plain), own}, {file(moved), other}}, mentorship.Standing{}, true, "{login: ada, capacity: 2, max_new_per_week: 2}"},
		{"taken out and put back", []rev{{file(plain), own}, {file("login: grace"), other}, {file(plain), other}}, mentorship.Standing{}, false, plain},
		{"opt-in while it stands", []rev{{file(plain), other}}, in(day(0, true)), true, plain},
		{"opt-in before it was added", []rev{{file("login: grace"), other}, {file(plain), other}}, in(day(0, true)), false, plain},
		{"opt-in, then raised", []rev{{file(plain), other}, {file(more), other}}, in(day(0, true)), true, plain},
		{"raised, then opt-in", []rev{{file(plain), own}, {file(more), other}}, in(day(1, true)), true, more},
		{"file taken away and put back", []rev{{file(plain), own}, {"", other}, {file(plain), other}}, mentorship.Standing{}, false, plain},
		{"opt-in, then taken out and put back", []rev{{file(plain), other}, {file("login: grace"), other}, {file(plain), other}}, in(day(0, true)), false, plain},
		{"opt-out", []rev{{file(plain), own}}, mentorship.Standing{Person: ada, OptedOut: day(5, false)}, false, plain},
		{"opt-out before their own push", []rev{{file("login: grace"), other}, {file(plain), own}},
			mentorship.Standing{Person: ada, OptedOut: day(0, true)}, false, plain},
		{"opt-out, then opt-in", []rev{{file(plain), other}}, mentorship.Standing{Person: ada, OptedOut: day(2, false), OptedIn: day(3, false)}, true, plain},
		{"opt-in, then opt-out", []rev{{file(plain), own}}, mentorship.Standing{Person: ada, OptedOut: day(3, false), OptedIn: day(2, false)}, false, plain},
		{"a broken version between", []rev{{file(plain), own}, {"version: 7\n", other}, {file(plain), other}}, mentorship.Standing{}, true, plain},
		{"a broken version by themselves", []rev{{file("login: ada", "login: ada"), own}, {file(plain), other}}, mentorship.Standing{}, false, plain},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, at := history(c.revs...)
			got, _ := rulesOf(t, at, map[int64]mentorship.Standing{ada.ID: c.s}).Mentor(ada.ID)
			want, fs := Parse([]byte(file(c.inUse)))
			if !Valid(fs) {
				t.Fatal(show(fs))
			}
			w := want.Mentors[0]
			expected := mentorship.Mentor{Person: ada, Paths: w.Paths, Capacity: w.Capacity, MaxNewPerWeek: w.MaxNewPerWeek, Consented: c.yes}
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestResolveRules(t *testing.T) {
	text := "version: 1\nprogram: {coordinators: [Grace, nobody, robot]}\ntracking: {repo: acme/mentoring}\nmentors: [{login: ADA, away: [2026-12-24]}, {login: nobody}, {login: robot}]\n"
	h, at := history(rev{text, people(ada)})
	got := rulesOf(t, at, nil)
	want := mentorship.Rules{
		SHA: "head", Mode: "live", Scope: "org", SpamLabels: []string{"spam", "invalid"}, Quiet: 2 * time.Minute, Nudge: 24 * time.Hour,
		Checkin: 7 * 24 * time.Hour, Help: 72 * time.Hour, Idle: 14 * 24 * time.Hour, Pause: 28 * 24 * time.Hour,
		Accept: 48 * time.Hour, Rounds: 2, Open: "on_accept", Label: "mentorship", Language: "en",
		Gate: "none", Members: "skip", DailyHellos: 20, Pulse: "link_and_reaction", Release: "human_touch", NudgeVia: "assign",
		Term: mentorship.DefaultTerm, Graduation: mentorship.DefaultGraduation(),
		TrackingRepo: mentorship.Repo{Owner: "acme", Name: "mentoring"}, Coordinators: people(grace),
		Mentors: []mentorship.Mentor{{Person: ada, Capacity: 2, MaxNewPerWeek: 2, Consented: true, Away: h.Mentors[0].Away}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A login that changed hands carries no consent over.
func TestConsentIsTheAccounts(t *testing.T) {
	_, at := history(rev{file("login: ada"), people(ada)})
	at.People = map[string]mentorship.Person{"ada": {ID: 99, Login: "ada"}}
	if m, ok := rulesOf(t, at, nil).Mentor(99); !ok || m.Consented {
		t.Errorf("%+v, %v", m, ok)
	}
}

// Where older commits may exist, the oldest known one proves nothing.
func TestTruncatedHistory(t *testing.T) {
	_, at := history(rev{file("login: ada"), people(ada)}, rev{file("login: ada", "login: grace"), people(grace)})
	at.Revisions[0].Older = true
	if m, _ := rulesOf(t, at, nil).Mentor(ada.ID); m.Consented {
		t.Error("consent from a version whose change is not known")
	}
}

// A file whose history is not known yet acts for those who opted in, and what
// came after the known history needs a new yes.
func TestUnknownHistory(t *testing.T) {
	text := file("{login: ada, capacity: 4}")
	joined := map[int64]mentorship.Standing{ada.ID: {Person: ada, OptedIn: begin}}
	at := mentorship.HouseText{Text: []byte(text), ReadAt: begin.AddDate(0, 1, 0), People: known}
	if m, _ := rulesOf(t, at, joined).Mentor(ada.ID); !m.Consented || m.Capacity != 4 {
		t.Errorf("%+v", m)
	}
	_, at = history(rev{file("{login: ada, capacity: 3}"), people(ada)})
	at.Text = []byte(text)
	if m, _ := rulesOf(t, at, nil).Mentor(ada.ID); !m.Consented || m.Capacity != 3 {
		t.Errorf("%+v", m)
	}
}

// Over any history: nobody acts without a deed of their own, nobody for more
// than the file says now nor more than some version they stood behind, and
// lowering counts at once.
func TestConsentProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var revs []rev
		agreedMost, deed := -1, false
		s := mentorship.Standing{Person: ada}
		n := rapid.IntRange(1, 8).Draw(t, "revisions")
		optAt := rapid.IntRange(-1, n-1).Draw(t, "opt-in after")
		last := -1
		for i := range n {
			capacity := rapid.IntRange(-1, 6).Draw(t, "capacity")
			var by []mentorship.Person
			if rapid.Bool().Draw(t, "behind") {
				by = people(ada)
			}
			text := file("login: grace")
			if capacity >= 0 {
				text = file("login: grace", fmt.Sprintf("{login: ada, capacity: %d}", capacity))
			}
			if capacity >= 0 && (len(by) > 0 || optAt == i) {
				deed, agreedMost = true, max(agreedMost, capacity)
			}
			if optAt == i {
				s.OptedIn = begin.AddDate(0, 0, i).Add(time.Hour)
			}
			revs, last = append(revs, rev{text, by}), capacity
		}
		if rapid.Bool().Draw(t, "opt out") {
			s.OptedOut = begin.AddDate(0, 0, n)
		}
		_, at := history(revs...)
		m, ok := rulesOf(t, at, map[int64]mentorship.Standing{ada.ID: s}).Mentor(ada.ID)
		switch {
		case ok != (last >= 0):
			t.Fatalf("listed %v, last capacity %d", ok, last)
		case !m.Consented:
		case !deed || s.Out():
			t.Fatalf("acts without a deed, or after opting out: %+v", s)
		case m.Capacity > last || m.Capacity > agreedMost:
			t.Fatalf("capacity %d, file says %d, agreed to at most %d", m.Capacity, last, agreedMost)
		}
	})
}

func TestMatchLogin(t *testing.T) {
	patterns := []string{"renovate", "*-Bot", "[broken"}
	for login, want := range map[string]bool{"Renovate": true, "my-bot": true, "renovate2": false, "bot": false, "": false} {
		if MatchLogin(patterns, login) != want {
			t.Errorf("MatchLogin(%q) = %v", login, !want)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	var revs []rev
	for i := range 100 {
		text := file("login: grace")
		for j := range 50 {
			text += fmt.Sprintf("  - {login: m%d, capacity: %d, paths: [\"a/**\"]}\n", j, i%5)
		}
		revs = append(revs, rev{text, nil})
	}
	_, at := history(revs...)
	for b.Loop() {
		rulesOf(b, at, nil)
	}
}
