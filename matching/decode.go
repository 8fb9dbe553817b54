package matching

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrEncoding is what an encoded index that cannot be read is called.
var ErrEncoding = errors.New("not an encoded index of this version")

// UnmarshalBinary makes x what [Index.MarshalBinary] wrote. Bytes that are cut,
// damaged or of another version give [ErrEncoding] and leave x as it was.
func (x *Index) UnmarshalBinary(data []byte) error {
	if len(data) < len(encoding) || string(data[:len(encoding)]) != encoding {
		return ErrEncoding
	}
	r := reader{rest: data[len(encoding):]}
	y := NewIndex()
	y.begun = r.count(1) == 1
	y.changes = r.count(math.MaxInt32)
	for _, s := range []*scale{&y.places, &y.words, &y.recent} {
		s.landmark = r.signed()
	}
	r.people(y)
	r.words(&y.tree.words, len(y.people))
	r.nodes(y)
	r.firstFiles(y)
	r.log(y)
	if r.bad || len(r.rest) > 0 {
		return fmt.Errorf("reading an index of %d bytes: %w", len(data), ErrEncoding)
	}
	x.adopt(y)
	return nil
}

// adopt takes over all that y knows.
func (x *Index) adopt(y *Index) {
	x.ids, x.people, x.tree, x.log = y.ids, y.people, y.tree, y.log
	x.changes, x.marks, x.begun = y.changes, y.marks, y.begun
	x.places, x.words, x.recent = y.places, y.words, y.recent
}

// reader takes values from rest; after the first bad one all are zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) fail() { r.bad, r.rest = true, nil }

// count reads a number from 0 to most.
func (r *reader) count(most int) int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || most < 0 || n > uint64(most) {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// length reads how many things follow, each of at least one byte.
func (r *reader) length() int {
	n := r.count(len(r.rest))
	if n > len(r.rest) {
		r.fail()
		return 0
	}
	return n
}

func (r *reader) signed() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) text() string {
	n := r.length()
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *reader) float() float64 {
	if len(r.rest) < 8 {
		r.fail()
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(r.rest))
	r.rest = r.rest[8:]
	if math.IsNaN(f) || math.IsInf(f, 0) {
		r.fail()
		return 0
	}
	return f
}

// numbers reads a list of numbers below limit.
func (r *reader) numbers(limit int) []uint32 {
	var out []uint32
	for range r.length() {
		if r.bad {
			break
		}
		out = append(out, uint32(r.count(limit-1)))
	}
	return out
}

func (r *reader) people(x *Index) {
	n := r.length()
	for range n {
		p := person{id: PersonID(r.text())}
		for _, f := range []*float64{&p.new90, &p.rev365, &p.com365, &p.asked, &p.answered} {
			*f = r.float()
		}
		p.reviewed, p.wrote = r.signed(), r.signed()
		for range r.count(newcomerChanges) {
			p.first = append(p.first, firstChange{t: r.signed(), reviewers: r.numbers(n)})
		}
		if _, twice := x.ids[p.id]; twice || r.bad {
			r.fail()
			return
		}
		x.ids[p.id] = uint32(len(x.people))
		x.people = append(x.people, p)
	}
}

func (r *reader) holding(people int) holding {
	h := holding{total: r.float()}
	at := 0
	for i := range r.length() {
		step := r.count(people)
		at += step
		if r.bad || at >= people || i > 0 && step == 0 {
			r.fail()
			return h
		}
		h.by = append(h.by, held{person: uint32(at), weight: r.float()})
	}
	return h
}

func (r *reader) words(w *words, people int) {
	for range r.length() {
		name := r.text()
		next := word{changes: r.count(math.MaxInt32), holding: r.holding(people)}
		if _, twice := w.ids[name]; twice || r.bad {
			r.fail()
			return
		}
		w.ids[name] = uint32(len(w.list))
		w.list = append(w.list, next)
	}
}

// nodes reads the tree: parents stand before their children, the root first.
func (r *reader) nodes(x *Index) {
	paths := []string{}
	for i := range r.length() {
		parent, name := r.count(max(0, i-1)), r.text()
		h, welcomed := r.holding(len(x.people)), r.holding(len(x.people))
		if r.bad {
			return
		}
		path := name
		if i > 0 && paths[parent] != "" {
			path = paths[parent] + "/" + name
		}
		paths = append(paths, path)
		if n := x.tree.intern(path); int(n) != i { // the same path twice, or a root with a name
			r.fail()
			return
		}
		x.tree.nodes[i].holding, x.tree.nodes[i].welcomed = h, welcomed
	}
}

func (r *reader) firstFiles(x *Index) {
	for _, p := range x.people {
		for i := range p.first {
			p.first[i].files = r.numbers(len(x.tree.nodes))
		}
	}
}

func (r *reader) log(x *Index) {
	x.log.newest = r.signed()
	people, nodes := len(x.people), len(x.tree.nodes)
	for range r.length() {
		c := logged{t: x.log.newest + r.signed(), author: uint32(r.count(people - 1))}
		c.reviewers, c.files = r.numbers(people), r.numbers(nodes)
		if r.bad {
			return
		}
		x.log.changes = append(x.log.changes, c)
	}
}
