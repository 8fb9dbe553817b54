package board

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// signInWithin is how long a person may take on GitHub's page.
const signInWithin = 10 * time.Minute

// callback is where GitHub sends people back to.
const callback = "/login/callback"

// Login shows the page that says what signing in asks for. It begins nothing:
// that is a post, so that no link or picture elsewhere can.
func (b *Board) Login(w http.ResponseWriter, r *http.Request) {
	next := local(r.URL.Query().Get("next"))
	if b.visitor(r.Context()) != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	// Browsers hold the policy against where a form is led to, too.
	w.Header().Set("Content-Security-Policy", Policy("'self' "+originOf(b.WebURL)))
	p := b.begin(r, "login")
	p.Title, p.Next = p.T("login.title"), next
	b.show(w, http.StatusOK, "login", p)
}

// BeginLogin sends a person to GitHub. What comes back must carry the state
// kept in this browser's session.
func (b *Board) BeginLogin(w http.ResponseWriter, r *http.Request) {
	redirect := b.redirect(r)
	if b.SignIn == nil || redirect == "" {
		b.fail(w, r, http.StatusNotFound)
		return
	}
	next := local(r.PostFormValue("next"))
	if b.visitor(r.Context()) != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	if !b.begun.allows(b.Now(), mostBegun) {
		b.fail(w, r, http.StatusTooManyRequests)
		return
	}
	ctx := r.Context()
	if err := b.sessions.RenewToken(ctx); err != nil {
		b.broken(w, r, "beginning a sign-in", err)
		return
	}
	state, verifier := rand.Text(), oauth2.GenerateVerifier()
	b.sessions.Put(ctx, keyState, state)
	b.sessions.Put(ctx, keyVerifier, verifier)
	b.sessions.Put(ctx, keyNext, next)
	b.sessions.SetDeadline(ctx, time.Now().Add(signInWithin)) // liveness: the session's own time
	http.Redirect(w, r, b.SignIn.SignInURL(state, verifier, redirect), http.StatusSeeOther)
}

// Callback ends a sign-in. The state counts once; the session gets a new
// token, so that one planted before is worth nothing.
func (b *Board) Callback(w http.ResponseWriter, r *http.Request) {
	ctx, q := r.Context(), r.URL.Query()
	state, verifier, next := b.sessions.PopString(ctx, keyState), b.sessions.PopString(ctx, keyVerifier), b.sessions.PopString(ctx, keyNext)
	good := state != "" && subtle.ConstantTimeCompare([]byte(state), []byte(q.Get("state"))) == 1
	if b.SignIn == nil || !good || q.Get("code") == "" || len(q["state"]) != 1 || len(q["code"]) != 1 {
		b.failAs(w, r, http.StatusBadRequest, "login", "again")
		return
	}
	if !b.signIns.allows(b.Now(), mostSignIns) {
		b.fail(w, r, http.StatusTooManyRequests)
		return
	}
	who, err := b.SignIn.SignedIn(ctx, q.Get("code"), verifier, b.redirect(r))
	switch {
	case mentorship.KindOf(err) == mentorship.FaultInvalid, err == nil && (who.Zero() || who.Bot):
		b.failAs(w, r, http.StatusBadRequest, "login", "again")
		return
	case err != nil:
		b.broken(w, r, "signing somebody in", err)
		return
	}
	if err := b.sessions.RenewToken(ctx); err != nil {
		b.broken(w, r, "signing somebody in", err)
		return
	}
	b.sessions.Put(ctx, keyPerson, who.ID)
	b.sessions.Put(ctx, keyLogin, who.Login)
	b.sessions.Put(ctx, keySince, b.Now().UnixMilli())
	http.Redirect(w, r, local(next), http.StatusSeeOther)
}

// Logout ends the session.
func (b *Board) Logout(w http.ResponseWriter, r *http.Request) {
	if err := b.sessions.Destroy(r.Context()); err != nil {
		b.broken(w, r, "signing somebody out", err)
		return
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// wantsLogin sends somebody who has not signed in there first. It answers the
// same for what there is and what there is not.
func (b *Board) wantsLogin(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/login?"+url.Values{"next": {local(r.URL.Path)}}.Encode(), http.StatusSeeOther)
}

// redirect is where GitHub is to send people back to: to the address we are
// known under, or to this machine, never to what a request merely claims.
func (b *Board) redirect(r *http.Request) string {
	if here := b.here(r); here != "" {
		return here + callback
	}
	return ""
}

// here is the address people reach us at, without a slash at its end; empty
// where it is not known.
func (b *Board) here(r *http.Request) string {
	if b.BaseURL != "" {
		return strings.TrimSuffix(b.BaseURL, "/")
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil || host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return ""
	}
	return "http://" + r.Host
}

// pagesOfOurs are the addresses signing in may lead to: a list of what is
// allowed, for a list of what is harmful is never complete.
var pagesOfOurs = regexp.MustCompile(`^/(me(/record)?|status|board/[A-Za-z0-9][A-Za-z0-9_-]{0,98}(/ops)?)$`)

// local is the address if it is one of our pages, else the page of one's own.
func local(next string) string {
	if pagesOfOurs.MatchString(next) {
		return next
	}
	return "/me"
}

// originOf is scheme and host of an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
