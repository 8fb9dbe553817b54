package matching

import "math"

// cHRev ranks by review expertise with each touched file, summed over the files
// (Zanjani, Kagdi, Bird: "Automatically Recommending Peer Reviewers in Modern
// Code Review", IEEE TSE 42(6), 2016). Expertise with a file, the paper's
// xFactor, is the sum of three parts: the share of all review contributions to
// the file, the share of the days on which anybody contributed, and one over the
// days between somebody's latest contribution and the latest of all, 1 for the
// same day. The paper counts review comments; a history does not hold them, so
// one merged review counts as one contribution on the day of the merge (UTC).
type cHRev struct {
	activity *mostActive
	files    map[string]*reviewedFile
}

// reviewedFile is how one file was reviewed, by all and by each.
type reviewedFile struct {
	all contributions
	by  map[PersonID]*contributions
}

// contributions are reviews, added in time order.
type contributions struct {
	reviews, days float64
	latest        int64 // day of the latest
}

func newCHRev() *cHRev {
	return &cHRev{activity: newMostActive(), files: map[string]*reviewedFile{}}
}

func (*cHRev) Name() string { return MethodCHRev }

func (h *cHRev) Add(c Change) {
	h.activity.Add(c)
	who := reviewers(c)
	if c.Large || len(who) == 0 {
		return
	}
	today := int64(math.Floor(float64(c.Time.Unix()) / day))
	for _, path := range distinct(c.Files) {
		f := h.files[path]
		if f == nil {
			f = &reviewedFile{by: map[PersonID]*contributions{}}
			h.files[path] = f
		}
		for _, r := range who {
			if f.by[r] == nil {
				f.by[r] = &contributions{}
			}
			f.by[r].add(today)
			f.all.add(today)
		}
	}
}

func (b *contributions) add(today int64) {
	if b.reviews == 0 || b.latest != today {
		b.days++
	}
	b.reviews++
	b.latest = today
}

// expertise is the xFactor of one person among the contributions of all.
func (b *contributions) expertise(all contributions) float64 {
	behind := max(1, all.latest-b.latest)
	return b.reviews/all.reviews + b.days/all.days + 1/float64(behind)
}

func (h *cHRev) Rank(q Query) []PersonID {
	score := map[PersonID]float64{}
	for _, path := range q.paths() {
		f := h.files[path]
		if f == nil {
			continue
		}
		for p, own := range f.by {
			score[p] += own.expertise(f.all)
		}
	}
	return h.activity.rankFirstBy(q, score)
}
