package matching

import "strings"

// File names are kept among the words, after a mark that no token has. Each file
// counts under two: its stem, "=server" for net/http/server_test.go, and that
// with the folder it is in, "=http/server". They bring together what folders
// keep apart: a source with its test and its header, a file with its
// translations, and with itself before its folder moved.
const nameMark = '='

// internNames returns the two names of a file, the more specific one first.
func (w *words) internNames(path string) [2]uint32 {
	var buf [96]byte
	both := appendName(buf[:0], path)
	inFolder := w.oneOf(both)
	return [2]uint32{inFolder, w.oneOf(stemOnly(both))}
}

// appendName appends the mark, the folder of a file, a slash and its stem to dst.
func appendName(dst []byte, path string) []byte {
	dir, name := split(path)
	_, folder := split(dir)
	dst = append(append(dst, nameMark), folder...)
	return appendStem(append(dst, '/'), name)
}

// stemOnly takes the folder out of a name; it changes the bytes it is given.
func stemOnly(name []byte) []byte {
	slash := strings.LastIndexByte(string(name), '/')
	name[slash] = nameMark
	return name[slash:]
}

// appendStem appends the words of a file name up to its first dot to dst, without
// those that mark tests: "server_test.go", "ServerTest.java" and "server.spec.js"
// all have the stem "server". A name without other words is its own stem.
func appendStem(dst []byte, name string) []byte {
	if i := strings.IndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	start := len(dst)
	for i := 0; i < len(name); {
		end := tokenEnd(name, i)
		if end > i {
			dst = appendStemWord(dst, start, name[i:end])
		}
		i = max(end, i+1)
	}
	if len(dst) == start {
		return append(dst, name...)
	}
	return dst
}

// appendStemWord appends one word of the stem that begins at start.
func appendStemWord(dst []byte, start int, word string) []byte {
	before := len(dst)
	if before > start {
		dst = append(dst, '_')
	}
	at := len(dst)
	dst = appendLower(dst, word)
	switch string(dst[at:]) {
	case "test", "tests", "spec":
		return dst[:before]
	}
	return dst
}

// nameExperience is the sum over the files of each candidate's probability to be
// the one who worked on files of that name, wherever they are, estimated with
// back-off: from the name with its folder to the stem alone, to any work at all.
func (p *panel) nameExperience() []float64 {
	sum := make([]float64, len(p.ids))
	prior := 0.0
	var buf [96]byte
	for _, file := range p.files {
		name := appendName(buf[:0], file)
		weight := p.addName(sum, p.named(name), 1)
		prior += p.addName(sum, p.named(stemOnly(name)), weight)
	}
	all := make([]float64, len(p.ids))
	for i, who := range p.who {
		all[i] = namerShare*who.com365 + readerShare*who.rev365
	}
	addPrior(sum, all, prior)
	p.addOffers(sum, func(file string) *holding {
		return p.named(appendName(buf[:0], file))
	}, p.wordsNorm, readerShare*offerReviews)
	return sum
}

// named is what people hold under a name, nil if nobody does.
func (p *panel) named(name []byte) *holding {
	if id, ok := p.x.tree.words.ids[string(name)]; ok {
		return &p.x.tree.words.list[id].holding
	}
	return nil
}

// addName adds what candidates hold under one name, times weight, and returns
// the weight that is left for what is less specific.
func (p *panel) addName(sum []float64, h *holding, weight float64) float64 {
	if h == nil {
		return weight
	}
	den := h.total*p.wordsNorm + backoff
	p.gather(sum, h, weight*p.wordsNorm/den)
	return weight * backoff / den
}
