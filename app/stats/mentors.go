package stats

import (
	"math"
	"slices"
	"strconv"
)

// here are the mentors of now.
func (s scene) here() []Mentor {
	return kept(s.pool.Mentors, func(m Mentor) bool { return by(m.Since, s.q.Now) && (m.Left == 0 || m.Left > s.q.Now) })
}

// mentorLoad is row 16.
func mentorLoad(s scene) draft {
	names := []string{"none", "full", "over_half", "up_to_half"}
	counts := make([]int, len(names))
	n := 0
	for _, m := range s.here() {
		if m.Capacity == 0 {
			continue
		}
		n++
		switch {
		case m.Active == 0:
			counts[0]++
		case m.Active >= m.Capacity:
			counts[1]++
		case 2*m.Active > m.Capacity:
			counts[2]++
		default:
			counts[3]++
		}
	}
	d := draft{n: n}
	if n < MinRate {
		return d
	}
	f := family{key: "load"}
	for i, name := range names {
		f.cells = append(f.cells, cell{name: name, count: counts[i], people: counts[i]})
	}
	d.families = []family{f}
	return d
}

// fairness is row 17.
func fairness(s scene) draft {
	loads := map[Moment][]float64{} // by quarter
	for _, m := range s.here() {
		days, places := map[Moment]int{}, map[Moment]int{}
		for _, l := range m.Load {
			if s.q.Window.has(l.Week) {
				quarter := quarterOf(l.Week)
				days[quarter] += l.MenteeDays
				places[quarter] += l.Capacity
			}
		}
		for quarter, n := range places {
			if n > 0 {
				loads[quarter] = append(loads[quarter], float64(days[quarter])/float64(7*n))
			}
		}
	}
	line := rawSeries{key: "gini"}
	d := draft{}
	var newest []float64
	for _, quarter := range sortedKeys(loads) {
		newest = loads[quarter]
		d.n = len(newest)
		d.value = resting(coarse(Gini(newest)), d.n)
		line.points = append(line.points, rawPoint{at: quarter, y: d.value})
	}
	d.series = append(d.series, line)
	const fifths = 5
	if len(newest) >= fifths*s.q.K.K {
		lorenz := rawSeries{key: "lorenz"}
		for i, v := range Lorenz(newest, fifths) {
			lorenz.points = append(lorenz.points, rawPoint{x: float64(i) / fifths, y: resting(math.Round(v*100)/100, d.n)})
		}
		d.series = append(d.series, lorenz)
	}
	return d
}

// coarse rounds a Gini to one decimal: of five mentors, 0.80 would tell that one
// carries it all.
func coarse(gini float64) float64 { return math.Round(gini*10) / 10 }

// wear is row 24.
func wear(s scene) draft {
	var worn, well people
	for _, m := range s.here() {
		if len(m.Load) > 0 && m.Load[len(m.Load)-1].Signs != 0 {
			worn.add(1)
		} else {
			well.add(1)
		}
	}
	return draft{n: worn.heads + well.heads, families: []family{{
		key: "wear", cells: []cell{worn.cell("signs"), well.cell("none")},
		derived: []derived{{"signs", []string{"signs"}, []string{"signs", "none"}, 1}},
	}}}
}

// diversity is row 25.
func diversity(s scene) draft {
	mentors := s.here()
	kinds := []struct {
		key string
		of  func(Mentor) []string
	}{
		{"area", func(m Mentor) []string { return m.Areas }},
		{"band", func(m Mentor) []string { return []string{bandName(m.Band)} }},
		{"language", func(m Mentor) []string { return m.Languages }},
		{"seniority", s.seniority},
		{"side", func(m Mentor) []string {
			if m.Outside {
				return []string{"outside"}
			}
			return []string{"inside"}
		}},
	}
	d := draft{n: len(mentors), value: count(len(mentors))}
	even := rawSeries{key: "evenness"}
	for _, k := range kinds {
		counts := map[string]int{}
		for _, m := range mentors {
			for _, name := range k.of(m) {
				counts[name]++
			}
		}
		line := named(k.key, counts)
		d.series = append(d.series, line)
		var values []int
		for _, p := range line.points {
			values = append(values, p.y.n)
		}
		even.points = append(even.points, rawPoint{name: k.key, y: resting(Evenness(values), len(mentors))})
	}
	d.series = append(d.series, even)
	return d
}

func bandName(b Band) string {
	switch b {
	case BandAmericas:
		return "americas"
	case BandEurope:
		return "europe_africa"
	case BandAsia:
		return "asia_pacific"
	}
	return "unknown"
}

// seniority is how long ago the first merge was, in steps of years.
func (s scene) seniority(m Mentor) []string {
	if m.FirstYear == 0 {
		return []string{"unknown"}
	}
	years := s.q.Now.Time().Year() - m.FirstYear
	for _, most := range []int{1, 3, 5, 10} {
		if years < most {
			return []string{"under_" + strconv.Itoa(most)}
		}
	}
	return []string{"10_and_more"}
}

// enoughFree is how many free mentors cover something.
const enoughFree = 2

// coverage is row 26.
func coverage(s scene) draft {
	kinds := []string{"area", "language", "band"}
	d := draft{of: true}
	lines := make([]rawSeries, len(kinds))
	part, whole := make([]int, len(kinds)), make([]int, len(kinds))
	for i, key := range kinds {
		lines[i].key = key
	}
	for _, c := range s.pool.Covers {
		if s.q.Repo != 0 && c.Repo != s.q.Repo || s.q.Repo == 0 && c.Repo != 0 || int(c.Kind) >= len(kinds) {
			continue
		}
		lines[c.Kind].points = append(lines[c.Kind].points, rawPoint{name: c.Name, x: float64(c.Need), y: count(c.Free)})
		whole[c.Kind] += c.Need
		if c.Free >= enoughFree {
			part[c.Kind] += c.Need
		}
	}
	shares := rawSeries{key: "covered"}
	for i, key := range kinds {
		shares.points = append(shares.points, rawPoint{name: key, y: share(part[i], whole[i])})
	}
	d.n, d.value = whole[CoverArea], share(part[CoverArea], whole[CoverArea])
	d.series = append(slices.Clone(lines), shares)
	return d
}
