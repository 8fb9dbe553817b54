package board

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// world is everything a board asks for, in memory.
type world struct {
	mu       sync.Mutex
	now      time.Time
	sessions map[string][]byte
	until    map[string]time.Time
	ended    map[string]bool
	out      map[int64]time.Time
	tokens   map[int64]map[string][]byte
	mine     []mentorship.Mine
	forgot   []int64
	lang     string            // that everybody chose
	note     string            // what becomes of a digest
	dates    []mentorship.Date // of vera's
	said     []string
	windows  map[string]mentorship.Window
	teams    map[string][]mentorship.Person
	asked    int   // how often teams were read
	broken   error // what GitHub answers, if anything is wrong
	view     View
	viewed   string                       // the language a board was last filled in
	code     map[string]mentorship.Person // whom codes stand for; each counts once
	verifier string                       // that came with the last code
}

func newWorld() *world {
	return &world{
		now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), sessions: map[string][]byte{}, until: map[string]time.Time{}, ended: map[string]bool{},
		out: map[int64]time.Time{}, tokens: map[int64]map[string][]byte{}, windows: map[string]mentorship.Window{}, teams: map[string][]mentorship.Person{},
		code: map[string]mentorship.Person{},
	}
}

func (w *world) Session(_ context.Context, token string) ([]byte, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	data, ok := w.sessions[token]
	return data, ok && time.Now().Before(w.until[token]), nil // as Redis does, by its own clock
}

func (w *world) SetSession(_ context.Context, token string, data []byte, until time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended[token] {
		w.sessions[token], w.until[token] = data, until
	}
	return nil
}

func (w *world) EndSession(_ context.Context, token string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.sessions, token)
	w.ended[token] = true
	return nil
}

func (w *world) SignedOut(_ context.Context, person int64) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out[person], nil
}

func (w *world) SignOut(_ context.Context, person int64, at time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out[person] = at
	return nil
}

func (w *world) SetToken(_ context.Context, person int64, hash string, data []byte, _ time.Time) error {
	if w.tokens[person] == nil {
		w.tokens[person] = map[string][]byte{}
	}
	w.tokens[person][hash] = data
	return nil
}

func (w *world) Tokens(_ context.Context, person int64) (map[string][]byte, error) {
	return w.tokens[person], nil
}

func (w *world) DropToken(_ context.Context, person int64, hash string) error {
	delete(w.tokens[person], hash)
	return nil
}

func (w *world) Mine(context.Context, mentorship.Person) ([]mentorship.Mine, error) {
	return w.mine, nil
}

func (w *world) Digest(_ context.Context, tenant int64, who mentorship.Person, issue string) (string, error) {
	w.said = append(w.said, fmt.Sprint(tenant, " ", who.Login, ": digest ", issue))
	return w.note, nil
}

func (w *world) Answer(_ context.Context, tenant int64, who mentorship.Person, id string, value int) (bool, error) {
	w.said = append(w.said, fmt.Sprint(tenant, " ", who.Login, ": ", id, " is ", value))
	return id != "" && value != 0, nil
}

func (w *world) Dates(_ context.Context, who mentorship.Person) ([]mentorship.Date, error) {
	if who.ID != vera.ID {
		return nil, w.broken
	}
	return w.dates, w.broken
}

func (w *world) Language(context.Context, int64) (string, error) { return w.lang, w.broken }

func (w *world) Say(_ context.Context, tenant int64, who mentorship.Person, words string) (string, error) {
	w.said = append(w.said, fmt.Sprint(tenant, " ", who.Login, ": ", words))
	return "", nil
}

func (w *world) ForgetMe(_ context.Context, who mentorship.Person) error {
	w.forgot = append(w.forgot, who.ID)
	return nil
}

func (w *world) Window(_ context.Context, owner string) (mentorship.Window, bool, error) {
	win, ok := w.windows[strings.ToLower(owner)]
	return win, ok, nil
}

func (w *world) Windows(context.Context) (out []mentorship.Window, err error) {
	for _, owner := range slices.Sorted(maps.Keys(w.windows)) {
		out = append(out, w.windows[owner])
	}
	return out, nil
}

func (w *world) TeamMembers(_ context.Context, _ mentorship.Repo, org, slug string) ([]mentorship.Person, error) {
	w.asked++
	if w.broken != nil {
		return nil, w.broken
	}
	return w.teams[org+"/"+slug], nil
}

func (w *world) View(_ context.Context, _ mentorship.Window, lang string, query url.Values) (View, error) {
	w.viewed = lang
	if query.Has("odd") {
		return View{}, ErrChoice
	}
	return w.view, nil
}

func (w *world) File(_ context.Context, _ mentorship.Window, _, name string, _ url.Values) (File, error) {
	if name != "reached.csv" {
		return File{}, ErrChoice
	}
	return File{Name: name, Type: "text/csv; charset=utf-8", Save: true, Body: []byte("a,b")}, nil
}

func (w *world) SignInURL(state, verifier, redirect string) string {
	w.verifier = verifier
	return "https://github.test/allow?" + url.Values{"state": {state}, "redirect_uri": {redirect}}.Encode()
}

func (w *world) SignedIn(_ context.Context, code, verifier, _ string) (mentorship.Person, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, ok := w.code[code]
	delete(w.code, code)
	if !ok || verifier != w.verifier {
		return who, mentorship.NewFault(mentorship.FaultInvalid, io.EOF)
	}
	return who, nil
}

