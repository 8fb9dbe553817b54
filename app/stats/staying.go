package stats

// followed are those whose later activity is looked at.
func followed(r *Row) bool { return r.Skipped == "" || r.Arm == ArmHeldOut }

// retained reports whether the newcomer was around at the i-th of RetentionDays.
func retained(r *Row, i int) bool {
	day := RetentionDays()[i]
	return r.Retention[i] == Yes || r.Active.Within(day-30, day)
}

// tracked counts who is old enough for each of RetentionDays, and who of them
// was around.
type tracked struct {
	old, around [retentionPoints]int
}

func (s scene) tracked(rows []*Row) (t tracked) {
	for _, r := range rows {
		for i, day := range RetentionDays() {
			if r.T0+Moment(day)*Day > s.q.Now {
				break
			}
			t.old[i]++
			if retained(r, i) {
				t.around[i]++
			}
		}
	}
	return t
}

// retention is row 9.
func retention(s scene) draft {
	rows := kept(s.rows, followed)
	all := s.tracked(rows)
	if all.old[0] == 0 {
		return draft{young: RetentionDays()[0]}
	}
	d := draft{n: all.old[0], value: share(all.around[1], all.old[1]), of: true}
	for _, g := range grouped(quarterOf, rows, arrived) {
		line := rawSeries{key: g.at.Time().Format("2006-01")}
		t := s.tracked(g.of)
		for i, day := range RetentionDays() {
			p := ratePoint(g.at, t.around[i], t.old[i])
			p.x = float64(day)
			line.points = append(line.points, p)
		}
		d.series = append(d.series, line)
	}
	return d
}

// heatmap is row 10.
func heatmap(s scene) draft {
	rows := kept(s.rows, followed)
	d := draft{n: len(rows)}
	for _, g := range grouped(MonthOf, rows, arrived) {
		var newest Moment
		for _, r := range g.of {
			newest = max(newest, r.T0)
		}
		months := int(s.q.Now-newest) / (30 * Day)
		active := make([]int, months)
		for _, r := range g.of {
			last := -1
			for _, day := range r.Active {
				if month := int(day) / 30; month != last && month < months {
					active[month]++
					last = month
				}
			}
		}
		line := rawSeries{key: g.at.Time().Format("2006-01")}
		for month, n := range active {
			line.points = append(line.points, rawPoint{at: g.at, x: float64(month), y: share(n, len(g.of))})
		}
		if months > 0 {
			d.series = append(d.series, line)
		}
	}
	return d
}

// silence is how long nobody was seen before we say that they left.
const silence = 90

// stay is how long somebody stayed; ok is false if that is too early to tell.
func (s scene) stay(r *Row) (stay Span, ok bool) {
	cut := s.q.Now - silence*Day
	if r.T0 > cut {
		return Span{}, false
	}
	limit := int((cut - r.T0) / Day)
	seen := r.Active.upTo(int((s.q.Now - r.T0) / Day))
	if seen == 0 {
		return Span{Fate: Happened}, true
	}
	if last := int(r.Active[seen-1]); last <= limit {
		return Span{Days: float64(last), Fate: Happened}, true
	}
	return Span{Days: float64(limit)}, true
}

// survival is row 11.
func survival(s scene) draft {
	var spans []Span
	for _, r := range s.rows {
		if stay, ok := s.stay(r); ok && followed(r) {
			spans = append(spans, stay)
		}
	}
	if len(spans) == 0 {
		return draft{young: silence}
	}
	byDays(spans)
	n := len(spans)
	stayed, _ := left(spans, 180)
	return draft{
		n: n, value: resting(stayed, n),
		series: []rawSeries{waiting("staying", spans, false), atRisk("at_risk", spans, 0, 30, 90, 180, 365)},
	}
}

const secondDays = 90

