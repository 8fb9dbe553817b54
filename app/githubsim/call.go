package githubsim

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"
)

const maxRequest = 8 << 20

// call is one request of the App on its way through.
type call struct {
	s     *Server
	st    *state
	r     *http.Request
	path  string
	route *route
	vars  map[string]string
	query url.Values
	body  []byte
	view  view
	token *token // nil for a JWT or no credentials
	inst  *installation
	repo  *repo
	// person asks with a token of their own
	person *user
	entry  *entry // the ledger's, for mutating requests
	fault  *faultRule
}

// apiPath drops the prefixes of GitHub Enterprise Server.
func apiPath(path string) (rest, prefix string) {
	if path == "/api/graphql" {
		return "/graphql", "/api/v3"
	}
	if rest, yes := strings.CutPrefix(path, "/api/v3"); yes && (rest == "" || rest[0] == '/') {
		return rest, "/api/v3"
	}
	return path, ""
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		a := fail(http.StatusRequestEntityTooLarge, "Request body is too large")
		a.encode()
		a.send(w)
		return
	}
	path, prefix := apiPath(r.URL.Path)
	c := &call{s: s, r: r, path: path, query: r.URL.Query(), body: body, fault: s.faults.pick(r.Method, path)}
	web := "http://" + r.Host
	c.view = view{api: web + prefix, web: web}
	if c.fault.spoilsFirst() {
		s.spoil(r.Context(), w, c, c.refuse())
		return
	}
	c.fault.delayBefore(r.Context())
	a := s.handle(c)
	if c.fault.spoilsAfter() {
		s.spoil(r.Context(), w, c, a)
		return
	}
	s.settle(c, a.status)
	a.send(w)
}

// handle finds the route, checks credentials and runs the handler, all in
// one piece.
func (s *Server) handle(c *call) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = c.view.web
	s.emitted = nil
	c.attach(s.st)
	if c.fault.isStale() {
		c.view.asOf = s.clock.now().Add(-c.fault.pause())
	}
	a := s.answerTo(c)
	a.encode()
	a.revalidate(c.r)
	s.decorate(c, &a)
	return a
}

func (c *call) attach(st *state) {
	c.st, c.view.st = st, st
}

func (s *Server) answerTo(c *call) answer {
	if c.r.UserAgent() == "" {
		return fail(http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.")
	}
	moved := c.find()
	if c.route == nil {
		return notFound()
	}
	if bad := c.authenticate(); bad != nil {
		return *bad
	}
	if moved != nil && c.inst != nil && c.inst.covers(moved) {
		return c.redirectTo(moved)
	}
	if bad := c.authorize(); bad != nil {
		return *bad
	}
	s.open(c)
	a := c.answered()
	if c.entry != nil && a.status >= 300 {
		c.entry.Applied = false
	}
	return a
}

// answered is what the handler answers, or what became of the place.
func (c *call) answered() answer {
	if a := c.fate(); a != nil {
		return *a
	}
	return c.route.do(c)
}

// find matches the route; addresses by repository id become addresses by
// name. For an old name it returns the repository that carried it.
func (c *call) find() (moved *repo) {
	path := c.path
	if rest, yes := strings.CutPrefix(path, "/repositories/"); yes {
		id, tail, _ := strings.Cut(rest, "/")
		n, _ := strconv.ParseInt(id, 10, 64)
		if r := c.st.repos[n]; r != nil {
			path = strings.TrimSuffix("/repos/"+r.fullName()+"/"+tail, "/")
		}
	}
	probe := &http.Request{Method: c.r.Method, URL: &url.URL{Path: path}, Header: http.Header{}}
	var m mux.RouteMatch
	if !c.s.routes.Match(probe, &m) || m.MatchErr != nil || m.Route == nil {
		return nil
	}
	c.route, c.vars = routeNamed(c.s.list, m.Route.GetName()), m.Vars
	if name := c.vars["repo"]; name != "" {
		full := c.vars["owner"] + "/" + name
		if c.repo = c.st.repoNamed(full); c.repo == nil {
			moved = c.st.repoOnceNamed(full)
		}
	}
	return moved
}

// redirectTo leads from an old name to the repository's lasting address.
func (c *call) redirectTo(r *repo) answer {
	parts := strings.SplitN(c.path, "/", 5) // "", repos, owner, name, rest
	to := fmt.Sprintf("%s/repositories/%d", c.view.api, r.id)
	if len(parts) == 5 {
		to += "/" + parts[4]
	}
	if q := c.r.URL.RawQuery; q != "" {
		to += "?" + q
	}
	status, message := http.StatusMovedPermanently, "Moved Permanently"
	if c.r.Method != http.MethodGet {
		status, message = http.StatusTemporaryRedirect, "Temporary Redirect"
	}
	a := fail(status, message)
	a.body = obj{"message": message, "url": to, "documentation_url": docsURL}
	a.set("Location", to)
	return a
}

// decorate adds the headers every answer of GitHub carries.
func (s *Server) decorate(c *call, a *answer) {
	var id [16]byte
	_, _ = rand.Read(id[:])
	a.set("X-GitHub-Request-Id", strings.ToUpper(hex.EncodeToString(id[:])))
	a.set("X-GitHub-Media-Type", "github.v3; format=json")
	a.set("X-GitHub-Api-Version-Selected", "2022-11-28")
	a.set("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With")
	if c.route != nil && len(c.route.need.perms) > 0 {
		a.set("X-Accepted-GitHub-Permissions", c.accepted())
	}
	for k, v := range s.limitHeaders(c, a.status) {
		a.set(k, v)
	}
}

// input decodes the JSON body into a struct; the empty body and null are
// fine for requests that need none.
func (c *call) input(into any) *answer {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, into); err != nil {
		a := fail(http.StatusBadRequest, "Problems parsing JSON")
		if json.Valid(c.body) {
			a = fail(http.StatusUnprocessableEntity, "Invalid request.\n\n"+err.Error())
		}
		return &a
	}
	return nil
}

// number is a numeric part of the path.
func (c *call) number(key string) int64 {
	n, _ := strconv.ParseInt(c.vars[key], 10, 64)
	return n
}

// thread finds the issue or pull request of the path.
func (c *call) thread() *issue {
	is := c.repo.threads[int(c.number("number"))]
	if is == nil || !c.view.sees(is.created) {
		return nil
	}
	return is
}

// pull finds the pull request of the path.
func (c *call) pull() *issue {
	if is := c.thread(); is != nil && is.pull != nil {
		return is
	}
	return nil
}
