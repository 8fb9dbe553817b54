package board

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
)

//go:embed templates
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// page is what every template is given; Body is what the one page is about.
type page struct {
	words     phrases
	Lang      string
	Title     string
	Here      string // which page this is, for the marks of the navigation
	Who       *Visitor
	Owner     string
	Ops       bool // the reader coordinates here
	CanSignIn bool
	Next      string // where signing in leads
	AboutURL  string
	Simulated bool // nothing on these pages happened
	Style     string
	Mark      string
	Body      any
}

// T is a phrase in the reader's language.
func (p page) T(name string, pairs ...string) string { return p.words.say(p.Lang, name, pairs...) }

// With joins a figure and the page it stands on, for its template.
func (p page) With(f Figure) any {
	return struct {
		Page   page
		Figure Figure
	}{p, f}
}

// About joins a thing and the page it stands on, with words on what it is.
func (p page) About(title string, thing any) any {
	p.Title = p.T(title)
	return struct {
		Page  page
		Thing any
	}{p, thing}
}

// pages are the templates by name, each together with the layout.
type pages map[string]*template.Template

func readPages() (pages, error) {
	common, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/figure.html")
	if err != nil {
		return nil, fmt.Errorf("reading the layout of the pages: %w", err)
	}
	all := pages{}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, file := range names {
		name := path.Base(file[:len(file)-len(".html")])
		if name == "layout" || name == "figure" {
			continue
		}
		t, err := common.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, file)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the page %s: %w", name, err)
		}
		all[name] = t
	}
	return all, nil
}

// begin is a page for this reader, still without a body.
func (b *Board) begin(r *http.Request, here string) page {
	return page{
		words: b.phrases, Lang: b.spoken(r), Here: here, Who: b.visitor(r.Context()),
		CanSignIn: b.SignIn != nil, AboutURL: b.AboutURL, Simulated: b.Simulated,
		Style: b.files.Address("board.css"), Mark: b.files.Address("mark.svg"),
	}
}

// show sends a page; nothing is sent before all of it could be made.
func (b *Board) show(w http.ResponseWriter, status int, name string, p page) {
	var out bytes.Buffer
	if err := b.pages[name].ExecuteTemplate(&out, "layout", p); err != nil {
		b.Log.Error("a page cannot be made", "page", name, "error", err)
		http.Error(w, p.T("error.500.title"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // a reader who went away is no news
}

// fail sends the page of an error.
func (b *Board) fail(w http.ResponseWriter, r *http.Request, status int) {
	b.failAs(w, r, status, strconv.Itoa(status), "")
}

// failAs sends the page of an error with words of its own.
func (b *Board) failAs(w http.ResponseWriter, r *http.Request, status int, words, here string) {
	p := b.begin(r, here)
	p.Title, p.Body = p.T("error."+words+".title"), p.T("error."+words+".text")
	b.show(w, status, "error", p)
}

// broken answers what went wrong on our side or GitHub's, and writes it down.
// The reader learns nothing of it but that it may pass.
func (b *Board) broken(w http.ResponseWriter, r *http.Request, doing string, err error) {
	if r.Context().Err() != nil {
		return // nobody waits for the answer
	}
	b.Log.WarnContext(r.Context(), doing, "error", err)
	b.fail(w, r, http.StatusServiceUnavailable)
}

// Static are the style sheet and pictures, with a mark of their content in
// their address: so they may be kept for ever.
type Static map[string]file

type file struct {
	body    []byte
	version string
	kind    string
}

// NewStatic reads the files of the pages.
func NewStatic() (Static, error) {
	all := Static{}
	for name, kind := range map[string]string{"board.css": "text/css; charset=utf-8", "mark.svg": "image/svg+xml"} {
		body, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			return nil, fmt.Errorf("reading the files of the pages: %w", err)
		}
		sum := sha256.Sum256(body)
		all[name] = file{body: body, version: hex.EncodeToString(sum[:6]), kind: kind}
	}
	return all, nil
}

// Address is where a page finds a file, by its name.
func (s Static) Address(name string) string { return "/static/" + name + "?v=" + s[name].version }

// Static sends a file of the pages.
func (b *Board) Static(w http.ResponseWriter, r *http.Request, name string) { b.files.Send(w, r, name) }

// Send sends a file.
func (s Static) Send(w http.ResponseWriter, r *http.Request, name string) {
	f, ok := s[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Content-Type", f.kind)
	h.Set("ETag", `"`+f.version+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'")
	if r.Header.Get("If-None-Match") == `"`+f.version+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(f.body)
}
