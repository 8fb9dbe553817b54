package main

//go:generate go test -run ^TestInstallInABrowser$ -update .

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/board/browsertest"
)

const (
	installDoc      = "../../docs/operate.md"
	installPictures = "../../docs/pictures"
)

// installRules are the house rules of step 6.
const installRules = "version: 1\ntimers: {quiet: 0s}\nmentors:\n  - login: ada\n"

// walk is the way from nothing to the first comment; each step is a heading of
// docs/operate.md.
type walk struct {
	*machine
	tab  *browsertest.Tab
	base string
	dir  string // pictures as they are taken
}

// installStep is one of its steps, and the words its picture has to show.
type installStep struct {
	heading string
	do      func(*walk)
	shows   string // "": no picture
}

func installSteps() []installStep {
	return []installStep{
		{"Start it", func(w *walk) {
			w.start()
			w.base = w.says(&w.out, `set up at (http://\S+)/setup`)
		}, ""},
		{"Open the setup page", func(w *walk) { w.tab.Open(w.base) }, "The token from firstmate’s log"},
		{"Say where it is reached", func(w *walk) {
			w.enter("token", w.says(&w.log, `token=(\S+)`))
			w.tab.Click("form button")
			w.enter("org", "acme")
		}, "Address people use"},
		{"Make the App on GitHub", func(w *walk) { w.tab.Click("form button") }, "What the App asks for"},
		{"Install it", func(w *walk) {
			w.tab.Click("form button") // to GitHub
			w.tab.Click("form button") // create, and back
		}, "Its credentials are kept"},
		{"Write house rules", func(w *walk) {
			w.says(&w.out, `(listening on) `)
			w.tab.Click(`a[href$="/installations/new"]`)
			w.tab.Click("form button")
		}, "firstmate is installed"},
		{"Let a newcomer come", func(w *walk) { w.newcomer() }, "invited"},
	}
}

// enter types into a field.
func (w *walk) enter(field, text string) {
	w.t.Helper()
	w.tab.Ask(`(() => { const e = document.querySelector("[name=` + field + `]"); e.focus(); e.select(); })()`)
	w.tab.Press(text)
}

// newcomer plays the last step: rules, a first pull request, a comment, and
// what the mentor reads on the status page.
func (w *walk) newcomer() {
	w.t.Helper()
	w.act("config", act{"repo": "acme/widgets", "author": "ada", "text": installRules, "via": "pull", "approvers": []string{"coral"}})
	w.says(&w.log, `repo=701 commit=([0-9a-f]+) missing=false`)
	w.act("open_pull", act{"repo": "acme/widgets", "author": "nia", "title": "Keep the cache warm", "files": []string{"store/cache.go"}})
	w.comes("comment.create", "ada")
	w.tab.Open(w.base + "/login?next=%2Fstatus")
	w.tab.Click("main button")
	w.tab.Click(`a[href*="as=ada"]`)
}

func (m *machine) act(what string, a act) {
	m.t.Helper()
	if _, err := m.door.do(m.t.Context(), what, a); err != nil {
		m.t.Fatalf("%s: %v", what, err)
	}
}

// comes waits for a write that mentions somebody.
func (m *machine) comes(kind, mentions string) {
	m.t.Helper()
	for end := time.Now().Add(restFor); time.Now().Before(end); pause(20 * time.Millisecond) {
		l, err := m.door.ledger(m.t.Context())
		if err != nil {
			m.t.Fatal(err)
		}
		for _, write := range l.Writes {
			if write.Kind == kind && write.Applied && slices.Contains(write.Mentions, mentions) {
				return
			}
		}
	}
	m.t.Fatalf("no %s that mentions %s", kind, mentions)
}

