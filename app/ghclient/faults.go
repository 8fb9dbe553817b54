package ghclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/grants"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// callError is what may be told of a call that failed: no query, no body, no
// header, and no name.
type callError struct {
	method, path string // the path as it was asked for
	status       int    // 0: no answer
	why          string // our own words
	cause        error  // for errors.Is: of a context, or why the App is not taken (package grants)
}

func (e *callError) Error() string {
	text := e.method + " " + shape(e.path)
	if e.status != 0 {
		text += " answered " + strconv.Itoa(e.status)
	}
	if e.why != "" {
		text += ": " + e.why
	}
	return text
}

func (e *callError) Unwrap() error { return e.cause }

// shape is a path without the names in it, since errors go to the log and into
// what is parked: "/repos/*/*/collaborators/*/permission". Numbers and GitHub's
// own words stay.
func shape(path string) string {
	before := [...]string{"repos", "orgs", "users", "members", "collaborators"} // a name, whatever it looks like
	parts := strings.Split(path, "/")
	for i, part := range parts {
		_, err := strconv.ParseInt(part, 10, 64)
		known := part == "" || err == nil || slices.Contains(pathWords(), part)
		if !known || i > 0 && slices.Contains(before[:], parts[i-1]) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// pathWords are GitHub's own words in the paths we ask for; any other part is a name.
func pathWords() []string {
	return strings.Fields("access_token access_tokens app applications assignees check-runs check-suites collaborators comments commits contents " +
		"deliveries events files git graphql hook installation installations issues labels login members oauth orgs permission pulls reactions " +
		"repos repositories reviews search statuses teams token trees user users")
}

// statusOf is the status GitHub answered with when err came from an answer, else 0.
func statusOf(err error) int {
	if e, ok := errors.AsType[*callError](err); ok {
		return e.status
	}
	return 0
}

// answer is a whole response, and what it answers.
type answer struct {
	method string
	path   string // below the API's base path, with a leading slash
	status int
	header http.Header
	body   []byte
}

// asksToken tells the exchange of the App's key for an installation token.
func asksToken(path string) bool { return strings.HasSuffix(path, "/access_tokens") }

func asksGraphQL(path string) bool { return strings.HasSuffix(path, "/graphql") }

// writes reports whether a request changes something on GitHub, so that a
// lost answer leaves us in doubt.
func writes(method, path string) bool {
	if method == http.MethodGet || method == http.MethodHead {
		return false
	}
	return !asksToken(path) && !asksGraphQL(path)
}

// lost is the kind of a call whose answer cannot be used.
func lost(method, path string) mentorship.FaultKind {
	if writes(method, path) {
		return mentorship.FaultUnknown
	}
	return mentorship.FaultTransient
}

// verdict is what an answer means: a kind and why, both empty for success.
type verdict struct {
	kind mentorship.FaultKind
	why  string
}

// classify is the one place where GitHub's answers get their meaning. Sources:
// https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
// and the pages on rate limits for the REST and GraphQL APIs.
func classify(a answer) verdict {
	switch {
	case a.status >= 200 && a.status < 300:
		return a.success()
	case a.status < 400:
		return verdict{lost(a.method, a.path), "a redirect that is not followed"}
	case a.limited():
		return verdict{mentorship.FaultLimited, "GitHub asks to wait"}
	case a.status >= 500, a.status == http.StatusRequestTimeout:
		return verdict{lost(a.method, a.path), "GitHub is in trouble"}
	}
	return a.refusal()
}

// success judges an answer whose status promises success.
func (a answer) success() verdict {
	switch a.status {
	case http.StatusAccepted, http.StatusNoContent, http.StatusResetContent:
		if len(a.body) == 0 {
			return verdict{}
		}
	}
	if !json.Valid(a.body) {
		return verdict{lost(a.method, a.path), "the answer is not whole JSON"}
	}
	if asksGraphQL(a.path) {
		return a.graphQL()
	}
	return verdict{}
}

// refusal judges a 4xx that is no limit.
func (a answer) refusal() verdict {
	said := a.said()
	switch a.status {
	case http.StatusUnauthorized:
		if asksToken(a.path) || isAppPath(a.path) {
			return verdict{mentorship.FaultTransient, notTaken(said).Error()}
		}
		return verdict{mentorship.FaultSuspended, "the installation's token is not accepted"}
	case http.StatusNotFound:
		if asksToken(a.path) {
			return verdict{mentorship.FaultUninstalled, "there is no such installation"}
		}
		return verdict{mentorship.FaultNotFound, ""}
	case http.StatusGone, http.StatusUnavailableForLegalReasons:
		if a.method == http.MethodPost && strings.HasSuffix(a.path, "/issues") {
			return verdict{mentorship.FaultLocked, "issues are disabled"}
		}
		return verdict{mentorship.FaultGone, ""}
	case http.StatusConflict:
		return verdict{mentorship.FaultTransient, "in conflict with the present state"}
	case http.StatusForbidden, http.StatusUnprocessableEntity:
		return a.forbidden(said)
	}
	return verdict{mentorship.FaultInvalid, ""}
}

// forbidden tells apart what GitHub puts under 403 and 422.
func (a answer) forbidden(said string) verdict {
	switch {
	case holds(said, "suspended"):
		return verdict{mentorship.FaultSuspended, "suspended"}
	case holds(said, "is locked", "was locked", "archived", "read-only"):
		return verdict{mentorship.FaultLocked, "locked or archived"}
	case a.status == http.StatusUnprocessableEntity:
		return verdict{mentorship.FaultInvalid, ""}
	case holds(said, "not accessible by integration"):
		return verdict{mentorship.FaultPermission, a.lacks()}
	case !json.Valid(a.body):
		return verdict{lost(a.method, a.path), "not an answer of GitHub's API"}
	}
	return verdict{mentorship.FaultForbidden, ""}
}

// permissions is the shape in which GitHub names what a call needs, any one of
// the parts between semicolons: "issues=write; pull_requests=write".
var permissions = regexp.MustCompile(`^[a-z_]+=[a-z]+(?:[,;] ?[a-z_]+=[a-z]+)*$`)

// lacks names the permission that is missing, where GitHub says which.
func (a answer) lacks() string {
	const missing = "a permission of the App is missing or not accepted yet; `firstmate doctor` tells which"
	named := a.header.Get("X-Accepted-GitHub-Permissions")
	if len(named) > 200 || !permissions.MatchString(named) {
		return missing
	}
	return missing + ": " + strings.ReplaceAll(named, "; ", " or ")
}

// notTaken is why GitHub refuses what the App signed, by its own words.
func notTaken(said string) error {
	switch {
	case holds(said, "'issued at'", "'expiration time'"):
		return grants.ErrClock
	case holds(said, "'issuer'", "integration not found"):
		return grants.ErrApp
	}
	return grants.ErrKey
}

// isAppPath tells calls made with the App's own key.
func isAppPath(path string) bool { return path == "/app" || strings.HasPrefix(path, "/app/") }

// limited reports whether a 4xx is a request to slow down: 429 always, 403
// by its headers or, where GitHub sends none, by its words.
func (a answer) limited() bool {
	if a.status == http.StatusTooManyRequests {
		return true
	}
	if a.status != http.StatusForbidden {
		return false
	}
	return a.header.Get("Retry-After") != "" || a.header.Get("X-RateLimit-Remaining") == "0" ||
		holds(a.said(), "rate limit", "rate-limit", "abuse detection")
}

// said is GitHub's own message in lower case. It is looked at, never passed on.
func (a answer) said() string {
	var m struct {
		Message string `json:"message"`
		URL     string `json:"documentation_url"`
	}
	if json.Unmarshal(a.body, &m) != nil {
		return strings.ToLower(string(a.body[:min(len(a.body), 4096)]))
	}
	return strings.ToLower(m.Message + " " + m.URL)
}

func holds(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// graphQL judges an answer of the GraphQL API, which says 200 to errors, too.
func (a answer) graphQL() verdict {
	if !bytes.Contains(a.body, []byte(`"errors"`)) {
		return verdict{}
	}
	var out struct {
		Errors []struct{ Type, Message string }
	}
	if json.Unmarshal(a.body, &out) != nil || len(out.Errors) == 0 {
		return verdict{}
	}
	v := verdict{mentorship.FaultTransient, "GraphQL error"}
	for _, e := range out.Errors {
		switch {
		case e.Type == "RATE_LIMITED" || holds(strings.ToLower(e.Message), "rate limit"):
			return verdict{mentorship.FaultLimited, "GitHub asks to wait"}
		case e.Type == "NOT_FOUND":
			v = verdict{mentorship.FaultNotFound, ""}
		case e.Type == "FORBIDDEN":
			v = verdict{mentorship.FaultPermission, a.lacks()}
		}
	}
	return v
}

// Bounds of what GitHub may ask us to wait. Its primary limits renew within the hour.
const (
	shortestWait = time.Second
	longestWait  = time.Hour
)

// until is when a limit ends. Times are taken relative to the answer's own
// Date, so that neither a skewed clock nor a clock moved in a test matters.
// pause is for answers that say nothing.
func (a answer) until(now time.Time, pause time.Duration) time.Time {
	wait := pause
	sent := now
	if d, err := http.ParseTime(a.header.Get("Date")); err == nil {
		sent = d
	}
	after := a.header.Get("Retry-After")
	if n, err := strconv.ParseInt(after, 10, 32); err == nil {
		wait = min(max(time.Duration(n)*time.Second, shortestWait), longestWait)
	} else if at, err := http.ParseTime(after); err == nil {
		wait = min(max(at.Sub(sent), shortestWait), longestWait)
	} else if a.header.Get("X-RateLimit-Remaining") == "0" {
		if n, err := strconv.ParseInt(a.header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
			wait = min(max(time.Unix(n, 0).Sub(sent), shortestWait), longestWait)
		}
	}
	return now.Add(wait)
}

// broken is the fault of a call that got no whole answer. What was never sent
// cannot have been applied.
func broken(method, path string, err error) *mentorship.Fault {
	e := &callError{method: method, path: path, why: "the connection broke"}
	kind := lost(method, path)
	switch op, isOp := errors.AsType[*net.OpError](err); {
	case errors.Is(err, context.Canceled):
		e.why, e.cause = "cancelled", context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		e.why, e.cause = "no answer in time", context.DeadlineExceeded
	case isOp && op.Op == "dial":
		e.why, kind = "no connection", mentorship.FaultTransient
	}
	return mentorship.NewFault(kind, e)
}

// failed is how every method of the client reports an error: what was being
// done, and the fault alone. Whatever libraries wrapped around it is left out,
// since it may quote requests and answers.
func failed(err error, write bool, doing string, args ...any) error {
	f, ok := errors.AsType[*mentorship.Fault](err)
	if !ok {
		f = mentorship.NewFault(mentorship.FaultTransient, errors.New("the answer makes no sense"))
		if write {
			f.Kind = mentorship.FaultUnknown
		}
		for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
			if errors.Is(err, cause) {
				f.Err = cause
			}
		}
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(doing, args...), f)
}

// placeOf and threadOf say in an error where something was done: by number, for
// a name tells of the person an account belongs to.
func placeOf(r mentorship.Repo) string { return "repository " + strconv.FormatInt(r.ID, 10) }

func threadOf(t mentorship.Thread) string {
	return "#" + strconv.Itoa(t.Number) + " of " + placeOf(t.Repo)
}

// refused is a fault found by the client itself.
func refused(kind mentorship.FaultKind, why string) error {
	return mentorship.NewFault(kind, errors.New(why))
}
