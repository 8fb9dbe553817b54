package githubsim

import (
	"regexp"
	"strings"
)

// visible cuts a Markdown text into the runs of text that a page shows as
// plain text, without code and comments. Each run stands for itself: what was
// cut out separates words.
func visible(text string) []string {
	sc := &blockScan{}
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		sc.line(strings.TrimSuffix(line, "\n"))
	}
	sc.flush()
	return sc.runs
}

// blockScan walks lines and gathers paragraphs and raw HTML.
type blockScan struct {
	runs  []string
	para  []string
	fence *fence
	raw   string // the end of an HTML block: "-->" or "" for a blank line
	inRaw bool
}

// fence is an open code fence: its mark, and the container it lives in.
type fence struct {
	char   byte
	length int
	quotes int // depth of > around it
	indent int // columns of the list item around it
}

var (
	quoteMark = regexp.MustCompile(`^ {0,3}> ?`)
	listMark  = regexp.MustCompile(`^ {0,3}(?:[-+*]|[0-9]{1,9}[.)])(?: {1,4}|$)`)
	fenceMark = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})(.*)$")
	htmlStart = regexp.MustCompile(`(?i)^ {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul|pre|script|style|textarea)(?:[\s/>]|$)`)
	tagAlone  = regexp.MustCompile(`^ {0,3}</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>\s*$`)
	rawCode   = regexp.MustCompile(`(?is)<code[^<>]*>.*?</code\s*>`)
)

// deepest is how many quotes and lists inside each other are told apart.
const deepest = 100

// strip takes quote marks and list marks off a line.
func strip(line string) (rest string, quotes, indent int) {
	rest = line
	if isRule(line) {
		return rest, 0, 0
	}
	for range deepest {
		if m := quoteMark.FindString(rest); m != "" {
			rest, quotes, indent = rest[len(m):], quotes+1, 0
		} else if m := listMark.FindString(rest); m != "" && !isRule(rest) {
			rest, indent = rest[len(m):], indent+len(m)
		} else {
			break
		}
	}
	return rest, quotes, indent
}

// isRule says whether a line is a thematic break, which looks like list marks.
func isRule(line string) bool {
	line = strings.TrimSpace(line)
	marks := 0
	for i := range len(line) {
		if line[i] == ' ' {
			continue
		}
		if line[i] != line[0] || line[i] != '-' && line[i] != '*' {
			return false
		}
		marks++
	}
	return marks >= 3
}

func (sc *blockScan) line(line string) {
	if sc.fence != nil && sc.inFence(line) {
		return
	}
	if sc.inRaw {
		sc.rawLine(line)
		return
	}
	rest, quotes, indent := strip(line)
	switch m := fenceMark.FindStringSubmatch(rest); {
	case strings.TrimSpace(rest) == "":
		sc.flush()
	case m != nil && (m[1][0] == '~' || !strings.Contains(m[2], "`")):
		sc.flush()
		sc.fence = &fence{char: m[1][0], length: len(m[1]), quotes: quotes, indent: indent}
	case strings.HasPrefix(strings.TrimLeft(rest, " "), "<!--") && len(rest)-len(strings.TrimLeft(rest, " ")) < 4:
		sc.flush()
		sc.inRaw, sc.raw = true, "-->"
		sc.rawLine(rest)
	case htmlStart.MatchString(rest) || len(sc.para) == 0 && tagAlone.MatchString(rest):
		sc.flush()
		sc.inRaw, sc.raw = true, ""
		sc.rawLine(rest)
	default:
		if quotes > 0 || indent > 0 {
			sc.flush()
		}
		sc.para = append(sc.para, rest)
	}
}

// inFence says whether a line belongs to the open fence, and closes it at its
// mark. Leaving the quote or list item around it ends it too.
func (sc *blockScan) inFence(line string) bool {
	f := sc.fence
	for range f.quotes {
		m := quoteMark.FindString(line)
		if m == "" {
			sc.fence = nil
			return false
		}
		line = line[len(m):]
	}
	bare := strings.TrimLeft(line, " ")
	spaces := len(line) - len(bare)
	if bare != "" && spaces < f.indent {
		sc.fence = nil
		return false
	}
	mark := strings.TrimRight(bare, " \t")
	if spaces-f.indent < 4 && len(mark) >= f.length && strings.Trim(mark, string(f.char)) == "" {
		sc.fence = nil
	}
	return true
}

// rawLine takes a line of an HTML block, in which Markdown has no meaning.
func (sc *blockScan) rawLine(line string) {
	if sc.raw == "" && strings.TrimSpace(line) == "" {
		sc.inRaw = false
		sc.flushRaw()
		return
	}
	sc.para = append(sc.para, line)
	if sc.raw == "-->" && strings.Contains(line, "-->") {
		sc.inRaw = false
		sc.flushRaw()
	}
}

func (sc *blockScan) flush() {
	if sc.inRaw {
		sc.flushRaw()
		return
	}
	if len(sc.para) > 0 {
		sc.add(withoutSpans(strings.Join(sc.para, "\n")))
	}
	sc.para = nil
}

func (sc *blockScan) flushRaw() {
	if len(sc.para) > 0 {
		sc.add(withoutComments(strings.Join(sc.para, "\n"), true))
	}
	sc.para = nil
}

// add keeps the visible runs of a block.
func (sc *blockScan) add(text string) {
	text = rawCode.ReplaceAllString(text, "\x00")
	for run := range strings.SplitSeq(text, "\x00") {
		if run != "" {
			sc.runs = append(sc.runs, run)
		}
	}
}

// withoutComments cuts comments out of raw HTML. In a block an open comment
// hides the rest.
func withoutComments(text string, block bool) string {
	var b strings.Builder
	for {
		head, rest, found := strings.Cut(text, "<!--")
		b.WriteString(head)
		if !found {
			return b.String()
		}
		_, after, closed := strings.Cut(rest, "-->")
		switch {
		case closed:
			b.WriteByte(0)
			text = after
		case block:
			return b.String()
		default:
			b.WriteString("<!--")
			text = rest
		}
	}
}

// withoutSpans cuts code spans and comments out of a paragraph. A run of
// backticks without a partner is plain text, as is an escaped backtick.
func withoutSpans(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == '<':
			b.WriteString("&lt;")
			i += 2
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '`' || text[i+1] == '\\'):
			b.WriteString(text[i+1 : i+2])
			i += 2
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == '@':
			i++
		case text[i] == '`':
			n := ticks(text[i:])
			if end := closing(text[i+n:], n); end >= 0 {
				b.WriteByte(0)
				i += n + end + n
			} else {
				b.WriteString(text[i : i+n])
				i += n
			}
		case strings.HasPrefix(text[i:], "<!--") && strings.Contains(text[i+4:], "-->"):
			b.WriteByte(0)
			i += 4 + strings.Index(text[i+4:], "-->") + 3
		default:
			b.WriteByte(text[i])
			i++
		}
	}
	return b.String()
}

func ticks(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }

// closing finds a run of exactly n backticks.
func closing(s string, n int) int {
	for i := 0; i < len(s); {
		at := strings.IndexByte(s[i:], '`')
		if at < 0 {
			return -1
		}
		i += at
		run := ticks(s[i:])
		if run == n {
			return i
		}
		i += run
	}
	return -1
}
