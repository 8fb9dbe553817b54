// Package plot draws the plots of the governance board: one figure in, one
// picture out, as SVG for the page and as PNG for downloads.
//
// A figure is a plain value ([Trend], [Columns], [Steps], ...): names, numbers,
// units, how many people stand behind it. It knows nothing of mentorships. A
// [Press] draws it in a [Look]: light or dark, for a phone or a desktop.
//
// What always holds:
//   - Pictures stand alone: own background, title, units and n are in them.
//   - A hidden number (see [Hidden]) is hatched and named "< k"; a missing one
//     is a gap. Neither ever looks like zero.
//   - Series differ in shade and in dash or hatch, so that colour is never
//     needed; the colours are safe for colour-blind eyes.
//   - Nothing in a picture is styled inline and nothing is fetched: a strict
//     Content-Security-Policy holds, as <img> and opened alone.
//   - The same figure gives the same bytes.
//
// Lines, letters and pixels are drawn by the drawing layer of gonum.org/v1/plot
// (vg); where things stand is decided here. Why: docs/decisions/0060-plots.md.
package plot

import (
	"bytes"
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Head is what every figure says in words.
type Head struct {
	// Title names what is shown, in a few words.
	Title string
	// N is how many people or pairings the figure stands on.
	N Value
	// Of says what N counts, such as "newcomers"; may be empty.
	Of string
	// Note follows n in the caption: window, caveats.
	Note string
	// Empty is said instead of a picture when there is no data; [Words.NoData]
	// when it is empty itself.
	Empty string
}

// Figure is one of the kinds of plots of this package.
type Figure interface {
	// words returns title and caption.
	words() Head
	// keys returns what the legend explains.
	keys(say *Words) []key
	// height is what the figure needs between legend and caption, in px; 0
	// when there is nothing to draw.
	height(w float64) float64
	// draw fills the given box.
	draw(p *pen, b box)
	// cut says what did not fit; usually "".
	cut(w float64, say *Words) string
}

// Size is the width a picture is drawn for. Text has the same size in all.
type Size int

// Widths in CSS px.
const (
	Phone   Size = 360
	Card    Size = 480 // one of two columns
	Desktop Size = 720
)

// Look is how a picture is drawn.
type Look struct {
	Dark bool
	Size Size
	// Words in another language; nil is [English].
	Words *Words
}

// Bounds returns width and height in CSS px, so that a page can keep the room.
func (pr *Press) Bounds(f Figure, look Look) (width, height int) {
	s := pr.layOut(f, look)
	return int(math.Ceil(s.w)), int(math.Ceil(s.h))
}

// SVG draws the figure as an SVG document that stands alone.
func (pr *Press) SVG(f Figure, look Look) ([]byte, error) {
	s := pr.layOut(f, look)
	c := vgsvg.New(vg.Length(s.w), vg.Length(s.h))
	s.draw(c)
	var raw bytes.Buffer
	if _, err := c.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("writing the plot %q: %w", f.words().Title, err)
	}
	return plain(raw.Bytes(), clean(f.words().Title)), nil
}

// dotsPerInch makes two dots of one CSS px (which the canvas takes for a
// point, 1/72 inch), so that downloads are sharp in slides.
const dotsPerInch = 2 * 72

// PNG draws the figure as a picture of twice the pixels of its [Size].
func (pr *Press) PNG(f Figure, look Look) ([]byte, error) {
	s := pr.layOut(f, look)
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(s.w), vg.Length(s.h)), vgimg.UseDPI(dotsPerInch),
		vgimg.UseBackgroundColor(s.theme.paper))
	s.draw(c)
	var raw bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("writing the plot %q: %w", f.words().Title, err)
	}
	return raw.Bytes(), nil
}
