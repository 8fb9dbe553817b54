package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Parse reads a house rules file. With any error among the findings the house
// is not to be used; see [Valid]. Parse finds all mistakes of meaning at once;
// of mistakes in YAML itself it finds the first, since nothing after it can be read.
func Parse(text []byte) (House, []Finding) { return ParseWith(text, Options{}) }

// ParseWith is [Parse] with what else is known about the file.
func ParseWith(text []byte, o Options) (House, []Finding) {
	p := &parser{Options: o, named: map[string]int{}, places: map[string]place{}}
	root := p.document(text)
	if root == nil {
		return House{}, tidy(p.findings)
	}
	if p.inspect(root, 1); p.aliases > maxAliases {
		return House{}, tidy(p.findings) // following them all could take long
	}
	h := Default()
	p.house(root, &h)
	if !Valid(p.findings) {
		h = House{}
	}
	return h, tidy(p.findings)
}

// parser collects findings while a file is walked.
type parser struct {
	Options
	findings []Finding
	aliases  int
	deep     bool             // something is nested too deep, which is told once
	looked   int              // how often a mistake was looked at for what was meant
	named    map[string]int   // lines of the logins and teams under mentors, in lower case
	places   map[string]place // of the keys and sections of the file
	fit      fit              // of paths
	files    map[string]bool  // those of the repository, once somebody asked
}

// place is where a key and its value stand.
type place struct{ key, value *yaml.Node }

func (p *parser) fail(n *yaml.Node, message string) {
	p.failAt(n.Line, n.Column, message)
}

func (p *parser) failAt(line, col int, message string) {
	p.findings = append(p.findings, Finding{Line: max(line, 1), Col: max(col, 1), Message: message})
}

func (p *parser) warn(n *yaml.Node, message string) {
	p.findings = append(p.findings, Finding{Line: max(n.Line, 1), Col: max(n.Column, 1), Message: message, Warning: true})
}

// document parses the text into its one document, nil if it cannot be read.
func (p *parser) document(text []byte) *yaml.Node {
	if len(text) > MaxBytes {
		p.failAt(1, 1, "the file is larger than 64 KB")
		return nil
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if problem, line, col := notText(text); problem != "" {
		p.failAt(line, col, problem)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc); err != nil {
		p.syntax(text, err)
		return nil
	}
	if len(doc.Content) == 0 || isNull(doc.Content[0]) {
		p.failAt(1, 1, emptyFile)
		return nil
	}
	return doc.Content[0]
}

const emptyFile = "the file says nothing; the smallest one is `version: 1` and `mentors:` with one `- login: …`"

// syntax explains an error of the YAML parser. Several errors at once come from
// reading documents, not from a place in the text.
func (p *parser) syntax(text []byte, err error) {
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many) && strings.Contains(err.Error(), "multiple"):
		p.failAt(secondDocument(text), 1, "a second document begins here; the file holds one")
	case errors.As(err, &many) && strings.Contains(err.Error(), "no documents"):
		p.failAt(1, 1, emptyFile)
	case conflict(text) > 0:
		p.failAt(conflict(text), 1, "a merge conflict was left here; decide between the two sides")
	case errors.As(err, &one):
		p.failAt(one.Mark.Line, one.Mark.Column, explain(text, one.Mark.Line, one.Mark.Column, one.Message))
	default:
		p.failAt(1, 1, "the file is not YAML that can be read here")
	}
}

// explain puts the usual slips into words of their own.
func explain(text []byte, line, col int, message string) string {
	switch rest := at(text, line, col); {
	case indentedByTab(text, line):
		return "this line is indented with a tab; YAML allows only spaces"
	case strings.HasPrefix(rest, "@"):
		return "a value cannot begin with @; write the login without it"
	case strings.HasPrefix(rest, "*"):
		return "a value that begins with * needs quotes, for example \"*-bot\""
	case strings.Contains(lineOf(text, line-1)+lineOf(text, line), "\u00a0"):
		return "a no-break space stands in this line or the one above; write a plain space"
	case strings.HasPrefix(rest, "%"), strings.HasPrefix(rest, "`"):
		return "a value cannot begin with " + rest[:1] + "; put it in quotes"
	}
	for _, slip := range [][2]string{
		{"mapping values are not allowed", "a colon cannot stand here; look at the indentation, and for a line above without `: ` after its key"},
		{"did not find expected key", "the indentation of this line fits no line above"},
		{"unexpected end of stream", "the file ends inside quotes; close them"},
		{"expected ',' or ']'", "a list that began with [ goes on here; close it with ], or look for a missing comma"},
		{"expected ',' or '}'", "what began with { goes on here; close it with }, or look for a missing comma"},
	} {
		if strings.Contains(message, slip[0]) {
			return slip[1]
		}
	}
	return "not valid YAML: " + message
}

// at is what stands in a line from a column on.
func at(text []byte, line, col int) string {
	r := []rune(lineOf(text, line))
	if col < 1 || col > len(r) {
		return ""
	}
	return string(r[col-1:])
}

func lineOf(text []byte, line int) string {
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

func indentedByTab(text []byte, line int) bool {
	l := lineOf(text, line)
	indent := l[:len(l)-len(strings.TrimLeft(l, " \t"))]
	return strings.Contains(indent, "\t")
}

// conflict is the line of the marker git leaves where two sides disagree, 0 if there is none.
func conflict(text []byte) int {
	n := 0
	for l := range strings.Lines(string(text)) {
		if n++; strings.HasPrefix(l, "<<<<<<< ") {
			return n
		}
	}
	return 0
}

// secondDocument is the line of the second document's separator.
func secondDocument(text []byte) int {
	begun := false
	n := 0
	for l := range strings.Lines(string(text)) {
		n++
		l = strings.TrimSpace(l)
		marker := strings.HasPrefix(l, "---") || l == "..."
		if marker && begun {
			return n
		}
		begun = begun || marker || l != "" && !strings.HasPrefix(l, "#") && !strings.HasPrefix(l, "%")
	}
	return 1
}

// notText finds the first place that makes a file no text people wrote.
func notText(text []byte) (problem string, line, col int) {
	if bytes.HasPrefix(text, []byte("version https://git-lfs.github.com/")) {
		return "this is a Git LFS pointer in place of the file; house rules stand in the repository itself", 1, 1
	}
	line, col = 1, 1
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			return "the file is not UTF-8 text; save it as UTF-8", line, col
		case unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r):
			return fmt.Sprintf("a control character (%U) stands here; take it out", r), line, col
		}
		if col++; r == '\n' {
			line, col = line+1, 1
		}
		text = text[size:]
	}
	return "", line, col
}
