package githubsim

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The App's credentials for signing people in. They open nothing but the
// stand-in, which runs on its owner's machine alone.
const (
	ClientID     = "Iv23lifirstmatesim00"
	ClientSecret = "no-secret-but-that-of-the-stand-in-0001"
)

// How long codes and user tokens live, as GitHub documents it
// (docs.github.com, "Generating a user access token for a GitHub App").
const (
	codeLife      = 10 * time.Minute
	userTokenLife = 8 * time.Hour
	refreshLife   = 15897600 // seconds, six months
)

// grant is what a person allowed: a code to be exchanged once.
type grant struct {
	person    *user
	redirect  string
	challenge string // S256; empty: the client sent none
	expires   time.Time
}

// userToken stands for a person.
type userToken struct {
	person  *user
	expires time.Time
}

// logins are the codes and tokens given out. Their lives run in real time.
type logins struct {
	grants map[string]grant
	tokens map[string]userToken
}

func newLogins() logins { return logins{grants: map[string]grant{}, tokens: map[string]userToken{}} }

// choosePage is the template of what a person sees who has not said who they are. GitHub would
// know from its own cookie; here everybody may be anybody.
const choosePage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>Stand-in for GitHub: who are you?</title>
<h1>Who are you?</h1>
<p>This is a stand-in for GitHub. Sign in to <strong>{{.App}}</strong> as anybody of its world.</p>
<ul>{{range .People}}<li><a href="{{.To}}">{{.Login}}</a></li>{{end}}</ul>
</html>
`

// serveWeb answers what lies on GitHub's web host.
func (s *Server) serveWeb(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.URL.Path == "/login/oauth/authorize" && r.Method == http.MethodGet:
		s.authorizePerson(w, r)
	case r.URL.Path == "/login/oauth/access_token" && r.Method == http.MethodPost:
		s.exchangeCode(w, r)
	default:
		http.NotFound(w, r)
	}
}

// authorizePerson asks who the person is, unless `as` or GitHub's own `login` says
// so, and sends them back with a code; `deny=1` sends them back without.
func (s *Server) authorizePerson(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	to, err := url.Parse(q.Get("redirect_uri"))
	if q.Get("client_id") != ClientID || err != nil || to.Host == "" || to.Fragment != "" {
		http.Error(w, "no such client, or no address to go back to", http.StatusNotFound)
		return
	}
	back := to.Query()
	back.Set("state", q.Get("state"))
	if q.Get("deny") != "" {
		back.Set("error", "access_denied")
		s.sendBack(w, r, to, back)
		return
	}
	login := q.Get("as")
	if login == "" {
		login = q.Get("login")
	}
	if login == "" {
		s.choose(w, r)
		return
	}
	person := s.st.userNamed(login)
	if person == nil || person.gone || person.kind != kindUser {
		http.Error(w, "nobody has that login", http.StatusNotFound)
		return
	}
	challenge, method := q.Get("code_challenge"), q.Get("code_challenge_method")
	if (challenge == "") != (method == "") || challenge != "" && (method != "S256" || len(challenge) != 43) {
		back.Set("error", "invalid_request")
		s.sendBack(w, r, to, back)
		return
	}
	code := randomHex(10)
	s.logins.grants[code] = grant{person: person, redirect: to.String(), challenge: challenge, expires: s.wall().Add(codeLife)}
	back.Set("code", code)
	s.sendBack(w, r, to, back)
}

func (s *Server) sendBack(w http.ResponseWriter, r *http.Request, to *url.URL, query url.Values) {
	u := *to
	u.RawQuery = query.Encode()
	http.Redirect(w, r, u.String(), http.StatusFound)
}

// choose lists the people of the world.
func (s *Server) choose(w http.ResponseWriter, r *http.Request) {
	type person struct{ Login, To string }
	var people []person
	for _, u := range s.st.users {
		if u.kind != kindUser || u.gone {
			continue
		}
		q := r.URL.Query()
		q.Set("as", u.login)
		people = append(people, person{u.login, r.URL.Path + "?" + q.Encode()})
	}
	slices.SortFunc(people, func(a, b person) int { return strings.Compare(a.Login, b.Login) })
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	page := template.Must(template.New("choose").Parse(choosePage))
	_ = page.Execute(w, map[string]any{"App": s.st.app.slug, "People": people}) // a reader who went away is no news
}

// exchangeCode gives a user token for a code, once. GitHub answers 200 for refusals, too.
func (s *Server) exchangeCode(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	f := r.Form
	g, known := s.logins.grants[f.Get("code")]
	delete(s.logins.grants, f.Get("code"))
	redirect := f.Get("redirect_uri")
	switch {
	case f.Get("client_id") != ClientID || f.Get("client_secret") != ClientSecret:
		s.answerToken(w, r, url.Values{"error": {"incorrect_client_credentials"}, "error_description": {"The client_id and/or client_secret passed are incorrect."}})
	case !known || !g.expires.After(s.wall()) || g.person.gone || !g.verified(f.Get("code_verifier")):
		s.answerToken(w, r, url.Values{"error": {"bad_verification_code"}, "error_description": {"The code passed is incorrect or expired."}})
	case redirect != "" && redirect != g.redirect:
		s.answerToken(w, r, url.Values{"error": {"redirect_uri_mismatch"}, "error_description": {"The redirect_uri MUST match the registered callback URL for this application."}})
	default:
		token := "ghu_" + randomHex(18)
		s.logins.tokens[token] = userToken{person: g.person, expires: s.wall().Add(userTokenLife)}
		s.answerToken(w, r, url.Values{
			"access_token": {token}, "expires_in": {strconv.Itoa(int(userTokenLife / time.Second))}, "refresh_token": {"ghr_" + randomHex(38)},
			"refresh_token_expires_in": {strconv.Itoa(refreshLife)}, "scope": {""}, "token_type": {"bearer"},
		})
	}
}

// verified holds the verifier against the challenge (RFC 7636, S256).
func (g grant) verified(verifier string) bool {
	if g.challenge == "" {
		return true
	}
	sum := sha256.Sum256([]byte(verifier))
	want := base64.RawURLEncoding.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(want), []byte(g.challenge)) == 1
}

// answerToken answers as a form, or as JSON for those who ask for it.
func (s *Server) answerToken(w http.ResponseWriter, r *http.Request, fields url.Values) {
	w.Header().Set("Cache-Control", "no-store")
	if !strings.Contains(r.Header.Get("Accept"), "json") {
		w.Header().Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		_, _ = w.Write([]byte(fields.Encode())) // a client that went away is no news
		return
	}
	body := obj{}
	for name := range fields {
		body[name] = fields.Get(name)
		if n, err := strconv.Atoi(fields.Get(name)); err == nil && strings.HasSuffix(name, "expires_in") {
			body[name] = n
		}
	}
	a := ok(body)
	a.encode()
	a.send(w)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return fmt.Sprintf("%x", b)
}

// checkUser takes a person's token.
func (c *call) checkUser(cred string) *answer {
	t, known := c.s.logins.tokens[cred]
	if !known || t.person.gone || !t.expires.After(c.s.wall()) {
		return refused("Bad credentials")
	}
	c.person = t.person
	return nil
}

// checkClient takes the App's own name and secret.
func (c *call) checkClient() *answer {
	id, secret, given := c.r.BasicAuth()
	switch {
	case !given:
		return refused("Requires authentication")
	case id != ClientID || secret != ClientSecret || c.vars["client"] != ClientID:
		a := notFound()
		return &a
	}
	return nil
}

// getAuthenticated answers who a token stands for.
func getAuthenticated(c *call) answer {
	return ok(c.view.profile(c.person))
}

// deleteToken makes a user token worthless.
func deleteToken(c *call) answer {
	var in struct {
		Token string `json:"access_token"`
	}
	if bad := c.input(&in); bad != nil {
		return *bad
	}
	if _, known := c.s.logins.tokens[in.Token]; !known {
		return invalid("AccessToken", "access_token", "invalid", "")
	}
	delete(c.s.logins.tokens, in.Token)
	return noContent()
}

// UserTokens is how many tokens of people are good now.
func (s *Server) UserTokens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, t := range s.logins.tokens {
		if t.expires.After(s.wall()) {
			n++
		}
	}
	return n
}
