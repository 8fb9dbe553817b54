package guide

import (
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
)

// What people decide for themselves, read from a comment of that moment.
func TestStanding(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for text, want := range map[string]mentorship.Standing{
		"opt-in":                {OptedIn: at},
		"opt-out":               {OptedOut: at},
		"back":                  {BackAt: at},
		"away 2w":               {AwayAt: at, AwayUntil: at.AddDate(0, 0, 14)},
		"away 10D and more":     {AwayAt: at, AwayUntil: at.AddDate(0, 0, 10)},
		"away 366d":             {AwayAt: at, AwayUntil: at.AddDate(0, 0, 366)},
		"away 2027-01-06":       {AwayAt: at, AwayUntil: day(2027, 1, 7)},
		"away 2026-11-24":       {AwayAt: at, AwayUntil: day(2026, 11, 25)},
		"capacity 0":            {CapacityAt: at},
		"capacity 8":            {CapacityAt: at, Capacity: 8},
		"language es":           {LanguageAt: at, Language: "es"},
		"language PT-br":        {LanguageAt: at, Language: "pt-BR"},
		"language zh-hant":      {LanguageAt: at, Language: "zh-Hant"},
		"language es-419":       {LanguageAt: at, Language: "es-419"},
		"away":                  {},
		"away soon":             {},
		"away 0d":               {},
		"away 53w":              {},
		"away 999w":             {},
		"away -2w":              {},
		"away 9999999h":         {},
		"away 2026-11-23":       {},
		"away 2028-01-06":       {},
		"away 2027-13-06":       {},
		"capacity":              {},
		"capacity -1":           {},
		"capacity 9":            {},
		"capacity 1e99":         {},
		"capacity 08":           {},
		"capacity +3":           {},
		"language":              {},
		"language Klingon":      {},
		"language <b>":          {},
		"language es_ES":        {},
		"language españolísimo": {},
	} {
		cs := Commands("/mentor " + text)
		if len(cs) != 1 {
			t.Fatalf("%s: %v", text, cs)
		}
		got, note := Standing(cs[0], mentorship.Remark{By: ada, At: at}, 0)
		if refused := want == (mentorship.Standing{}); refused != (note != "") {
			t.Errorf("%s: note %q", text, note)
		} else if refused {
			if _, err := replyText(english, note); err != nil {
				t.Error(err)
			}
			continue
		}
		want.Person = ada
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// Of several words in one comment the last one counts.
func TestStandingInOrder(t *testing.T) {
	r := mentorship.Remark{By: ada, At: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	var all []mentorship.Standing
	for i, c := range Commands("/mentor away 2w\n/mentor back") {
		s, note := Standing(c, r, i)
		if note != "" {
			t.Fatal(note)
		}
		all = append(all, s)
	}
	both := all[0]
	if both.BackAt = all[1].BackAt; !both.Away().IsZero() {
		t.Errorf("still away: %+v", both)
	}
}
