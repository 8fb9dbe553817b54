package guide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// telling words a comment in the ops issue. That nobody took a newcomer on is
// the one that mentions somebody: a coordinator who agreed to it.
func (p Page) telling(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	if e.Thread.Zero() {
		return mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}, nil
	}
	w := p.words(m)
	w.Pull = refer(m.Pull, e.Thread.Repo)
	if !m.Issue.Zero() {
		w.Issue = refer(m.Issue, e.Thread.Repo)
	}
	name := "tell"
	if mentorship.Concern(e.Note) == mentorship.ConcernNobody {
		name = "tell-nobody"
		w.Mentor, w.Wish, w.Areas = "", cmp.Or(m.Topic, strings.Join(m.Ways.Topics, ", ")), p.areas()
		if _, ok := readLanguage(strings.ToLower(p.Spoken)); ok {
			w.Spoken = code(p.Spoken)
		}
		if lead := slices.IndexFunc(p.Rules.Leads, func(l mentorship.Person) bool { return l.ID == p.Lead.ID }); lead >= 0 && isLogin(p.Lead.Login) {
			w.Mentor = "@" + p.Lead.Login
		}
		w.Date = day(w.Lang, m.Timers[mentorship.TimerEscalation])
	}
	text, err := say(name, w)
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(m, e.Kind, e.Key)), err
}

// areas are the folders of a change, in code style.
func (p Page) areas() string {
	var out []string
	for _, a := range p.Areas {
		out = append(out, code(a))
	}
	return strings.Join(out, ", ")
}
