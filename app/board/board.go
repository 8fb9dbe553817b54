package board

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Options are what a Board needs from outside. SignIn and Views may be nil;
// all other fields but BaseURL are required.
type Options struct {
	// BaseURL is the address people reach us at. Empty: whatever loopback
	// address a request names, and signing in works on this machine alone.
	BaseURL string
	// WebURL is GitHub as people see it, where they are sent to sign in.
	WebURL string
	// AboutURL is where people read what firstmate is and what it stores.
	AboutURL string
	Sessions Sessions
	Tokens   Tokens
	Houses   Houses
	GitHub   GitHub
	People   People
	SignIn   SignIn // nil: nobody can sign in
	Views    Views  // nil: boards are empty
	// Simulated says that nothing on these pages happened; each page says so.
	Simulated bool
	Now       func() time.Time
	Log       *slog.Logger
}

// Sessions is where sessions are kept. Tokens arrive hashed.
type Sessions interface {
	// Session is what was kept under a token; ok is false where there is nothing, or no more.
	Session(ctx context.Context, token string) (data []byte, ok bool, err error)
	// SetSession keeps it until then, unless the session was ended meanwhile.
	SetSession(ctx context.Context, token string, data []byte, until time.Time) error
	// EndSession ends a session for good, also for requests that still hold it.
	EndSession(ctx context.Context, token string) error
	// SignedOut is the time up to which a person's sessions are over, zero if none are.
	SignedOut(ctx context.Context, person int64) (time.Time, error)
	// SignOut ends all sessions of a person that began up to then, and all their tokens.
	SignOut(ctx context.Context, person int64, at time.Time) error
}

// Tokens is where tokens are kept, by the hash of each.
type Tokens interface {
	// SetToken keeps what belongs to a token until then, at least.
	SetToken(ctx context.Context, person int64, hash string, data []byte, until time.Time) error
	Tokens(ctx context.Context, person int64) (map[string][]byte, error)
	DropToken(ctx context.Context, person int64, hash string) error
}

// Houses tells what the house rules of an owner say of their window. ok is
// false where the owner has none, or is not served.
type Houses interface {
	Window(ctx context.Context, owner string) (w mentorship.Window, ok bool, err error)
	// Windows are those of all owners.
	Windows(ctx context.Context) ([]mentorship.Window, error)
}

// GitHub is what the window asks of GitHub. Errors carry a mentorship.Fault.
type GitHub interface {
	// TeamMembers are the people in a team. FaultNotFound: it is none the App may see.
	TeamMembers(ctx context.Context, repo mentorship.Repo, org, slug string) ([]mentorship.Person, error)
}

// People is what concerns one person, and what they decide for themselves.
type People interface {
	// Mine is what is kept of a person, by owner.
	Mine(ctx context.Context, who mentorship.Person) ([]mentorship.Mine, error)
	// Language is the one a person chose last for what is said to them, in BCP 47;
	// empty: none.
	Language(ctx context.Context, person int64) (string, error)
	// Say does what the command in a comment does; the note is empty when it was done.
	Say(ctx context.Context, tenant int64, who mentorship.Person, words string) (note string, err error)
	// Digest is the command of that name: on in the issue named so, off where the
	// name is empty; the note is as with Say.
	Digest(ctx context.Context, tenant int64, who mentorship.Person, issue string) (note string, err error)
	// Answer takes over how the mentoring is for a person (3 very well, 2 well, 1
	// not so well) in the mentorship of that id; ok is false where nothing is asked.
	Answer(ctx context.Context, tenant int64, who mentorship.Person, id string, value int) (ok bool, err error)
	// Dates are the days to come that matter to a person, the first one first.
	Dates(ctx context.Context, who mentorship.Person) ([]mentorship.Date, error)
	// ForgetMe forgets a person wherever something is kept of them.
	ForgetMe(ctx context.Context, who mentorship.Person) error
}

