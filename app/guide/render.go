package guide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Render puts an effect into words, as the record m stands now: all a client
// needs to do it once. An effect that has become pointless gives
// [mentorship.WriteNothing]. m is the zero Mentorship for reactions and replies
// where there is none. Errors mean a mistake in the program: an unknown kind or note.
func Render(e mentorship.Effect, m mentorship.Mentorship, p Page) (mentorship.Write, error) {
	nothing := mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}
	if e.Mentorship != "" && !mentorship.Wanted(m, e) {
		return nothing, nil
	}
	switch e.Kind {
	case mentorship.EffectGreet, mentorship.EffectInvite, mentorship.EffectWaiting, mentorship.EffectCongrats:
		return p.newComment(e, m)
	case mentorship.EffectEditComment:
		return p.editComment(e, m)
	case mentorship.EffectOpenIssue:
		return p.openIssue(e, m)
	case mentorship.EffectEditIssue:
		return p.editIssue(m)
	case mentorship.EffectMilestone:
		return p.milestone(e, m)
	case mentorship.EffectCheckin, mentorship.EffectIdle, mentorship.EffectStuck, mentorship.EffectNudge,
		mentorship.EffectHelp, mentorship.EffectWiden:
		return p.aside(e, m)
	case mentorship.EffectTell:
		return p.telling(e, m)
	case mentorship.EffectLabel:
		return mentorship.Write{Kind: mentorship.WriteLabel, Thread: e.Thread, Labels: []string{e.Note}}, nil
	case mentorship.EffectUnlabel:
		return mentorship.Write{Kind: mentorship.WriteUnlabel, Thread: e.Thread, Labels: []string{e.Note}}, nil
	case mentorship.EffectPage:
		return p.onPage(e, m)
	case mentorship.EffectDigest:
		return p.digest(e)
	case mentorship.EffectReply:
		return p.reply(e, m)
	case mentorship.EffectErase:
		if e.Object == 0 {
			return p.erasedIssue(mentorship.Mentorship{Issue: e.Thread, Pull: e.Thread}), nil
		}
		return mentorship.Write{Kind: mentorship.WriteCommentEdit, Thread: e.Thread, Object: e.Object, Body: p.forgotten()}, nil
	case mentorship.EffectReact:
		return mentorship.Write{Kind: mentorship.WriteReaction, Thread: e.Thread, Object: e.Object, Reaction: e.Note}, nil
	case mentorship.EffectAssign:
		if !p.mayMention(e.Person) { // an assignment notifies
			return nothing, nil
		}
		return p.assign(e, mentorship.WriteAssign), nil
	case mentorship.EffectUnassign:
		return p.assign(e, mentorship.WriteUnassign), nil
	}
	return nothing, fmt.Errorf("wording an effect: unknown kind %q", e.Kind)
}

func (p Page) assign(e mentorship.Effect, kind mentorship.WriteKind) mentorship.Write {
	return mentorship.Write{Kind: kind, Thread: e.Thread, Assignee: p.current(e.Person).Login}
}

// newComment words a comment that does not exist yet.
func (p Page) newComment(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	c := mentorship.Comment{Thread: e.Thread, Kind: e.Kind, Round: e.Round, Cycle: m.Cycle, Mentor: e.Person}
	first := e.Kind != mentorship.EffectInvite
	text, err := p.commentText(m, c, first)
	mk := mark(m, e.Kind, e.Key)
	mk.Asked = e.Person.ID
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mk), err
}

// editComment words a comment of ours anew.
func (p Page) editComment(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	i := slices.IndexFunc(m.Comments, func(c mentorship.Comment) bool { return c.ID == e.Object })
	if i < 0 {
		return mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}, nil
	}
	if m.State == mentorship.StateErased {
		return mentorship.Write{Kind: mentorship.WriteCommentEdit, Thread: e.Thread, Object: e.Object, Body: p.forgotten()}, nil
	}
	c := m.Comments[i]
	text, err := p.commentText(m, c, i == 0)
	w := mentorship.Write{Kind: mentorship.WriteCommentEdit, Thread: e.Thread, Object: e.Object}
	mk := mark(m, c.Kind, keyOf(m, c))
	mk.Asked = c.Mentor.ID
	return signed(w, text, mk), err
}

// keyOf is the key of the effect that wrote the comment.
func keyOf(m mentorship.Mentorship, c mentorship.Comment) string {
	if c.Kind == mentorship.EffectInvite {
		return fmt.Sprintf("%s/invite/c%dr%d", m.ID, c.Cycle, c.Round)
	}
	return fmt.Sprintf("%s/%s/c%d", m.ID, c.Kind, c.Cycle)
}

