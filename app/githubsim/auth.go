package githubsim

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

const (
	tokenLife  = time.Hour
	jwtLongest = 10 * time.Minute
	jwtSkew    = 5 * time.Second
)

// token is an installation token. Its life runs in real time, as the clients
// that cache it expect.
type token struct {
	inst    *installation
	expires time.Time
	perms   map[string]string
	repos   map[int64]bool // nil is all of the installation
}

// bearer is the credential of a request; both schemes of GitHub are taken.
func bearer(r *http.Request) string {
	h := r.Header.Get("Authorization")
	for _, scheme := range []string{"bearer ", "token "} {
		if len(h) > len(scheme) && strings.EqualFold(h[:len(scheme)], scheme) {
			return strings.TrimSpace(h[len(scheme):])
		}
	}
	return ""
}

// authenticate checks who asks.
func (c *call) authenticate() *answer {
	cred := bearer(c.r)
	switch {
	case c.route.need.app:
		return c.checkJWT(cred)
	case c.route.need.client:
		return c.checkClient()
	case c.route.need.person && strings.HasPrefix(cred, "ghu_"):
		return c.checkUser(cred)
	case c.route.need.person && strings.HasPrefix(cred, "ghs_"):
		a := forbidden()
		return &a
	case cred == "" && c.route.need.open:
		return nil
	case cred == "":
		return refused("Requires authentication")
	case strings.HasPrefix(cred, "ghs_"):
		return c.checkToken(cred)
	case c.route.need.open:
		return c.checkJWT(cred)
	case c.checkJWT(cred) == nil:
		a := forbidden()
		return &a
	}
	return refused("Bad credentials")
}

func refused(message string) *answer {
	a := fail(http.StatusUnauthorized, message)
	return &a
}

// checkJWT verifies the App's own token the way GitHub documents it: RS256 by
// the App's key, issued by the App, not in the future, at most ten minutes.
func (c *call) checkJWT(cred string) *answer {
	const undecodable = "A JSON web token could not be decoded"
	if cred == "" || c.s.appKey == nil {
		return refused(undecodable)
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation(), jwt.WithJSONNumber())
	claims := jwt.MapClaims{}
	if _, err := parser.ParseWithClaims(cred, claims, func(*jwt.Token) (any, error) { return c.s.appKey, nil }); err != nil {
		return refused(undecodable)
	}
	return c.checkClaims(claims)
}

func (c *call) checkClaims(claims jwt.MapClaims) *answer {
	now := c.s.wall()
	issued, okIat := claimTime(claims["iat"])
	expires, okExp := claimTime(claims["exp"])
	switch {
	case fmt.Sprint(claims["iss"]) != itoa(c.st.app.id):
		return refused("'Issuer' claim ('iss') must be the App's id")
	case !okIat || issued.After(now.Add(jwtSkew)):
		return refused("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
	case !okExp || !expires.After(now.Add(-jwtSkew)):
		return refused("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires")
	case expires.After(now.Add(jwtLongest + jwtSkew)):
		return refused("'Expiration time' claim ('exp') is too far in the future")
	}
	return nil
}

func claimTime(v any) (time.Time, bool) {
	f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(int64(f), 0), true
}

func (c *call) checkToken(cred string) *answer {
	t := c.s.tokens[cred]
	if t == nil || t.inst.gone || !t.expires.After(c.s.wall()) {
		return refused("Bad credentials")
	}
	c.token, c.inst = t, t.inst
	if !t.inst.suspended.IsZero() {
		a := fail(http.StatusForbidden, "This installation has been suspended")
		return &a
	}
	return nil
}

// perms are the permissions of which a call needs one.
func (c *call) perms() []string {
	perms := slices.Clone(c.route.need.perms)
	for i, p := range perms {
		if level, yes := strings.CutPrefix(p, "thread:"); yes {
			perms[i] = c.threadKind() + ":" + level
		}
	}
	return perms
}

// accepted names these permissions as GitHub does in its answers.
func (c *call) accepted() string {
	return strings.ReplaceAll(strings.Join(c.perms(), "; "), ":", "=")
}

// threadKind is the permission that governs the thread of the path. Comments
// on pull requests need pull_requests.
func (c *call) threadKind() string {
	if c.repo == nil {
		return "issues"
	}
	is := c.repo.threads[int(c.number("number"))]
	if cm := c.st.comments[c.number("comment")]; is == nil && cm != nil {
		is = cm.issue
	}
	if is != nil && is.pull != nil {
		return "pull_requests"
	}
	return "issues"
}

// authorize checks that a token reaches the repository and may do this. Like
// GitHub it hides what it does not reach.
func (c *call) authorize() *answer {
	if c.token == nil {
		return nil
	}
	if c.vars["repo"] != "" && !c.reaches(c.repo) {
		a := notFound()
		return &a
	}
	for _, p := range c.perms() {
		name, want, _ := strings.Cut(p, ":")
		if enough(c.token.perms[name], want) && enough(c.st.app.perms[name], want) {
			return nil
		}
	}
	if len(c.route.need.perms) == 0 {
		return nil
	}
	a := forbidden()
	return &a
}

// enough reports whether a level of access covers another.
func enough(have, want string) bool { return have == "write" || have != "" && want == "read" }

func (c *call) reaches(r *repo) bool {
	return r != nil && c.inst != nil && c.inst.covers(r) && (c.token.repos == nil || c.token.repos[r.id])
}

// newToken makes a token string of today's form: long, with dots.
func (s *Server) newToken() string {
	var b [60]byte
	_, _ = rand.Read(b[:])
	e := base64.RawURLEncoding
	return fmt.Sprintf("ghs_%d_%s.%s.%s", s.st.app.id, e.EncodeToString(b[:12]), e.EncodeToString(b[12:36]), e.EncodeToString(b[36:]))
}
