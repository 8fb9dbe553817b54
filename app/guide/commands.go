package guide

import (
	"regexp"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	maxCommands  = 5       // of one comment
	maxWord      = 40      // longest word taken for a mistyped verb
	maxComment   = 4 << 16 // bytes; GitHub allows 65,536 characters
	commandStart = "/mentor"
)

// Command is a `/mentor` line of a comment.
type Command struct {
	Verb mentorship.Verb // "" where the word is no verb
	// Near is the verb that was probably meant, where Verb is ""; it may be "".
	Near mentorship.Verb
	// Target is the login named after `assign`, `pass`, `ask` and `recommend`, without its @; "" if none.
	Target string
	// Reason says that words follow the person named.
	Reason bool
	// BadTarget says that something other than a login stood there.
	BadTarget bool
	// Argument is the word after `away`, `capacity`, `language`, `find`, `widen`,
	// `next` and `help`, all words after `done` and `undo`, and what stands after the
	// words about a pairing, in lower case; "" if none, or none that could be meant.
	// Of a goal it tells no more than that there is one.
	Argument string
}

// Commands returns the commands of a comment in order: at most five, each once.
//
// A command is a line that begins with "/mentor " where a reader would take it
// for the writer's own words: not in code, a quotation, an HTML comment, a
// folded <details>, or below the line that sets off an e-mail signature. Only
// plain ASCII counts, so letters that merely look alike command nothing.
func Commands(comment string) []Command {
	if len(comment) > maxComment || !strings.Contains(comment, commandStart) {
		return nil
	}
	var out []Command
	seen := map[Command]bool{}
	words := map[string]bool{}
	for _, line := range ownLines(comment) {
		c, word, ok := parseCommand(line)
		if !ok || seen[c] && (c.Verb != "" || words[word]) {
			continue
		}
		seen[c], words[word] = true, true
		if out = append(out, c); len(out) == maxCommands {
			break
		}
	}
	return out
}

// Addressed reports whether a text speaks of a command at all, obeyed or not:
// in a quotation, misspelt, in a review. Such a text is never taken for an
// answer, so that nobody becomes a mentor by writing `/mentor pass` the wrong way.
func Addressed(text string) bool {
	return strings.Contains(strings.ToLower(text), commandStart)
}

// parseCommand reads one line, and returns the word in the verb's place.
func parseCommand(line string) (c Command, word string, ok bool) {
	rest, ok := strings.CutPrefix(line, commandStart)
	if !ok || rest == "" || rest[0] != ' ' && rest[0] != '\t' {
		return Command{}, "", false
	}
	fields := strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == '\t' })
	if len(fields) == 0 || len(fields[0]) > maxWord || !isASCII(fields[0]) {
		return Command{}, "", false
	}
	word = lowerASCII(fields[0])
	c.Verb, c.Near = readVerb(word)
	if len(fields) > 1 && takesTarget(c.Verb) {
		c.Target, c.BadTarget = readTarget(c.Verb, fields[1])
		c.Reason = c.Verb == mentorship.VerbAsk && len(fields) > 2
	}
	if len(fields) > 1 && takesArgument(c.Verb) && len(fields[1]) <= maxWord && isASCII(fields[1]) {
		c.Argument = lowerASCII(fields[1])
	}
	if c.Verb == mentorship.VerbDone || c.Verb == mentorship.VerbUndo {
		c.Argument = readItems(fields[1:])
	}
	if v := pairValue(c.Verb, fields[1:]); v != "" {
		c.Argument = v
	}
	return c, word, true
}

func takesTarget(v mentorship.Verb) bool {
	return v == mentorship.VerbAssign || v == mentorship.VerbPass || v == mentorship.VerbAsk || v == mentorship.VerbRecommend
}

// readTarget reads the person after a verb. After `pass` anything that is no
// mention is small talk.
func readTarget(verb mentorship.Verb, word string) (login string, bad bool) {
	name, mentioned := strings.CutPrefix(word, "@")
	switch {
	case mentioned && isLogin(name):
		return name, false
	case !mentioned && verb == mentorship.VerbPass:
		return "", false
	}
	return "", true
}

