// Package browsertest lets tests look at our pages the way people do: in a real
// Chromium without a window, by light and dark, on a desk and on a phone, by
// keyboard alone, and with axe-core to tell whom a page shuts out. It is test
// support and in nobody's binary.
package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Required says whether a test must fail rather than skip without Chromium or
// axe-core: FIRSTMATE_REQUIRE_CHROMIUM=1, as in `make test`.
func Required() bool { return os.Getenv("FIRSTMATE_REQUIRE_CHROMIUM") == "1" }

// Browser is one Chromium with nothing in it: no profile, no network but what
// a test opens.
type Browser struct {
	ctx context.Context
	axe string
}

// patience bounds everything a test waits for.
const patience = time.Minute

// Start starts a Chromium that ends with the test, or skips the test where
// there is none and none is required.
func Start(t *testing.T) *Browser {
	t.Helper()
	path, errPath := chromium()
	axe, errAxe := axeCore()
	if err := errors.Join(errPath, errAxe); err != nil {
		if Required() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(patience),
	)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits until it is gone, so that its folder can go
		cancel()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return &Browser{ctx, axe}
}

// chromium is where the program is.
func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("chromium is not installed: run `make setup`")
}

// axeCore is the program that looks for barriers, from .ci/npm.
func axeCore() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("looking for axe-core: %w", err)
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, ".ci", "npm", "node_modules", "axe-core", "axe.min.js"))
		if err == nil {
			return string(text), nil
		}
		up := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || up == dir {
			return "", errors.New("axe-core is not installed: run `make setup`")
		}
		dir = up
	}
}

// Eyes are how somebody looks at a page.
type Eyes struct {
	Name          string
	Dark, Phone   bool
	Width, Height int64
}

// AllEyes are the ways every page is looked at.
func AllEyes() []Eyes {
	return []Eyes{
		{Name: "light", Width: 1280, Height: 900}, {Name: "dark", Dark: true, Width: 1280, Height: 900},
		{Name: "phone", Phone: true, Width: 360, Height: 740}, {Name: "phone-dark", Phone: true, Dark: true, Width: 360, Height: 740},
	}
}

// Tab is one page of a browser.
type Tab struct {
	t   *testing.T
	ctx context.Context
	axe string

	mu       sync.Mutex
	messages []string
}

// Tab opens a tab for somebody with those eyes.
func (b *Browser) Tab(t *testing.T, e Eyes) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 5*patience)
	t.Cleanup(stop)
	p := &Tab{t: t, ctx: ctx, axe: b.axe}
	p.see(e)
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			p.heard(m)
		}
	}()
	return p
}

// see sets colours and size of the tab.
func (p *Tab) see(e Eyes) {
	p.t.Helper()
	scheme := "light"
	if e.Dark {
		scheme = "dark"
	}
	size := []chromedp.EmulateViewportOption{}
	if e.Phone {
		size = append(size, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait, chromedp.EmulateScale(2))
	}
	p.must("setting the size", chromedp.Do(p.ctx, chromedp.EmulateViewport(e.Width, e.Height, size...)))
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	p.must("setting the colours", err)
}

// heard keeps what the browser complains of. That a page answered 404 is no complaint.
func (p *Tab) heard(m chromedp.ConsoleMessage) {
	if m.Source == "network" && strings.Contains(m.Text, "Failed to load resource") {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.messages = append(p.messages, fmt.Sprintf("%s %s: %s", m.Type, m.Source, m.Text))
}

func (p *Tab) must(doing string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v", doing, err)
	}
}

// Open goes to an address and waits until all of the page is there.
func (p *Tab) Open(address string) {
	p.t.Helper()
	p.must("opening "+address, chromedp.Do(p.ctx, chromedp.Navigate(address)))
}

// Click presses what a selector finds and waits for the page it leads to.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	_, err := chromedp.RunResponse(p.ctx, chromedp.Click(selector))
	p.must("clicking "+selector, err)
}

// Press types keys where the focus is.
func (p *Tab) Press(keys string) {
	p.t.Helper()
	p.must("pressing a key", chromedp.Do(p.ctx, chromedp.KeyEvent(keys)))
}

// Enter presses the enter key where the focus is and waits for the page it leads to.
func (p *Tab) Enter() {
	p.t.Helper()
	_, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent("\r"))
	p.must("pressing enter", err)
}

// Where is the address of the page.
func (p *Tab) Where() string {
	p.t.Helper()
	at, err := chromedp.Run(p.ctx, chromedp.Location())
	p.must("asking for the address", err)
	return at
}

// Text is what people read on the page.
func (p *Tab) Text() string { p.t.Helper(); return p.Ask("document.body.innerText") }

// Ask is what an expression in the page comes to, as text.
func (p *Tab) Ask(expression string) string {
	p.t.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	p.must("asking the page "+expression, err)
	return out
}

// Focus describes what has the focus: the element, its name, and whether it can be seen to have it.
func (p *Tab) Focus() string {
	p.t.Helper()
	return p.Ask(`(() => {
		const e = document.activeElement;
		if (!e || e === document.body) return "nothing";
		const s = getComputedStyle(e), r = e.getBoundingClientRect();
		const seen = r.width > 0 && r.height > 0 && r.left >= 0 && (e.id === "main" || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
		const name = (e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].innerText.split("\n")[0]) || e.innerText || e.id || "").trim();
		return e.tagName.toLowerCase() + " " + name.split("\n")[0] + (seen ? "" : " (unseen)");
	})()`)
}

// Overflows is by how many pixels the page is wider than the screen.
func (p *Tab) Overflows() string {
	p.t.Helper()
	return p.Ask("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)")
}

// Complaints are what the browser found wrong so far: breaches of the content
// security policy, scripts that failed, files that are missing.
func (p *Tab) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.messages...)
}

// Barriers are the violations axe-core finds on the page, in lines: WCAG 2.2
// A and AA, and what its makers call best practice.
func (p *Tab) Barriers() []string {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](p.axe+"; 'ready'"))
	p.must("loading axe-core", err)
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`axe.run().then(r => JSON.stringify({
		passes: r.passes.length,
		violations: r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html + " " + n.failureSummary)),
	}))`, chromedp.EvalAwaitPromise))
	p.must("running axe-core", err)
	var found struct {
		Passes     int
		Violations []string
	}
	p.must("reading what axe-core found", json.Unmarshal([]byte(text), &found))
	if found.Passes < 5 {
		p.t.Fatalf("axe-core looked at nothing: %s", text)
	}
	return found.Violations
}

// Shoot takes a picture of the whole page and keeps it in the folder named by
// FIRSTMATE_PICTURES, if there is one, else drops it.
func (p *Tab) Shoot(name string) {
	p.t.Helper()
	dir := os.Getenv("FIRSTMATE_PICTURES")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	p.must("taking a picture", err)
	p.must("keeping a picture", os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644))
}

// Check holds a page against what is promised of each: nobody is shut out,
// the browser complains of nothing, and nothing sticks out sideways.
func (p *Tab) Check(name string) {
	p.t.Helper()
	p.Shoot(name)
	for _, b := range p.Barriers() {
		p.t.Errorf("%s: %s", name, b)
	}
	if o := p.Overflows(); o != "0" {
		p.t.Errorf("%s is %s pixels wider than the screen", name, o)
	}
	for _, c := range p.Complaints() {
		p.t.Errorf("%s: the browser complains: %s", name, c)
	}
}
