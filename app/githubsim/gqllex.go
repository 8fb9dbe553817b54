package githubsim

import (
	"fmt"
	"strconv"
	"strings"
)

// gqlParser reads tokens; the first error stops it.
type gqlParser struct {
	src   string
	pos   int
	tok   string
	isStr bool
	depth int
	err   error
}

func (p *gqlParser) fail(want string) {
	if p.err == nil {
		got := p.tok
		if got == "" {
			got = "end of file"
		}
		p.err = fmt.Errorf("expected %s, actual: %s at [%d, %d]", want, got, 1+strings.Count(p.src[:p.pos], "\n"), p.pos)
	}
	p.tok, p.pos = "", len(p.src)
}

// next reads one token: a name, a number, a string, or a mark.
func (p *gqlParser) next() {
	p.skip()
	p.isStr = false
	start := p.pos
	switch {
	case p.pos >= len(p.src):
		p.tok = ""
		return
	case strings.HasPrefix(p.src[p.pos:], "..."):
		p.pos += 3
	case p.src[p.pos] == '"':
		p.text()
		return
	case gqlWord(p.src[p.pos]) || p.src[p.pos] == '-':
		p.pos++
		for p.pos < len(p.src) && (gqlWord(p.src[p.pos]) || p.src[p.pos] == '.' && p.src[start] <= '9') {
			p.pos++
		}
	default:
		p.pos++
	}
	p.tok = p.src[start:p.pos]
}

func (p *gqlParser) skip() {
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '#':
			for p.pos < len(p.src) && p.src[p.pos] != '\n' {
				p.pos++
			}
		case strings.IndexByte(" \t\r\n,", c) >= 0:
			p.pos++
		default:
			return
		}
	}
}

func (p *gqlParser) text() {
	end := p.pos + 1
	for end < len(p.src) && p.src[end] != '"' && p.src[end] != '\n' {
		if p.src[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(p.src) || p.src[end] != '"' {
		p.fail("the end of a string")
		return
	}
	s, err := strconv.Unquote(p.src[p.pos : end+1])
	if err != nil {
		p.fail("a string")
		return
	}
	p.tok, p.isStr, p.pos = s, true, end+1
}

func gqlWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (p *gqlParser) is(mark string) bool { return p.err == nil && !p.isStr && p.tok == mark }

// take consumes a mark if it is there.
func (p *gqlParser) take(mark string) bool {
	if !p.is(mark) {
		return false
	}
	p.next()
	return true
}

func (p *gqlParser) need(mark string) {
	if !p.take(mark) {
		p.fail(mark)
	}
}

func (p *gqlParser) name() string {
	if p.err != nil || p.isStr || p.tok == "" || !gqlWord(p.tok[0]) {
		p.fail("a name")
		return ""
	}
	n := p.tok
	p.next()
	return n
}
