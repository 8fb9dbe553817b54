package mentorship

import (
	"slices"
	"time"
)

// How long to wait before a person is forgotten, and before their record goes.
const (
	GoneAfter = 24 * time.Hour     // a second 404 after this long means that the account is gone
	EraseFor  = 7 * 24 * time.Hour // our texts are edited until then; the record goes in any case
)

// Forgotten says that a person asked to be forgotten (T39).
type Forgotten struct{ Who int64 }

// Account says whether GitHub still knows the newcomer's account. One 404 may
// be an outage; a second one a day later is believed.
type Account struct {
	Known bool
	At    time.Time
}

func (Forgotten) event() {}
func (Account) event()   {}

// forgotten is T39: of the newcomer everything goes, of anybody else their
// part in this story.
func (t *motion) forgotten(e Forgotten) {
	switch {
	case t.m.State == StateNone || t.m.State == StateErased:
		t.ignore("nothing is remembered here")
	case e.Who == t.m.Newcomer.ID:
		t.erase("")
		t.say("T39", "the person asked to be forgotten")
	default:
		t.forgetMentor(e.Who)
	}
}

// account is the other way to T39.
func (t *motion) account(e Account) {
	m := &t.m
	switch {
	case m.State == StateNone || m.State == StateErased:
		t.ignore("nothing is remembered here")
	case e.Known:
		m.GoneAt = time.Time{}
	case m.GoneAt.IsZero():
		m.GoneAt = plain(e.At)
		t.say("facts", "GitHub does not know the newcomer's account; it is looked up again in a day")
	case plain(e.At).Sub(m.GoneAt) >= GoneAfter:
		t.erase("")
		t.say("T39", "the newcomer's account is gone")
	}
}

// vanished is a first word to nobody; the account is looked up again in a day.
func (t *motion) vanished() {
	t.m.GoneAt = t.v.Now
	t.skip(SkippedGone, "the newcomer's account or the pull request no longer exists")
}

// erase leaves of a record only what is needed to take the login out of our
// own texts; after that it goes as well.
func (t *motion) erase(why Ending) {
	m := &t.m
	t.release()
	left := Mentorship{
		Schema: m.Schema, ID: m.ID, Version: m.Version, Newcomer: Person{ID: m.Newcomer.ID}, Pull: m.Pull, Origin: m.Origin,
		State: StateErased, Since: t.v.Now, Ending: why, Preview: m.Preview, Issue: m.Issue, IssueID: m.IssueID,
	}
	for _, c := range m.Comments {
		left.Comments = append(left.Comments, Comment{ID: c.ID, Kind: c.Kind, Thread: firstThread(c.Thread, m.Pull)})
	}
	for _, o := range m.Others {
		left.Others = append(left.Others, Other{Thread: o.Thread})
	}
	*m = left
	for _, c := range m.Comments {
		t.plan(Effect{Key: m.ID + "/comment-edit/" + itoa(c.ID), Kind: EffectEditComment, Thread: c.Thread, Object: c.ID})
	}
	t.planIssueEdit()
}

func firstThread(ts ...Thread) Thread {
	for _, t := range ts {
		if !t.Zero() {
			return t
		}
	}
	return Thread{}
}

// erasing goes on until none of our texts speaks of the person any more. One that
// was on its way when they were forgotten loses their name, too.
func (t *motion) erasing(e Event) {
	m := &t.m
	var about Effect
	switch e := e.(type) {
	case Done:
		about = e.Effect
		if e.ID != 0 && about.Creates() {
			t.plan(e.Erasure())
		}
	case Refused:
		about = e.Effect
	default:
		t.ignore("everything about the newcomer is being deleted")
		return
	}
	switch about.Kind {
	case EffectEditComment:
		m.Comments = slices.DeleteFunc(m.Comments, func(c Comment) bool { return c.ID == about.Object })
	case EffectEditIssue:
		m.Issue, m.IssueID = Thread{}, 0
	}
	t.ignore("everything about the newcomer is being deleted")
}

// Bare reports whether nothing is left to do but to delete the record itself.
func (m Mentorship) Bare() bool {
	return m.State == StateErased && len(m.Comments) == 0 && m.Issue.Zero()
}

// left reports whether an effect takes the person out of a text that still
// speaks of them.
func (m Mentorship) left(e Effect) bool {
	switch e.Kind {
	case EffectEditComment:
		return slices.ContainsFunc(m.Comments, func(c Comment) bool { return c.ID == e.Object })
	case EffectEditIssue:
		return !m.Issue.Zero()
	}
	return false
}

// erased sets the clock at which the record goes.
func (c clockwork) erased(m Mentorship) {
	if m.Bare() {
		c.set(TimerErase, m.Since, 0)
		return
	}
	c.set(TimerErase, m.Since, EraseFor)
}

// Names reports whether the record names somebody other than the newcomer.
func (m Mentorship) Names(who int64) bool {
	ids := slices.Concat(m.Asked, m.Passed, m.Barred, m.Care.Experts, []int64{m.Mentor.ID, m.Recommended, m.Facts.ChangesAskedBy})
	for _, p := range m.Former {
		ids = append(ids, p.ID)
	}
	for _, s := range m.Facts.Talk {
		ids = append(ids, s.By)
	}
	for _, w := range m.Facts.MentorWords {
		ids = append(ids, w.By.ID)
	}
	for _, c := range m.Comments {
		ids = append(ids, c.Mentor.ID)
	}
	for _, p := range m.Pulses {
		ids = append(ids, p.Who)
	}
	for _, x := range m.Thanks {
		ids = append(ids, x.By, x.To)
	}
	return slices.Contains(ids, who)
}

// forgetMentor lets a mentor go who asked to be forgotten, and takes them out
// of the record and of our comments.
func (t *motion) forgetMentor(who int64) {
	m := &t.m
	if m.Holder() == who {
		t.withdrawn(Withdrawn{Who: who, At: t.v.Now})
	} else if m.Mentor.ID == who {
		m.Mentor, m.Reasons = Person{}, nil
	}
	other := func(id int64) bool { return id == who }
	m.Asked, m.Passed, m.Barred = slices.DeleteFunc(m.Asked, other), slices.DeleteFunc(m.Passed, other), slices.DeleteFunc(m.Barred, other)
	m.Former = slices.DeleteFunc(m.Former, func(p Person) bool { return p.ID == who })
	m.Facts.Talk = slices.DeleteFunc(m.Facts.Talk, func(s Said) bool { return s.By == who })
	m.Facts.forgetWord(who)
	m.Thanks = slices.DeleteFunc(m.Thanks, func(x Thank) bool { return x.By == who || x.To == who })
	for i := range m.Pulses {
		if m.Pulses[i].Who == who {
			m.Pulses[i].Who = 0
		}
	}
	m.Care.Experts = slices.DeleteFunc(m.Care.Experts, other)
	if m.Facts.ChangesAskedBy == who {
		m.Facts.ChangesAskedBy = 0
	}
	if m.Recommended == who {
		m.Recommended = 0
	}
	for i, c := range m.Comments {
		if c.Mentor.ID == who {
			m.Comments[i].Mentor, m.Comments[i].Plain = Person{}, true
			t.planCommentEdit(m.Comments[i])
		}
	}
	if len(m.Comments) > 0 {
		t.planCommentEdit(m.Comments[0]) // it follows the whole story
	}
	t.planIssueEdit()
	t.say("facts", "somebody in this story asked to be forgotten")
}
