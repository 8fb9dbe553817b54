package stats

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func moments(least int64) *rapid.Generator[Moment] {
	return rapid.Map(rapid.Int64Range(least, lastMoment), func(n int64) Moment { return Moment(n) })
}

// maybe is a moment or never.
func maybe() *rapid.Generator[Moment] { return rapid.OneOf(rapid.Just(Moment(0)), moments(1)) }

// lists draws a list; none is nil, as decoding makes it.
func lists[T any](of *rapid.Generator[T]) *rapid.Generator[[]T] {
	return rapid.Map(rapid.SliceOfN(of, 0, 4), func(s []T) []T {
		if len(s) == 0 {
			return nil
		}
		return s
	})
}

func words() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "late", "held_out", "natural", "one_to_one"})
}

func anyRow() *rapid.Generator[Row] {
	return rapid.Custom(func(t *rapid.T) Row {
		r := Row{
			ID: rapid.StringMatching(`[0-9a-f]{64}`).Draw(t, "id"), Repo: rapid.Int64().Draw(t, "repo"), T0: moments(1).Draw(t, "t0"),
			Size: rapid.SampledFrom([]Size{0, 1, 2, 3}).Draw(t, "size"), Arm: rapid.SampledFrom([]Arm{0, 1, 2}).Draw(t, "arm"),
			Language: rapid.SampledFrom([]string{"", "en", "es-MX"}).Draw(t, "language"), Surge: rapid.Bool().Draw(t, "surge"),
			Skipped: words().Draw(t, "skipped"), Ending: words().Draw(t, "ending"),
		}
		for _, m := range []*Moment{
			&r.Greeted, &r.Mentioned, &r.Queued, &r.Accepted, &r.Answered, &r.Closed, &r.Merged, &r.Second, &r.SecondMerged,
			&r.Reviewed, &r.Graduated, &r.Declined, &r.Ended, &r.AskedForward, &r.Forward,
		} {
			*m = maybe().Draw(t, "moment")
		}
		for i := range r.Stages {
			r.Stages[i] = maybe().Draw(t, "stage")
		}
		for i := range r.Retention {
			r.Retention[i] = rapid.SampledFrom([]Answer{Unknown, No, Yes}).Draw(t, "retention")
		}
		for range rapid.IntRange(0, 20).Draw(t, "days") {
			r.Active = r.Active.Add(rapid.IntRange(-5, 1<<16+5).Draw(t, "day"))
		}
		r.Nominated, r.Roles = lists(maybe()).Draw(t, "nominated"), lists(maybe()).Draw(t, "roles")
		r.Pairings = lists(rapid.Custom(func(t *rapid.T) Pairing {
			return Pairing{moments(1).Draw(t, "from"), maybe().Draw(t, "to"), words().Draw(t, "form"), rapid.Bool().Draw(t, "swapped")}
		})).Draw(t, "pairings")
		r.Questions = lists(rapid.Custom(func(t *rapid.T) Question {
			return Question{maybe().Draw(t, "asked"), maybe().Draw(t, "answered")}
		})).Draw(t, "questions")
		r.Pulses = lists(rapid.Custom(func(t *rapid.T) Pulse {
			return Pulse{maybe().Draw(t, "asked"), rapid.Bool().Draw(t, "mentor"), rapid.Bool().Draw(t, "wrap"), PulseSay(rapid.IntRange(0, 3).Draw(t, "say"))}
		})).Draw(t, "pulses")
		r.Sessions = lists(rapid.Custom(func(t *rapid.T) Session {
			return Session{maybe().Draw(t, "held"), rapid.Bool().Draw(t, "paired"), lists(rapid.SampledFrom([]string{"setup", "docs"})).Draw(t, "barriers")}
		})).Draw(t, "sessions")
		return r
	})
}

func TestRowComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRow().Draw(t, "row")
		data, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeRow(data)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(r, back); d != "" {
			t.Fatal(d)
		}
	})
}

func TestMentorAndWeekComeBack(t *testing.T) {
	m := Mentor{
		ID: strings.Repeat("a", 16), Since: 5, Left: 9, Capacity: 2, Active: 1, Away: true, Areas: []string{"charts/**"}, Band: BandEurope,
		Languages: []string{"es"}, FirstYear: 2019, Outside: true, Load: []Load{{Week: 1, MenteeDays: 9, Capacity: 2, Signs: SignFull | SignHours}},
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := DecodeMentor(data); err != nil || !cmp.Equal(m, back) {
		t.Error(err, cmp.Diff(m, back))
	}
	w := Week{Week: 7, Intention: 2.5, Meant: true, RingSeats: 14, RingTaken: 12, Attended: 3}
	if data, err = w.Encode(); err != nil {
		t.Fatal(err)
	}
	if back, err := DecodeWeek(data); err != nil || !cmp.Equal(w, back) {
		t.Error(err, cmp.Diff(w, back))
	}
}

func TestWhatIsNoRowIsRefused(t *testing.T) {
	const id = `"id":"0123456789abcdef"`
	for name, text := range map[string]string{
		"nothing":           ``,
		"no object":         `[]`,
		"no version":        `{` + id + `,"repo":1,"t0":1}`,
		"two":               `{"v":1,` + id + `,"repo":1,"t0":1} {}`,
		"unknown field":     `{"v":1,` + id + `,"repo":1,"t0":1,"login":"lin"}`,
		"login for id":      `{"v":1,"id":"lin","repo":1,"t0":1}`,
		"no beginning":      `{"v":1,` + id + `,"repo":1}`,
		"words":             `{"v":1,` + id + `,"repo":1,"t0":1,"ending":"She was too busy"}`,
		"before time":       `{"v":1,` + id + `,"repo":1,"t0":1,"merged":-4}`,
		"arm":               `{"v":1,` + id + `,"repo":1,"t0":1,"arm":3}`,
		"stages":            `{"v":1,` + id + `,"repo":1,"t0":1,"stages":"x"}`,
		"days not rising":   `{"v":1,` + id + `,"repo":1,"t0":1,"active":"AAA"}`,
		"days out of range": `{"v":1,` + id + `,"repo":1,"t0":1,"active":"//8H"}`,
		"too long":          `{"v":1,` + id + `,"repo":1,"t0":1,"ending":"` + strings.Repeat("a", maxEncoded) + `"}`,
	} {
		if r, err := DecodeRow([]byte(text)); err == nil {
			t.Errorf("%s: decoded to %+v", name, r)
		}
	}
	if _, err := DecodeRow([]byte(`{"v":2,"anything":1}`)); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer version: %v", err)
	}
}

func FuzzDecodeRow(f *testing.F) {
	f.Add([]byte(`{"v":1,"id":"0123456789abcdef","repo":1,"t0":1,"active":"AQIB","pairings":[{"from":3}],"retention":[1,2,0,0]}`))
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := DecodeRow(data)
		if err != nil {
			return
		}
		again, err := r.Encode()
		if err != nil {
			t.Fatalf("decoded, but cannot be encoded: %v", err)
		}
		back, err := DecodeRow(again)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := back.Encode()
		if err != nil || string(twice) != string(again) {
			t.Fatalf("%s became %s (%v)", again, twice, err)
		}
	})
}
