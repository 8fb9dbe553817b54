package matching

import (
	"encoding/binary"
	"math"
)

// encoding is the first bytes of an encoded index; its last letter is the version.
const encoding = "fmindex2"

// MarshalBinary writes the index in a compact form of its own that
// [Index.UnmarshalBinary] reads. The same index gives the same bytes. Numbers
// are unsigned or zigzag varints, weights eight bytes each and unrounded, so
// that an index read back ranks exactly as this one does. The error is always nil.
func (x *Index) MarshalBinary() ([]byte, error) {
	w := writer{buf: append(make([]byte, 0, 1<<16), encoding...)}
	w.bool(x.begun)
	w.count(x.changes)
	for _, s := range []scale{x.places, x.words, x.recent} {
		w.signed(s.landmark)
	}
	w.people(x.people)
	w.words(x.tree.words.list, x.tree.words.names())
	w.nodes(x.tree.nodes)
	w.firstFiles(x.people)
	w.log(&x.log)
	return w.buf, nil
}

// writer appends values to buf.
type writer struct{ buf []byte }

func (w *writer) count(n int)    { w.buf = binary.AppendUvarint(w.buf, uint64(n)) }
func (w *writer) signed(n int64) { w.buf = binary.AppendVarint(w.buf, n) }
func (w *writer) text(s string)  { w.count(len(s)); w.buf = append(w.buf, s...) }
func (w *writer) float(f float64) {
	w.buf = binary.LittleEndian.AppendUint64(w.buf, math.Float64bits(f))
}

func (w *writer) bool(b bool) { w.count(count(b)) }

func (w *writer) numbers(list []uint32) {
	w.count(len(list))
	for _, n := range list {
		w.count(int(n))
	}
}

func (w *writer) people(people []person) {
	w.count(len(people))
	for _, p := range people {
		w.text(string(p.id))
		for _, f := range []float64{p.new90, p.rev365, p.com365, p.asked, p.answered} {
			w.float(f)
		}
		w.signed(p.reviewed)
		w.signed(p.wrote)
		w.count(len(p.first))
		for _, c := range p.first {
			w.signed(c.t)
			w.numbers(c.reviewers)
		}
	}
}

func (w *writer) holding(h holding) {
	w.float(h.total)
	w.count(len(h.by))
	last := 0
	for _, e := range h.by { // sorted by person
		w.count(int(e.person) - last)
		last = int(e.person)
		w.float(e.weight)
	}
}

func (w *writer) words(list []word, names []string) {
	w.count(len(list))
	for i, word := range list {
		w.text(names[i])
		w.count(word.changes)
		w.holding(word.holding)
	}
}

// nodes writes each node behind its parent, with its last path component.
func (w *writer) nodes(nodes []node) {
	w.count(len(nodes))
	for _, n := range nodes {
		w.count(int(n.parent))
		w.text(n.name)
		w.holding(n.holding)
		w.holding(n.welcomed)
	}
}

// firstFiles writes the nodes of newcomers' changes, which stand before them.
func (w *writer) firstFiles(people []person) {
	for _, p := range people {
		for _, c := range p.first {
			w.numbers(c.files)
		}
	}
}

func (w *writer) log(l *yearLog) {
	w.signed(l.newest)
	l.trim()
	w.count(len(l.changes))
	for _, c := range l.changes {
		w.signed(c.t - l.newest)
		w.count(int(c.author))
		w.numbers(c.reviewers)
		w.numbers(c.files)
	}
}
