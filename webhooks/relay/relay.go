// Package relay fetches deliveries from a webhook proxy such as smee.io, for a
// machine that GitHub cannot reach: the proxy takes them from GitHub and hands
// them on as server-sent events. It trusts the proxy with nothing: each
// delivery goes through the receiver, signature and all. For trying things
// out; a proxy sees what is sent, and keeps nothing while we are away (what is
// missed that way is found in GitHub's own log of deliveries).
package relay

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/tmaxmax/go-sse"
)

// Options say what is fetched and who takes it. All but HTTP are required.
type Options struct {
	// Channel is the address deliveries are fetched from.
	Channel string
	// Receiver takes each as if GitHub had sent it.
	Receiver http.Handler
	Log      *slog.Logger
	// HTTP carries the connection, without a time limit; nil is one of its own.
	HTTP *http.Client
	// Pause is the first wait before the next try to connect; half a second if zero.
	Pause time.Duration
}

// mostEvent is the largest event taken, in bytes: a delivery of 25 MB as text within text.
const mostEvent = 40 << 20

// Waits before the next try to connect: they double, and begin anew once
// something was fetched.
const (
	firstPause = 500 * time.Millisecond
	mostPause  = 30 * time.Second
)

// Run fetches until ctx ends. A connection that breaks is opened anew.
func Run(ctx context.Context, o Options) {
	first := cmp.Or(o.Pause, firstPause)
	wait := first
	for {
		heard, err := o.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		if heard {
			wait = first
		}
		o.Log.WarnContext(ctx, "the webhook proxy is asked again", "in", wait, "error", err)
		next := time.NewTimer(wait)
		select {
		case <-next.C:
		case <-ctx.Done():
			next.Stop()
			return
		}
		wait = min(2*wait, mostPause)
	}
}

// What ends a connection, told without the channel, whose address is what protects it.
var (
	errBroken = errors.New("the connection broke")
	errEnded  = errors.New("the proxy ended the connection")
)

// listen takes what comes over one connection. heard: something did.
func (o *Options) listen(ctx context.Context) (heard bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.Channel, nil)
	if err != nil {
		return false, errors.New("the proxy's address is none")
	}
	req.Header.Set("Accept", "text/event-stream")
	client := o.HTTP
	if client == nil {
		client = &http.Client{}
	}
	resp, err := client.Do(req)
	if err != nil {
		return false, errBroken
	}
	defer resp.Body.Close()
	if err := sse.DefaultValidator(resp); err != nil {
		return false, fmt.Errorf("the proxy answers %d, and no stream of events", resp.StatusCode)
	}
	for e, err := range sse.Read(resp.Body, &sse.ReadConfig{MaxEventSize: mostEvent}) {
		if err != nil {
			return heard, errBroken
		}
		heard = true
		o.take(ctx, e.Data)
	}
	return heard, errEnded
}

// envelope is a delivery as smee.io and its like wrap it: the headers' names
// in lower case, and the body as JSON, or as bytes (gosmee).
type envelope struct {
	Event     string          `json:"x-github-event"`
	Delivery  string          `json:"x-github-delivery"`
	Signature string          `json:"x-hub-signature-256"`
	Body      json.RawMessage `json:"body"`
	Bytes     []byte          `json:"bodyB"`
}

// take hands one event to the receiver. Signs of life are none.
func (o *Options) take(ctx context.Context, data string) {
	var e envelope
	if json.Unmarshal([]byte(data), &e) != nil || e.Event == "" {
		return
	}
	body := []byte(e.Body)
	if len(e.Bytes) > 0 {
		body = e.Bytes
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "/", bytes.NewReader(body))
	if err != nil {
		return // the address is ours
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-GitHub-Event": e.Event, "X-GitHub-Delivery": e.Delivery, "X-Hub-Signature-256": e.Signature,
	} {
		req.Header.Set(name, value)
	}
	answer := &status{header: http.Header{}, code: http.StatusOK}
	o.Receiver.ServeHTTP(answer, req)
	if answer.code != http.StatusAccepted {
		o.Log.WarnContext(ctx, "a delivery through the webhook proxy was not taken", "delivery", e.Delivery, "status", answer.code)
	}
}

// status keeps what the receiver answers.
type status struct {
	header http.Header
	code   int
}

// Header implements http.ResponseWriter.
func (s *status) Header() http.Header { return s.header }

// WriteHeader implements http.ResponseWriter.
func (s *status) WriteHeader(code int) { s.code = code }

// Write implements http.ResponseWriter.
func (*status) Write(b []byte) (int, error) { return len(b), nil }
