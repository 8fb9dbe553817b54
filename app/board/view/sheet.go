package view

import (
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/plot"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/stats"
)

// sheet is one board in the making.
type sheet struct {
	say    speech
	window mentorship.Window
	chosen choice
	press  *plot.Press
}

// groups are the sections of a board, with the figures in each.
func groups() []struct {
	id   string
	keys []string
} {
	return []struct {
		id   string
		keys []string
	}{
		{"arrive", []string{"newcomers_seen", "reached", "time_to_human_answer", "time_to_mention", "time_to_acceptance", "declined"}},
		{"first", []string{"merge_rate", "time_to_merge", "funnel", "second_pull"}},
		{"stay", []string{"retention", "cohort_heatmap", "survival", "mentored_unmentored"}},
		{"mentorships", []string{"graduation", "stage_dwell", "help_latency", "satisfaction", "swaps", "pay_forward", "sponsorship", "friction", "forms", "pairings_intended"}},
		{"mentors", []string{"mentor_load", "fairness", "mentor_wear", "pool_diversity", "coverage"}},
	}
}

// intro is the state of things in one sentence.
func (s sheet) intro(a numbers.Answer) string {
	p := a.Plain
	return s.say.fill("intro", "waiting", strconv.Itoa(p.Waiting), "free", strconv.Itoa(p.Free), "mentors", strconv.Itoa(p.Mentors))
}

func (s sheet) sections(a numbers.Answer) []board.Section {
	out := []board.Section{{ID: "now", Title: s.say.of("section.now.title"), Intro: s.say.of("section.now.intro"), Figures: s.plain(a.Plain)}}
	byKey := map[string]stats.Figure{}
	for _, f := range a.Figures {
		byKey[f.Key] = f
	}
	for _, g := range groups() {
		section := board.Section{ID: g.id, Title: s.say.of("section." + g.id + ".title"), Intro: s.say.of("section." + g.id + ".intro")}
		for _, key := range g.keys {
			if f, ok := byKey[key]; ok {
				section.Figures = append(section.Figures, s.figure(f))
			}
		}
		out = append(out, section)
	}
	return out
}

// plain are the five numbers of the first months.
func (s sheet) plain(p numbers.Plain) []board.Figure {
	one := func(id, value string) board.Figure {
		return board.Figure{
			ID: "now-" + id, Title: s.say.of("plain." + id + ".title"), Good: s.say.of("plain." + id + ".good"),
			Value: value, Unit: s.say.of("plain." + id + ".unit"),
		}
	}
	matched := one("matched", strconv.Itoa(p.Matched))
	matched.Unit = s.say.fill("plain.matched.unit", "of", strconv.Itoa(p.Of))
	free := one("free", strconv.Itoa(p.Free))
	free.Unit = s.say.fill("plain.free.unit", "of", strconv.Itoa(p.Mentors))
	answered, covered := one("answered", ""), one("covered", "")
	s.number(&answered, p.Answered, stats.UnitShare)
	s.number(&covered, p.Covered, stats.UnitShare)
	return []board.Figure{one("waiting", strconv.Itoa(p.Waiting)), matched, answered, free, covered}
}

// number sets the large number of a figure, or says why there is none.
func (s sheet) number(f *board.Figure, n stats.Number, u stats.Unit) {
	v, ok := n.Value()
	switch {
	case ok:
		f.Value = s.say.number(v, u)
	case n.Hidden():
		f.Hidden = s.say.fill("hidden", "k", strings.TrimPrefix(n.String(), "< "))
	case n.TooFew():
		f.Hidden = s.say.of("few")
	}
}

// address is where files of the owner's figures lie.
func (s sheet) address(key, ending string, pairs ...string) string {
	return "/board/" + s.window.Repo.Owner + "/figures/" + key + "." + ending + s.chosen.query(pairs...)
}
