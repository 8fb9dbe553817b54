package board

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// keyNote is a note for the next page: what became of a switch.
const keyNote = "note"

// mePage fills the page of one's own.
type mePage struct {
	Note   string
	Done   bool // the note says that something was done
	Boards []ownBoard
	Owners []mine
	Tokens []tokenShown
	Cals   []tokenShown // calendars
	Dates  []dateShown
	Record bool // there is something in theirs
	Lives  []string
}

// dateShown is one day to come.
type dateShown struct {
	Day, Text string
	Link      Link
}

// ownBoard is a board its reader may look at.
type ownBoard struct {
	Owner string
	Ops   bool
}

// mine is one owner on it.
type mine struct {
	mentorship.Mine
	Welcomed, Mentored []story
	Languages          []Option
	Capacities         []Option
	Out                bool   // took part once, and left
	Away               string // the last day away, empty: they are here
	Capacity           string // what they said, empty: what house rules say
	Asked              []asked
	Heard              []Link // where thanks were said to them, named by the day
	MondaysIn          Link   // where they hear from us on Mondays
}

// asked is one invitation on it.
type asked struct {
	Pull    Link
	At, End string
	Until   string // a day, of one that is open
}

// story is one mentorship on it.
type story struct {
	Pull, Issue Link
	With        string
	State       string
	Since       string // a day
	Steps       int
	Notes       []string // for its reader alone
	ID          string
	Tenant      int64
	Pulse       []Option // answers to how it is for them; none: they are not asked
}

// Me shows a person what concerns them.
func (b *Board) Me(w http.ResponseWriter, r *http.Request) {
	who, all, ok := b.mine(w, r)
	if !ok {
		return
	}
	p := b.begin(r, "me")
	p.Title = p.T("me.title", "login", who.Login)
	body := mePage{Lives: lives()}
	var err error
	if body.Boards, err = b.boards(r.Context(), who); err == nil {
		body.Tokens, body.Cals, err = b.tokensShown(r.Context(), who.ID)
	}
	if err != nil {
		b.broken(w, r, "making the page of one's own", err)
		return
	}
	if note := b.sessions.PopString(r.Context(), keyNote); note != "" {
		body.Note, body.Done = p.T("me.note."+note), note == "done"
	}
	var dates []mentorship.Date
	for _, m := range all {
		body.Owners = append(body.Owners, b.mineOf(p, m))
		body.Record = body.Record || len(m.Record) > 0
		dates = append(dates, m.Dates...)
	}
	mentorship.SortDates(dates)
	for _, d := range dates {
		body.Dates = append(body.Dates, dateShown{dayOf(d.At), b.dateText(p.Lang, d), b.dateLink(d)})
	}
	p.Body = body
	b.show(w, http.StatusOK, "me", p)
}

// mine is who asks, and what is kept of them; ok is false when the answer is
// given already.
func (b *Board) mine(w http.ResponseWriter, r *http.Request) (who *Visitor, all []mentorship.Mine, ok bool) {
	if who = b.visitor(r.Context()); who == nil {
		b.wantsLogin(w, r)
		return nil, nil, false
	}
	all, err := b.People.Mine(r.Context(), who.person())
	if err != nil {
		b.broken(w, r, "gathering what is kept of a person", err)
		return nil, nil, false
	}
	return who, all, true
}

func (v *Visitor) person() mentorship.Person { return mentorship.Person{ID: v.ID, Login: v.Login} }

