package mentorship

import (
	"bytes"
	"encoding/json"
)

// Reason is one fact that speaks for a mentor, and where anybody can check it.
// It is written from the history of a repository: escape it.
type Reason struct {
	Text  string `json:"text"` // in English
	Link  string `json:"link,omitempty"`
	Kind  string `json:"kind,omitempty"`  // what sort of fact, for other languages; "" in records of earlier versions
	Place string `json:"place,omitempty"` // where, or what about
	Count int    `json:"count,omitempty"` // how many changes
}

// UnmarshalJSON also reads the plain sentence that records of earlier versions hold.
func (r *Reason) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		*r = Reason{}
		return json.Unmarshal(data, &r.Text)
	}
	type plain Reason
	return json.Unmarshal(data, (*plain)(r))
}

// String is the fact, with the link behind it where there is one.
func (r Reason) String() string {
	if r.Link == "" {
		return r.Text
	}
	return r.Text + " (" + r.Link + ")"
}
