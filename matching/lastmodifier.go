package matching

// lastModifier ranks by the time of everybody's latest own change to any of the
// touched files, latest first: what "ask whoever touched it last" comes to, a
// custom rather than a paper. The time of the merge stands for that of the commit.
type lastModifier struct {
	activity *mostActive
	latest   map[string]map[PersonID]int64 // file → author → time
}

func newLastModifier() *lastModifier {
	return &lastModifier{activity: newMostActive(), latest: map[string]map[PersonID]int64{}}
}

func (*lastModifier) Name() string { return MethodLastModifier }

func (l *lastModifier) Add(c Change) {
	l.activity.Add(c)
	if c.Large {
		return
	}
	for _, f := range c.Files {
		at := l.latest[f]
		if at == nil {
			at = map[PersonID]int64{}
			l.latest[f] = at
		}
		at[c.Author] = max(at[c.Author], c.Time.Unix())
	}
}

func (l *lastModifier) Rank(q Query) []PersonID {
	score := map[PersonID]float64{}
	for _, f := range q.paths() {
		for p, t := range l.latest[f] {
			score[p] = max(score[p], float64(t))
		}
	}
	return l.activity.rankFirstBy(q, score)
}
