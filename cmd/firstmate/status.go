package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

//go:embed status.html
var statusHTML string

// statusPage is the template of /status, read once.
//
//nolint:gochecknoglobals // computed once from an embedded file, never changed
var statusPage = sync.OnceValues(func() (*template.Template, error) {
	return template.New("status").Parse(statusHTML)
})

// statusShown is how many repositories /status lists.
const statusShown = 200

// past is how far the reading of one repository's past has come. Repositories
// are named by number: who may see their names is not known here.
type past struct {
	Repo    int64
	Changes int
	Done    bool
	At      time.Time
}

// status answers GET /status for whoever runs the program: whether work can be
// done, what waits, what was missed, and how far the past of each repository was read.
func (p *program) status(w http.ResponseWriter, r *http.Request) {
	var caught caughtUp
	parked := 0
	pasts, err := p.pasts(r)
	if err != nil {
		p.log.WarnContext(r.Context(), "answering /status", "error", err)
		http.Error(w, "Redis does not answer; /readyz tells more", http.StatusServiceUnavailable)
		return
	}
	unmet, err := p.unmet(r)
	if err == nil {
		caught, err = p.caughtUp(r)
	}
	if err == nil {
		parked, err = p.store.CountParked(r.Context())
	}
	var owners ownersPart
	if err == nil {
		owners, err = p.forOwners(r)
	}
	if err != nil {
		p.log.WarnContext(r.Context(), "answering /status", "error", err)
		http.Error(w, "Redis does not answer; /readyz tells more", http.StatusServiceUnavailable)
		return
	}
	var page bytes.Buffer
	t, err := statusPage()
	if err == nil {
		err = t.Execute(&page, struct {
			readiness
			Pasts  []past
			Shown  int
			Unmet  int64
			Log    caughtUp
			Parked int
			ownersPart
		}{p.readiness(r.Context()), pasts, statusShown, unmet, caught, parked, owners})
	}
	if err != nil {
		p.log.ErrorContext(r.Context(), "answering /status", "error", err)
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(page.Bytes())
}

// ownersPart is what is shown to those who may write somewhere, and the checks
// that found a problem, whose words are for whoever runs the program.
type ownersPart struct {
	Troubles  []string
	CanSignIn bool
	Who       string
	Decided   []mentorship.Decision
	Answer    *answered
}

func (p *program) forOwners(r *http.Request) (o ownersPart, err error) {
	for _, f := range p.trouble.now() {
		if !slices.Contains(o.Troubles, f.Check) {
			o.Troubles = append(o.Troubles, f.Check)
		}
	}
	who := p.board.Visitor(r.Context())
	o.CanSignIn = p.clientID != ""
	if who == nil {
		return o, nil
	}
	o.Who = who.Login
	if o.Decided, err = p.decided(r.Context(), who); err != nil {
		return o, err
	}
	if pull := strings.TrimSpace(r.URL.Query().Get("pull")); pull != "" {
		o.Answer, err = p.whyOf(r.Context(), who, pull)
	}
	return o, err
}

// unmet is how many newcomers wait for a mentor for more than a day.
func (p *program) unmet(r *http.Request) (n int64, err error) {
	repos, err := p.store.AllRepos(r.Context(), math.MaxInt)
	if err != nil {
		return 0, err
	}
	asked := map[int64]bool{}
	for _, repo := range repos {
		if asked[repo.Tenant] {
			continue
		}
		asked[repo.Tenant] = true
		some, err := p.store.Unmet(r.Context(), repo.Tenant, p.clock.Now().Add(-24*time.Hour))
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}

func (p *program) pasts(r *http.Request) (out []past, err error) {
	repos, err := p.store.AllRepos(r.Context(), statusShown)
	if err != nil {
		return nil, err
	}
	for _, repo := range repos {
		b, err := p.store.Backfill(r.Context(), repo)
		if err != nil {
			return nil, err
		}
		out = append(out, past{Repo: repo.ID, Changes: b.Changes, Done: b.Done, At: b.At})
	}
	return out, nil
}
