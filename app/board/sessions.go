package board

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// How long a session lasts: without a visit, and at most.
const (
	sessionIdle = 8 * time.Hour
	sessionLife = 24 * time.Hour
)

// What a session holds. None of it is a right: what somebody may see is asked
// anew with every page.
const (
	keyPerson   = "person"   // number on GitHub
	keyLogin    = "login"    // as it was when they signed in
	keySince    = "since"    // when they signed in, in milliseconds
	keyState    = "state"    // of a sign-in that was begun
	keyVerifier = "verifier" // its other half
	keyNext     = "next"     // where it leads
)

// Visitor is who looks at a page.
type Visitor struct {
	ID    int64
	Login string

	lang    string // of ours, as they chose; empty: they did not
	program bool   // a token asks for them, not they themselves
}

// newSessions makes the manager of sessions. By https the cookie has a name
// browsers take from the host itself alone; on this machine, where there is no
// https, it has a plain one. It is not made by scs.New, which begins to keep
// sessions in memory, with a goroutine that nothing ends.
func newSessions(kept Sessions, secure bool) *scs.SessionManager {
	m := &scs.SessionManager{Store: sessionStore{kept}, Codec: scs.GobCodec{}, HashTokenInStore: true}
	m.IdleTimeout, m.Lifetime = sessionIdle, sessionLife
	m.Cookie.Name = "firstmate"
	if secure {
		m.Cookie.Name, m.Cookie.Secure = "__Host-firstmate", true
	}
	m.Cookie.Persist, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = true, true, http.SameSiteLaxMode, "/"
	return m
}

// sessionStore gives scs the port in the form it wants.
type sessionStore struct{ Sessions }

var _ scs.CtxStore = sessionStore{}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.Session(ctx, token)
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, until time.Time) error {
	return s.SetSession(ctx, token, data, until)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.EndSession(ctx, token)
}

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, until time.Time) error {
	return s.CommitCtx(context.Background(), token, data, until)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// visitorKey is where the visitor of a request stands in its context.
type visitorKey struct{}

// known finds out who asks. A session that was ended from elsewhere, by GitHub
// or by the person, counts no more.
func (b *Board) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		who, given, err := b.bearer(r)
		switch {
		case err != nil:
			b.broken(w, r, "asking whose a token is", err)
			return
		case given && who == nil:
			refuse(w)
			return
		case given:
			who.lang = b.tongue(ctx, who.ID)
			next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, visitorKey{}, who)))
			return
		}
		id := b.sessions.GetInt64(ctx, keyPerson)
		if id == 0 {
			next.ServeHTTP(w, r)
			return
		}
		out, err := b.Sessions.SignedOut(ctx, id)
		if err != nil {
			b.broken(w, r, "asking whether a session is over", err)
			return
		}
		if b.sessions.GetInt64(ctx, keySince) <= out.UnixMilli() {
			if err := b.sessions.Destroy(ctx); err != nil {
				b.broken(w, r, "ending a session", err)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		who = &Visitor{ID: id, Login: b.sessions.GetString(ctx, keyLogin), lang: b.tongue(ctx, id)}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, visitorKey{}, who)))
	})
}

// reader is who asks for a board, by themselves or by a token; nil for somebody
// who has not signed in.
func (b *Board) reader(ctx context.Context) *Visitor {
	who, _ := ctx.Value(visitorKey{}).(*Visitor)
	return who
}

// Visitor is who looks at a page behind [Board.Guard] by themselves; nil for
// somebody who has not signed in.
func (b *Board) Visitor(ctx context.Context) *Visitor { return b.visitor(ctx) }

// visitor is who asks by themselves.
func (b *Board) visitor(ctx context.Context) *Visitor {
	if who := b.reader(ctx); who != nil && !who.program {
		return who
	}
	return nil
}