// secondPull is row 13.
func secondPull(s scene) draft {
	rows := kept(s.rows, func(r *Row) bool {
		closed := earliest(r.Closed, r.Merged)
		return closed > 0 && closed+secondDays*Day <= s.q.Now
	})
	if len(rows) == 0 {
		return draft{young: secondDays}
	}
	again := func(r *Row) bool { return by(r.Second, earliest(r.Closed, r.Merged)+secondDays*Day) }
	return draft{
		n: len(rows), value: share(number(rows, again), len(rows)), of: true,
		series: []rawSeries{rates("second", grouped(MonthOf, rows, arrived), again)},
	}
}

// graduation is row 14.
func graduation(s scene) draft {
	var rows []*Row
	for r := range s.table.of(s.q.Repo) {
		if len(r.Pairings) > 0 {
			rows = append(rows, r)
		}
	}
	began := func(r *Row) Moment { return r.Pairings[0].From }
	within := func(least, most Moment) []*Row {
		return kept(rows, func(r *Row) bool {
			ago := s.q.Now - began(r)
			return ago >= least*Day && ago <= most*Day
		})
	}
	graduated := func(r *Row) bool { return s.past(r.Graduated) }
	due := within(90, 210)
	return draft{
		n: len(due), value: share(number(due, graduated), len(due)), of: true,
		series: []rawSeries{rates("graduated", grouped(MonthOf, within(90, 365), began), graduated)},
	}
}

// stageDwell is row 15.
func stageDwell(s scene) draft {
	var spans [StageCount][]Span
	d := draft{}
	for _, r := range s.rows {
		if !s.past(r.Accepted) {
			continue
		}
		left := earliest(r.Ended, r.Graduated)
		later, entered := Moment(0), false // when the next stage that was entered was
		for stage := len(spans) - 1; stage >= 0; stage-- {
			at := r.Stages[stage]
			if !s.past(at) {
				continue
			}
			spans[stage] = append(spans[stage], s.wait(at, later, left))
			later, entered = earliest(at, later), true
		}
		if entered {
			d.n++
		}
	}
	line := rawSeries{key: "days"}
	for stage, name := range Stages() {
		p := box(spans[stage], 1)
		p.name = name
		line.points = append(line.points, p)
	}
	d.series = []rawSeries{line}
	return d
}

const forwardDays = 365

// payForward is row 22.
func payForward(s scene) draft {
	var rows []*Row
	for r := range s.table.of(s.q.Repo) {
		if r.Graduated > 0 && r.Graduated+forwardDays*Day <= s.q.Now {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return draft{young: forwardDays}
	}
	asked := func(r *Row) bool { return s.past(r.AskedForward) }
	mentor := func(r *Row) bool { return by(r.Forward, r.Graduated+forwardDays*Day) }
	n := len(rows)
	return draft{
		n: n, value: share(number(rows, mentor), n), of: true,
		series: []rawSeries{
			rates("became_mentor", grouped(quarterOf, rows, func(r *Row) Moment { return r.Graduated }), mentor),
			{key: "flow", points: []rawPoint{
				{name: "graduated", y: count(n)}, {name: "asked", y: count(number(rows, asked))}, {name: "mentor", y: count(number(rows, mentor))},
			}},
		},
	}
}

// sponsorship is row 23.
func sponsorship(s scene) draft {
	var put, roles []Moment
	people := 0
	for r := range s.table.of(s.q.Repo) {
		if r.Accepted == 0 {
			continue
		}
		a, b := kept(r.Nominated, s.q.Window.has), kept(r.Roles, s.q.Window.has)
		put, roles = append(put, a...), append(roles, b...)
		if len(a)+len(b) > 0 {
			people++
		}
	}
	self := func(m Moment) Moment { return m }
	every := func(Moment) bool { return true }
	return draft{
		n: people, value: count(len(put) + len(roles)),
		series: []rawSeries{tally("nominations", grouped(s.step(), put, self), every), tally("roles", grouped(s.step(), roles, self), every)},
	}
}
