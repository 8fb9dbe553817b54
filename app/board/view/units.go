package view

import (
	"strings"

	"github.com/firstmate-app/firstmate/app/stats"
)

// valueUnit is what the large number of a figure counts, which may differ from
// what its plot counts.
func valueUnit(f stats.Figure) stats.Unit {
	if _, share := f.Whole.Value(); share {
		return stats.UnitShare
	}
	switch f.Key {
	case "declined", "satisfaction", "mentor_wear":
		return stats.UnitShare
	}
	return f.Unit
}

// unitOf is what the numbers of one series of a figure count.
func unitOf(f stats.Figure, series string) stats.Unit {
	switch {
	case strings.HasSuffix(series, "_rates") && f.Unit == stats.UnitPer:
		return stats.UnitPer
	case strings.HasSuffix(series, "_rates"):
		return stats.UnitShare
	case strings.HasSuffix(series, "at_risk"):
		return stats.UnitCount
	}
	switch f.Key + "/" + series {
	case "merge_rate/accepted", "merge_rate/not_taken", "pay_forward/flow", "mentored_unmentored/groups",
		"coverage/area", "coverage/language", "coverage/band", "swaps/pairings":
		return stats.UnitCount
	case "funnel/of_seen", "funnel/lost", "fairness/lorenz":
		return stats.UnitShare
	case "mentored_unmentored/log_rank", "pool_diversity/evenness":
		return stats.UnitIndex
	}
	return f.Unit
}

// name is what a series is called. Quarters and months, "2026-04", stand for
// themselves.
func (s sheet) name(key string) string {
	if table, ok := strings.CutSuffix(key, "_at_risk"); ok {
		return s.say.fill("at_risk_of", "what", s.say.key(table))
	}
	if rates, ok := strings.CutSuffix(key, "_rates"); ok {
		return s.say.fill("rates_of", "what", s.say.key(rates))
	}
	return s.say.key(strings.TrimPrefix(key, "not_new_"))
}

// where is the place of a point: a date, days, or the name of a bar.
func (s sheet) where(series string, p stats.Point) string {
	switch {
	case p.Name != "":
		return s.say.key(p.Name)
	case p.At != 0 && p.X != 0:
		return s.say.fill("unit.days", "n", whole(p.X))
	case p.At != 0:
		return p.At.Time().Format("2006-01-02")
	case series == "lorenz":
		return s.say.number(p.X, stats.UnitShare)
	}
	return s.say.fill("unit.days", "n", s.say.number(p.X, stats.UnitIndex))
}
