package matching

import "strings"

const (
	rootSmoothing = 0.001 // of the prior that stands above the root
	backoff       = 3.0   // weight of what is less specific (the directory above), in events
)

// spot is one known place of a change: a file or a directory above one.
type spot struct {
	node  uint32
	above int     // index of the spot of the directory above
	files float64 // files of the change that are known no deeper than this
}

// outline lists the places of the files as far down as the index knows each
// path, the root first and every directory before what is in it.
func (p *panel) outline() {
	p.spots = append(p.spots[:0], spot{node: root})
	open := []int{0} // spots from the root down to the latest
	for _, file := range p.files {
		depth := 1
		for end := nextPrefix(file, 0); end > 0; end = nextPrefix(file, end) {
			n, ok := p.x.tree.at(file[:end])
			if !ok {
				break
			}
			if depth == len(open) || p.spots[open[depth]].node != n {
				open = append(open[:depth], len(p.spots))
				p.spots = append(p.spots, spot{node: n, above: open[depth-1]})
			}
			depth++
		}
		open = open[:depth]
		p.spots[open[depth-1]].files++
	}
}

// nextPrefix is where the prefix of path ends that has one component more than
// the one that ends at end, 0 if there is none.
func nextPrefix(path string, end int) int {
	from := end + min(end, 1) // behind the slash
	if from > len(path) {
		return 0
	}
	if i := strings.IndexByte(path[from:], '/'); i >= 0 {
		return from + i
	}
	return len(path)
}

// placeExperience is the sum over the files of each candidate's probability to
// be the one with experience there, estimated down the path with back-off: a
// directory or file with little history takes after the directory above it.
func (p *panel) placeExperience() []float64 {
	return p.descend(func(n *node) *holding { return &n.holding }, p.placesNorm, offerReviews)
}

// welcomeExperience is the same with reviews of newcomers' changes alone.
func (p *panel) welcomeExperience() []float64 {
	return p.descend(func(n *node) *holding { return &n.welcomed }, p.wordsNorm, offerNewcomers)
}

// descend estimates P(place) = (held there + k·P(place above))/(all held + k),
// where above the root stands everybody's share in the pool. Each P is linear
// in the one above, so the sum over the files is a weighted sum of what people
// hold in each place: the weights are found going up, and no place is looked
// through twice.
func (p *panel) descend(of func(*node) *holding, norm, offered float64) []float64 {
	sum, weights := make([]float64, len(p.ids)), make([]float64, len(p.spots))
	prior := 0.0
	for i := len(p.spots) - 1; i >= 0; i-- {
		s := p.spots[i]
		h := of(&p.x.tree.nodes[s.node])
		weight, den := weights[i]+s.files, h.total*norm+backoff
		p.gather(sum, h, weight*norm/den)
		if up := weight * backoff / den; i > 0 {
			weights[s.above] += up
		} else {
			prior = up
		}
	}
	all := make([]float64, len(p.ids))
	p.gather(all, of(&p.x.tree.nodes[root]), norm)
	addPrior(sum, all, prior)
	p.addOffers(sum, func(file string) *holding {
		if n, ok := p.x.tree.at(file); ok {
			return of(&p.x.tree.nodes[n])
		}
		return nil
	}, norm, offered)
	return sum
}

// addPrior adds everybody's share of what all hold, times weight.
func addPrior(sum, all []float64, weight float64) {
	total := rootSmoothing * float64(len(all))
	for _, v := range all {
		total += v
	}
	for i, v := range all {
		sum[i] += weight * (v + rootSmoothing) / total
	}
}
