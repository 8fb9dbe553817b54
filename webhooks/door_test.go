package webhooks_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

var (
	secret = []byte("lantern-oil-and-a-long-wick")
	older  = []byte("last-year's-lantern-oil")
	noon   = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

const guid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

// door is a receiver over real HTTP, with everything it let in and said.
type door struct {
	*httptest.Server
	mu      sync.Mutex
	secrets [][]byte
	kept    []mentorship.Delivery
	revoked []int64
	seen    map[string]bool
	counted map[webhooks.Outcome]int
	fail    error
	log     bytes.Buffer
}

func openDoor(t testing.TB) *door {
	t.Helper()
	d := &door{secrets: [][]byte{secret, older}, seen: map[string]bool{}, counted: map[webhooks.Outcome]int{}}
	rc, err := webhooks.New(webhooks.Options{
		Secrets: d.current, Keep: d.keep, Revoked: d.revoke, Now: func() time.Time { return noon },
		Log: slog.New(slog.NewTextHandler(&lockedWriter{mu: &d.mu, w: &d.log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Count: func(o webhooks.Outcome) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.counted[o]++
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Server = httptest.NewUnstartedServer(rc)
	limits := webhooks.Server(rc, "")
	limits.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	d.Server.Config = limits
	d.Start()
	t.Cleanup(d.Close)
	return d
}

func (d *door) current() [][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.secrets
}

func (d *door) revoke(_ context.Context, person int64, _ time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.revoked = append(d.revoked, person)
	return d.fail
}

func (d *door) keep(_ context.Context, dl mentorship.Delivery) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return false, d.fail
	}
	fresh := !d.seen[dl.ID]
	d.seen[dl.ID] = true
	if fresh {
		d.kept = append(d.kept, dl)
	}
	return fresh, nil
}

func (d *door) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func sign(key, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// post is a request as GitHub makes it; tests spoil it.
type post struct {
	method string
	header http.Header
	body   io.Reader
}

// delivery is a sound request with that body.
func delivery(body string) *post {
	return &post{method: http.MethodPost, body: bytes.NewReader([]byte(body)), header: http.Header{
		"Content-Type":        {"application/json"},
		"User-Agent":          {"GitHub-Hookshot/abcdef0"},
		"X-Github-Event":      {"pull_request"},
		"X-Github-Delivery":   {guid},
		"X-Hub-Signature-256": {sign(secret, []byte(body))},
	}}
}

// with replaces a header; no values removes it.
func (p *post) with(name string, values ...string) *post {
	p.header.Del(name)
	for _, v := range values {
		p.header.Add(name, v)
	}
	return p
}

// send posts and returns status, text and header of the answer.
func (d *door) send(t testing.TB, p *post) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), p.method, d.URL+"/webhooks/github", p.body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = p.header
	res, err := d.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}
