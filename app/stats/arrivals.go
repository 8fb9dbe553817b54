package stats

import (
	"maps"
	"slices"
)

func greeted(r *Row) bool { return r.Greeted > 0 }

// newcomersSeen is row 1.
func newcomersSeen(s scene) draft {
	groups := grouped(s.step(), s.rows, arrived)
	d := draft{n: len(s.rows), value: count(len(s.rows))}
	d.series = append(d.series, tally("met", groups, func(r *Row) bool { return r.Skipped == "" }))
	reasons := map[string]bool{}
	for _, r := range s.rows {
		if r.Skipped != "" {
			reasons[r.Skipped] = true
		}
	}
	for _, why := range slices.Sorted(maps.Keys(reasons)) {
		d.series = append(d.series, tally(why, groups, func(r *Row) bool { return r.Skipped == why }))
	}
	d.series = append(d.series, s.notNew()...)
	return d
}

// notNew are those who were passed over because they are not new, by reason.
func (s scene) notNew() []rawSeries {
	counts := map[string]map[Moment]int{}
	for _, k := range s.pool.Skips {
		if !s.q.Window.has(k.Week) || k.Reason == optedOut || s.q.Repo != 0 && k.Repo != s.q.Repo {
			continue
		}
		if counts[k.Reason] == nil {
			counts[k.Reason] = map[Moment]int{}
		}
		counts[k.Reason][s.step()(k.Week)] += k.People
	}
	var all []rawSeries
	for _, why := range slices.Sorted(maps.Keys(counts)) {
		line := rawSeries{key: "not_new_" + why}
		for _, at := range sortedKeys(counts[why]) {
			line.points = append(line.points, rawPoint{at: at, y: count(counts[why][at])})
		}
		all = append(all, line)
	}
	return all
}

// outcome is what became of the search for a mentor.
type outcome uint8

const (
	open outcome = iota
	matched
	unmatched
	unwanted
)

func (s scene) outcome(r *Row) outcome {
	switch {
	case s.past(r.Accepted):
		return matched
	case s.past(r.Declined):
		return unwanted
	case s.past(r.Ended) && r.Ending == "unmatched":
		return unmatched
	}
	return open
}

// reached is the public part of row 2.
func reached(s scene) draft {
	groups := grouped(s.step(), s.rows, arrived)
	d := draft{n: len(s.rows), of: true}
	d.value = share(number(s.rows, func(r *Row) bool { return s.outcome(r) == matched }), len(s.rows))
	d.series = append(d.series, tally("greeted", groups, greeted))
	for _, o := range []struct {
		key string
		is  outcome
	}{{"matched", matched}, {"unmatched", unmatched}} {
		d.series = append(d.series, tally(o.key, groups, func(r *Row) bool { return s.outcome(r) == o.is }))
	}
	return d
}

// declined is the rest of row 2: what people chose.
func declined(s scene) draft {
	var counts [4]int
	n := 0
	for _, r := range s.rows {
		if greeted(r) {
			counts[s.outcome(r)]++
			n++
		}
	}
	person := func(name string, o outcome, plain bool) cell {
		return cell{name: name, count: counts[o], people: counts[o], plain: plain}
	}
	return draft{n: n, families: []family{{
		key:     "outcome",
		cells:   []cell{person("matched", matched, true), person("unmatched", unmatched, true), person("declined", unwanted, false), person("open", open, false)},
		derived: []derived{{"declined", []string{"declined"}, []string{"declined", "open"}, 1}},
	}}}
}

// funnelDays is how long a step may take.
const funnelDays = 180

// funnel is row 3.
func funnel(s scene) draft {
	rows := kept(s.rows, func(r *Row) bool { return r.T0+funnelDays*Day <= s.q.Now })
	if len(rows) == 0 {
		return draft{young: funnelDays}
	}
	steps := []struct {
		name string
		at   func(*Row) Moment
	}{
		{"greeted", func(r *Row) Moment { return r.Greeted }},
		{"accepted", func(r *Row) Moment { return r.Accepted }},
		{"first_merge", func(r *Row) Moment { return r.Merged }},
		{"second_pull", func(r *Row) Moment { return r.Second }},
		{"second_merge", func(r *Row) Moment { return r.SecondMerged }},
		{"reviewed", func(r *Row) Moment { return r.Reviewed }},
		{"graduated", func(r *Row) Moment { return r.Graduated }},
	}
	n := len(rows)
	counts := rawSeries{key: "reached", points: []rawPoint{{name: "seen", y: count(n)}}}
	shares := rawSeries{key: "of_seen", points: []rawPoint{{name: "seen", y: share(n, n)}}}
	lost := rawSeries{key: "lost"}
	before := n
	var merged int
	for _, step := range steps {
		k := number(rows, func(r *Row) bool { return by(step.at(r), r.T0+funnelDays*Day) })
		counts.points = append(counts.points, rawPoint{name: step.name, y: count(k)})
		shares.points = append(shares.points, rawPoint{name: step.name, y: share(k, n)})
		lost.points = append(lost.points, rawPoint{name: step.name, y: share(max(before-k, 0), before)})
		before = k
		if step.name == "first_merge" {
			merged = k
		}
	}
	return draft{n: n, value: share(merged, n), of: true, series: []rawSeries{counts, shares, lost}}
}