// mark is the hidden marker of a text about m.
func mark(m mentorship.Mentorship, kind mentorship.EffectKind, key string) Marker {
	mk := Marker{
		Mentorship: m.ID, Newcomer: m.Newcomer.ID, Mentor: m.Mentor.ID,
		State: m.State, T0: m.T0, Kind: kind, Key: key, Since: m.Since,
	}
	if kind != mentorship.EffectOpenIssue {
		return mk
	}
	for _, i := range mentorship.Items() {
		if _, done := m.Ticks[i]; done {
			mk.Done = strings.TrimPrefix(mk.Done+"+"+string(i), "+")
		}
		if m.Hands[i].Off {
			mk.Off = strings.TrimPrefix(mk.Off+"+"+string(i), "+")
		}
	}
	return mk
}

// signed puts the marker below a text.
func signed(w mentorship.Write, text string, mk Marker) mentorship.Write {
	w.Body = text + "\n\n" + mk.String()
	w.Marker = mk.Tail()
	return w
}

func (p Page) openIssue(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	m.Issue = e.Thread
	block, err := p.issueBlock(m, true)
	w := mentorship.Write{Kind: mentorship.WriteIssue, Thread: e.Thread, Title: p.issueTitle(m)}
	if p.Rules.Label != "" {
		w.Labels = []string{p.Rules.Label}
	}
	return signed(w, block, mark(m, e.Kind, e.Key)), err
}

// editIssue puts our block into the tracking issue anew, around whatever people
// wrote there; it is closed when the story has ended.
func (p Page) editIssue(m mentorship.Mentorship) (mentorship.Write, error) {
	if m.State == mentorship.StateErased {
		return p.erasedIssue(m), nil
	}
	mk := mark(m, mentorship.EffectOpenIssue, m.ID+"/issue")
	named, err := p.issueBlock(m, true)
	if err != nil {
		return mentorship.Write{}, err
	}
	unnamed, err := p.issueBlock(m, false)
	w := signed(mentorship.Write{Kind: mentorship.WriteIssueEdit, Thread: m.Issue, Close: m.State.Over() && m.State != mentorship.StateLongTerm, Reopen: m.Reopens()}, unnamed, mk)
	w.Rewrite = func(current string) (string, bool) {
		block := unnamed
		if mentionStands(current, m.Newcomer.Login) {
			block = named // the mention that stands there already is none to anybody
		}
		next, changed, _ := Splice(current, keepTicks(current, block, m)+"\n\n"+mk.String())
		return next, changed
	}
	return w, err
}

// aside words a comment of a running pairing that is said once and not edited.
// Where it mentions somebody, that is the one it is to.
func (p Page) aside(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	w := p.words(m)
	if e.Kind != mentorship.EffectCheckin && e.Kind != mentorship.EffectIdle {
		if !p.mayMention(e.Person) {
			return mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}, nil
		}
		w.Mentor = "@" + p.current(e.Person).Login
	}
	text, err := say(strings.ReplaceAll(string(e.Kind), "_", "-"), w)
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(m, e.Kind, e.Key)), err
}

func (p Page) milestone(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	w := p.words(m)
	w.Second = e.Note == mentorship.NoteSecond
	text, err := p.sayOwn("milestone", w)
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(m, e.Kind, e.Key)), err
}

// answer is the line that answers a command.
func (p Page) answer(e mentorship.Effect) (string, error) {
	switch note, _, _ := strings.Cut(e.Note, ":"); note {
	case mentorship.NoteList:
		return p.list(e), nil
	case mentorship.NoteNotAvailable:
		return p.notAvailable(), nil
	}
	return replyText(p.language(), e.Note)
}

func (p Page) reply(e mentorship.Effect, m mentorship.Mentorship) (mentorship.Write, error) {
	if e.Note == mentorship.NoteWhy {
		return p.why(e), nil
	}
	if strings.HasPrefix(e.Note, mentorship.NoteHelp+":") {
		return p.help(e)
	}
	line, err := p.answer(e)
	if strings.HasPrefix(e.Note, mentorship.NoteList) { // for everybody in the conversation
		return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, line, mark(m, e.Kind, e.Key)), err
	}
	text := "**" + person(e.Person) + "**: " + line
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(m, e.Kind, e.Key)), err
}
