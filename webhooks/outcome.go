package webhooks

import "net/http"

// Outcome is what became of a request at the door. It is the label it is
// counted under and the whole text of the answer: no answer repeats anything
// that was sent.
type Outcome string

// The outcomes, each with its HTTP status.
const (
	Accepted Outcome = "accepted"  // 202: kept now
	Known    Outcome = "known"     // 202: kept earlier
	Ignored  Outcome = "ignored"   // 202: sound, but of no installation of the App
	Forged   Outcome = "unsigned"  // 401: no signature, or a wrong one
	Headers  Outcome = "headers"   // 400: event name or delivery id missing, doubled or senseless
	NotJSON  Outcome = "malformed" // 400: not JSON, too deep, a key doubled, or an id that is none
	CutShort Outcome = "cut_short" // 400: the body ended before its time or came too slowly
	Method   Outcome = "method"    // 405: not a POST
	TooLarge Outcome = "too_large" // 413: more than MaxBody
	Encoding Outcome = "encoding"  // 415: not plain application/json
	Unkept   Outcome = "unkept"    // 503: it could not be kept; GitHub shows it as failed, so it can be fetched later
)

const (
	retryAfter = "5" // seconds
	textType   = "text/plain; charset=utf-8"
)

// Status is the HTTP status of the answer.
func (o Outcome) Status() int {
	switch o {
	case Accepted, Known, Ignored:
		return http.StatusAccepted
	case Forged:
		return http.StatusUnauthorized
	case Method:
		return http.StatusMethodNotAllowed
	case TooLarge:
		return http.StatusRequestEntityTooLarge
	case Encoding:
		return http.StatusUnsupportedMediaType
	case Unkept:
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadRequest
	}
}

// write answers the request.
func (o Outcome) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", textType)
	h.Set("X-Content-Type-Options", "nosniff")
	switch o {
	case Method:
		h.Set("Allow", http.MethodPost)
	case Unkept:
		h.Set("Retry-After", retryAfter)
	case TooLarge, CutShort:
		h.Set("Connection", "close")
	}
	w.WriteHeader(o.Status())
	// A sender who has left does not need the answer.
	_, _ = w.Write([]byte(string(o) + "\n"))
}
