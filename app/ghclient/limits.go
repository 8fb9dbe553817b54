package ghclient

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Limit is a wait that GitHub asked for.
type Limit struct {
	Tenant   int64 // installation; 0: the App's own calls
	Until    time.Time
	Resource string // what is used up: core, search, graphql; "" = everything (secondary limit)
}

// Bounds of one call.
const (
	callTimeout = 20 * time.Second // less than any lease on the work the call is part of
	bodyLimit   = 32 << 20         // bytes of one answer
	quietPause  = time.Minute      // GitHub's advice for a limit without headers
)

// door is the round tripper below every call of one tenant. What leaves it is
// a whole, plausible success or an error holding a *mentorship.Fault.
type door struct {
	*rules
	tenant int64
}

// rules are what all doors of a client share.
type rules struct {
	net     http.RoundTripper
	base    *url.URL // ends with a slash
	agent   string
	now     func() time.Time
	timeout time.Duration
	pause   time.Duration // for a limit without headers
	limited func(Limit)
	budget  func(tenant int64, left int, until time.Time)
	waits   waits
	cache   *cache
	hosts   *breakers
}

// RoundTrip implements http.RoundTripper.
func (d *door) RoundTrip(req *http.Request) (*http.Response, error) {
	path := d.path(req.URL)
	if until := d.waits.until(d.tenant, resource(path), d.now()); !until.IsZero() {
		closeBody(req)
		e := &callError{method: req.Method, path: path, why: "still waiting as GitHub asked"}
		return nil, &mentorship.Fault{Kind: mentorship.FaultLimited, Until: until, Err: e}
	}
	ctx, cancel := context.WithTimeout(req.Context(), d.timeout)
	defer cancel()
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", d.agent)
	out.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	known := d.cache.ask(d.tenant, out)
	a, err := d.send(out)
	if err != nil {
		return nil, err
	}
	if a.status == http.StatusNotModified && known != nil {
		a.status, a.header, a.body = http.StatusOK, known.header, known.body
	}
	if v := classify(a); v.kind != "" {
		return nil, d.fault(a, v)
	}
	a.body = hideProperties(a.body)
	d.cache.keep(d.tenant, out, a)
	return a.response(req), nil
}

// send makes the request and follows what redirects it may.
func (d *door) send(req *http.Request) (answer, error) {
	for range 4 {
		a, err := d.fetch(req)
		if err != nil {
			return a, err
		}
		next, err := d.redirect(req, a)
		if err != nil || next == nil {
			return a, err
		}
		req = next
	}
	e := &callError{method: req.Method, path: d.path(req.URL), why: "too many redirects"}
	return answer{}, mentorship.NewFault(lost(req.Method, d.path(req.URL)), e)
}

// fetch makes one request and reads its answer to the end.
func (d *door) fetch(req *http.Request) (answer, error) {
	path := d.path(req.URL)
	if writes(req.Method, path) {
		if err := fault.At("github.before"); err != nil {
			closeBody(req)
			return answer{}, mentorship.NewFault(mentorship.FaultTransient, err)
		}
		if err := mayWrite(req.Context()); err != nil {
			closeBody(req)
			return answer{}, err
		}
	}
	ended, err := d.hosts.of(req.URL.Host).allow(d.now())
	if err != nil {
		closeBody(req)
		return answer{}, err
	}
	resp, err := d.net.RoundTrip(req)
	if err != nil {
		ended(err)
		return answer{}, broken(req.Method, path, err)
	}
	defer resp.Body.Close()
	body, err := readAll(resp.Body)
	ended(cmp.Or(err, health(resp.StatusCode)))
	if err == nil && writes(req.Method, path) {
		err = fault.At("github.after")
	}
	if err != nil {
		return answer{}, broken(req.Method, path, err)
	}
	d.tellBudget(resp.Header)
	return answer{req.Method, path, resp.StatusCode, resp.Header, body}, nil
}

// tellBudget hands on what an answer told of the hour's budget.
func (d *door) tellBudget(h http.Header) {
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	until, err2 := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err == nil && err2 == nil && h.Get("X-RateLimit-Resource") == "core" && d.tenant != 0 {
		d.budget(d.tenant, left, time.Unix(until, 0))
	}
}

// fault makes the error of an answer, and remembers a limit.
func (d *door) fault(a answer, v verdict) *mentorship.Fault {
	e := &callError{method: a.method, path: a.path, status: a.status, why: v.why}
	if isAppPath(a.path) && (a.status == http.StatusUnauthorized || a.path == "/app" && a.status == http.StatusNotFound) {
		e.cause = notTaken(a.said())
	}
	f := mentorship.NewFault(v.kind, e)
	if v.kind != mentorship.FaultLimited {
		return f
	}
	f.Until = a.until(d.now(), d.pause)
	l := Limit{Tenant: d.tenant, Until: f.Until}
	if a.header.Get("X-RateLimit-Remaining") == "0" {
		l.Resource = resource(a.path)
	}
	d.waits.add(l)
	d.limited(l)
	return f
}

// path is what follows the API's base path: "/repos/o/n/pulls/1".
func (r *rules) path(u *url.URL) string {
	return "/" + strings.TrimPrefix(u.Path, r.base.Path)
}

// resource is the budget GitHub counts a call against.
func resource(path string) string {
	switch {
	case asksGraphQL(path):
		return "graphql"
	case strings.HasPrefix(path, "/search/"):
		return "search"
	}
	return "core"
}

var errTooLarge = errors.New("answer too large")

func readAll(body io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(body, bodyLimit+1))
	if err == nil && len(b) > bodyLimit {
		err = errTooLarge
	}
	return b, err
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}

// response hands an answer on. The rate headers stay behind, so that
// go-github's memory of them never refuses a call on its own.
func (a answer) response(req *http.Request) *http.Response {
	h := a.header.Clone()
	for name := range h {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			h.Del(name)
		}
	}
	h.Del("Content-Encoding")
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}
}

// waits remembers which budgets of which tenants are used up, and till when.
type waits struct {
	mu   sync.Mutex
	ends map[budget]time.Time
}

type budget struct {
	tenant   int64
	resource string
}

func (w *waits) add(l Limit) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ends == nil {
		w.ends = map[budget]time.Time{}
	}
	b := budget{l.Tenant, l.Resource}
	if l.Until.After(w.ends[b]) {
		w.ends[b] = l.Until
	}
}

// until is when calls on that budget may be made again, zero if now.
func (w *waits) until(tenant int64, resource string, now time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	var last time.Time
	for _, b := range []budget{{tenant, resource}, {tenant, ""}} {
		end, ok := w.ends[b]
		if ok && !now.Before(end) {
			delete(w.ends, b)
			continue
		}
		if end.After(last) {
			last = end
		}
	}
	return last
}
