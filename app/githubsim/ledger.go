package githubsim

import (
	"encoding/json"
	"slices"
)

// Ledger is what the App did and what it was told, in order.
type Ledger struct {
	Writes     []Write    `json:"writes"`
	Deliveries []Delivery `json:"deliveries"`
}

// Write is one mutating request of the App, whether or not it changed
// anything.
type Write struct {
	N            int             `json:"n"` // rises by one
	Kind         string          `json:"kind"`
	App          int64           `json:"app"`
	Installation int64           `json:"installation"`
	Repo         string          `json:"repo"`
	Number       int             `json:"number"` // issue or pull request, 0 for none
	ID           int64           `json:"id"`     // object written, 0 when none was
	Body         *string         `json:"body"`   // text sent
	Data         json.RawMessage `json:"data"`   // the whole request
	Mentions     []string        `json:"mentions"`
	At           string          `json:"at"` // RFC 3339, the stand-in's clock
	Applied      bool            `json:"applied"`
	Answered     int             `json:"answered"` // status, 0 for a cut connection
}

// Delivery is one finished attempt to deliver; Status 0 is no answer.
type Delivery struct {
	GUID         string `json:"guid"`
	ID           int64  `json:"id"`
	Event        string `json:"event"`
	Action       string `json:"action"`
	Installation int64  `json:"installation"`
	Repo         string `json:"repo"`
	Number       int    `json:"number"`
	Attempt      int    `json:"attempt"`
	At           string `json:"at"`
	Status       int    `json:"status"`
	MS           int64  `json:"ms"`
}

type entry = Write

type ledger struct {
	writes []*entry
}

// Ledger returns a copy of all that happened so far.
func (s *Server) Ledger() Ledger {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := Ledger{Writes: []Write{}, Deliveries: []Delivery{}}
	for _, w := range s.ledger.writes {
		copied := *w
		copied.Mentions = slices.Clone(w.Mentions)
		l.Writes = append(l.Writes, copied)
	}
	for _, a := range s.out.log {
		l.Deliveries = append(l.Deliveries, a.Delivery)
	}
	return l
}

// open starts the ledger's entry of a mutating request.
func (s *Server) open(c *call) {
	if c.route == nil || c.route.kind == "" {
		return
	}
	w := &entry{
		N: len(s.ledger.writes) + 1, Kind: c.route.kind, App: s.st.app.id, Number: int(c.number("number")),
		Mentions: []string{}, At: s.rfc3339(), Data: json.RawMessage("null"),
	}
	if c.inst != nil {
		w.Installation = c.inst.id
	}
	if c.repo != nil {
		w.Repo = c.repo.fullName()
	}
	if json.Valid(c.body) {
		w.Data = slices.Clone(c.body)
		var text struct{ Body *string }
		_ = json.Unmarshal(c.body, &text) // a body that is no string is in Data
		w.Body = text.Body
	}
	s.ledger.writes = append(s.ledger.writes, w)
	c.entry = w
}

func (s *Server) rfc3339() string { return s.clock.now().Format("2006-01-02T15:04:05.000Z07:00") }

// touched names the object of the entry without claiming a change.
func (c *call) touched(id int64, number int) {
	if c.entry != nil {
		c.entry.ID, c.entry.Number = id, number
	}
}

func (c *call) changed() {
	if c.entry != nil {
		c.entry.Applied = true
	}
}

func (c *call) wrote(id int64, number int) {
	c.touched(id, number)
	c.changed()
}

// mention records whom GitHub would notify of a text; after an edit only
// those who were not in the text before.
func (c *call) mention(body, before *string) {
	if c.entry == nil || body == nil {
		return
	}
	now := c.st.notified(c.repo, *body)
	if before != nil {
		old := c.st.notified(c.repo, *before)
		now = slices.DeleteFunc(now, func(m string) bool { return slices.Contains(old, m) })
	}
	c.entry.Mentions = append([]string{}, now...)
}

// settle records what was answered.
func (s *Server) settle(c *call, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.entry != nil {
		c.entry.Answered = status
	}
}

// refuse prepares a request that a fault keeps from being carried out: its
// entry is written, its answer is what GitHub would have said about nothing.
func (c *call) refuse() answer {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	c.attach(s.st)
	c.find()
	if c.route != nil && c.authenticate() == nil {
		s.open(c)
	}
	a := ok(obj{})
	a.encode()
	return a
}
