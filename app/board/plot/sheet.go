package plot

import (
	"gonum.org/v1/plot/vg"
)

// Distances in px.
const (
	margin     = 12.0 // around everything
	lineHeight = 17.0 // of text
	titleLine  = 20.0
	swatch     = 20.0 // a sign in the legend
	gap        = 6.0  // between a sign and its name
)

// sheet is a figure laid out: title, legend, picture, caption, from the top.
type sheet struct {
	*Press
	theme
	say            *Words
	f              Figure
	w, h, body     float64
	title, caption []string
	legend         [][]key
}

// standard is the height of a figure with two axes, 0 when it is empty.
func standard(values []Value) float64 {
	if something(values...) {
		return 230
	}
	return 0
}

// layOut finds out how high the picture will be.
func (pr *Press) layOut(f Figure, look Look) *sheet {
	s := &sheet{Press: pr, theme: themeOf(look.Dark), say: look.Words, f: f, w: float64(look.Size)}
	if s.say == nil {
		english := English()
		s.say = &english
	}
	if s.w <= 0 {
		s.w = float64(Phone)
	}
	inner := s.w - 2*margin
	words := f.words()
	s.title = wrap(pr.bold, words.Title, inner, 2)
	s.body = f.height(inner)
	if s.body > 0 {
		s.legend = s.flow(f.keys(s.say), inner)
	} else {
		s.body = 80
	}
	s.caption = wrap(pr.regular, words.caption(f.cut(inner, s.say)), inner, 4)
	s.h = margin + float64(len(s.title))*titleLine + float64(len(s.legend))*lineHeight + gap +
		s.body + gap + float64(len(s.caption))*lineHeight + margin/2
	return s
}

// caption says n, then the figure's note, then what was cut.
func (h Head) caption(cut string) string {
	text := "n = " + h.N.String()
	if h.N.Hides() > 0 {
		text = "n " + h.N.String()
	}
	if h.Of != "" {
		text += " " + h.Of
	}
	for _, more := range []string{h.Note, cut} {
		if more != "" {
			text += " · " + more
		}
	}
	return text
}

// flow breaks the legend into rows.
func (s *sheet) flow(keys []key, w float64) [][]key {
	var rows [][]key
	used := w
	for _, k := range keys {
		k.name = fit(s.regular, k.name, w-swatch-gap)
		k.wide = swatch + gap + s.wide(k.name) + 2*gap
		if used+k.wide-2*gap > w {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], k)
		used += k.wide
	}
	return rows
}

func (s *sheet) draw(c vg.Canvas) {
	p := &pen{Canvas: c, Press: s.Press, theme: s.theme, say: s.say, h: s.h}
	p.fill(box{0, 0, s.w, s.h}, s.paper)
	y := margin
	for _, line := range s.title {
		p.put(s.bold, point{margin, y + titleSize - 2}, left, s.ink, line)
		y += titleLine
	}
	for _, row := range s.legend {
		x := margin
		for _, k := range row {
			k.sign(p, box{x, y + 2, swatch, 11})
			p.write(point{x + swatch + gap, y + 12}, left, s.ink, k.name)
			x += k.wide
		}
		y += lineHeight
	}
	s.picture(p, box{margin, y + gap, s.w - 2*margin, s.body})
	y += gap + s.body + gap
	for _, line := range s.caption {
		p.write(point{margin, y + textSize}, left, s.dim, line)
		y += lineHeight
	}
}

// picture draws the figure, or says kindly that there is nothing to draw.
func (s *sheet) picture(p *pen, b box) {
	if s.f.height(b.w) > 0 {
		s.f.draw(p, b)
		return
	}
	p.frame(b, stroke{c: s.grid, width: 1, dash: []vg.Length{4, 4}})
	empty := s.f.words().Empty
	if empty == "" {
		empty = s.say.NoData
	}
	lines := wrap(p.regular, empty, b.w-2*margin, 3)
	for i, line := range lines {
		y := b.y + b.h/2 + 4 + (float64(i)-float64(len(lines)-1)/2)*lineHeight
		p.write(point{b.x + b.w/2, y}, middle, s.dim, line)
	}
}
