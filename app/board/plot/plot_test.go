package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens anew")

func svg(t reporter, press *Press, f Figure, look Look) []byte {
	t.Helper()
	out, err := press.SVG(f, look)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return out
}

func TestGolden(t *testing.T) {
	press := newPress(t)
	for _, s := range board() {
		look := Look{Size: Phone}
		if s.name == "mentored" || s.name == "pool" {
			look = Look{Dark: true, Size: Desktop}
		}
		got := svg(t, press, s.fig, look)
		path := filepath.Join("testdata", s.name+".svg")
		if *update {
			writeFile(t, path, got)
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from its golden: look at it, then write it anew with -update", s.name)
		}
		if again := svg(t, press, s.fig, look); !bytes.Equal(got, again) {
			t.Errorf("%s is not the same picture twice", s.name)
		}
	}
}

// TestBoardIsWhole: a board has 28 rows, one of them shown twice, as counts and
// as shares.
func TestBoardIsWhole(t *testing.T) {
	if n := len(board()); n != 28+1 {
		t.Errorf("%d plots, want one for each of the 28 rows and the shares of one", n)
	}
}

// written is one text of a picture, as a box.
type written struct {
	text       string
	x, y, w, h float64
}

func (a written) touches(b written) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

// reporter is what tests and property tests have in common.
type reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// check holds a picture against what all pictures promise and returns its
// texts.
func check(t reporter, press *Press, picture []byte) (texts []written, w, h float64) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(picture))
	var last *xml.StartElement
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts, w, h
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, picture)
		}
		switch el := token.(type) {
		case xml.StartElement:
			checkElement(t, el)
			if el.Name.Local == "svg" {
				w, h = number(t, el, "width"), number(t, el, "height")
			}
			copied := el.Copy()
			last = &copied
		case xml.CharData:
			if last != nil && last.Name.Local == "text" {
				texts = append(texts, textBox(t, press, *last, string(el)))
			}
		case xml.EndElement:
			last = nil
		}
	}
}

func checkElement(t reporter, el xml.StartElement) {
	t.Helper()
	switch el.Name.Local {
	case "svg", "g", "path", "text", "title":
	default:
		t.Errorf("an element nobody draws: %s", el.Name.Local)
	}
	for _, a := range el.Attr {
		if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
			t.Errorf("attribute %s: a strict policy does not allow it", a.Name.Local)
		}
		if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
			t.Errorf("no number: %s=%q", a.Name.Local, a.Value)
		}
	}
}

func number(t reporter, el xml.StartElement, name string) float64 {
	t.Helper()
	for _, a := range el.Attr {
		if a.Name.Local == name {
			n, err := strconv.ParseFloat(a.Value, 64)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return n
		}
	}
	t.Fatalf("%s has no %s", el.Name.Local, name)
	return 0
}

func textBox(t reporter, press *Press, el xml.StartElement, s string) written {
	size := number(t, el, "font-size")
	if size < 12 {
		t.Errorf("%q is written at %v px", s, size)
	}
	f := press.regular
	if size > 12 {
		f = press.bold
	}
	return written{s, number(t, el, "x"), number(t, el, "y") - 9, width(f, s), 10}
}

// TestNothingOverlaps: no text lies on another or leaves the picture, in any
// look of any plot of the board.
func TestNothingOverlaps(t *testing.T) {
	press := newPress(t)
	for _, s := range board() {
		for _, look := range looks() {
			texts, w, h := check(t, press, svg(t, press, s.fig, look))
			if len(texts) < 3 {
				t.Errorf("%s: only %d texts", s.name, len(texts))
			}
			for i, a := range texts {
				// The canvas counts upwards: texts have y from -h to 0.
				if a.x < 0 || a.x+a.w > w || a.y < -h || a.y+a.h > 0 {
					t.Errorf("%s %v: %q leaves the picture: %+v", s.name, look, a.text, a)
				}
				for _, b := range texts[i+1:] {
					if a.touches(b) {
						t.Errorf("%s %v: %q lies on %q", s.name, look, a.text, b.text)
					}
				}
			}
		}
	}
}

// TestColours: inks are readable, series are seen, and neighbours differ for
// those who see no colours.
func TestColours(t *testing.T) {
	for _, dark := range []bool{false, true} {
		th := themeOf(dark)
		atLeast(t, "ink", th.ink, th.paper, 7)
		atLeast(t, "dim", th.dim, th.paper, 4.5)
		atLeast(t, "ink on covered", th.ink, mix(th.paper, th.hue(0), 0.45), 4.5)
		for i, c := range th.series {
			atLeast(t, fmt.Sprintf("series %d", i), c, th.paper, 3)
		}
		h := Heat{Unit: Percent}
		p := &pen{theme: th}
		for share := 0.0; share <= 1; share += 0.01 {
			shade := h.shade(p, share)
			atLeast(t, "cell", readable(shade, rgb(0x000000), rgb(0xffffff)), shade, 4.5)
		}
	}
}

