package guide

import (
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The people and places of the tests.
var (
	nora  = mentorship.Person{ID: 2, Login: "nora_n"}
	ada   = mentorship.Person{ID: 11, Login: "ada"}
	grace = mentorship.Person{ID: 12, Login: "grace"}
	coral = mentorship.Person{ID: 20, Login: "coral"}
	zoe   = mentorship.Person{ID: 99, Login: "zoe"}
	repo  = mentorship.Repo{Tenant: 1, ID: 5, Owner: "acme", OwnerID: 1, Name: "widgets"}
	pull  = mentorship.Thread{Repo: repo, Number: 7}
	page  = Page{
		Rules: mentorship.Rules{Label: "mentorship", Mentors: []mentorship.Mentor{
			{Person: ada, Consented: true}, {Person: grace, Consented: true},
		}, Leads: []mentorship.Person{coral}},
		Stored: "https://firstmate.acme.org/privacy", Own: "https://firstmate.acme.org/me",
		Why: &mentorship.Decision{
			At: start, Verdict: mentorship.VerdictInvited, Reason: "ada is free and fits best: reviewed 14 changes in @acme/store this year",
			Details: []string{"mentor: ada", "offered to help with `store/**`"}, Rules: "0123456789abcdef0123",
		},
		Slug:   "firstmate",
		Digest: []Wait{{pull, mentorship.ConcernQuestion}, {mentorship.Thread{Repo: repo, Number: 9}, mentorship.ConcernWaits}},
		Lead:   coral, Areas: []string{"store/", "store/disk/"}, Spoken: "pt-BR",
		Free: []mentorship.Mentor{
			{Person: grace, Consented: true},
			{Person: ada, Consented: true, Topics: []string{"code-review"}, AskMeAbout: []string{"SVG @nora_n"}},
		},
	}
	start = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
)

// story is a record with an open invitation; change turns it into another one.
func story(change ...func(*mentorship.Mentorship)) mentorship.Mentorship {
	m := mentorship.Mentorship{
		Schema: 1, ID: "o1-2", Version: 3, Newcomer: nora, Pull: pull, T0: start, Since: start,
		State: mentorship.StateInvited, Stage: mentorship.StageFirstPR, Mentor: ada, Cycle: 1, Round: 1,
		Reasons: []mentorship.Reason{
			{Text: "reviewed 14 changes in store/ this year", Kind: "reviewed", Place: "store/", Count: 14, Link: "https://github.com/acme/widgets/pulls?q=is%3Apr%20is%3Amerged%20reviewed-by%3Aada"},
			{Text: "offered to help with store/**", Kind: "offered", Place: "store/**"},
		},
		Ticks:   map[mentorship.Item]time.Time{mentorship.F1: start},
		Timers:  map[mentorship.Timer]time.Time{},
		Greeted: true, Spoken: 1,
	}
	for _, c := range change {
		c(&m)
	}
	return m
}

func written(m *mentorship.Mentorship) {
	m.Comments = []mentorship.Comment{{ID: 100, Thread: pull, Kind: mentorship.EffectGreet, Round: 1, Cycle: 1, Mentor: ada}}
}

func secondAsked(m *mentorship.Mentorship) {
	written(m)
	m.Comments[0].Plain = true
	m.Mentor, m.Round, m.Reasons = grace, 2, []mentorship.Reason{{Text: "wrote 3 changes in web/ this year"}}
	m.Comments = append(m.Comments, mentorship.Comment{ID: 101, Thread: pull, Kind: mentorship.EffectInvite, Round: 2, Cycle: 1, Mentor: grace})
}

func firstKind(kind mentorship.EffectKind) func(*mentorship.Mentorship) {
	return func(m *mentorship.Mentorship) {
		m.Comments = []mentorship.Comment{{ID: 100, Thread: pull, Kind: kind, Cycle: 1}}
	}
}

func in(s mentorship.State, e mentorship.Ending) func(*mentorship.Mentorship) {
	return func(m *mentorship.Mentorship) { m.State, m.Ending = s, e }
}

func alone(m *mentorship.Mentorship)    { m.Mentor, m.Reasons = mentorship.Person{}, nil }
func merged(m *mentorship.Mentorship)   { m.Facts.Pull.Merged = true }
func answered(m *mentorship.Mentorship) { m.Answered = true }
func paired(m *mentorship.Mentorship)   { m.State = mentorship.StateActive }
func withIssue(m *mentorship.Mentorship) {
	m.Issue, m.IssueID, m.IssueDue = mentorship.Thread{Repo: repo, Number: 8}, 500, true
}
func waits(m *mentorship.Mentorship) {
	alone(m)
	m.State = mentorship.StateQueued
	m.Timers[mentorship.TimerQueue] = start.AddDate(0, 0, 30)
}
func escalated(m *mentorship.Mentorship) {
	alone(m)
	m.State = mentorship.StateEscalated
	m.Timers[mentorship.TimerEscalation] = start.AddDate(0, 0, 7)
}
func inReview(m *mentorship.Mentorship) {
	m.Stage = mentorship.StageReview
	for _, i := range []mentorship.Item{"F1", "F2", "F4", "P2", "P4", "R1"} {
		m.Ticks[i] = start
	}
}
func changesAsked(m *mentorship.Mentorship) {
	inReview(m)
	m.Facts.ChangesAskedAt, m.Facts.ChangesAskedBy = start, zoe.ID
}
func isMerged(m *mentorship.Mentorship) {
	inReview(m)
	merged(m)
	m.Stage = mentorship.StageMerged
	m.Ticks["M1"], m.Ticks["P1"], m.Ticks["P3"] = start, start, start
}

func stage(s mentorship.Stage) func(*mentorship.Mentorship) {
	return func(m *mentorship.Mentorship) { m.Stage = s }
}

func quietPair(m *mentorship.Mentorship) {
	paired(m)
	withIssue(m)
	m.Care.Asked = start
}

func asking(m *mentorship.Mentorship) {
	paired(m)
	withIssue(m)
	m.Facts.Questions = []time.Time{start}
}

// aside is an effect of a running pairing, in its tracking issue.
func aside(kind mentorship.EffectKind, key string) mentorship.Effect {
	e := mentorship.Effect{Key: "o1-2/" + key, Kind: kind, Mentorship: "o1-2", Thread: mentorship.Thread{Repo: repo, Number: 8}, Person: ada}
	if kind == mentorship.EffectLabel || kind == mentorship.EffectUnlabel {
		e.Note = mentorship.LabelPaused
	}
	return e
}

// sample is an effect and the record it is worded from.
type sample struct {
	name string
	e    mentorship.Effect
	m    mentorship.Mentorship
}

func samples() []sample {
	on := func(kind mentorship.EffectKind, key string) mentorship.Effect {
		return mentorship.Effect{Key: "o1-2/" + key, Kind: kind, Mentorship: "o1-2", Thread: pull, Person: ada, Round: 1}
	}
	edit := func(id int64) mentorship.Effect {
		e := on(mentorship.EffectEditComment, "comment-edit/100")
		e.Object = id
		return e
	}
	greet := on(mentorship.EffectGreet, "greet/c1")
	gone := greet
	gone.Person = zoe
	waiting := on(mentorship.EffectWaiting, "waiting/c1")
	invite := mentorship.Effect{Key: "o1-2/invite/c1r2", Kind: mentorship.EffectInvite, Mentorship: "o1-2", Thread: pull, Person: grace, Round: 2}
	issue := on(mentorship.EffectOpenIssue, "issue")
	issue.Thread = mentorship.Thread{Repo: repo}
	editIssue := on(mentorship.EffectEditIssue, "issue-edit")
	editIssue.Thread = mentorship.Thread{Repo: repo, Number: 8}
	ended, natural := mentorship.StateEnded, mentorship.EndedNatural
	out := []sample{
		{"greet", greet, story()},
		{"greet-no-reason", greet, story(func(m *mentorship.Mentorship) { m.Reasons = nil })},
		{"greet-answered", greet, story(answered)},
		{"greet-merged", greet, story(merged)},
		{"greet-accepted-meanwhile", greet, story(paired)},
		{"greet-consent-gone", gone, story(func(m *mentorship.Mentorship) { m.Mentor = zoe })},
		{"waiting", waiting, story(waits)},
		{"waiting-answered", waiting, story(alone, in(ended, natural))},
		{"congrats", on(mentorship.EffectCongrats, "congrats/c1"), story(alone, merged, in(ended, natural))},
		{"invite", invite, story(secondAsked)},
		{"invite-merged", invite, story(secondAsked, merged)},
		{"invite-answered", invite, story(secondAsked, answered)},
		{"edit-invited", edit(100), story(written)},
		{"edit-accepted", edit(100), story(written, paired, withIssue)},
		{"edit-accepted-no-issue", edit(100), story(written, paired)},
		{"edit-accepted-other-repo", edit(100), story(written, paired, withIssue, func(m *mentorship.Mentorship) {
			m.Issue.Repo = mentorship.Repo{ID: 6, Owner: "acme", Name: "mentoring"}
		})},
		{"edit-merged-while-asked", edit(100), story(written, merged)},
		{"edit-asked-below", edit(100), story(secondAsked)},
		{"edit-waiting-then-asked", edit(100), story(firstKind(mentorship.EffectWaiting))},
		{"edit-queued", edit(100), story(written, waits)},
		{"edit-queued-merged", edit(100), story(written, waits, merged)},
		{"edit-escalated", edit(100), story(written, escalated)},
		{"edit-declined", edit(100), story(written, alone, in(mentorship.StateDeclined, ""))},
		{"edit-unmatched", edit(100), story(written, alone, in(ended, mentorship.EndedUnmatched))},
		{"edit-not-taken", edit(100), story(written, alone, in(ended, mentorship.EndedPRClosed))},
		{"edit-natural", edit(100), story(written, withIssue, isMerged, in(ended, natural))},
		{"edit-ended", edit(100), story(written, alone, in(ended, natural))},
		{"edit-congrats-asked", edit(100), story(firstKind(mentorship.EffectCongrats), merged)},
		{"edit-congrats-queued", edit(100), story(firstKind(mentorship.EffectCongrats), merged, waits)},
		{"edit-congrats-accepted", edit(100), story(firstKind(mentorship.EffectCongrats), merged, paired)},
		{"edit-invite-accepted", edit(101), story(secondAsked, paired, withIssue)},
		{"edit-invite-past", edit(101), story(secondAsked, waits, func(m *mentorship.Mentorship) { m.Comments[1].Plain = true })},
		{"edit-invite-declined", edit(101), story(secondAsked, in(mentorship.StateDeclined, ""))},
		{"issue", issue, story(paired)},
		{"issue-on-match", issue, story()},
		{"issue-first-day", issue, story(paired, func(m *mentorship.Mentorship) { m.Stage, m.Ticks = mentorship.StagePrepare, nil })},
		{"issue-review", editIssue, story(paired, withIssue, inReview)},
		{"issue-changes-asked", editIssue, story(paired, withIssue, changesAsked)},
		{"issue-merged", editIssue, story(paired, withIssue, isMerged)},
		{"issue-handed-over", editIssue, story(waits, withIssue, inReview)},
		{"issue-natural", editIssue, story(withIssue, isMerged, in(ended, natural))},
		{"issue-unmatched", editIssue, story(alone, withIssue, in(ended, mentorship.EndedNoMentor))},
		{"issue-not-taken", editIssue, story(alone, withIssue, in(ended, mentorship.EndedPRClosed))},
		{"issue-paused", editIssue, story(paired, withIssue, inReview, func(m *mentorship.Mentorship) { m.State = mentorship.StatePaused })},
		{"issue-back", editIssue, story(paired, withIssue, inReview, func(m *mentorship.Mentorship) {
			m.Care.Back = mentorship.Span{From: start.Add(-time.Hour), To: start.AddDate(0, 0, 30)}
			m.Care.Slower = start
		})},
		{"issue-second", editIssue, story(paired, withIssue, isMerged, stage(mentorship.StageSecond))},
		{"issue-reviewing", editIssue, story(paired, withIssue, isMerged, stage(mentorship.StageReviewing))},
		{"issue-looking-back", editIssue, story(paired, withIssue, isMerged, stage(mentorship.StageBack))},
		{"issue-inactive", editIssue, story(withIssue, inReview, in(ended, mentorship.EndedInactive))},
		{"edit-inactive", edit(100), story(written, withIssue, in(ended, mentorship.EndedInactive))},
		{"edit-paused", edit(100), story(written, withIssue, in(mentorship.StatePaused, ""))},
		{"checkin", aside(mentorship.EffectCheckin, "quiet/1"), story(quietPair)},
		{"idle", aside(mentorship.EffectIdle, "quiet/2"), story(quietPair)},
		{"nudge", on(mentorship.EffectNudge, "nudge/c1r1"), story(written)},
		{"edit-accepted-informal", edit(100), story(written, paired, func(m *mentorship.Mentorship) { m.Informal, m.NoIssue = true, true })},
		{"stuck", aside(mentorship.EffectStuck, "stuck/1"), story(asking)},
		{"help-wanted", aside(mentorship.EffectHelp, "help/1"), story(asking)},
		{"tell", tells(mentorship.ConcernQuestion), story(asking, func(m *mentorship.Mentorship) {
			m.Care.Helped, m.Care.Told = start.AddDate(0, 0, 3), start.AddDate(0, 0, 5)
		})},
		{"tell-nobody", tells(mentorship.ConcernNobody), story(alone, nobodyFound)},
		{"widen", mentorship.Effect{Key: "o1-2/widen/1", Kind: mentorship.EffectWiden, Mentorship: "o1-2", Thread: pull, Person: grace}, story(asking)},
		{"label", aside(mentorship.EffectLabel, "pause/1"), story(withIssue, in(mentorship.StatePaused, ""))},
		{"unlabel", aside(mentorship.EffectUnlabel, "unpause/1"), story(paired, withIssue)},
		{"edit-asked-directly", edit(100), story(written, func(m *mentorship.Mentorship) { m.Comments[0].Plain, m.ByAsk = true, true })},
		{"edit-offered", edit(100), story(firstKind(mentorship.EffectWaiting), func(m *mentorship.Mentorship) { m.Offered = true })},
		{"edit-closed", edit(100), story(written, alone, in(ended, mentorship.EndedClosed))},
		{"issue-closed", editIssue, story(alone, withIssue, in(ended, mentorship.EndedClosed))},
		{"milestone", on(mentorship.EffectMilestone, "milestone/1"), story(paired, withIssue, isMerged)},
	}
	second := on(mentorship.EffectMilestone, "milestone/2")
	second.Note = mentorship.NoteSecond
	out = append(out, sample{"milestone-second", second, story(paired, withIssue, isMerged)})
	out = append(out, sample{"digest", mentorship.Digest(mentorship.Thread{Repo: repo, Number: 30}, ada, start), mentorship.Mentorship{}})
	out = append(out, pairingSamples(editIssue, invite)...)
	return append(out, replySamples()...)
}

// tells is a comment in the ops issue.
func tells(c mentorship.Concern) mentorship.Effect {
	return mentorship.Effect{
		Key: "o1-2/tell/c1r2", Kind: mentorship.EffectTell, Mentorship: "o1-2", Note: string(c), Person: ada,
		Thread: mentorship.Thread{Repo: mentorship.Repo{Tenant: 1, ID: 6, Owner: "acme", Name: "ops"}, Number: 3},
	}
}

func nobodyFound(m *mentorship.Mentorship) {
	m.State, m.Topic = mentorship.StateEscalated, "code-review"
	m.Timers[mentorship.TimerEscalation] = start.AddDate(0, 0, 7)
}

// pairingSamples are the texts of the term and of the years after it.
func pairingSamples(editIssue, invite mentorship.Effect) (out []sample) {
	wrapping := func(m *mentorship.Mentorship) {
		m.State, m.Course.Wrapped = mentorship.StateWrapping, true
		m.Timers[mentorship.TimerTerm] = start.AddDate(0, 0, 90)
	}
	ways := func(m *mentorship.Mentorship) {
		m.Ways = mentorship.Ways{
			Cadence: "every_other_month", Duration: "30m", Timing: "weekdays 18:00-20:00", Channel: "private",
			Topics: []string{"code-review", "private"}, Goal: true,
		}
	}
	handedOver := func(m *mentorship.Mentorship) {
		m.Former, m.Rematch, m.Mentor = []mentorship.Person{ada}, true, grace
	}
	for note, state := range map[string]mentorship.State{
		mentorship.TellWrapUp: mentorship.StateWrapping, mentorship.TellGraduated: mentorship.StateGraduated,
		mentorship.TellRenew: mentorship.StateLongTerm, mentorship.TellKeep: mentorship.StateActive,
		mentorship.TellPulse: mentorship.StateActive, mentorship.TellForward: mentorship.StateGraduated, mentorship.TellRole: mentorship.StateActive,
	} {
		e := mentorship.Effect{Key: "o1-2/" + note + "/c1", Kind: mentorship.EffectPage, Mentorship: "o1-2", Thread: editIssue.Thread, Note: note}
		out = append(out, sample{"tell-" + note, e, story(withIssue, isMerged, wrapping, in(state, ""))})
	}
	beats := func(m *mentorship.Mentorship) {
		m.Pulses = []mentorship.Pulse{{Note: mentorship.TellWrapUp, At: start}}
	}
	asks := mentorship.Effect{Key: "o1-2/wrap-up/c1", Kind: mentorship.EffectPage, Mentorship: "o1-2", Thread: editIssue.Thread, Note: mentorship.TellWrapUp}
	return append(
		out,
		sample{"tell-wrap-up-pulse", asks, story(withIssue, isMerged, wrapping, beats)},
		sample{"issue-small-accept", editIssue, story(paired, withIssue, isMerged, func(m *mentorship.Mentorship) {
			m.Timers[mentorship.TimerEnd] = start.AddDate(0, 0, 9)
		})},
		sample{"issue-in-term", editIssue, story(paired, withIssue, isMerged, func(m *mentorship.Mentorship) {
			m.Timers[mentorship.TimerWrapUp] = start.AddDate(0, 0, 76)
		})},
		sample{"issue-ways", editIssue, story(paired, withIssue, inReview, ways)},
		sample{"issue-wrapping", editIssue, story(withIssue, isMerged, ways, wrapping)},
		sample{"issue-wrapping-one-yes", editIssue, story(withIssue, isMerged, wrapping, func(m *mentorship.Mentorship) {
			m.Course.Graduate.Newcomer, m.Ways.Goal, m.Ways.Reached = true, true, start
		})},
		sample{"issue-graduated", editIssue, story(withIssue, isMerged, in(mentorship.StateGraduated, ""))},
		sample{"issue-in-touch", editIssue, story(withIssue, isMerged, ways, in(mentorship.StateLongTerm, ""), func(m *mentorship.Mentorship) {
			m.Course.Reopen = true
		})},
		sample{"issue-term-over", editIssue, story(withIssue, isMerged, wrapping, in(mentorship.StateEnded, mentorship.EndedNatural))},
		sample{"issue-thanks-to-the-former", editIssue, story(paired, withIssue, inReview, handedOver)},
		sample{"invite-after-hand-over", invite, story(secondAsked, withIssue, isMerged, handedOver)},
	)
}

func replySamples() []sample {
	var out []sample
	notes := []string{
		mentorship.NoteList, mentorship.NoteList + ":code-review", mentorship.NoteList + ":stuck", mentorship.NoteNotAvailable,
		mentorship.NoteUnknown + ":accept", mentorship.NoteUnknown + ":junk", mentorship.StuckNote(mentorship.Parts()[1:3]),
		mentorship.HomeworkNote([]int{12, 34}),
	}
	for _, id := range phraseIDs(english) {
		if note, ok := strings.CutPrefix(id, "reply."); ok && note != "near" {
			notes = append(notes, note)
		}
	}
	for _, note := range notes {
		out = append(out, sample{"reply-" + safeName(note), mentorship.Effect{
			Key: "reply/5#7/12/2026112009", Kind: mentorship.EffectReply, Thread: pull, Person: grace, Note: note,
		}, mentorship.Mentorship{}})
	}
	return append(out,
		sample{"reply-why", mentorship.Why(pull, grace, start), mentorship.Mentorship{}},
		sample{"help-newcomer", mentorship.Help(pull, nora, false, []string{RoleNewcomer}, start), mentorship.Mentorship{}},
		sample{"help-mentor", mentorship.Help(pull, ada, false, []string{RoleMentor, RoleWriter}, start), mentorship.Mentorship{}},
		sample{"help-all", mentorship.Help(pull, zoe, true, helpRoles(), start), mentorship.Mentorship{}},
		sample{"help-nobody", mentorship.Help(pull, zoe, false, nil, start), mentorship.Mentorship{}},
	)
}

func safeName(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == ':' || c == '_' || c == ',' {
			b[i] = '-'
		}
	}
	return string(b)
}
