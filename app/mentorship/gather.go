package mentorship

import (
	"cmp"
	"slices"
)

// maxOthers bounds how many other pull requests are listed, the oldest.
const maxOthers = 20

// pullChanged takes a snapshot of one of the newcomer's pull requests over;
// for a newcomer nobody has begun it is T1.
func (t *motion) pullChanged(e PullChanged) {
	m, p := &t.m, plainPull(e.Pull)
	switch {
	case m.State == StateDeclined:
		t.ignore("the newcomer declined, so nothing more is kept")
	case p.Author.ID != 0 && p.Author.ID != m.Newcomer.ID:
		t.ignore("the pull request is not the newcomer's")
	case p.Issue && !p.Thread().Same(m.Pull):
		t.ignore("an issue is a first contribution, or none that moves anything")
	case !p.Thread().Same(m.Pull) && m.Facts.Pull.Issue:
		t.joins(p)
	case !p.Thread().Same(m.Pull):
		t.other(p)
	case m.State == StateNone:
		m.Facts.see(p)
		m.Cycle = 1
		m.Preview = t.v.Rules.Mode == ModePreview
		t.move(StateSeen)
		if p.Issue {
			t.say("T1", "%s came with an issue in which a mentor is wanted, or which a maintainer answered; people have the first word until the quiet time ends", m.Newcomer.Login)
		}
		t.say("T1", "%s opened a first pull request; people have the first word until the quiet time ends", m.Newcomer.Login)
		if p.Draft {
			t.why = m.Newcomer.Login + " opened a first pull request as a draft; nothing is said until it is ready for review"
		}
	default:
		t.snapshot(p)
	}
}

// snapshot merges a further snapshot of the first pull request.
func (t *motion) snapshot(p Pull) {
	m := &t.m
	before := m.Facts
	m.Facts.see(p)
	switch {
	case m.Facts.Pull.Merged && !before.Pull.Merged && m.searching():
		t.say("T17", "the pull request was merged while a mentor is being looked for; the search stands")
	case m.State.Paired() && !m.Facts.closedAt().IsZero() && before.closedAt().IsZero():
		t.say("T20", "the %s; the pairing stands", m.shut())
	}
}

// other notes a pull request of the newcomer beside the first one.
func (t *motion) other(p Pull) {
	m := &t.m
	if m.State == StateNone {
		t.ignore("the first pull request is not known yet")
		return
	}
	m.Facts.ActiveAt = latest(m.Facts.ActiveAt, latest(p.CreatedAt, p.PushedAt))
	o := Other{Thread: p.Thread(), OpenedAt: p.CreatedAt}
	if p.Merged {
		o.MergedAt = firstOf(p.MergedAt, p.ClosedAt, p.UpdatedAt)
	}
	m.note(o)
	m.seen(latest(o.OpenedAt, p.PushedAt))
}

// note merges o into the other pull requests.
func (m *Mentorship) note(o Other) {
	i := slices.IndexFunc(m.Others, func(x Other) bool { return x.Thread.Same(o.Thread) })
	if i < 0 {
		m.Others = append(m.Others, o)
	} else {
		x := &m.Others[i]
		x.OpenedAt = earliest(x.OpenedAt, o.OpenedAt)
		x.MergedAt = earliest(x.MergedAt, o.MergedAt)
	}
	slices.SortFunc(m.Others, func(a, b Other) int {
		return cmp.Or(a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.Thread.Repo.ID, b.Thread.Repo.ID), cmp.Compare(a.Thread.Number, b.Thread.Number))
	})
	m.Others = m.Others[:min(len(m.Others), maxOthers)]
}

// answered takes somebody's comment or review over. The invited mentor's own
// word after the invitation is an acceptance (T9).
func (t *motion) answered(e Answered) {
	m := &t.m
	e.At = plain(e.At)
	onPull, inIssue := m.own(e.Thread), !m.Issue.Zero() && e.Thread.Same(m.Issue)
	switch {
	case m.State == StateNone:
		t.ignore("nobody has begun here")
	case m.State == StateDeclined:
		t.ignore("the newcomer declined, so nothing more is kept")
	case e.By.Zero() || e.By.Bot:
		t.ignore("only people's answers count")
	case e.Command:
		if e.By.ID != m.Newcomer.ID {
			m.Facts.talk(e, m.Newcomer.ID)
		}
		t.ignore("a comment with a command is judged by the command")
	case !onPull && !inIssue: // whether the thread is known yet must not matter: words may come before their pull request
		m.Facts.talk(e, m.Newcomer.ID)
		t.beside(e)
	default:
		m.Facts.hear(e, m.Newcomer.ID, inIssue)
		t.widened(e)
		if inIssue && e.By.ID == m.Newcomer.ID {
			m.seen(e.At)
		}
		if !t.confirmed(e) {
			t.acceptedBy(e)
		}
	}
}

// beside is a word in another pull request of the newcomer: there people
// talk as well.
func (t *motion) beside(e Answered) {
	m := &t.m
	switch {
	case e.By.ID == m.Newcomer.ID:
		m.seen(e.At)
	case !e.Mentor:
		t.ignore("it stands neither in the first pull request nor in the tracking issue")
		return
	}
	m.Facts.said(e.By.ID, e.At)
}

// acceptedBy sees the acceptance in an answer of the invited mentor. Of
// several words the earliest is the acceptance, in whatever order they arrive.
func (t *motion) acceptedBy(e Answered) {
	m := &t.m
	if !e.Mentor || e.By.ID != m.Mentor.ID || !e.At.After(m.Heard) || e.At.Before(m.InvitedAt.Add(-wholeSecond)) {
		return
	}
	switch {
	case m.State == StateInvited:
		t.pair(e.By, e.At)
		m.ByWord = true
		t.say("T9", "%s answered %s, which is an acceptance", e.By.Login, m.Newcomer.Login)
	default:
		t.earlierWord(e)
	}
}

// earlierWord moves the beginning of a pairing that began by a word to an earlier one.
func (t *motion) earlierWord(e Answered) {
	if m := &t.m; m.State == StateActive && m.ByWord && e.At.Before(m.Paired) {
		m.Paired, m.Since = e.At, e.At
	}
}

func (t *motion) checksPassed(e ChecksPassed) {
	if !t.keepsNothing() {
		t.m.Facts.pass(e.SHA)
	}
}

func (t *motion) ticked(e Ticked) {
	switch {
	case t.m.Issue.Zero():
		t.ignore("there is no tracking issue")
	case t.m.State == StateDeclined:
		t.ignore("the newcomer declined, so nothing more is kept")
	default:
		t.m.tick(t.v.Now, t.hands(e)...)
	}
}
