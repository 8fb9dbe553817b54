package relay

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// got is what the receiver was handed.
type got struct {
	header http.Header
	body   string
}

// TestRelay: deliveries arrive byte for byte in both forms, signs of life do
// not, and a proxy that fails or breaks off is asked again.
func TestRelay(t *testing.T) {
	body := `{"action":"opened","text":"a <b> & ü"}`
	fields := `"x-github-event":"pull_request","x-github-delivery":"g%d","x-hub-signature-256":"sha256=0","timestamp":1`
	streams := []string{
		"", // answered with 502
		"event: ready\ndata: {}\n\nid: 1\ndata: {" + fmt.Sprintf(fields, 1) + `,"body":` + body + "}\n\nevent: ping\ndata: {}\n\n",
		"data: no JSON\n\ndata: {" + fmt.Sprintf(fields, 2) + `,"bodyB":"` + base64.StdEncoding.EncodeToString([]byte(body)) + "\"}\n\n",
	}
	var mu sync.Mutex
	asked := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n := asked
		asked++
		mu.Unlock()
		if n == 0 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		if n < len(streams) {
			_, _ = io.WriteString(w, streams[n])
			return // the connection ends
		}
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer proxy.Close()
	ctx, stop := context.WithCancel(t.Context())
	arrived, ended := make(chan got, 9), make(chan struct{})
	receiver := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		arrived <- got{r.Header, string(b)}
		w.WriteHeader(http.StatusAccepted)
	})
	go func() {
		defer close(ended)
		Run(ctx, Options{Channel: proxy.URL + "/channel", Receiver: receiver, Log: slog.New(slog.DiscardHandler), Pause: time.Millisecond})
	}()
	for i := 1; i <= 2; i++ {
		g := <-arrived
		if g.body != body || g.header.Get("X-GitHub-Delivery") != fmt.Sprint("g", i) || g.header.Get("X-GitHub-Event") != "pull_request" || g.header.Get("X-Hub-Signature-256") != "sha256=0" {
			t.Errorf("%d: %+v", i, g)
		}
	}
	stop()
	<-ended
	if len(arrived) > 0 {
		t.Errorf("%+v", <-arrived)
	}
}

// TestRefused: what the receiver refuses is told, and the channel's address is not.
func TestRefused(t *testing.T) {
	var log bytes.Buffer
	o := Options{Receiver: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }), Log: slog.New(slog.NewTextHandler(&log, nil))}
	o.take(t.Context(), `{"x-github-event":"push","x-github-delivery":"g1","body":{}}`)
	if !strings.Contains(log.String(), "status=401") {
		t.Error(log.String())
	}
	o.Channel = "https://127.0.0.1:1/secret-channel"
	if _, err := o.listen(t.Context()); err == nil || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}
