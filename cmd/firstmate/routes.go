package main

import (
	"encoding/json"
	"net/http"

	"github.com/gorilla/mux"

	"github.com/firstmate-app/firstmate/app/board/firsttime"
)

// webhookPath is where GitHub posts deliveries.
const webhookPath = "/webhooks/github"

// routes is every path this program answers.
func (p *program) routes(webhook http.Handler) http.Handler {
	r := mux.NewRouter()
	r.Handle(webhookPath, webhook)
	r.HandleFunc("/healthz", p.healthz).Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/readyz", p.readyz).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/status", p.board.Guard(http.HandlerFunc(p.status))).Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/static/{name}", func(w http.ResponseWriter, r *http.Request) {
		p.board.Static(w, r, mux.Vars(r)["name"])
	}).Methods(http.MethodGet, http.MethodHead)
	r.Handle(firsttime.InstalledPath, p.installed).Methods(http.MethodGet)
	r.NotFoundHandler = p.board.Guard(p.pages())
	return r
}

// pages is every page for people. What is not here is answered as kindly as
// what one may not see, and the same.
func (p *program) pages() http.Handler {
	r, b := mux.NewRouter(), p.board
	read := func(path string, do http.HandlerFunc) {
		r.HandleFunc(path, do).Methods(http.MethodGet, http.MethodHead)
	}
	change := func(path string, do http.HandlerFunc) { r.HandleFunc(path, do).Methods(http.MethodPost) }
	of := func(do func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { do(w, r, mux.Vars(r)["owner"]) }
	}
	read("/board/{owner}", of(b.Owner))
	read("/board/{owner}/ops", of(b.Ops))
	read("/board/{owner}/figures/{file}", func(w http.ResponseWriter, r *http.Request) {
		b.Figures(w, r, mux.Vars(r)["owner"], mux.Vars(r)["file"])
	})
	read("/board/{owner}/{file:report\\.(?:md|json|csv)}", func(w http.ResponseWriter, r *http.Request) {
		b.Figures(w, r, mux.Vars(r)["owner"], mux.Vars(r)["file"])
	})
	read("/board/{owner}/badge.svg", of(b.Badge))
	read("/me", b.Me)
	read("/me/export", b.Export)
	read("/me/record", b.Record)
	read("/me/record.json", b.RecordJSON)
	read("/calendar/{secret:[0-9]+_[A-Z2-7]+}.ics", func(w http.ResponseWriter, r *http.Request) { b.Calendar(w, r, mux.Vars(r)["secret"]) })
	change("/me/say", b.Say)
	change("/me/digest", b.Digest)
	change("/me/answer", b.Answer)
	change("/me/calendar", b.NewCalendar)
	change("/me/forget", b.ForgetMe)
	change("/me/tokens", b.NewToken)
	change("/me/tokens/drop", b.DropToken)
	read("/login", b.Login)
	change("/login", b.BeginLogin)
	r.HandleFunc("/login/callback", b.Callback).Methods(http.MethodGet) // it uses a code up: no HEAD
	change("/logout", b.Logout)
	r.NotFoundHandler = http.HandlerFunc(b.NotFound)
	r.MethodNotAllowedHandler = http.HandlerFunc(b.NotAllowed)
	return r
}

// healthz says that the process lives.
func (p *program) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// readiness is the answer of /readyz.
type readiness struct {
	Ready   bool     `json:"ready"`
	Reasons []string `json:"reasons"`
	Pending struct {
		Inbox   int `json:"inbox"`
		Effects int `json:"effects"`
		Due     int `json:"due"`
	} `json:"pending"`
}

// readyz says whether deliveries can be taken now, and how much work waits.
func (p *program) readyz(w http.ResponseWriter, r *http.Request) {
	state := p.readiness(r.Context())
	w.Header().Set("Content-Type", "application/json")
	if !state.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	if err := json.NewEncoder(w).Encode(state); err != nil {
		p.log.DebugContext(r.Context(), "answering /readyz", "error", err)
	}
}
