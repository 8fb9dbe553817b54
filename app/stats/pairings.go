package stats

// pairingsIntended is row 18.
func pairingsIntended(s scene) draft {
	week := map[Moment]int{}
	held := 0
	before := s.q.Window.From - 21*Day // for the mean of the first week
	for r := range s.table.of(s.q.Repo) {
		for _, m := range r.Sessions {
			if m.Held >= before && m.Held < s.q.Window.To {
				week[WeekOf(m.Held)]++
			}
			if s.q.Window.has(m.Held) {
				held++
			}
		}
	}
	actual, mean := rawSeries{key: "held"}, rawSeries{key: "mean"}
	weeks := 0
	for at := WeekOf(s.q.Window.From); at < s.q.Window.To; at += 7 * Day {
		four := 0
		for back := range Moment(4) {
			four += week[at-back*7*Day]
		}
		actual.points = append(actual.points, rawPoint{at: at, y: count(week[at])})
		mean.points = append(mean.points, rawPoint{at: at, y: raw{v: float64(four) / 4, n: four, is: true}})
		weeks++
	}
	d := draft{n: held, value: raw{v: float64(held) / float64(max(weeks, 1)), n: held, is: weeks > 0}, series: []rawSeries{actual, mean}}
	if s.q.Repo == 0 {
		d.series = append(d.series, s.intention()...)
	}
	return d
}

func (s scene) intention() []rawSeries {
	line, marks := rawSeries{key: "intention"}, rawSeries{key: "meant"}
	for _, w := range s.pool.Weeks {
		if !s.q.Window.has(w.Week) {
			continue
		}
		line.points = append(line.points, rawPoint{at: w.Week, y: raw{v: w.Intention, is: true}})
		if w.Meant {
			marks.points = append(marks.points, rawPoint{at: w.Week, y: count(1)})
		}
	}
	return []rawSeries{line, marks}
}

// people counts things and the different people behind them.
type people struct {
	things, heads int
}

func (p *people) add(things int) {
	if things > 0 {
		p.things, p.heads = p.things+things, p.heads+1
	}
}

func (p people) cell(name string) cell { return cell{name: name, count: p.things, people: p.heads} }

const earlySwap = 14

// swaps is row 19.
func swaps(s scene) draft {
	var early, later, none people
	for r := range s.table.of(s.q.Repo) {
		var counts [3]int
		for _, p := range r.Pairings {
			switch {
			case !s.q.Window.has(p.From):
			case !p.Swapped || !s.past(p.To):
				counts[2]++
			case p.To-p.From < earlySwap*Day:
				counts[0]++
			default:
				counts[1]++
			}
		}
		early.add(counts[0])
		later.add(counts[1])
		none.add(counts[2])
	}
	all := []string{"early", "later", "none"}
	return draft{n: early.things + later.things + none.things, families: []family{{
		key: "pairings", cells: []cell{early.cell("early"), later.cell("later"), none.cell("none")},
		derived: []derived{
			{"all", all[:2], all, 100}, {"early", all[:1], all, 100}, {"later", all[1:2], all, 100},
		},
	}}}
}

const helpHours = 72

// helpLatency is row 20.
func helpLatency(s scene) draft {
	var asked []Question
	for _, r := range s.rows {
		asked = append(asked, kept(r.Questions, func(q Question) bool { return s.past(q.Asked) })...)
	}
	wait := func(q Question) Span { return s.wait(q.Asked, q.Answered, 0) }
	told := kept(asked, func(q Question) bool { return s.past(q.Answered) || q.Asked+helpHours*hour <= s.q.Now })
	long := number(told, func(q Question) bool { return !by(q.Answered, q.Asked+helpHours*hour) })
	groups := grouped(MonthOf, asked, func(q Question) Moment { return q.Asked })
	return draft{n: len(asked), value: share(long, len(told)), of: true, series: []rawSeries{bands(groups, wait)}}
}

// satisfaction is row 21.
func satisfaction(s scene) draft {
	var said [2][4]int
	n := 0
	for r := range s.table.of(s.q.Repo) {
		var newest [2]Pulse
		for _, p := range r.Pulses {
			who := 0
			if p.Mentor {
				who = 1
			}
			if s.q.Window.has(p.Asked) && p.Asked >= newest[who].Asked {
				newest[who] = p
			}
		}
		for who, p := range newest {
			if p.Asked > 0 {
				said[who][p.Value]++
				n++
			}
		}
	}
	d := draft{n: n}
	for who, key := range []string{"newcomers", "mentors"} {
		d.families = append(d.families, pulse(key, said[who]))
	}
	return d
}

func pulse(key string, said [4]int) family {
	f := family{key: key}
	names := []string{"no", "yes", "very", "silent"}
	for i, v := range []PulseSay{PulseNo, PulseYes, PulseVery, PulseSilent} {
		f.cells = append(f.cells, cell{name: names[i], count: said[v], people: said[v]})
	}
	f.derived = []derived{
		{"helps", names[1:3], names[:3], 1},
		{"answered", names[:3], names, 1},
	}
	return f
}

// Barriers are the codes a mentor may note with a session.
func Barriers() []string {
	return []string{"setup", "docs", "review-wait", "finding-task", "tone", "tooling"}
}

// friction is row 27. A session may have several barriers, so each is a family
// of its own: with it and without.
func friction(s scene) draft {
	with, without := make([]people, len(Barriers())), make([]people, len(Barriers()))
	held := 0
	for r := range s.table.of(s.q.Repo) {
		sessions := kept(r.Sessions, func(x Session) bool { return s.q.Window.has(x.Held) })
		held += len(sessions)
		for i, code := range Barriers() {
			n := number(sessions, func(x Session) bool { return has(x.Barriers, code) })
			with[i].add(n)
			without[i].add(len(sessions) - n)
		}
	}
	d := draft{n: held}
	for i, code := range Barriers() {
		d.families = append(d.families, family{key: code, cells: []cell{with[i].cell("sessions"), without[i].cell("others")}})
	}
	return d
}

func has(list []string, s string) bool {
	return number(list, func(x string) bool { return x == s }) > 0
}

// forms is row 28.
func forms(s scene) draft {
	var all []Pairing
	for r := range s.table.of(s.q.Repo) {
		for _, p := range r.Pairings {
			if s.q.Window.has(p.From) {
				all = append(all, p)
			}
		}
	}
	names := map[string]int{}
	for i := range all {
		if all[i].Form == "" {
			all[i].Form = "one_to_one"
		}
		names[all[i].Form]++
	}
	groups := grouped(s.step(), all, func(p Pairing) Moment { return p.From })
	d := draft{n: len(all), value: count(len(all))}
	for _, total := range named("", names).points {
		d.series = append(d.series, tally(total.name, groups, func(p Pairing) bool { return p.Form == total.name }))
	}
	if s.q.Repo == 0 {
		d.series = append(d.series, s.rings())
	}
	return d
}

func (s scene) rings() rawSeries {
	counts := map[string]int{}
	for _, w := range s.pool.Weeks {
		if s.q.Window.has(w.Week) {
			counts["ring_seats"] += w.RingSeats
			counts["ring_taken"] += w.RingTaken
			counts["office_hours"] += w.Attended
		}
	}
	return named("rings", counts)
}
