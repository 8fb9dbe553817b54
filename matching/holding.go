package matching

import "slices"

// held is the decayed experience of one person with one thing.
type held struct {
	person uint32
	weight float64
}

// holding is who has experience with one thing (a file, a directory, a path
// token), sorted by person, with the sum over everybody.
type holding struct {
	total float64
	by    []held
}

// add gives person w more.
func (h *holding) add(person uint32, w float64) {
	h.total += w
	i, ok := h.find(person)
	if !ok {
		h.by = slices.Insert(h.by, i, held{person: person})
	}
	h.by[i].weight += w
}

// merge adds everything that o holds.
func (h *holding) merge(o holding) {
	for _, e := range o.by {
		h.add(e.person, e.weight)
	}
}

// addAll gives the author and each reviewer of a change what is theirs.
func (h *holding) addAll(author uint32, own float64, reviewers []uint32, theirs float64) {
	h.add(author, own)
	for _, r := range reviewers {
		h.add(r, theirs)
	}
}

// of is what person has.
func (h *holding) of(person uint32) float64 {
	if i, ok := h.find(person); ok {
		return h.by[i].weight
	}
	return 0
}

func (h *holding) find(person uint32) (int, bool) {
	if n := len(h.by); n == 0 || h.by[n-1].person < person {
		return n, false
	}
	return slices.BinarySearchFunc(h.by, person, func(e held, p uint32) int {
		return int(e.person) - int(p)
	})
}

// multiply scales everything by f.
func (h *holding) multiply(f float64) {
	h.total *= f
	for i := range h.by {
		h.by[i].weight *= f
	}
}
