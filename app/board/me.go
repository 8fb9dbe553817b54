package board

import (
	"encoding/json"
	"net/http"
	"slices"
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
	Owners []mine
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
}

// story is one mentorship on it.
type story struct {
	Pull, Issue Link
	With        string
	State       string
	Since       string // a day
	Steps       int
}

// Me shows a person what concerns them.
func (b *Board) Me(w http.ResponseWriter, r *http.Request) {
	who := b.visitor(r.Context())
	if who == nil {
		b.wantsLogin(w, r)
		return
	}
	all, ok := b.mine(w, r, who)
	if !ok {
		return
	}
	p := b.begin(r, "me")
	p.Title = p.T("me.title", "login", who.Login)
	body := mePage{}
	if note := b.sessions.PopString(r.Context(), keyNote); note != "" {
		body.Note, body.Done = p.T("me.note."+note), note == "done"
	}
	for _, m := range all {
		body.Owners = append(body.Owners, b.mineOf(p, m))
	}
	p.Body = body
	b.show(w, http.StatusOK, "me", p)
}

// mine is what is kept of a visitor; ok is false when the answer is given already.
func (b *Board) mine(w http.ResponseWriter, r *http.Request, who *Visitor) (all []mentorship.Mine, ok bool) {
	all, err := b.People.Mine(r.Context(), who.person())
	if err != nil {
		b.broken(w, r, "gathering what is kept of a person", err)
		return nil, false
	}
	return all, true
}

func (v *Visitor) person() mentorship.Person { return mentorship.Person{ID: v.ID, Login: v.Login} }

// mineOf lays out what is kept at one owner.
func (b *Board) mineOf(p page, m mentorship.Mine) mine {
	out := mine{Mine: m, Out: m.Standing.Out()}
	for _, s := range m.Welcomed {
		out.Welcomed = append(out.Welcomed, b.storyOf(p, s, "welcomed"))
	}
	for _, s := range m.Mentored {
		out.Mentored = append(out.Mentored, b.storyOf(p, s, "mentored"))
	}
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

func (b *Board) storyOf(p page, s mentorship.Story, as string) story {
	out := story{
		Pull: b.linkTo(s.Pull, "pull"), With: s.With.Login, Since: s.Since.UTC().Format(time.DateOnly), Steps: len(s.Done),
		State: p.T("me.state." + as + "." + string(s.State)),
	}
	if !s.Issue.Zero() {
		out.Issue = b.linkTo(s.Issue, "issues")
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
	who := b.visitor(r.Context())
	if who == nil {
		b.wantsLogin(w, r)
		return
	}
	all, ok := b.mine(w, r, who)
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

// switches are what a person may say of themselves on their page, and whether
// a value belongs to it.
func switches() map[string]bool {
	return map[string]bool{"away": true, "back": false, "capacity": true, "opt-in": false, "opt-out": false, "language": true}
}

// Say turns a switch: it says what a comment would, in the same words.
func (b *Board) Say(w http.ResponseWriter, r *http.Request) {
	who, m, ok := b.switched(w, r)
	if !ok {
		return
	}
	words := r.PostFormValue("say")
	valued, known := switches()[words]
	if !known {
		b.fail(w, r, http.StatusBadRequest)
		return
	}
	if valued {
		words += " " + r.PostFormValue("value")
	}
	note, err := b.People.Say(r.Context(), m.Tenant, who.person(), words)
	if err != nil {
		b.broken(w, r, "obeying what a person says of themselves", err)
		return
	}
	b.noted(w, r, note)
}

// switched is who turns a switch, and at which owner; only where something of
// them is kept, or house rules list them, is there one to turn.
func (b *Board) switched(w http.ResponseWriter, r *http.Request) (who *Visitor, at mentorship.Mine, ok bool) {
	if who = b.visitor(r.Context()); who == nil {
		b.wantsLogin(w, r)
		return nil, at, false
	}
	all, ok := b.mine(w, r, who)
	if !ok {
		return nil, at, false
	}
	i := slices.IndexFunc(all, func(m mentorship.Mine) bool { return strconv.FormatInt(m.Tenant, 10) == r.PostFormValue("owner") })
	if i < 0 {
		b.fail(w, r, http.StatusNotFound)
		return nil, at, false
	}
	return who, all[i], true
}

// noted leads back to the page, with what became of it.
func (b *Board) noted(w http.ResponseWriter, r *http.Request, note string) {
	switch note {
	case "", mentorship.NoteSpoken:
		note = "done"
	case mentorship.NoteAway, mentorship.NoteCapacity, mentorship.NoteLanguage, mentorship.NoteNotListed, "sure":
	default:
		note = "refused"
	}
	b.sessions.Put(r.Context(), keyNote, note)
	http.Redirect(w, r, "/me", http.StatusSeeOther)
}

// ForgetMe forgets the person wherever something of them is kept, and ends all
// their sessions.
func (b *Board) ForgetMe(w http.ResponseWriter, r *http.Request) {
	who := b.visitor(r.Context())
	if who == nil {
		b.wantsLogin(w, r)
		return
	}
	if r.PostFormValue("sure") != "yes" {
		b.noted(w, r, "sure")
		return
	}
	err := b.People.ForgetMe(r.Context(), who.person())
	if err == nil {
		err = b.Sessions.SignOut(r.Context(), who.ID, b.Now())
	}
	if err == nil {
		err = b.sessions.Destroy(r.Context())
	}
	if err != nil {
		b.broken(w, r, "forgetting a person", err)
		return
	}
	p := b.begin(r, "forgotten")
	p.Who, p.Title, p.Body = nil, p.T("me.forgotten.title"), p.T("me.forgotten.text")
	b.show(w, http.StatusOK, "error", p)
}