// TestInstallInABrowser walks from nothing to the first comment, with a true
// browser and a Redis of firstmate's own. With -update it takes the pictures.
func TestInstallInABrowser(t *testing.T) {
	needsRedis(t)
	b := browsertest.Start(t)
	w := &walk{machine: newMachine(t, func(m *machine) { m.withoutRules() }), dir: t.TempDir()}
	t.Setenv("FIRSTMATE_PICTURES", w.dir)
	w.tab = b.Tab(t, browsertest.Eyes{Name: "light", Width: 900, Height: 640})
	for i, s := range installSteps() {
		s.do(w)
		if s.shows == "" {
			continue
		}
		if text := w.tab.Text(); !strings.Contains(strings.ReplaceAll(text, "'", "’"), s.shows) {
			t.Fatalf("%s: at %s, no %q in\n%s", s.heading, w.tab.Where(), s.shows, text)
		}
		name := fmt.Sprintf("install-%d", i+1)
		if strings.HasPrefix(w.tab.Where(), w.base+"/status") {
			w.tab.Shoot(name) // a page without a style sheet of its own
		} else {
			w.picture(name)
		}
		if *update {
			smaller(t, filepath.Join(w.dir, name+".png"), filepath.Join(installPictures, name+".png"), 620)
		}
	}
	if got := statusOf(t, w.base+"/setup"); got != 404 {
		t.Errorf("the setup page is still there: %d", got)
	}
	for _, c := range w.tab.Complaints() {
		t.Errorf("the browser complains: %s", c)
	}
}

// picture takes one, with an example in the place of this test's folder and
// ports, after the page was held against what is promised of each.
func (w *walk) picture(name string) {
	w.t.Helper()
	w.tab.Ask(fmt.Sprintf(`(() => {
		const fit = s => s.replaceAll(%q, "/var/lib").replaceAll(%q, "https://firstmate.acme.org").replaceAll(%q, "https://github.com");
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) walker.currentNode.data = fit(walker.currentNode.data);
		document.querySelectorAll("input[type=text]").forEach(e => { e.dataset.was = e.value; e.value = fit(e.value); });
	})()`, w.env["HOME"]+"/.local/share", w.base, w.door.base))
	w.tab.Check(name)
	w.tab.Ask(`document.querySelectorAll("input[type=text]").forEach(e => { e.value = e.dataset.was; })`)
}

// TestInstallDoc: the headings of the doc are the steps of the walk, in
// order, and each picture it shows is there and small.
func TestInstallDoc(t *testing.T) {
	text, err := os.ReadFile(installDoc)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Install in ten minutes\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var got, want []string
	for _, h := range regexp.MustCompile(`(?m)^### (\d+\. .*)$`).FindAllStringSubmatch(section, -1) {
		got = append(got, h[1])
	}
	for i, s := range installSteps() {
		want = append(want, fmt.Sprintf("%d. %s", i+1, s.heading))
		name := fmt.Sprintf("install-%d.png", i+1)
		if s.shows == "" {
			continue
		}
		if !strings.Contains(section, "](pictures/"+name+")") {
			t.Errorf("the doc does not show %s", name)
		}
		f, err := os.Open(filepath.Join(installPictures, name))
		if err != nil {
			t.Error(err)
			continue
		}
		_, err = png.Decode(f)
		info, _ := f.Stat()
		f.Close()
		if err != nil || info.Size() > 64<<10 {
			t.Errorf("%s: %d bytes, %v", name, info.Size(), err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the doc has %q, the walk %q", got, want)
	}
	if !strings.Contains(section, strings.TrimSpace(installRules)) {
		t.Errorf("the doc does not show the rules of the walk:\n%s", installRules)
	}
}

// smaller keeps the top of a picture in its 128 most frequent colours.
func smaller(t *testing.T, from, to string, height int) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	whole, err := png.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	part := image.Rect(0, 0, whole.Bounds().Dx(), min(height, whole.Bounds().Dy()))
	often := map[color.Color]int{}
	for y := range part.Dy() {
		for x := range part.Dx() {
			often[whole.At(x, y)]++
		}
	}
	var colours color.Palette
	for c := range often {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.Color) int {
		return cmp.Or(often[b]-often[a], strings.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	small := image.NewPaletted(part, colours[:min(len(colours), 128)])
	draw.Draw(small, part, whole, image.Point{}, draw.Src)
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(out, small); err != nil {
		t.Fatal(err)
	}
}
