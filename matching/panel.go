package matching

import (
	"math"
	"slices"
	"strings"
)

const (
	rootSmoothing = 0.001 // of the prior that stands above the root
	placeBackoff  = 3.0   // weight of the directory above, in events
	wordBackoff   = 2.0   // weight of nobody, in events
)

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
	levels []float64
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
	return p
}

// release gives the working memory back.
func (p *panel) release() {
	for _, n := range p.taken {
		p.seat[n] = -1
	}
	p.x.scratch.Put(p.scratch)
}

// makeLevels makes room for one vector over the candidates per level of the
// deepest file: the prior, the root, and one per path component.
func (p *panel) makeLevels() {
	deepest := 0
	for _, file := range p.files {
		deepest = max(deepest, strings.Count(file, "/")+1)
	}
	p.levels = slices.Grow(p.levels[:0], (deepest+2)*len(p.ids))
}

// level returns the vector of one level.
func (p *panel) level(n int) []float64 {
	k := len(p.ids)
	return p.levels[n*k : (n+1)*k : (n+1)*k]
}

// gather adds what each candidate holds, times f, to vec.
func (p *panel) gather(vec []float64, h *holding, f float64) {
	for _, e := range h.by {
		if i := p.seat[e.person]; i >= 0 {
			vec[i] += e.weight * f
		}
	}
}

// placeExperience is the mean over the files of each candidate's probability to
// be the one with experience there, estimated down the path with back-off: a
// directory or file with little history takes after the directory above it.
func (p *panel) placeExperience() []float64 {
	sum := make([]float64, len(p.ids))
	p.makeLevels()
	p.prior(p.level(0))
	p.descend(1, root)
	var ends []int // ends[i] is where the prefix of level i+2 ends in prev
	prev := ""
	for f, file := range p.files {
		for len(ends) > 0 && !under(file, prev[:ends[len(ends)-1]]) {
			ends = ends[:len(ends)-1]
		}
		ends = p.walk(file, ends)
		prev = file
		for i, v := range p.level(len(ends) + 1) {
			sum[i] += v
		}
		p.addOffers(sum, f)
	}
	return sum
}

// prior is everybody's share of all experience in the pool.
func (p *panel) prior(vec []float64) {
	clear(vec)
	p.gather(vec, &p.x.tree.nodes[root].holding, p.placesNorm)
	sum := rootSmoothing * float64(len(vec))
	for _, v := range vec {
		sum += v
	}
	for i := range vec {
		vec[i] = (vec[i] + rootSmoothing) / sum
	}
}

// walk computes the levels of file below those that ends already holds, as far
// down as the index knows the path.
func (p *panel) walk(file string, ends []int) []int {
	from := 0
	if len(ends) > 0 {
		from = ends[len(ends)-1] + 1
	}
	for from <= len(file) {
		end := len(file)
		if i := strings.IndexByte(file[min(from, end):], '/'); i >= 0 {
			end = from + i
		}
		n, ok := p.x.tree.at(file[:end])
		if !ok || end == 0 {
			break
		}
		p.descend(len(ends)+2, n)
		ends = append(ends, end)
		from = end + 1
	}
	return ends
}

// descend computes the given level from the one above it at node n.
func (p *panel) descend(level int, n uint32) {
	h := &p.x.tree.nodes[n].holding
	vec := p.level(level)
	den := h.total*p.placesNorm + placeBackoff
	for i, v := range p.level(level - 1) {
		vec[i] = v * placeBackoff / den
	}
	p.gather(vec, h, p.placesNorm/den)
}

// under tells whether path is dir or lies below it.
func under(path, dir string) bool {
	return strings.HasPrefix(path, dir) && (len(path) == len(dir) || path[len(dir)] == '/')
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
