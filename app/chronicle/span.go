package chronicle

import (
	"encoding/json"
	"fmt"

	"github.com/firstmate-app/firstmate/app/stats"
)

// Span is one pairing as its mentor's load sees it.
type Span struct {
	From     stats.Moment `json:"from"`
	To       stats.Moment `json:"to,omitempty"`       // 0 while it lasts
	Capacity int          `json:"capacity,omitempty"` // pairings at once the mentor was ready for then
}

// Spans are the pairings a step opened and closed: of which mentor, and which
// pairing of the row it is.
func Spans(before, after stats.Row, was, is int64, capacity int) map[Place]Span {
	out := map[Place]Span{}
	for i, p := range after.Pairings {
		if i < len(before.Pairings) && before.Pairings[i] == p {
			continue
		}
		mentor := is
		if p.To != 0 {
			mentor = was
		}
		if mentor != 0 {
			out[Place{Mentor: mentor, Pairing: i}] = Span{From: p.From, To: p.To, Capacity: capacity}
		}
	}
	return out
}

// Place is which pairing of a row a span belongs to, and whose it is.
type Place struct {
	Mentor  int64
	Pairing int
}

// Encode writes a span as it is kept.
func (s Span) Encode() []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // three numbers
	}
	return text
}

// DecodeSpan reads what [Span.Encode] wrote.
func DecodeSpan(text []byte) (s Span, err error) {
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("reading a pairing: %w", err)
	}
	return s, nil
}
