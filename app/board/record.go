package board

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A person's own record is what they may show to others: how long they mentored,
// or were mentored, and the public pull request it began with. It names nobody
// else and judges nothing.

// credit is one line of it, as programs read it. Days are in UTC.
type credit struct {
	Role      string `json:"role"` // mentor or newcomer
	Owner     string `json:"owner"`
	Pull      string `json:"pull_request"` // address of the newcomer's first one
	From      string `json:"from"`
	To        string `json:"to,omitempty"`           // missing while it goes on
	Merged    string `json:"merged,omitempty"`       // of a newcomer: when that pull request was merged
	More      int    `json:"more_merged,omitempty"`  // of a newcomer: later pull requests of theirs that were merged
	Graduated string `json:"graduated_on,omitempty"` // of a newcomer
	Name      string `json:"-"`                      // owner/name#number
}

// recordPage fills the record.
type recordPage struct {
	Login, Taken, Site string
	Mentored           []credit
	Welcomed           []credit
}

// Record shows a person their own record, to print.
func (b *Board) Record(w http.ResponseWriter, r *http.Request) {
	b.record(w, r, func(body recordPage) {
		p := b.begin(r, "record")
		p.Title, p.Body = p.T("record.title", "login", body.Login), body
		b.show(w, http.StatusOK, "record", p)
	})
}

// RecordJSON hands it to them for other programs to read.
func (b *Board) RecordJSON(w http.ResponseWriter, r *http.Request) {
	b.record(w, r, func(body recordPage) {
		text, err := json.MarshalIndent(struct {
			Login   string   `json:"login"`
			Taken   string   `json:"taken_on"`
			Note    string   `json:"note"`
			Credits []credit `json:"mentorships"`
		}{
			body.Login, body.Taken, b.phrases.say(b.spoken(r), "record.note"), append(append([]credit{}, body.Mentored...), body.Welcomed...),
		}, "", "  ")
		if err != nil {
			b.broken(w, r, "writing somebody's record", err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Disposition", `attachment; filename="firstmate-record.json"`)
		_, _ = w.Write(append(text, '\n')) // a reader who went away is no news
	})
}

// record gathers it for the one whose it is.
func (b *Board) record(w http.ResponseWriter, r *http.Request, then func(recordPage)) {
	who, all, ok := b.mine(w, r)
	if !ok {
		return
	}
	out := recordPage{Login: who.Login, Taken: dayOf(b.Now()), Site: b.WebURL}
	for _, m := range all {
		for _, c := range m.Record {
			if line := b.creditOf(c); c.Mentored {
				out.Mentored = append(out.Mentored, line)
			} else {
				out.Welcomed = append(out.Welcomed, line)
			}
		}
	}
	then(out)
}

func (b *Board) creditOf(c mentorship.Credit) credit {
	link := b.linkTo(c.Pull, "pull")
	out := credit{
		Role: "newcomer", Owner: c.Owner, Pull: link.To, Name: link.Text, From: dayOf(c.From), To: dayOf(c.To), Merged: dayOf(c.Merged),
		More: c.More, Graduated: dayOf(c.Graduated),
	}
	if c.Mentored {
		out.Role = "mentor"
	}
	return out
}

// dayOf is the day of a moment in UTC, empty for none.
func dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}
