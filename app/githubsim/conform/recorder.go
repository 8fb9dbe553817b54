package conform

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
)

// exchange is one request with its answer, or one delivery.
type exchange struct {
	ctx        context.Context
	method     string
	escaped    string // path with its escapes
	query      string
	header     http.Header
	body       []byte
	status     int
	answer     http.Header
	answerBody []byte
	unanswered bool // cut before or during the answer
	spoiled    bool // spoiled on purpose
	delivery   bool
	lag        []flaw
	disputed   []flaw
}

type exchangeKey struct{}

// Handler goes around the stand-in: it notes every request outside doors and
// pages, which the description of the API does not know, and what was answered. What goes over the wire stays the same.
func (j *Judge) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if forPeople(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		j.begin()
		x := &exchange{
			ctx: context.WithoutCancel(r.Context()), method: r.Method, escaped: r.URL.EscapedPath(), query: r.URL.RawQuery,
			header: r.Header.Clone(), unanswered: true,
		}
		var body bytes.Buffer
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		r.Body = readCloser{io.TeeReader(r.Body, &body), r.Body}
		rec := &recorder{ResponseWriter: w}
		defer func() {
			x.body, x.status, x.answer, x.answerBody = body.Bytes(), rec.status, rec.header, rec.body.Bytes()
			j.notes <- x
		}()
		next.ServeHTTP(rec, r)
		x.unanswered = rec.cut
	})
}

// Spoiled tells that the answer of a request is spoiled on purpose, so that it
// is none of GitHub's. The request is one that came through [Judge.Handler].
func (j *Judge) Spoiled(r *http.Request) {
	if x, is := r.Context().Value(exchangeKey{}).(*exchange); is {
		x.spoiled = true
	}
}

// Deliveries goes below the stand-in's sender and notes every delivery.
func (j *Judge) Deliveries(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		x := &exchange{delivery: true, header: r.Header.Clone()}
		if r.GetBody != nil {
			body, err := r.GetBody()
			if err != nil {
				return nil, err
			}
			if x.body, err = io.ReadAll(body); err != nil {
				return nil, err
			}
		}
		j.begin()
		j.notes <- x
		return next.RoundTrip(r)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type readCloser struct {
	io.Reader
	io.Closer
}

// recorder copies an answer on its way out.
type recorder struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
	cut    bool
}

// WriteHeader notes the status and the headers.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status, r.header = status, r.Header().Clone()
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the body.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// Flush sends what is written so far.
func (r *recorder) Flush() {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	if f, can := r.ResponseWriter.(http.Flusher); can {
		f.Flush()
	}
}

// Hijack gives the connection away: there will be no answer.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	h, can := r.ResponseWriter.(http.Hijacker)
	if !can {
		return nil, nil, errors.New("the connection cannot be taken over")
	}
	r.cut = true
	return h.Hijack()
}

// forPeople tells doors of the stand-in and pages of GitHub's web host from its API.
func forPeople(path string) bool {
	for _, prefix := range []string{"/_sim/", "/login/", "/settings/", "/organizations/", "/apps/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}
