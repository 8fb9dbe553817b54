package webhooks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// MaxBody is the largest body that is read, in bytes. GitHub sends nothing larger.
const MaxBody = 25 << 20

const (
	headerSignature = "X-Hub-Signature-256"
	headerEvent     = "X-Github-Event"
	headerDelivery  = "X-Github-Delivery"

	// keepWithin leaves time to answer 503 before GitHub gives up after 10 s.
	keepWithin = 8 * time.Second
	firstRead  = 64 << 10 // bytes reserved on the word of a Content-Length
	maxToken   = 64       // characters of an event name or delivery id
)

// Options are what a Receiver needs. Secrets, Keep and Now are required.
type Options struct {
	// Secrets returns the secrets that are good now, each of at least
	// MinSecret bytes. It is asked for every request, so a secret can be
	// replaced without a restart.
	Secrets func() [][]byte
	// Keep keeps a delivery for good, and reports whether it was new. When it
	// returns without error the delivery must survive a crash.
	Keep func(ctx context.Context, d mentorship.Delivery) (fresh bool, err error)
	// Revoked is told that a person took back what they allowed the App. It may
	// be nil.
	Revoked func(ctx context.Context, person int64, at time.Time) error
	Now     func() time.Time
	Log     *slog.Logger
	// Count is told each outcome. It may be nil.
	Count func(Outcome)
}

// Receiver is the handler GitHub posts webhooks to.
type Receiver struct{ Options }

// New makes a Receiver. It refuses to without secrets long enough not to be guessed.
func New(o Options) (*Receiver, error) {
	if o.Secrets == nil || o.Keep == nil || o.Now == nil {
		return nil, errors.New("webhook receiver needs Secrets, Keep and Now")
	}
	if err := checkSecrets(o.Secrets()); err != nil {
		return nil, fmt.Errorf("making the webhook receiver: %w", err)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(Outcome) {}
	}
	if o.Revoked == nil {
		o.Revoked = func(context.Context, int64, time.Time) error { return nil }
	}
	return &Receiver{o}, nil
}

// ServeHTTP answers one delivery. Whatever is refused leaves no trace but a
// count and a line in the log.
func (rc *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d, out := rc.read(w, r)
	var err error
	switch out {
	case Accepted:
		out, err = rc.keep(r.Context(), d)
	case Ignored:
		out, err = rc.revoke(r.Context(), d)
	}
	out.write(w)
	rc.Count(out)
	rc.note(r, out, err)
}

// read turns a request into a delivery, or says why it is none. What can be
// judged by the header is judged before the body is read, and nothing in the
// body is believed before the signature was.
func (rc *Receiver) read(w http.ResponseWriter, r *http.Request) (d mentorship.Delivery, out Outcome) {
	if out := judgeHeader(r); out != Accepted {
		return d, out
	}
	sig, ok := parseSignature(r.Header.Get(headerSignature))
	if !ok {
		return d, Forged
	}
	body, out := readBody(w, r)
	if out != Accepted {
		return d, out
	}
	if !sig.verify(rc.Secrets(), body) {
		return d, Forged
	}
	if mediaType(r) != "application/json" {
		return d, Encoding
	}
	return delivery(r.Header.Get(headerDelivery), r.Header.Get(headerEvent), body, rc.Now())
}

// delivery reads a body that is known to come from GitHub.
func delivery(id, event string, body []byte, at time.Time) (d mentorship.Delivery, out Outcome) {
	if !isDeliveryID(id) || !isEventName(event) {
		return d, Headers
	}
	env, err := scan(body)
	if err != nil {
		return d, NotJSON
	}
	d = mentorship.Delivery{ID: id, Event: event, Tenant: env.installation, RepoID: env.repository, Body: body, At: at}
	if env.installation == 0 {
		return d, Ignored
	}
	return d, Accepted
}

func (rc *Receiver) keep(ctx context.Context, d mentorship.Delivery) (Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	if err := fault.At("door.verified"); err != nil {
		return Unkept, err
	}
	fresh, err := rc.Keep(ctx, d)
	if err == nil {
		err = fault.At("door.kept")
	}
	switch {
	case err != nil:
		return Unkept, err
	case !fresh:
		return Known, nil
	}
	return Accepted, nil
}

// note writes the one line a delivery gets in the log.
func (rc *Receiver) note(r *http.Request, out Outcome, err error) {
	level := slog.LevelWarn
	switch out {
	case Accepted, Known, Ignored:
		level = slog.LevelDebug
	case Unkept:
		level = slog.LevelError
	}
	if !rc.Log.Enabled(r.Context(), level) {
		return
	}
	id, event := r.Header.Get(headerDelivery), r.Header.Get(headerEvent)
	if !isDeliveryID(id) {
		id = "-"
	}
	if !isEventName(event) {
		event = "-"
	}
	attrs := []slog.Attr{slog.String("delivery", id), slog.String("event", event), slog.String("outcome", string(out))}
	if err != nil {
		attrs = append(attrs, slog.Any("err", err))
	}
	rc.Log.LogAttrs(r.Context(), level, "webhook", attrs...)
}

func judgeHeader(r *http.Request) Outcome {
	if r.Method != http.MethodPost {
		return Method
	}
	if mediaType(r) == "application/x-www-form-urlencoded" {
		return Encoding
	}
	for _, c := range r.Header.Values("Content-Encoding") {
		if !strings.EqualFold(c, "identity") {
			return Encoding
		}
	}
	for _, name := range []string{headerSignature, headerEvent, headerDelivery} {
		if len(r.Header.Values(name)) > 1 {
			return Headers
		}
	}
	return Accepted
}

// mediaType is the kind of body the sender speaks of, "" if that is unreadable.
func mediaType(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// readBody reads at most MaxBody bytes, however many were announced.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, Outcome) {
	if r.ContentLength > MaxBody {
		return nil, TooLarge
	}
	var buf bytes.Buffer
	buf.Grow(int(min(max(r.ContentLength, 0), firstRead)) + bytes.MinRead)
	_, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, MaxBody))
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		return nil, TooLarge
	}
	if err != nil {
		return nil, CutShort
	}
	return buf.Bytes(), Accepted
}

// isDeliveryID reports whether s could be one of GitHub's delivery ids. It
// becomes part of keys and log lines, so nothing else is let through.
func isDeliveryID(s string) bool {
	return token(s, func(c rune) bool {
		return c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	})
}

func isEventName(s string) bool {
	return token(s, func(c rune) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' })
}

func token(s string, fits func(rune) bool) bool {
	if s == "" || len(s) > maxToken {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return !fits(c) })
}
