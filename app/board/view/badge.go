package view

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"sync"
	"unicode/utf8"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/stats"
)

// badgeSVG is the template of the badge, read once. White on both grounds has
// a contrast of more than 4.5.
//
//nolint:gochecknoglobals // computed once, never changed
var badgeSVG = sync.OnceValues(func() (*template.Template, error) {
	return template.New("badge").Parse(`<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="20" viewBox="0 0 {{.Width}} 20" role="img" aria-label="{{.Said}}">
<title>{{.Said}}</title>
<rect width="{{.Width}}" height="20" rx="3" fill="#0b6b5d"/>
{{- range .Parts}}
<rect x="{{.X}}" width="{{.Width}}" height="20" rx="3" fill="{{.Ground}}"/>
<text x="{{.Middle}}" y="14" text-anchor="middle" textLength="{{.Letters}}" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" fill="#fff">{{.Text}}</text>
{{- end}}
</svg>
`)
})

// badgePart is one half of a badge; lengths in px.
type badgePart struct {
	Text                      string
	X, Width, Middle, Letters int
	Ground                    string
}

// Lengths in a badge, in px.
const (
	letterWide = 6.6 // of a letter, on average
	badgeGap   = 8
)

// badge is a picture for README files: the promise and how it is kept, or,
// while that cannot be told, that there is mentoring here.
func (s sheet) badge(p numbers.Plain) (board.File, error) {
	texts := []string{s.say.of("badge.mentored")}
	if v, ok := p.Answered.Value(); ok {
		texts = []string{s.say.of("badge.answered"), s.say.number(v, stats.UnitShare)}
	}
	var parts []badgePart
	said, x := "", 0
	for i, text := range texts {
		letters := int(math.Ceil(letterWide * float64(utf8.RuneCountInString(text))))
		part := badgePart{Text: text, X: x, Width: letters + 2*badgeGap, Middle: x + badgeGap + letters/2, Letters: letters, Ground: "#0b6b5d"}
		if i == 0 && len(texts) > 1 {
			part.Ground, said = "#2f3640", text+": "
		} else {
			said += text
		}
		parts, x = append(parts, part), x+part.Width
	}
	t, err := badgeSVG()
	var out bytes.Buffer
	if err == nil {
		err = t.Execute(&out, struct {
			Width int
			Said  string
			Parts []badgePart
		}{x, said, parts})
	}
	if err != nil {
		return board.File{}, fmt.Errorf("drawing a badge: %w", err)
	}
	return board.File{Name: "badge.svg", Type: "image/svg+xml", Body: out.Bytes()}, nil
}
