package plot

import (
	"fmt"
	"image/color"
	"math"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
)

// theme holds the colours of light or dark. Inks are readable on paper (4.5 to
// 1, WCAG 1.4.3), series are seen on it (3 to 1, WCAG 1.4.11).
type theme struct {
	paper, ink, dim, grid color.NRGBA
	series                []color.NRGBA
}

// themes follow Okabe and Ito's colour-blind safe order (blue, vermillion,
// then green, purple), darkened or lightened until they meet the contrast.
func themeOf(dark bool) theme {
	if dark {
		return theme{paper: rgb(0x0d1117), ink: rgb(0xe6edf3), dim: rgb(0xa2abb5), grid: rgb(0x2a313a),
			series: []color.NRGBA{rgb(0x56a8f5), rgb(0xf0883e), rgb(0x9aa4af), rgb(0x2bb38f), rgb(0xd08ac4), rgb(0xe3c94e)}}
	}
	return theme{paper: rgb(0xffffff), ink: rgb(0x1f2328), dim: rgb(0x57606a), grid: rgb(0xdfe3e8),
		series: []color.NRGBA{rgb(0x0b62b5), rgb(0xc2500a), rgb(0x7a838d), rgb(0x0a7f63), rgb(0xa1508f), rgb(0x8c6d00)}}
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// hue is the colour of the i-th series.
func (t theme) hue(i int) color.NRGBA { return t.series[i%len(t.series)] }

// mix lies between a (0) and b (1); opaque, so that pictures look the same on
// every ground.
func mix(a, b color.NRGBA, share float64) color.NRGBA {
	at := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share + 0.5) }
	return color.NRGBA{R: at(a.R, b.R), G: at(a.G, b.G), B: at(a.B, b.B), A: 255}
}

// Sizes of text in px; nothing is smaller than textSize, on a phone neither.
const (
	textSize  = 12
	titleSize = 15
)

// Press draws figures. It holds the letters and may be used by many at once.
type Press struct{ regular, bold font.Face }

// New reads the letters it measures and prints with: Liberation Sans, as wide
// as the Arial or Helvetica that stands in for it in browsers without it.
func New() (*Press, error) {
	regular, err := face(liberationsansregular.TTF, font.Font{Typeface: "Liberation", Variant: "Sans", Size: textSize})
	if err != nil {
		return nil, err
	}
	bold, err := face(liberationsansbold.TTF, font.Font{Typeface: "Liberation", Variant: "Sans", Size: titleSize, Weight: 3})
	if err != nil {
		return nil, err
	}
	return &Press{regular: regular, bold: bold}, nil
}

func face(ttf []byte, as font.Font) (font.Face, error) {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return font.Face{}, fmt.Errorf("reading the letters of plots: %w", err)
	}
	return font.Face{Font: as, Face: parsed}, nil
}

// luminance of a colour, 0 to 1 (WCAG 2.2, relative luminance).
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// contrast of two colours, 1 to 21 (WCAG 2.2).
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// readable picks the ink that stands out more from a ground.
func readable(ground, a, b color.NRGBA) color.NRGBA {
	if contrast(ground, a) >= contrast(ground, b) {
		return a
	}
	return b
}
