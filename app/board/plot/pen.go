package plot

import (
	"image/color"
	"math"
	"sort"
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pen draws on a canvas in CSS px with the origin at the top left. Points that
// are no numbers are never drawn.
type pen struct {
	vg.Canvas
	*Press
	theme
	say *Words
	h   float64
}

type point struct{ x, y float64 }

// box is a part of the picture.
type box struct{ x, y, w, h float64 }

func (b box) right() float64  { return b.x + b.w }
func (b box) bottom() float64 { return b.y + b.h }

// inset leaves room on the four sides.
func (b box) inset(left, top, right, bottom float64) box {
	return box{b.x + left, b.y + top, max(b.w-left-right, 1), max(b.h-top-bottom, 1)}
}

// at turns a point upside down for the canvas, on a tenth of a px.
func (p *pen) at(q point) vg.Point {
	round := func(v float64) vg.Length { return vg.Length(math.Round(v*10) / 10) }
	return vg.Point{X: round(q.x), Y: round(p.h - q.y)}
}

// path joins the points that are numbers.
func (p *pen) path(pts []point) vg.Path {
	var path vg.Path
	for _, q := range pts {
		if math.IsNaN(q.x+q.y) || math.IsInf(q.x+q.y, 0) {
			continue
		}
		if len(path) == 0 {
			path.Move(p.at(q))
		} else {
			path.Line(p.at(q))
		}
	}
	return path
}

func (p *pen) area(pts []point, c color.Color) {
	if path := p.path(pts); len(path) > 2 {
		path.Close()
		p.SetColor(c)
		p.Fill(path)
	}
}

func (b box) corners() []point {
	return []point{{b.x, b.y}, {b.right(), b.y}, {b.right(), b.bottom()}, {b.x, b.bottom()}}
}

func (p *pen) fill(b box, c color.Color) {
	if b.w > 0 && b.h > 0 {
		p.area(b.corners(), c)
	}
}

// stroke is how a line is drawn.
type stroke struct {
	c     color.Color
	width float64
	dash  []vg.Length
}

func (p *pen) set(s stroke) {
	p.SetColor(s.c)
	p.SetLineWidth(vg.Length(s.width))
	p.SetLineDash(s.dash, 0)
}

func (p *pen) line(s stroke, pts ...point) {
	if path := p.path(pts); len(path) > 1 {
		p.set(s)
		p.Stroke(path)
	}
}

func (p *pen) frame(b box, s stroke) {
	c := b.corners()
	p.line(s, append(c, c[0])...)
}

func (p *pen) dot(q point, r float64, c color.Color) {
	if math.IsNaN(q.x+q.y) || math.IsInf(q.x+q.y, 0) {
		return
	}
	var path vg.Path
	at := p.at(q)
	path.Move(vg.Point{X: at.X + vg.Length(r), Y: at.Y})
	path.Arc(at, vg.Length(r), 0, 2*math.Pi)
	p.SetColor(c)
	p.Fill(path)
}

// Where a text stands about its point.
const (
	left   = 0.0
	middle = 0.5
	right  = 1.0
)

// write puts one line of text with its baseline at q.
func (p *pen) write(q point, align float64, c color.Color, s string) {
	p.put(p.regular, q, align, c, s)
}

func (p *pen) put(f font.Face, q point, align float64, c color.Color, s string) {
	if s = clean(s); s == "" || math.IsNaN(q.x+q.y) {
		return
	}
	if align > 0 {
		q.x -= align * width(f, s)
	}
	p.SetColor(c)
	p.FillString(f, p.at(q), s)
}

func width(f font.Face, s string) float64 { return float64(f.Width(s)) }

// wide is how wide a line of text is.
func (pr *Press) wide(s string) float64 { return width(pr.regular, clean(s)) }

// widest is the width of the widest text, but at most limit.
func (pr *Press) widest(limit float64, texts ...string) float64 {
	w := 0.0
	for _, s := range texts {
		w = max(w, pr.wide(shorten(s)))
	}
	return min(w, limit)
}

// longest is how many letters of a text are looked at: more fit nowhere.
const longest = 400

func shorten(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest])
	}
	return s
}

// fit cuts a text to a width, with an ellipsis.
func fit(f font.Face, s string, w float64) string {
	r := []rune(shorten(clean(s)))
	if width(f, string(r)) <= w {
		return string(r)
	}
	n := sort.Search(len(r), func(n int) bool { return width(f, string(r[:n+1])+"…") > w })
	return strings.TrimRight(string(r[:n]), " ") + "…"
}

// wrap breaks a text into at most n lines of a width.
func wrap(f font.Face, s string, w float64, n int) []string {
	var lines []string
	words := strings.Fields(shorten(clean(s)))
	for len(words) > 0 {
		take := len(words)
		for len(lines) < n-1 && take > 1 && width(f, strings.Join(words[:take], " ")) > w {
			take--
		}
		lines = append(lines, fit(f, strings.Join(words[:take], " "), w))
		words = words[take:]
	}
	return lines
}

// clean makes one line of text that is safe in XML: no control characters,
// no letters that turn the direction of their neighbours.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r), r == 0xFFFE, r == 0xFFFF, r == 0x2028, r == 0x2029:
			return -1
		}
		return r
	}, s)
}
