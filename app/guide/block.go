package guide

import (
	"regexp"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

const (
	blockBegin = "<!-- firstmate:begin -->"
	blockEnd   = "<!-- firstmate:end -->"
	maxBody    = 65536 // characters GitHub takes
)

// Splice puts our block in the place of the one that stands in current and
// keeps everything people wrote around it. block is a whole text of ours: the
// block between its two marks, and a [Marker] after it, which replaces the last
// marker outside of the old block. ok is false, and current is left alone, when
// the marks are gone, doubled or crossed, or the text would grow too long: then
// people have taken over.
func Splice(current, block string) (next string, changed, ok bool) {
	whatStood := current
	current = strings.ReplaceAll(current, "\r\n", "\n") // editing on the web writes CRLF
	from, to, ok := findBlock(current)
	begin, end, whole := findBlock(block)
	if !ok || !whole {
		return whatStood, false, false
	}
	before, after := current[:from], current[to:]
	marker := strings.TrimSpace(block[end:])
	if after, ok = swapMarker(after, marker); !ok {
		before, _ = swapMarker(before, marker)
	}
	next = before + block[begin:end] + after
	if len([]rune(next)) > maxBody {
		return whatStood, false, false
	}
	return next, next != current, true
}

// findBlock is where our block begins and ends, marks included.
func findBlock(s string) (from, to int, ok bool) {
	from, to = strings.Index(s, blockBegin), strings.Index(s, blockEnd)
	once := strings.Count(s, blockBegin) == 1 && strings.Count(s, blockEnd) == 1
	return from, to + len(blockEnd), once && from < to
}

// swapMarker puts marker in the place of the last marker in s.
func swapMarker(s, marker string) (string, bool) {
	at := strings.LastIndex(s, markerStart)
	if at < 0 || marker == "" {
		return s, false
	}
	end := strings.Index(s[at:], markerEnd)
	if end < 0 || end > maxMarker {
		return s, false
	}
	return s[:at] + marker + s[at+end+len(markerEnd):], true
}

var box = regexp.MustCompile(`^- \[([ xX])\] ([A-Z]\d)\b`)

// Boxes returns the steps that are ticked inside our block, in the order they
// stand there; none where the marks are gone.
func Boxes(body string) []mentorship.Item {
	var out []mentorship.Item
	eachBox(body, func(item mentorship.Item, ticked bool) {
		if ticked {
			out = append(out, item)
		}
	})
	return out
}

// eachBox goes through the boxes of our block.
func eachBox(body string, do func(item mentorship.Item, ticked bool)) {
	from, to, ok := findBlock(body)
	if !ok {
		return
	}
	for line := range strings.Lines(body[from:to]) {
		if m := box.FindStringSubmatch(line); m != nil {
			do(mentorship.Item(m[2]), m[1] != " ")
		}
	}
}

// Ours reports whether our block stands in a text.
func Ours(body string) bool {
	_, _, ok := findBlock(body)
	return ok
}

// keepTicks ticks the boxes of block that people ticked in current meanwhile:
// what was written before it was read must not be lost. What the record says was
// unticked, or is for the mentor alone to tick, is not kept.
func keepTicks(current, block string, m mentorship.Mentorship) string {
	ticked := map[mentorship.Item]bool{}
	for _, i := range Boxes(current) {
		ticked[i] = !m.Hands[i].Off && !mentorship.MentorOnly(i)
	}
	var b strings.Builder
	for line := range strings.Lines(block) {
		if m := box.FindStringSubmatch(line); m != nil && ticked[mentorship.Item(m[2])] {
			line = strings.Replace(line, "- [ ]", "- [x]", 1)
		}
		b.WriteString(line)
	}
	return b.String()
}