// mineOf lays out what is kept at one owner.
func (b *Board) mineOf(p page, m mentorship.Mine) mine {
	out := mine{Mine: m, Out: m.Standing.Out()}
	for _, s := range m.Welcomed {
		out.Welcomed = append(out.Welcomed, b.storyOf(p, m.Tenant, s, "welcomed"))
	}
	for _, s := range m.Mentored {
		if s.State == mentorship.StateInvited && len(m.Invitations) > 0 {
			continue // it stands among the invitations
		}
		out.Mentored = append(out.Mentored, b.storyOf(p, m.Tenant, s, "mentored"))
	}
	b.heard(p, m, &out)
	if until := m.Standing.Away(); until.After(b.Now()) {
		out.Away = until.Add(-time.Second).UTC().Format(time.DateOnly)
	}
	if !m.Standing.CapacityAt.IsZero() {
		out.Capacity = strconv.Itoa(m.Standing.Capacity)
	}
	for n := range 9 {
		v := strconv.Itoa(n)
		out.Capacities = append(out.Capacities, Option{Value: v, Text: v, Chosen: v == out.Capacity})
	}
	for _, lang := range languages() {
		out.Languages = append(out.Languages, Option{Value: lang, Text: p.words.say(lang, "language"), Chosen: lang == m.Standing.Language})
	}
	return out
}

// heard lays out what others said to them: invitations and thanks, and where we
// write to them ourselves.
func (b *Board) heard(p page, m mentorship.Mine, out *mine) {
	for _, i := range m.Invitations {
		out.Asked = append(out.Asked, asked{b.linkTo(i.Pull, "pull"), dayOf(i.At), p.T("me.invitation." + string(i.End)), dayOf(i.Until)})
	}
	for _, x := range m.Thanks {
		link := b.linkTo(x.Thread, "issues") // GitHub leads on where it is a pull request
		out.Heard = append(out.Heard, Link{Text: dayOf(x.At) + " · " + link.Text, To: link.To + "#issuecomment-" + strconv.FormatInt(x.Comment, 10)})
	}
	if !m.Digest.Zero() {
		out.MondaysIn = b.linkTo(m.Digest, "issues")
	}
}

func (b *Board) storyOf(p page, tenant int64, s mentorship.Story, as string) story {
	out := story{
		ID: s.ID, Tenant: tenant,
		Pull: b.linkTo(s.Pull, "pull"), With: s.With.Login, Since: s.Since.UTC().Format(time.DateOnly), Steps: len(s.Done),
		State: p.T("me.state." + as + "." + string(s.State)),
	}
	if !s.Issue.Zero() {
		out.Issue = b.linkTo(s.Issue, "issues")
	}
	if !s.WordAt.IsZero() {
		out.Notes = append(out.Notes, p.T("me.word", "day", dayOf(s.WordAt)))
	}
	if !s.TookAt.IsZero() {
		out.Notes = append(out.Notes, p.T("me.took", "day", dayOf(s.TookAt)))
	}
	if s.Pulse != nil {
		for _, v := range mentorship.PulseValues() {
			value := strconv.Itoa(v)
			out.Pulse = append(out.Pulse, Option{Value: value, Text: p.T("me.pulse." + value), Chosen: v == s.Pulse.Answer})
		}
	}
	return out
}

// linkTo leads to a thread on GitHub.
func (b *Board) linkTo(t mentorship.Thread, kind string) Link {
	name := t.Repo.FullName()
	return Link{Text: name + "#" + strconv.Itoa(t.Number), To: b.WebURL + "/" + name + "/" + kind + "/" + strconv.Itoa(t.Number)}
}

// Export hands a person all of it, for other programs to read.
func (b *Board) Export(w http.ResponseWriter, r *http.Request) {
	who, all, ok := b.mine(w, r)
	if !ok {
		return
	}
	text, err := json.MarshalIndent(struct {
		Person mentorship.Person `json:"person"`
		At     time.Time         `json:"at"`
		Kept   []mentorship.Mine `json:"kept"`
	}{who.person(), b.Now().UTC(), append([]mentorship.Mine{}, all...)}, "", "  ")
	if err != nil {
		b.broken(w, r, "writing what is kept of a person", err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="firstmate.json"`)
	_, _ = w.Write(append(text, '\n')) // a reader who went away is no news
}
