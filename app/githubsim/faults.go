package githubsim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Faults is a set of fault rules. The seed makes rules with a probability
// repeatable.
type Faults struct {
	Seed  uint64      `json:"seed"`
	Rules []FaultRule `json:"rules"`
}

// FaultRule spoils requests that match "METHOD /path", where * stands for one
// part of the path and ** at the end for the rest.
//
// Fault is one of: status (answer Status with Headers), lost (cut the
// connection without an answer), reset (the same with a TCP reset), stale
// (read the state of Seconds ago, 30 if unset), slow (wait Seconds, or with
// when=after drip the answer over them), truncated (half the answer), html (a
// page instead of JSON, 200 unless Status is set), redirect (to another host,
// or to the header Location), permission (as if the App had none of the
// permissions the request needs).
//
// When says whether the request is carried out: before (default) leaves it
// undone, after spoils only the answer. Times is how often the rule fires (1
// unless set, -1 without end), after Skip matches went by, each with
// probability P (1 unless set).
type FaultRule struct {
	Match   string            `json:"match"`
	Fault   string            `json:"fault"`
	When    string            `json:"when"`
	Times   int               `json:"times"`
	Skip    int               `json:"skip"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Seconds float64           `json:"seconds"`
	P       float64           `json:"p"`
}

type faultTable struct {
	mu    sync.Mutex
	rules []*faultRule
}

type faultRule struct {
	FaultRule
	method string
	path   string
	left   int // -1 without end
	skip   int
	rng    *rand.Rand
}

func faultKinds() []string {
	return []string{"status", "lost", "reset", "stale", "slow", "truncated", "html", "redirect", "permission"}
}

// SetFaults replaces all rules; none clears them. Its error is a [DoorError].
func (s *Server) SetFaults(f Faults) error {
	var rules []*faultRule
	for i, r := range f.Rules {
		rule, err := newRule(r, f.Seed, i)
		if err != nil {
			return err
		}
		rules = append(rules, rule)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.rules = rules
	return nil
}

func newRule(f FaultRule, seed uint64, i int) (*faultRule, error) {
	method, where, ok := strings.Cut(f.Match, " ")
	at := func(field string) string { return fmt.Sprintf("rules[%d].%s", i, field) }
	switch {
	case !ok || !strings.HasPrefix(where, "/"):
		return nil, badField(at("match"), `want "METHOD /path"`)
	case !slices.Contains(faultKinds(), f.Fault):
		return nil, badField(at("fault"), "want one of "+strings.Join(faultKinds(), ", "))
	case !slices.Contains([]string{"", "before", "after"}, f.When):
		return nil, badField(at("when"), "want before or after")
	case f.Times < -1 || f.Skip < 0 || f.Seconds < 0:
		return nil, badField(at("times"), "times, skip and seconds cannot be negative")
	case f.P < 0 || f.P > 1:
		return nil, badField(at("p"), "want 0 to 1")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return nil, badField(at("status"), "want 200 to 599")
	}
	if _, err := path.Match(where, "/"); err != nil {
		return nil, badField(at("match"), "the pattern cannot be read")
	}
	r := &faultRule{FaultRule: f, method: method, path: where, left: or(f.Times, 1), skip: f.Skip, rng: rand.New(rand.NewPCG(seed, uint64(i)))}
	return r, nil
}

// pick returns the first rule that fires for a request, nil for none.
func (t *faultTable) pick(method, where string) *faultRule {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.rules {
		if r.left == 0 || r.method != "*" && r.method != method || !r.matches(where) {
			continue
		}
		if r.skip > 0 {
			r.skip--
			continue
		}
		if r.P > 0 && r.rng.Float64() >= r.P {
			continue
		}
		if r.left > 0 {
			r.left--
		}
		return r
	}
	return nil
}

func (r *faultRule) matches(where string) bool {
	if head, open := strings.CutSuffix(r.path, "/**"); open {
		parts := strings.Split(where, "/")
		n := strings.Count(head, "/") + 1
		if len(parts) <= n {
			return false
		}
		where = strings.Join(parts[:n], "/")
		yes, _ := path.Match(head, where)
		return yes
	}
	yes, _ := path.Match(r.path, where)
	return yes
}

func (r *faultRule) isStale() bool { return r != nil && r.Fault == "stale" }

// pause is the rule's time; a stale read is half a minute old unless told.
func (r *faultRule) pause() time.Duration {
	if r.Seconds == 0 && r.isStale() {
		return 30 * time.Second
	}
	return time.Duration(r.Seconds * float64(time.Second))
}

// spoilsFirst says whether the request is not carried out at all.
func (r *faultRule) spoilsFirst() bool {
	return r != nil && r.When != "after" && r.Fault != "slow" && r.Fault != "stale"
}

// spoilsAfter says whether the answer of a request carried out is spoiled.
func (r *faultRule) spoilsAfter() bool {
	return r != nil && r.When == "after" && r.Fault != "stale"
}

func (r *faultRule) delayBefore(ctx context.Context) {
	if r == nil || r.Fault != "slow" || r.When == "after" {
		return
	}
	wait(ctx, r.pause())
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// spoil gives the answer the rule's way.
func (s *Server) spoil(ctx context.Context, w http.ResponseWriter, c *call, a answer) {
	r := c.fault
	if s.warn != nil && r.Fault != "slow" {
		s.warn(c.r)
	}
	switch r.Fault {
	case "lost", "reset":
		s.settle(c, 0)
		cut(w, r.Fault == "reset")
		return
	case "slow":
		s.settle(c, a.status)
		drip(ctx, w, a, r.pause())
		return
	case "truncated":
		a.raw = a.raw[:len(a.raw)/2]
		if len(a.raw) == 0 || c.fault.spoilsFirst() {
			a.raw, a.ctype = []byte(`{"id":1,"node_id":"`), "application/json; charset=utf-8"
		}
	default:
		a = r.answer(c)
	}
	for k, v := range r.Headers {
		a.set(k, v)
	}
	s.settle(c, a.status)
	a.send(w)
}