// bands is a band of quartiles for each group, in hours.
func bands[T any](groups []group[T], wait func(T) Span) rawSeries {
	line := rawSeries{key: "hours"}
	for _, g := range groups {
		p := box(spansOf(g.of, wait), 24)
		p.at = g.at
		line.points = append(line.points, p)
	}
	return line
}

func spansOf[T any](things []T, wait func(T) Span) []Span {
	spans := make([]Span, len(things))
	for i, x := range things {
		spans[i] = wait(x)
	}
	return spans
}

// timeToMention is row 4. Here and below, who left or declined goes on waiting:
// were they censored on that day, the table at risk would tell how many did.
func timeToMention(s scene) draft {
	rows := kept(s.rows, func(r *Row) bool { return r.Skipped == "" })
	wait := func(r *Row) Span { return s.wait(r.T0, r.Mentioned, 0) }
	all := box(spansOf(rows, wait), 24)
	return draft{n: len(rows), value: all.y, series: []rawSeries{bands(grouped(MonthOf, rows, arrived), wait)}}
}

// timeToAcceptance is row 5.
func timeToAcceptance(s scene) draft {
	rows := kept(s.rows, func(r *Row) bool { return s.past(r.Mentioned) })
	spans := spansOf(rows, func(r *Row) Span { return s.wait(r.Mentioned, r.Accepted, 0) })
	byDays(spans)
	unanswered, _ := left(spans, 4)
	return draft{
		n: len(rows), value: resting(1-unanswered, len(rows)),
		series: []rawSeries{waiting("accepted", spans, true), atRisk("at_risk", spans, 0, 1, 2, 4, 7, 14, 30)},
	}
}

// timeToAnswer is row 6.
func timeToAnswer(s scene) draft {
	spans := spansOf(s.rows, func(r *Row) Span { return s.wait(r.T0, r.Answered, 0) })
	byDays(spans)
	n := len(spans)
	within := rawSeries{key: "within"}
	for _, d := range []float64{2, 4} {
		unanswered, _ := left(spans, d)
		within.points = append(within.points, rawPoint{x: d, y: resting(1-unanswered, n)})
	}
	return draft{
		n: n, value: within.points[0].y,
		series: []rawSeries{waiting("answered", spans, true), within, atRisk("at_risk", spans, 0, 2, 4, 7, 14, 30)},
	}
}

// mergeDays is how old a first pull request must be to count.
const mergeDays = 60

// mergeRate is row 7.
func mergeRate(s scene) draft {
	rows := kept(s.rows, func(r *Row) bool {
		return r.T0+mergeDays*Day <= s.q.Now && s.past(earliest(r.Closed, r.Merged))
	})
	if len(rows) == 0 {
		return draft{young: mergeDays}
	}
	merged := func(r *Row) bool { return s.past(r.Merged) }
	groups := grouped(MonthOf, rows, arrived)
	return draft{
		n: len(rows), value: share(number(rows, merged), len(rows)), of: true,
		series: []rawSeries{
			rates("merged", groups, merged),
			tally("accepted", groups, merged),
			tally("not_taken", groups, func(r *Row) bool { return !merged(r) }),
		},
	}
}

// timeToMerge is row 8.
func timeToMerge(s scene) draft {
	spans := spansOf(s.rows, func(r *Row) Span {
		w := s.wait(r.T0, r.Merged, r.Closed)
		if w.Fate == Censored && s.past(r.Closed) {
			w.Fate = Competing
		}
		return w
	})
	byDays(spans)
	n, within := len(spans), 0.0
	for step := range incidence(spans, Happened) {
		if step.Days <= 30 {
			within = step.Share
		}
	}
	return draft{
		n: n, value: resting(within, n),
		series: []rawSeries{
			incidenceCurve("merged", spans, Happened), incidenceCurve("closed", spans, Competing),
			atRisk("at_risk", spans, 0, 7, 14, 30, 60, 90, 180),
		},
	}
}