func atLeast(t *testing.T, what string, a, b color.NRGBA, want float64) {
	t.Helper()
	if got := contrast(a, b); got < want {
		t.Errorf("%s: contrast %.2f, want at least %v (%v on %v)", what, got, want, a, b)
	}
}

func TestPNG(t *testing.T) {
	press := newPress(t)
	for _, look := range []Look{{Size: Phone}, {Dark: true, Size: Desktop}} {
		raw, err := press.PNG(mentored(), look)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := img.Bounds().Dx(), 2*int(look.Size); got != want {
			t.Errorf("%v: %d pixels wide, want %d", look, got, want)
		}
		r, g, b, a := img.At(1, 1).RGBA()
		paper := themeOf(look.Dark).paper
		if uint8(r>>8) != paper.R || uint8(g>>8) != paper.G || uint8(b>>8) != paper.B || a != 0xffff {
			t.Errorf("%v: the ground is not paper: %v %v %v %v", look, r, g, b, a)
		}
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		v    Value
		unit Unit
		want string
	}{
		{Value{}, Count, "0"}, {Known(7), Count, "7"}, {Known(1204), Count, "1,204"}, {Known(-1204), Count, "−1,204"}, {Known(34100), Count, "34k"},
		{Known(2.5e6), Count, "2.5M"}, {Known(999.6), Count, "1,000"}, {Known(math.NaN()), Count, "–"}, {Known(math.Inf(-1)), Count, "–"}, {Known(1e300), Count, "–"},
		{Hidden(5), Count, "< 5"}, {Hidden(0), Percent, "< 1"}, {Missing(), Hours, "–"}, {TooFew(5), Percent, "n < 5"}, {Known(0.256), Percent, "26 %"}, {Known(0.0256), Percent, "2.6 %"},
		{Known(0), Hours, "0"}, {Known(6), Hours, "6 h"}, {Known(36), Hours, "36 h"}, {Known(72), Hours, "3 d"}, {Known(60), Hours, "2.5 d"}, {Known(0.314), Ratio, "0.31"},
	} {
		if got := c.v.In(c.unit); got != c.want {
			t.Errorf("%+v: %q, want %q", c.v, got, c.want)
		}
	}
}

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		unit   Unit
		values []float64
		want   string
	}{
		{Count, nil, "0 1 2 3 4"}, {Count, []float64{1}, "0 1"}, {Count, []float64{3}, "0 1 2 3"}, {Count, []float64{43}, "0 20 40 60"},
		{Count, []float64{9876}, "0 2,500 5,000 7,500 10k"}, {Percent, []float64{0.7}, "0 % 25 % 50 % 75 % 100 %"}, {Percent, []float64{0.12}, "0 % 5 % 10 % 15 %"},
		{Percent, []float64{-0.1, 0.3}, "−10 % 0 % 10 % 20 % 30 %"}, {Hours, []float64{20}, "0 6 h 12 h 18 h 24 h"}, {Hours, []float64{80}, "0 1 d 2 d 3 d 4 d"},
		{Hours, []float64{5000}, "0 60 d 120 d 180 d 240 d"}, {Ratio, []float64{0.31}, "0 0.1 0.2 0.3 0.4"}, {Count, []float64{math.NaN(), math.Inf(1)}, "0 1 2 3 4"},
	} {
		if got := strings.Join(c.unit.axis(c.values, 4).names(), " "); got != c.want {
			t.Errorf("%v %v: %q, want %q", c.unit, c.values, got, c.want)
		}
	}
}

func BenchmarkBoardSVG(b *testing.B) {
	press, figures := newPress(b), board()
	for b.Loop() {
		for _, s := range figures {
			svg(b, press, s.fig, Look{Size: Phone})
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	press := newPress(b)
	for b.Loop() {
		if _, err := press.PNG(mentored(), Look{Size: Desktop}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestManyAtOnce: one press serves all requests (with -race).
func TestManyAtOnce(t *testing.T) {
	press := newPress(t)
	var wait sync.WaitGroup
	for _, shared := range board()[9:13] {
		wait.Go(func() {
			for _, s := range board()[8:14] {
				if _, err := press.SVG(s.fig, Look{}); err != nil {
					t.Error(err)
				}
			}
			if _, err := press.PNG(shared.fig, Look{}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
