package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// channel is a webhook proxy with one channel and one listener, as smee.io is:
// what is posted comes out as an event.
type channel struct {
	events chan string
	heard  chan struct{} // closed once somebody listens
}

func (c *channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		event := map[string]any{"body": json.RawMessage(body), "timestamp": 1}
		for name := range r.Header {
			event[strings.ToLower(name)] = r.Header.Get(name)
		}
		var text strings.Builder
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false) // as in JavaScript: the body keeps its bytes
		_ = e.Encode(event)
		c.events <- strings.TrimSpace(text.String())
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "event: ready\ndata: {}\n\n")
	w.(http.Flusher).Flush()
	close(c.heard)
	for {
		select {
		case text := <-c.events:
			fmt.Fprintf(w, "data: %s\n\n", text)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// TestWebhookProxy: a program that GitHub cannot reach greets a newcomer all
// the same, and takes nothing from the proxy that GitHub did not sign.
func TestWebhookProxy(t *testing.T) {
	t.Parallel()
	c := &channel{events: make(chan string, 99), heard: make(chan struct{})}
	server := httptest.NewServer(c)
	defer server.Close()
	r := newRig(t, rigOptions{world: shortWorld(), proxy: server.URL + "/channel"})
	r.start()
	<-c.heard
	r.sim.SetWebhookURL(server.URL + "/channel")
	c.events <- `{"x-github-event":"pull_request","x-github-delivery":"forged","x-hub-signature-256":"sha256=00","body":{}}`
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	s.line(firstPull)
	for len(r.greeted()) == 0 { // the test has a time limit
		r.settle()
	}
	if n := r.program.count("webhook_unsigned"); n != 1 {
		t.Errorf("%d deliveries were refused", n)
	}
	r.stop()
}