// site is a board that answers, and one browser before it.
type site struct {
	*world
	t      *testing.T
	board  *Board
	server *httptest.Server
	client *http.Client
}

// newSite starts a board by https, or by http on this machine.
func newSite(t *testing.T, https bool) *site {
	t.Helper()
	s := &site{world: newWorld(), t: t}
	mux := http.NewServeMux()
	// Handlers are set below, once the address is known.
	s.server = httptest.NewUnstartedServer(mux)
	if https {
		s.server.StartTLS()
	} else {
		s.server.Start()
	}
	t.Cleanup(s.server.Close)
	o := Options{
		WebURL: "https://github.test", AboutURL: "https://github.test/about", Sessions: s.world, Tokens: s.world, Houses: s.world, GitHub: s.world, People: s.world,
		SignIn: s.world, Views: s.world, Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler),
	}
	if https {
		o.BaseURL = s.server.URL
	}
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.board = b
	pages := http.NewServeMux()
	pages.HandleFunc("GET /board/{owner}", func(w http.ResponseWriter, r *http.Request) { b.Owner(w, r, r.PathValue("owner")) })
	pages.HandleFunc("GET /board/{owner}/ops", func(w http.ResponseWriter, r *http.Request) { b.Ops(w, r, r.PathValue("owner")) })
	pages.HandleFunc("GET /me", b.Me)
	pages.HandleFunc("GET /me/export", b.Export)
	pages.HandleFunc("GET /me/record", b.Record)
	pages.HandleFunc("GET /me/record.json", b.RecordJSON)
	pages.HandleFunc("GET /calendar/{file}", func(w http.ResponseWriter, r *http.Request) {
		b.Calendar(w, r, strings.TrimSuffix(r.PathValue("file"), ".ics"))
	})
	pages.HandleFunc("POST /me/calendar", b.NewCalendar)
	pages.HandleFunc("POST /me/digest", b.Digest)
	pages.HandleFunc("POST /me/answer", b.Answer)
	pages.HandleFunc("POST /me/say", b.Say)
	pages.HandleFunc("POST /me/forget", b.ForgetMe)
	pages.HandleFunc("POST /me/tokens", b.NewToken)
	pages.HandleFunc("POST /me/tokens/drop", b.DropToken)
	pages.HandleFunc("GET /login", b.Login)
	pages.HandleFunc("POST /login", b.BeginLogin)
	pages.HandleFunc("GET /login/callback", b.Callback)
	pages.HandleFunc("POST /logout", b.Logout)
	mux.Handle("/", b.Guard(pages))
	mux.HandleFunc("/static/{name}", func(w http.ResponseWriter, r *http.Request) { b.Static(w, r, r.PathValue("name")) })
	s.client = s.browser()
	return s
}

// browser is another browser.
func (s *site) browser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{
		Jar: jar, Transport: s.server.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// got is an answer.
type got struct {
	status int
	to     string
	header http.Header
	text   string
}

// ask sends a request of this site's own pages; header are name and value in turn.
func (s *site) ask(c *http.Client, method, path string, form url.Values, header ...string) got {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			req.Header.Del(header[i])
		}
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
	}
	resp, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return got{resp.StatusCode, strings.TrimPrefix(resp.Header.Get("Location"), s.server.URL), resp.Header, string(text)}
}

func (s *site) get(path string) got { s.t.Helper(); return s.ask(s.client, http.MethodGet, path, nil) }

// begin begins a sign-in and returns the state sent to GitHub.
func (s *site) begin(c *http.Client, next string) string {
	s.t.Helper()
	g := s.ask(c, http.MethodPost, "/login", url.Values{"next": {next}})
	to, err := url.Parse(g.to)
	if err != nil || g.status != http.StatusSeeOther || to.Host != "github.test" {
		s.t.Fatalf("begin: %d to %q, %v", g.status, g.to, err)
	}
	return to.Query().Get("state")
}

// finish comes back from GitHub.
func (s *site) finish(c *http.Client, state, code string) got {
	s.t.Helper()
	return s.ask(c, http.MethodGet, "/login/callback?"+url.Values{"state": {state}, "code": {code}}.Encode(), nil, "Sec-Fetch-Site", "cross-site")
}

// signIn signs somebody in.
func (s *site) signIn(c *http.Client, who mentorship.Person, next string) got {
	s.t.Helper()
	state := s.begin(c, next)
	s.code["code"] = who
	return s.finish(c, state, "code")
}

// cookie is the session's cookie in a browser.
func (s *site) cookie(c *http.Client) string {
	u, _ := url.Parse(s.server.URL)
	for _, k := range c.Jar.Cookies(u) {
		return k.Name + "=" + k.Value
	}
	return ""
}

var (
	vera = mentorship.Person{ID: 7, Login: "vera"}
	ada  = mentorship.Person{ID: 8, Login: "ada"}
)

// window is acme's, whose team board may look.
func window() mentorship.Window {
	return mentorship.Window{
		Repo: mentorship.Repo{Tenant: 1, ID: 2, Owner: "acme", OwnerID: 3, Org: true, Name: ".github"},
		K:    5, KSensitive: 10, ViewerTeams: []string{"acme/board"}, Coordinators: []int64{ada.ID},
	}
}
