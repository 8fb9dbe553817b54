package mentorship_test

import (
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// asIssue makes the snapshot that of an issue.
func asIssue(p *mentorship.Pull) { p.Issue, p.Head = true, "" }

func resolved(p *mentorship.Pull) { closed(p); p.Resolved = true }

// reported is a world whose newcomer came with an issue a year after opening it.
func reported(t testing.TB) *world {
	w := newWorld(t)
	w.do(mentorship.PullChanged{Pull: pull(asIssue, func(p *mentorship.Pull) { p.CreatedAt = start.AddDate(-1, 0, 0) })})
	return w.is(mentorship.StateSeen)
}

// helped are the two at work on an issue.
func helped(t testing.TB) *world {
	w := reported(t)
	w.pass(3 * time.Minute)
	w.do(w.command(mentorship.VerbAccept, ada))
	w.pump()
	return w.is(mentorship.StateActive)
}

// joined is that the newcomer opened pull request 8.
func joined(after time.Duration, edits ...func(*mentorship.Pull)) mentorship.PullChanged {
	return mentorship.PullChanged{Pull: pull(append([]func(*mentorship.Pull){at(after), number(8)}, edits...)...)}
}

func TestFirstIssue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		from func(testing.TB) *world
		do   func(*world)
		want string
	}{
		{"an old issue is greeted when it is marked", reported, func(w *world) { w.pass(3 * time.Minute) }, "invited facts"},
		{"an answer is no reason for silence", reported, func(w *world) { w.do(w.say(otto)); w.pass(3 * time.Minute) }, "invited facts"},
		{"a mentor who answered is taken", reported, func(w *world) { w.do(w.say(lin)); w.now = w.m.Wake(); w.do(mentorship.Due{}) }, "invited T5 greet:answered"},
		{"closed before a word", reported, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(asIssue, at(time.Minute), closed)})
			w.now = w.m.Wake()
			w.do(mentorship.Due{})
		}, "skipped T4"},
		{"the pull request joins, and is greeted itself", reported, func(w *world) { w.do(joined(time.Minute)) }, "seen T1"},
		{"a draft joins, and waits", reported, func(w *world) { w.do(joined(time.Minute, draft)); w.pass(days) }, "seen T1"},
		{"the pull request joins a pairing", helped, func(w *world) { w.do(joined(time.Hour)) }, "active T1 edit_issue"},
		{"no term begins by it", helped, func(w *world) { w.do(joined(time.Hour)); w.do(joined(time.Hour, merged)); w.pass(8 * days) }, "ended -"},
		{"the next pull request is another one", helped, func(w *world) {
			w.do(joined(time.Hour))
			w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), number(9))})
		}, "active facts edit_issue"},
		{"news of the issue move nothing then", helped, func(w *world) {
			w.do(joined(time.Hour))
			w.do(mentorship.PullChanged{Pull: pull(asIssue, at(2*time.Hour), resolved)})
		}, "active -"},
		{"another issue is nothing", helped, func(w *world) { w.do(joined(time.Hour, asIssue)) }, "active -"},
		{"resolved", helped, func(w *world) { w.do(mentorship.PullChanged{Pull: pull(asIssue, at(time.Hour), resolved)}) }, "active T20 edit_issue"},
		{"resolved, and over after a week", helped, func(w *world) {
			w.do(mentorship.PullChanged{Pull: pull(asIssue, at(time.Hour), resolved)})
			w.pass(8 * days)
		}, "ended -"},
		{"let go in both places", reported, func(w *world) {
			w.pass(25 * time.Hour) // ada was assigned
			w.do(joined(25 * time.Hour))
			w.do(w.command(mentorship.VerbNoThanks, nina))
		}, "declined T16 unassign:ada unassign:ada react:+1 edit_comment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := tt.from(t)
			tt.do(w)
			w.expect(tt.want)
		})
	}
}

func TestFirstIssueSteps(t *testing.T) {
	t.Parallel()
	w := helped(t)
	w.do(mentorship.PullChanged{Pull: pull(asIssue, at(time.Hour), resolved)})
	if _, ok := w.m.Ticks[mentorship.F3]; !ok || w.m.Stage != mentorship.StagePrepare {
		t.Errorf("resolved: ticks %v in %q", w.m.Ticks, w.m.Stage)
	}
	boxes, _ := mentorship.Steps(w.m)
	if !slices.Contains(boxes, mentorship.F2) || len(boxes) > mentorship.MaxBoxes {
		t.Errorf("boxes are %v", boxes)
	}
	issue := w.m.Pull
	w.do(joined(2 * time.Hour))
	if _, ok := w.m.Ticks[mentorship.F3]; ok || w.m.Stage != mentorship.StageFirstPR || !slices.ContainsFunc(w.m.Threads(), issue.Same) {
		t.Errorf("after the pull request: ticks %v in %q, threads %v", w.m.Ticks, w.m.Stage, w.m.Threads())
	}
	word := w.say(grace, func(a *mentorship.Answered) { a.Thread = issue })
	if w.do(word); !w.m.Facts.PeopleAt.Equal(word.At) && w.last.Row == "" {
		t.Errorf("a word below the issue was not heard: %s", w.last.Why)
	}
	w.do(mentorship.Removed{Comment: w.m.Comments[0].ID, By: walt, At: w.now})
	if !w.m.Muted || !w.m.MutedIn(issue) {
		t.Error("our comment below the issue was deleted, and we are not silent")
	}
}
