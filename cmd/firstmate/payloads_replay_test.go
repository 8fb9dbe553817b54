package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/firstmate-app/firstmate/webhooks"
)

// replay sends GitHub's recorded webhooks to the true program.
type replay struct {
	*rig
	story  *story
	lanes  map[string]*lane
	client *http.Client
	logged *safeBuffer
	sent   int
}

func newReplay(t *testing.T) *replay {
	lanes, logged := payloadLanes(), &safeBuffer{}
	r := newRig(t, rigOptions{world: payloadWorld(lanes), log: slog.New(slog.NewJSONHandler(logged, nil))})
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(tail(logged.String(), 6000))
		}
	})
	r.start()
	return &replay{
		rig: r, story: &story{rig: r, names: map[string]string{}, repos: map[string]string{}}, lanes: lanes, logged: logged,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}},
	}
}

const (
	senders = 8   // deliveries under way at a time
	batch   = 300 // deliveries until the program may come to rest
)

// send sends all deliveries, each of which must be taken, and lets the
// program come to rest.
func (r *replay) send(what string, all []delivery) {
	r.t.Helper()
	began := time.Now()
	for part := range slices.Chunk(all, batch) {
		g, ctx := errgroup.WithContext(r.t.Context())
		g.SetLimit(senders)
		for _, d := range part {
			g.Go(func() error { return r.take(ctx, what, d) })
		}
		if err := g.Wait(); err != nil {
			r.t.Fatalf("%s: %v", what, err)
		}
		r.settle()
	}
	r.sent += len(all)
	r.t.Logf("%s: %d deliveries in %v", what, len(all), time.Since(began).Round(time.Millisecond))
}

// take sends one delivery, which must be taken and understood.
func (r *replay) take(ctx context.Context, what string, d delivery) error {
	if _, err := webhooks.Decode(d.event, []byte(d.body), webhooks.App{ID: 1, Slug: "firstmate"}); errors.Is(err, webhooks.ErrMalformed) {
		r.t.Errorf("%s: %s %s: %v", what, d.id, d.event, err)
	}
	status, err := r.postOne(ctx, d, nil)
	if err == nil && status != http.StatusAccepted {
		r.t.Errorf("%s: %s %s is answered %d", what, d.id, d.event, status)
	}
	return err
}

// postOne sends one delivery, signed unless the header says otherwise.
func (r *replay) postOne(ctx context.Context, d delivery, header map[string]string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.program.url()+webhookPath, strings.NewReader(d.body))
	if err != nil {
		return 0, err
	}
	req.Header = http.Header{
		"Content-Type": {"application/json"}, "X-Github-Event": {d.event}, "X-Github-Delivery": {d.id},
		"X-Hub-Signature-256": {sign(rigSecret, d.body)},
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

// open opens the lane's pull request on the stand-in.
func (r *replay) open(name string) {
	r.t.Helper()
	l := r.lanes[name]
	l.now = r.clock.Now()
	made := r.act("open_pull", act{"author": l.login, "title": "A " + name, "files": []string{l.files}})
	l.number, l.sha = made.Number, made.SHA
	l.comment = r.act("comment", act{"author": l.login, "number": l.number, "body": "/mentor sing"}).ID
}

// paired opens the lane's pull request and lets a mentor accept.
func (r *replay) paired(name string) {
	r.t.Helper()
	r.open(name)
	r.settle()
	l := r.lanes[name]
	r.act("comment", act{"author": "lin", "number": l.number, "body": "/mentor accept"})
	r.settle()
	l.issue = r.trackingIssue()
}

// greetings is how many comments that answer no command stand on the pull request.
func (r *replay) greetings(l *lane) int {
	r.t.Helper()
	n := 0
	for _, w := range r.ledger().Writes {
		if w.Kind == "comment.create" && w.Applied && w.Number == l.number && !isPrompted(w) {
			n++
		}
	}
	return n
}

// issueText is how a tracking issue of ours stands now.
func (r *replay) issueText(number int) string {
	r.t.Helper()
	text := ""
	for _, w := range r.ledger().Writes {
		if strings.HasPrefix(w.Kind, "issue.") && w.Applied && w.Number == number && w.Body != nil {
			text = *w.Body
		}
	}
	return text
}
