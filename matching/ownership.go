package matching

// ownership ranks by the share that everybody has of the earlier changes of each
// touched file, summed over the files. It stands for mention-bot (Facebook,
// 2015), which counts the lines that git blame gives to each author; a history
// holds no lines, so each change to the file counts as much as another.
type ownership struct {
	activity *mostActive
	files    map[string]*owners
}

// owners is who changed one file how often.
type owners struct {
	all float64
	by  map[PersonID]float64
}

func newOwnership() *ownership {
	return &ownership{activity: newMostActive(), files: map[string]*owners{}}
}

func (*ownership) Name() string { return MethodOwnership }

func (o *ownership) Add(c Change) {
	o.activity.Add(c)
	if c.Large {
		return
	}
	for _, f := range distinct(c.Files) {
		at := o.files[f]
		if at == nil {
			at = &owners{by: map[PersonID]float64{}}
			o.files[f] = at
		}
		at.all++
		at.by[c.Author]++
	}
}

func (o *ownership) Rank(q Query) []PersonID {
	score := map[PersonID]float64{}
	for _, f := range q.paths() {
		if at := o.files[f]; at != nil {
			for p, n := range at.by {
				score[p] += n / at.all
			}
		}
	}
	return o.activity.rankFirstBy(q, score)
}
