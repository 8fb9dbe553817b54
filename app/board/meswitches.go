package board

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

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

// Digest turns the note of a week on or off.
func (b *Board) Digest(w http.ResponseWriter, r *http.Request) {
	who, m, ok := b.switched(w, r)
	if !ok {
		return
	}
	issue, off := r.PostFormValue("issue"), r.PostFormValue("off") == "yes"
	if off == (issue != "") {
		b.noted(w, r, mentorship.NoteDigest)
		return
	}
	note, err := b.People.Digest(r.Context(), m.Tenant, who.person(), issue)
	if err != nil {
		b.broken(w, r, "turning a digest on or off", err)
		return
	}
	b.noted(w, r, note)
}

// Answer takes over how the mentoring is for the visitor. It is answered the same
// where nothing is asked of them, whoever else is.
func (b *Board) Answer(w http.ResponseWriter, r *http.Request) {
	who, m, ok := b.switched(w, r)
	if !ok {
		return
	}
	value, _ := strconv.Atoi(r.PostFormValue("value")) // zero is no answer
	ok, err := b.People.Answer(r.Context(), m.Tenant, who.person(), r.PostFormValue("story"), value)
	switch {
	case err != nil:
		b.broken(w, r, "keeping an answer", err)
	case !ok:
		b.noted(w, r, "asked")
	default:
		b.noted(w, r, "")
	}
}

// switched is who turns a switch, and at which owner; only where something of
// them is kept, or house rules list them, is there one to turn.
func (b *Board) switched(w http.ResponseWriter, r *http.Request) (_ *Visitor, at mentorship.Mine, ok bool) {
	who, all, ok := b.mine(w, r)
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
	case mentorship.NoteAway, mentorship.NoteCapacity, mentorship.NoteLanguage, mentorship.NoteNotListed, mentorship.NoteDigest, "sure", "tokens", "asked":
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