// SignIn is signing in by GitHub: OAuth 2 with PKCE (S256).
type SignIn interface {
	// SignInURL is where a person allows us to learn who they are.
	SignInURL(state, verifier, redirect string) string
	// SignedIn is who the code stands for. GitHub's key to that person is given
	// back before the answer. FaultInvalid: the code is not good, or not ours.
	SignedIn(ctx context.Context, code, verifier, redirect string) (mentorship.Person, error)
}

// Views fills the boards.
type Views interface {
	// View is an owner's board in a language, chosen by the query. ErrChoice: the
	// query chooses what there is not.
	View(ctx context.Context, w mentorship.Window, lang string, query url.Values) (View, error)
	// File is one figure as a file, by a name such as "retention.csv". ErrChoice:
	// there is no such file.
	File(ctx context.Context, w mentorship.Window, lang, name string, query url.Values) (File, error)
}

// File is a figure to look at or to take away.
type File struct {
	Name, Type string
	Save       bool // to be kept, not shown
	Body       []byte
}

// ErrChoice says that a query chooses what is not offered.
var ErrChoice = errors.New("no such choice")

// Board answers the requests of people. Its handlers stand behind [Board.Guard].
type Board struct {
	Options
	sessions *scs.SessionManager
	pages    pages
	phrases  phrases
	files    Static
	teams    teams
	begun    rate // sign-ins
	signIns  rate // of them, those GitHub was asked about
}

// New makes a board.
func New(o Options) (*Board, error) {
	b := &Board{Options: o}
	var err error
	if b.pages, err = readPages(); err != nil {
		return nil, err
	}
	if b.phrases, err = readPhrases(); err != nil {
		return nil, err
	}
	if b.files, err = NewStatic(); err != nil {
		return nil, err
	}
	b.sessions = newSessions(o.Sessions, b.secure())
	b.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		b.Log.WarnContext(r.Context(), "reading a session", "error", err)
		http.Error(w, b.phrases.say(languages()[0], "error.503.text"), http.StatusServiceUnavailable)
	}
	return b, nil
}

// secure reports whether people reach us by https.
func (b *Board) secure() bool {
	u, err := url.Parse(b.BaseURL)
	return err == nil && u.Scheme == "https"
}

// Guard stands before every page: it sets the headers that keep a page from
// harm, turns away posts from other sites, and finds out who asks.
func (b *Board) Guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	if b.BaseURL != "" {
		if u, err := url.Parse(b.BaseURL); err == nil {
			_ = cross.AddTrustedOrigin(u.Scheme + "://" + u.Host) // checked with the settings
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.fail(w, r, http.StatusForbidden) }))
	inner := b.sessions.LoadAndSave(b.known(cross.Handler(next)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.headers(w.Header())
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, mostForm)
		}
		inner.ServeHTTP(w, r)
	})
}

// mostForm is the largest form taken, in bytes.
const mostForm = 16 << 10

// headers are those of every page.
func (b *Board) headers(h http.Header) { Headers(h, b.secure()) }

// Headers keep a page from harm: nothing of it may be kept by anybody, run
// anything, load anything from elsewhere, or stand in a frame. secure: people
// reach us by https.
func Headers(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", Policy("'self'"))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Cookie, Accept-Language")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// Policy is the content security policy of a page whose forms may lead there.
func Policy(forms string) string {
	return "default-src 'none'; style-src 'self'; img-src 'self'; form-action " + forms +
		"; base-uri 'none'; frame-ancestors 'none'"
}

// NotFound answers what there is not.
func (b *Board) NotFound(w http.ResponseWriter, r *http.Request) { b.fail(w, r, http.StatusNotFound) }

// NotAllowed answers a method an address does not take.
func (b *Board) NotAllowed(w http.ResponseWriter, r *http.Request) {
	b.fail(w, r, http.StatusMethodNotAllowed)
}
