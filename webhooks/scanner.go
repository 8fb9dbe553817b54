package webhooks

import "bytes"

const (
	// maxDepth is how many objects and arrays may stand inside each other.
	maxDepth = 100
	// maxValues bounds what decoding a body can cost. The largest real push,
	// 25 MiB of file names, stays below it.
	maxValues = 1_000_000
)

// scanner walks once over JSON (RFC 8259) without building anything. Its
// methods move past what they name and report whether it stood there. Bytes
// are taken to be valid UTF-8.
type scanner struct {
	b      []byte
	i      int
	depth  int
	values int
}

func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *scanner) eat(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

// value moves past any value.
func (s *scanner) value() bool {
	switch c := s.peek(); {
	case c == '{':
		return s.object(nil)
	case c == '[':
		return s.array()
	}
	s.values++
	switch c := s.peek(); c {
	case '"':
		_, ok := s.text()
		return ok
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) word(w string) bool {
	if !bytes.HasPrefix(s.b[s.i:], []byte(w)) {
		return false
	}
	s.i += len(w)
	return true
}

// object moves past an object. Where visit is given it is called with each
// key, as written between its quotes, and must move past the value.
func (s *scanner) object(visit func(key []byte) bool) bool {
	if !s.enter('{') {
		return false
	}
	if s.eat('}') {
		return s.leave()
	}
	for s.values <= maxValues {
		s.space()
		key, ok := s.text()
		if !ok {
			return false
		}
		s.space()
		if !s.eat(':') {
			return false
		}
		s.space()
		if visit == nil {
			ok = s.value()
		} else {
			ok = visit(key)
		}
		if !ok {
			return false
		}
		s.space()
		if s.eat('}') {
			return s.leave()
		}
		if !s.eat(',') {
			return false
		}
	}
	return false
}

func (s *scanner) array() bool {
	if !s.enter('[') {
		return false
	}
	if s.eat(']') {
		return s.leave()
	}
	for s.values <= maxValues {
		s.space()
		if !s.value() {
			return false
		}
		s.space()
		if s.eat(']') {
			return s.leave()
		}
		if !s.eat(',') {
			return false
		}
	}
	return false
}

func (s *scanner) enter(open byte) bool {
	s.depth++
	s.values++
	if s.depth > maxDepth || !s.eat(open) {
		return false
	}
	s.space()
	return true
}

func (s *scanner) leave() bool {
	s.depth--
	return true
}

// text moves past a string and returns what stands between its quotes.
func (s *scanner) text() (raw []byte, ok bool) {
	if !s.eat('"') {
		return nil, false
	}
	start := s.i
	for {
		s.i += plain(s.b[s.i:])
		switch s.peek() {
		case '"':
			s.i++
			return s.b[start : s.i-1], true
		case '\\':
			if !s.escape() {
				return nil, false
			}
		default: // a control character, or the end
			return nil, false
		}
	}
}

// plain counts the bytes up to the first that is special in a string.
func plain(b []byte) int {
	for i, c := range b {
		if c == '"' || c == '\\' || c < ' ' {
			return i
		}
	}
	return len(b)
}

func (s *scanner) escape() bool {
	s.i++
	c := s.peek()
	if c == 0 {
		return false
	}
	s.i++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			if !isHex(s.peek()) {
				return false
			}
			s.i++
		}
		return true
	}
	return false
}

func isHex(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (s *scanner) number() bool {
	s.eat('-')
	if !s.eat('0') && !s.digits() {
		return false
	}
	if s.eat('.') && !s.digits() {
		return false
	}
	if s.eat('e') || s.eat('E') {
		if !s.eat('+') {
			s.eat('-')
		}
		return s.digits()
	}
	return true
}

func (s *scanner) digits() bool {
	start := s.i
	for isDigit(s.peek()) {
		s.i++
	}
	return s.i > start
}