// answer is what a client gets instead of GitHub's answer.
func (r *faultRule) answer(c *call) answer {
	switch r.Fault {
	case "html":
		page := "<!DOCTYPE html>\n<html><body><h1>Unicorn!</h1></body></html>\n"
		return answer{status: or(r.Status, 200), raw: []byte(page), ctype: "text/html; charset=utf-8"}
	case "redirect":
		a := answer{status: or(r.Status, http.StatusTemporaryRedirect)}
		a.set("Location", "http://elsewhere.invalid"+c.path)
		return a
	case "permission":
		a := forbidden()
		if c.route != nil {
			a.set("X-Accepted-GitHub-Permissions", c.accepted())
		}
		a.encode()
		return a
	}
	a := fail(or(r.Status, http.StatusBadGateway), r.message())
	a.encode()
	return a
}

func or(n, instead int) int {
	if n != 0 {
		return n
	}
	return instead
}

// message is what GitHub says with a status; a refusal without another reason
// is its secondary rate limit.
func (r *faultRule) message() string {
	spent := false
	for k, v := range r.Headers {
		spent = spent || strings.EqualFold(k, "X-RateLimit-Remaining") && v == "0"
	}
	switch {
	case (r.Status == 403 || r.Status == 429) && spent:
		return "API rate limit exceeded for installation ID 1. If you reach out to GitHub Support for help, please include the request ID."
	case r.Status == 403 || r.Status == 429:
		return "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
	case r.Status == 401:
		return "Bad credentials"
	case r.Status == 404:
		return "Not Found"
	case r.Status == 410:
		return "Issues has been disabled in this repository."
	case r.Status == 422:
		return "Validation Failed"
	}
	return "Server Error"
}

// cut ends the connection without an answer.
func cut(w http.ResponseWriter, reset bool) {
	h, can := w.(http.Hijacker)
	if !can {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, is := conn.(interface{ SetLinger(int) error }); is && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// drip sends the body in small parts over a time.
func drip(ctx context.Context, w http.ResponseWriter, a answer, over time.Duration) {
	const parts = 20
	a.sendHeader(w)
	flush := func() {
		if f, can := w.(http.Flusher); can {
			f.Flush()
		}
	}
	flush()
	size := max(1, (len(a.raw)+parts-1)/parts)
	for chunk := range slices.Chunk(a.raw, size) {
		wait(ctx, over/parts)
		if _, err := w.Write(chunk); err != nil {
			return
		}
		flush()
	}
}
