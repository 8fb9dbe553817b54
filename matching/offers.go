package matching

import "slices"

// What an offer to help with a file counts as: a few reviews of changes to it,
// one of them a newcomer's, and the latest right now, for an offer stands. These
// are floors; whoever has done more is judged by that. They are chosen, not fitted: the histories
// that weights are learned from hold no offers.
const (
	offerReviews   = 3.0
	offerNewcomers = 1.0
)

// offer is one candidate who offered to help with some of the files.
type offer struct {
	candidate int
	covers    []bool // per file
}

// takeOffers notes who offered to help with which file, or is named for it in
// CODEOWNERS, and lifts their standing.
func (p *panel) takeOffers(q Query) {
	owned := q.Owned
	if !q.heeds(SignalOwners) {
		owned = nil
	}
	if len(q.Declared) == 0 && len(owned) == 0 {
		return
	}
	c := coverage{byPattern: map[string][]bool{}}
	for _, file := range p.files {
		c.files = append(c.files, components(file))
	}
	for i, id := range p.ids {
		covers, some := c.of(q.Declared[id])
		if files := owned[id]; len(files) > 0 {
			covers, some = p.owns(files, covers, some)
		}
		if !some {
			continue
		}
		p.offers = append(p.offers, offer{i, covers})
		w := &p.who[i]
		w.new90 = max(w.new90, offerNewcomers)
		w.rev365 = max(w.rev365, offerReviews)
		w.reviewed = max(w.reviewed, p.now)
	}
}

// owns adds to what an offer covers the files that CODEOWNERS gives.
func (p *panel) owns(files []string, covers []bool, some bool) ([]bool, bool) {
	if covers == nil {
		covers = make([]bool, len(p.files))
	}
	for _, file := range files {
		if i, ok := slices.BinarySearch(p.files, file); ok {
			covers[i], some = true, true
		}
	}
	return covers, some
}

// coverage works out which files patterns cover, each distinct pattern once.
type coverage struct {
	files     [][]string
	byPattern map[string][]bool
}

// of tells which files the patterns cover, and whether any.
func (c coverage) of(patterns []string) (covers []bool, some bool) {
	for _, text := range patterns {
		one, ok := c.byPattern[text]
		if !ok {
			one = c.ofOne(parsePattern(text))
			c.byPattern[text] = one
		}
		if covers == nil {
			covers = make([]bool, len(c.files))
		}
		for i, ok := range one {
			covers[i] = covers[i] || ok
			some = some || ok
		}
	}
	return covers, some
}

func (c coverage) ofOne(p pattern) []bool {
	out := make([]bool, len(c.files))
	for i, file := range c.files {
		out[i] = p.covers(file)
	}
	return out
}

// addOffers lifts the experience with each file of those who offered to help
// with it to least events. of gives what people hold of a file, nil if nobody
// holds anything.
func (p *panel) addOffers(sum []float64, of func(file string) *holding, norm, least float64) {
	if len(p.offers) == 0 {
		return
	}
	for f, file := range p.files {
		h := of(file)
		if h == nil {
			h = &holding{}
		}
		den := h.total*norm + backoff
		for _, o := range p.offers {
			if !o.covers[f] {
				continue
			}
			has := 0.0
			if n, ok := p.x.ids[p.ids[o.candidate]]; ok {
				has = h.of(n) * norm
			}
			sum[o.candidate] += max(0, least-has) / den
		}
	}
}
