package matching

import "slices"

// words interns path tokens, and names of files, and keeps who wrote changes with each.
type words struct {
	ids  map[string]uint32
	list []word
}

// word is one path token, or the name of a file.
type word struct {
	holding
	changes int    // changes with this token
	mark    uint32 // change that counted the token last
}

func newWords() words { return words{ids: map[string]uint32{}} }

// intern returns the distinct tokens of one path component.
func (w *words) intern(component string) []uint32 {
	var out []uint32
	var buf [64]byte
	for tok, i := nextToken(buf[:0], component, 0); tok != nil; tok, i = nextToken(buf[:0], component, i) {
		id, ok := w.ids[string(tok)]
		if !ok {
			id = w.one(string(tok))
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// one returns the number of a token.
func (w *words) one(token string) uint32 {
	id, ok := w.ids[token]
	if !ok {
		id = uint32(len(w.list))
		w.ids[token] = id
		w.list = append(w.list, word{})
	}
	return id
}

// oneOf is one without the cost of a string for a token that is known.
func (w *words) oneOf(token []byte) uint32 {
	if id, ok := w.ids[string(token)]; ok {
		return id
	}
	return w.one(string(token))
}

// names are the tokens by number.
func (w *words) names() []string {
	out := make([]string, len(w.list))
	for name, n := range w.ids {
		out[n] = name
	}
	return out
}

// lookup appends the known tokens of one path component to out.
func (w *words) lookup(out []uint32, component string) []uint32 {
	var buf [64]byte
	for tok, i := nextToken(buf[:0], component, 0); tok != nil; tok, i = nextToken(buf[:0], component, i) {
		if id, ok := w.ids[string(tok)]; ok {
			out = append(out, id)
		}
	}
	return out
}

// nextToken appends the next token of a path component at or after s[i] to buf
// and returns it with the position behind it; nil when there is none. Tokens are
// lower-case words and numbers of ASCII characters: "HTTPServer2_test" has http
// and server, while 2 (a single character) and test (a stop word) are left out.
func nextToken(buf []byte, s string, i int) (tok []byte, next int) {
	for i < len(s) {
		end := tokenEnd(s, i)
		if end-i > 1 {
			if tok = appendLower(buf, s[i:end]); !isStopWord(tok) {
				return tok, end
			}
		}
		i = max(end, i+1)
	}
	return nil, i
}

// tokenEnd returns the end of the token that starts at s[i], or i if none does.
// A run of capitals that is followed by a small letter leaves its last capital
// to the next word.
func tokenEnd(s string, i int) int {
	upper := run(s, i, isUpper)
	if upper-i > 1 {
		if upper < len(s) && isLower(s[upper]) {
			return upper - 1
		}
		return upper
	}
	if lower := run(s, upper, isLower); lower > i {
		return lower
	}
	return run(s, i, isDigit)
}

func run(s string, i int, is func(byte) bool) int {
	for i < len(s) && is(s[i]) {
		i++
	}
	return i
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if isUpper(c) {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// isStopWord tells path words that name no subject.
func isStopWord(tok []byte) bool {
	switch string(tok) {
	case "go", "js", "rs", "cc", "java", "md", "src", "test", "tests",
		"lib", "the", "org", "apache", "main":
		return true
	}
	return false
}