// isLogin reports whether s can be a person's login on GitHub: letters, digits
// and hyphens, underscores for managed accounts, at most 39, no team, no bot.
func isLogin(s string) bool {
	return loginShape.MatchString(s)
}

var loginShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$`)

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x7f || r < 0x20 })
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// ownLines are the lines of a comment that begin with "/mentor" in the writer's
// own words.
func ownLines(comment string) []string {
	comment = aboveSignature(strings.ReplaceAll(comment, "\r\n", "\n"))
	source := []byte(deeplyNested.ReplaceAllString(comment, "> x"))
	doc := blockParser().Parse(text.NewReader(source))
	hidden := hiddenSpans(doc, source)
	var out []string
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindHeading {
			continue
		}
		for _, seg := range n.Lines().Sliced(0, n.Lines().Len()) {
			start := lineStart(source, seg.Start)
			line := strings.TrimSuffix(string(source[start:seg.Stop]), "\n")
			if strings.HasPrefix(line, commandStart) && !hidden.cover(start) {
				out = append(out, line)
			}
		}
	}
	return out
}

// aboveSignature cuts a text at the line "-- " that sets off a signature.
func aboveSignature(s string) string {
	end := 0
	for line := range strings.Lines(s) {
		if l := strings.TrimRight(line, " \n"); l == "--" {
			return s[:end]
		}
		end += len(line)
	}
	return s
}

// deeplyNested is a line that begins with more quotation and list marks than
// anybody writes; reading them takes time that grows with their square.
var deeplyNested = regexp.MustCompile(`(?m)^[ \t>+*.)0-9-]{200,}.*$`)

func lineStart(source []byte, at int) int {
	for at > 0 && source[at-1] != '\n' {
		at--
	}
	return at
}

// blockParser knows all blocks of CommonMark, and of what stands within lines
// only code and HTML: the rest says nothing about where a line begins.
func blockParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
		),
	)
}

// spans are parts of a source, by byte offsets.
type spans [][2]int

func (s spans) cover(at int) bool {
	for _, x := range s {
		if x[0] <= at && at < x[1] {
			return true
		}
	}
	return false
}

// hiddenSpans are the parts a reader does not see as the writer's own words
// although a paragraph holds them: code spans over several lines, HTML tags and
// comments, and what stands between tags that fold or quote.
func hiddenSpans(doc ast.Node, source []byte) spans {
	var out spans
	var folds folding
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					out = append(out, [2]int{t.Segment.Start, t.Segment.Stop})
				}
			}
		case *ast.RawHTML:
			for _, seg := range n.Segments.Sliced(0, n.Segments.Len()) {
				out = append(out, [2]int{seg.Start, seg.Stop})
			}
			folds.read(n.Segments.Value(source), n.Segments.At(0).Start)
		case *ast.HTMLBlock:
			if n.Lines().Len() > 0 {
				html := n.Lines().Value(source)
				if n.HasClosure() {
					html = append(html, n.ClosureLine.Value(source)...)
				}
				folds.read(html, n.Lines().At(0).Start)
			}
		}
		return ast.WalkContinue, nil
	})
	return append(out, folds.spans(len(source))...)
}

// folding follows the tags between which text is folded away, quoted or code.
type folding struct {
	depth  int
	from   int
	closed spans
}

var (
	foldTag     = regexp.MustCompile(`(?i)<(/?)(?:details|blockquote|pre|code|samp|kbd|q)\b`)
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// read takes in a piece of HTML that begins at the offset at.
func (f *folding) read(html []byte, at int) {
	for _, tag := range foldTag.FindAllSubmatch(htmlComment.ReplaceAll(html, nil), -1) {
		switch {
		case len(tag[1]) == 0:
			if f.depth++; f.depth == 1 {
				f.from = at
			}
		case f.depth > 0:
			if f.depth--; f.depth == 0 {
				f.closed = append(f.closed, [2]int{f.from, at + len(html)})
			}
		}
	}
}

// spans are the parts that are folded away; what was never closed goes on to the end.
func (f *folding) spans(end int) spans {
	if f.depth > 0 {
		return append(f.closed, [2]int{f.from, end + 1})
	}
	return f.closed
}
