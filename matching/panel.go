package matching

import (
	"math"
	"slices"
)

// wordBackoff is the weight of nobody, in events.
const wordBackoff = 2.0

// panel is one query being answered: the candidates in id order, and for each
// person of the index their place among them.
type panel struct {
	x      *Index
	now    int64
	files  []string
	ids    []PersonID
	who    []standing
	offers []offer
	*scratch

	placesNorm, wordsNorm float64
}

// standing is what is known of one candidate apart from places, as of now.
type standing struct {
	new90, rev365, com365 float64
	reviewed, wrote       int64
	asked, answered       float64
}

// scratch is working memory that queries hand on to each other.
type scratch struct {
	seat   []int32  // person → place among the candidates, or −1
	taken  []uint32 // persons with a seat
	spots  []spot
	tokens []uint32
}

func (x *Index) newPanel(q Query) *panel {
	s, _ := x.scratch.Get().(*scratch)
	if s == nil {
		s = &scratch{}
	}
	p := &panel{x: x, now: q.Time.Unix(), files: q.paths(), ids: q.candidates(), scratch: s}
	p.placesNorm, p.wordsNorm = x.places.norm(p.now), x.words.norm(p.now)
	for len(s.seat) < len(x.people) {
		s.seat = append(s.seat, -1)
	}
	s.taken = s.taken[:0]
	p.who = make([]standing, len(p.ids))
	recentNorm := x.recent.norm(p.now)
	for i, id := range p.ids {
		p.who[i] = standing{reviewed: never, wrote: never}
		if n, ok := x.ids[id]; ok {
			w := &x.people[n]
			p.who[i] = standing{
				w.new90 * recentNorm, w.rev365 * p.wordsNorm, w.com365 * p.wordsNorm, w.reviewed, w.wrote,
				w.asked * p.wordsNorm, w.answered * p.wordsNorm,
			}
			s.seat[n] = int32(i)
			s.taken = append(s.taken, n)
		}
	}
	p.takeOffers(q)
	p.outline()
	return p
}

// release gives the working memory back.
func (p *panel) release() {
	for _, n := range p.taken {
		p.seat[n] = -1
	}
	p.x.scratch.Put(p.scratch)
}

// gather adds what each candidate holds, times f, to vec.
func (p *panel) gather(vec []float64, h *holding, f float64) {
	for _, e := range h.by {
		if i := p.seat[e.person]; i >= 0 {
			vec[i] += e.weight * f
		}
	}
}

// wordExperience is each candidate's share of the earlier changes with the
// words of these paths, rare words counting more.
func (p *panel) wordExperience() []float64 {
	sum := make([]float64, len(p.ids))
	tokens := p.tokens[:0]
	for _, file := range p.files {
		tokens = p.x.tree.words.lookup(tokens, file)
	}
	p.tokens = tokens
	p.addWords(sum, tokens)
	return sum
}

// addWords adds each candidate's share of the earlier changes with these words.
func (p *panel) addWords(sum []float64, tokens []uint32) {
	slices.Sort(tokens)
	for _, id := range slices.Compact(tokens) {
		w := &p.x.tree.words.list[id]
		idf := math.Log(float64(1+p.x.changes) / float64(1+w.changes))
		p.gather(sum, &w.holding, idf*p.wordsNorm/(w.total*p.wordsNorm+wordBackoff))
	}
}
