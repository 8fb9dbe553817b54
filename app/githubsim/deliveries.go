package githubsim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

const (
	deliveryTimeout = 10 * time.Second
	hookID          = 1
	keptAnswer      = 64 << 10
)

// parcel is one event on its way to the App. It keeps its GUID however often
// it is sent.
type parcel struct {
	guid     string
	event    string
	action   string
	inst     int64
	repo     *repo
	repoName string
	number   int
	payload  []byte
	attempts int
}

// attempt is one sending of a parcel, with what GitHub's delivery log shows.
type attempt struct {
	Delivery
	parcel      *parcel
	at          time.Time
	redelivery  bool
	duration    time.Duration
	verdict     string
	sentHeaders map[string]string
	gotHeaders  map[string]string
	got         string
}

// outbox holds the parcels and the log of attempts.
type outbox struct {
	url     string
	secret  []byte
	queue   []*parcel
	held    []*parcel
	holding bool
	sending bool
	sent    []*parcel // every parcel ever sent or queued, in order
	log     []*attempt
	wake    chan struct{}
}

// newGUID makes a delivery's GUID. It is random, for a client may remember
// the ones of an earlier run.
func newGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// post queues an event. The caller holds the lock.
func (s *Server) post(p *parcel, payload obj) {
	a := ok(payload)
	a.encode()
	p.guid, p.payload = newGUID(), a.raw
	s.out.sent = append(s.out.sent, p)
	s.emitted = append(s.emitted, p.guid)
	s.enqueue(p)
}

func (s *Server) enqueue(p *parcel) {
	if s.out.holding {
		s.out.held = append(s.out.held, p)
		return
	}
	s.out.queue = append(s.out.queue, p)
	select {
	case s.out.wake <- struct{}{}:
	default:
	}
}

// pending counts what is queued or in flight.
func (s *Server) pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.out.queue)
	if s.out.sending {
		n++
	}
	return n
}

// deliverAll sends the queue until ctx ends.
func (s *Server) deliverAll(ctx context.Context) error {
	carry := s.carry
	if carry == nil {
		carry = &http.Transport{MaxIdleConnsPerHost: 1}
	}
	client := &http.Client{
		Timeout:       deliveryTimeout,
		Transport:     carry,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	for {
		if s.deliverNext(ctx, client) {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.out.wake:
		}
	}
}

// deliverNext sends the first parcel of the queue; false when there is none.
func (s *Server) deliverNext(ctx context.Context, client *http.Client) bool {
	s.mu.Lock()
	if ctx.Err() != nil || len(s.out.queue) == 0 {
		s.mu.Unlock()
		return false
	}
	p := s.out.queue[0]
	s.out.queue = s.out.queue[1:]
	s.out.sending = true
	p.attempts++
	a := &attempt{parcel: p, at: s.clock.now(), redelivery: p.attempts > 1, sentHeaders: s.signed(p)}
	a.Delivery = Delivery{
		GUID: p.guid, ID: s.st.next("delivery"), Event: p.event, Action: p.action, Installation: p.inst,
		Repo: p.repoName, Number: p.number, Attempt: p.attempts, At: s.rfc3339(),
	}
	url := s.out.url
	s.mu.Unlock()

	s.pulse.begin()
	a.send(ctx, client, url)
	if a.Status < 200 || a.Status > 299 {
		s.log.WarnContext(ctx, "delivery failed", "guid", p.guid, "event", p.event, "status", a.Status, "why", a.verdict)
	}
	s.mu.Lock()
	s.out.log = append(s.out.log, a)
	s.out.sending = false
	s.mu.Unlock()
	s.pulse.end()
	return true
}

// signed makes the headers of a delivery.
func (s *Server) signed(p *parcel) map[string]string {
	h := map[string]string{
		"Accept": "*/*", "Content-Type": "application/json", "User-Agent": "GitHub-Hookshot/standin",
		"X-GitHub-Delivery": p.guid, "X-GitHub-Event": p.event, "X-GitHub-Hook-ID": itoa(hookID),
		"X-GitHub-Hook-Installation-Target-ID":   itoa(s.st.app.id),
		"X-GitHub-Hook-Installation-Target-Type": "integration",
	}
	if len(s.out.secret) > 0 {
		h["X-Hub-Signature"] = "sha1=" + mac(sha1.New, s.out.secret, p.payload)
		h["X-Hub-Signature-256"] = "sha256=" + mac(sha256.New, s.out.secret, p.payload)
	}
	return h
}

func mac(kind func() hash.Hash, secret, body []byte) string {
	m := hmac.New(kind, secret)
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// send makes the request and keeps what came of it.
func (a *attempt) send(ctx context.Context, client *http.Client, url string) {
	start := time.Now()
	defer func() {
		a.duration = time.Since(start)
		a.MS = a.duration.Milliseconds()
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(a.parcel.payload))
	if err != nil {
		a.verdict = "failed to connect to host"
		return
	}
	for k, v := range a.sentHeaders {
		req.Header.Set(k, v)
	}
	res, err := client.Do(req)
	if err != nil {
		a.verdict = failure(err)
		return
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, keptAnswer))
	a.Status, a.got, a.gotHeaders = res.StatusCode, string(body), map[string]string{}
	for k := range res.Header {
		a.gotHeaders[k] = res.Header.Get(k)
	}
	a.verdict = "OK"
	if res.StatusCode < 200 || res.StatusCode > 299 {
		a.verdict = fmt.Sprintf("Invalid HTTP Response: %d", res.StatusCode)
	}
}

func failure(err error) string {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "timed out"
	}
	return "failed to connect to host"
}

// again queues parcels once more, in the same or reverse order, times over.
func (s *Server) again(parcels []*parcel, order string, times int) []string {
	parcels = slices.Clone(parcels)
	if order == "reverse" {
		slices.Reverse(parcels)
	}
	var guids []string
	for range max(1, times) {
		for _, p := range parcels {
			s.enqueue(p)
			guids = append(guids, p.guid)
		}
	}
	return guids
}

func (s *Server) parcelNamed(guid string) *parcel {
	for _, p := range s.out.sent {
		if p.guid == guid {
			return p
		}
	}
	return nil
}
