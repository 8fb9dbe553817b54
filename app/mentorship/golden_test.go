package mentorship_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

var update = flag.Bool("update", false, "write testdata/transitions.txt anew")

// places are the states the table is drawn for, each in a world that is typical of it.
var places = []struct {
	name string
	way  func(testing.TB) *world
}{
	{"none", newWorld},
	{"seen", seen},
	{"seen, draft", func(t testing.TB) *world {
		w := newWorld(t)
		w.do(mentorship.PullChanged{Pull: pull(draft)})
		return w
	}},
	{"queued", func(t testing.TB) *world { w := queued(t); w.allBusy(false); return w }},
	{"queued, all busy", queued},
	{"queued in a surge", flooded},
	{"seen, at the gate", gated(mentorship.GateTouch)},
	{"invited", invited},
	{"invited, pull request closed", func(t testing.TB) *world {
		w := invited(t)
		w.do(mentorship.PullChanged{Pull: pull(at(time.Hour), closed)})
		w.pump()
		return w
	}},
	{"invited, asked by the newcomer", asked},
	{"invited, by their own offer", offered},
	{"escalated", escalated},
	{"active, no issue yet", func(t testing.TB) *world {
		w := invited(t)
		w.do(w.command(mentorship.VerbAccept, ada))
		return w
	}},
	{"active", active},
	{"active, merged", func(t testing.TB) *world {
		w := active(t)
		w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
		w.pump()
		return w
	}},
	{"active, asked in a silence", func(t testing.TB) *world { return active(t).asked() }},
	{"active, a question waits", func(t testing.TB) *world {
		w := active(t)
		w.do(w.command(mentorship.VerbQuestion, nina))
		w.pump()
		return w
	}},
	{"active, an introduction", introduced},
	{"paused", paused},
	{"paused, all busy", func(t testing.TB) *world { w := paused(t); w.allBusy(true); return w }},
	{"active, in its term", inTerm},
	{"wrapping", wrapping},
	{"wrapping, paused", restingWrap},
	{"wrapping, page closed by ada", func(t testing.TB) *world { return active(t).turned(ada, true).is(mentorship.StateWrapping) }},
	{"paused, page closed by a writer", func(t testing.TB) *world { return active(t).turned(walt, true).is(mentorship.StatePaused) }},
	{"graduated", graduated},
	{"keeping in touch", inTouch},
	{"ended, natural", func(t testing.TB) *world {
		w := active(t)
		w.do(mentorship.PullChanged{Pull: pull(at(2*time.Hour), merged)})
		w.pass(8 * 24 * time.Hour)
		return w.is(mentorship.StateEnded)
	}},
	{"ended, unmatched", func(t testing.TB) *world {
		w := queued(t)
		w.pump()
		w.now = w.m.Timers[mentorship.TimerQueue]
		w.do(mentorship.Due{})
		w.pump()
		w.allBusy(false)
		return w.is(mentorship.StateEnded)
	}},
	{"skipped", func(t testing.TB) *world {
		w := seen(t)
		w.do(mentorship.PullChanged{Pull: pull(at(time.Minute), closed)})
		w.pass(time.Hour)
		return w.is(mentorship.StateSkipped)
	}},
	{"invited, frozen", frozen(invited)},
	{"erased", erased},
	{"declined", func(t testing.TB) *world {
		w := invited(t)
		w.do(w.command(mentorship.VerbNoThanks, nina))
		w.pump()
		return w
	}},
}

// happenings are the events the table is drawn for.
var happenings = []struct {
	name string
	make func(*world) Event
}{
	{"pull request changed", func(w *world) Event { return mentorship.PullChanged{Pull: pull(at(3 * time.Hour))} }},
	{"pull request became a draft", func(w *world) Event { return mentorship.PullChanged{Pull: pull(at(3*time.Hour), draft)} }},
	{"pull request closed", func(w *world) Event { return mentorship.PullChanged{Pull: pull(at(3*time.Hour), closed)} }},
	{"pull request merged", func(w *world) Event { return mentorship.PullChanged{Pull: pull(at(3*time.Hour), merged)} }},
	{"pull request locked", func(w *world) Event { return mentorship.PullChanged{Pull: pull(at(3*time.Hour), locked)} }},
	{"old news of the pull request", func(w *world) Event { return mentorship.PullChanged{Pull: pull()} }},
	{"second pull request", func(w *world) Event {
		return mentorship.PullChanged{Pull: pull(at(3*time.Hour), number(8)), Other: true}
	}},
	{"somebody else's pull request", func(w *world) Event {
		return mentorship.PullChanged{Pull: pull(func(p *mentorship.Pull) { p.Author = otto })}
	}},
	{"word of the newcomer", func(w *world) Event { return w.say(nina) }},
	{"word of the newcomer in the issue", func(w *world) Event {
		return w.say(nina, func(a *mentorship.Answered) { a.Thread = mentorship.Thread{Repo: home, Number: 50} })
	}},
	{"word of ada", func(w *world) Event { return w.say(ada) }},
	{"word of grace", func(w *world) Event { return w.say(grace) }},
	{"word of anybody", func(w *world) Event { return w.say(otto) }},
	{"word of a bot", func(w *world) Event { return w.say(robot) }},
	{"approval by a writer", func(w *world) Event { return w.say(walt, review(mentorship.ReviewApproved)) }},
	{"changes asked for by anybody", func(w *world) Event { return w.say(otto, review(mentorship.ReviewChangesRequested)) }},
	{"changes asked for by ada", func(w *world) Event { return w.say(ada, review(mentorship.ReviewChangesRequested)) }},
	{"checks passed", func(w *world) Event { return mentorship.ChecksPassed{SHA: "a1"} }},
	{"box ticked", func(w *world) Event { return mentorship.Ticked{Items: []mentorship.Item{mentorship.P3}} }},
	{"box unticked by a person", func(w *world) Event {
		return mentorship.Ticked{Off: []mentorship.Item{mentorship.F1}, By: walt, At: w.now}
	}},
	{"remark on somebody else's change", func(w *world) Event { return w.away(mentorship.RemarkReview) }},
	{"label by a writer", func(w *world) Event { return w.label(walt) }},
	{"accept by ada", func(w *world) Event { return w.command(mentorship.VerbAccept, ada) }},
	{"accept by grace", func(w *world) Event { return w.command(mentorship.VerbAccept, grace) }},
	{"accept by anybody", func(w *world) Event { return w.command(mentorship.VerbAccept, otto) }},
	{"pass by ada", func(w *world) Event { return w.command(mentorship.VerbPass, ada) }},
	{"pass by grace", func(w *world) Event { return w.command(mentorship.VerbPass, grace) }},
	{"swap by the newcomer", func(w *world) Event { return w.command(mentorship.VerbSwap, nina) }},
	{"swap by ada", func(w *world) Event { return w.command(mentorship.VerbSwap, ada) }},
	{"find by the newcomer", func(w *world) Event { return w.command(mentorship.VerbFind, nina) }},
	{"find by a writer", func(w *world) Event { return w.command(mentorship.VerbFind, walt) }},
	{"find by anybody", func(w *world) Event { return w.command(mentorship.VerbFind, otto) }},
	{"no-thanks by the newcomer", func(w *world) Event { return w.command(mentorship.VerbNoThanks, nina) }},
	{"no-thanks by anybody", func(w *world) Event { return w.command(mentorship.VerbNoThanks, otto) }},
	{"assign lin by a coordinator", func(w *world) Event { return w.command(mentorship.VerbAssign, coral, naming(lin)) }},
	{"assign lin by anybody", func(w *world) Event { return w.command(mentorship.VerbAssign, otto, naming(lin)) }},
	{"pause by the newcomer", func(w *world) Event { return w.command(mentorship.VerbPause, nina) }},
	{"pause by ada", func(w *world) Event { return w.command(mentorship.VerbPause, ada) }},
	{"pause by anybody", func(w *world) Event { return w.command(mentorship.VerbPause, otto) }},
	{"resume by the newcomer", func(w *world) Event { return w.command(mentorship.VerbResume, nina) }},
	{"resume by ada", func(w *world) Event { return w.command(mentorship.VerbResume, ada) }},
	{"stuck, all told", func(w *world) Event { return w.command(mentorship.VerbStuck, nina) }},
	{"stuck, parts missing", func(w *world) Event { return w.command(mentorship.VerbStuck, nina, lacking) }},
	{"stuck by ada", func(w *world) Event { return w.command(mentorship.VerbStuck, ada) }},
	{"question by the newcomer", func(w *world) Event { return w.command(mentorship.VerbQuestion, nina) }},
	{"slower by the newcomer", func(w *world) Event { return w.command(mentorship.VerbSlower, nina) }},
	{"widen by ada", func(w *world) Event { return w.command(mentorship.VerbWiden, ada) }},
	{"widen by the newcomer", func(w *world) Event { return w.command(mentorship.VerbWiden, nina) }},
	{"done P3 by the newcomer", func(w *world) Event { return w.command(mentorship.VerbDone, nina, items(mentorship.P3)) }},
	{"done R3 by the newcomer", func(w *world) Event { return w.command(mentorship.VerbDone, nina, items(mentorship.R3)) }},
	{"done R3 by ada", func(w *world) Event { return w.command(mentorship.VerbDone, ada, items(mentorship.R3)) }},
	{"undo F1 by the newcomer", func(w *world) Event { return w.command(mentorship.VerbUndo, nina, items(mentorship.F1)) }},
	{"outcome by the newcomer", func(w *world) Event { return w.command(mentorship.VerbOutcome, nina) }},
	{"next by the newcomer", func(w *world) Event { return w.command(mentorship.VerbNext, nina, func(c *Cmd) { c.Number = 12 }) }},
	{"ask lin by the newcomer", func(w *world) Event { return w.command(mentorship.VerbAsk, nina, naming(lin), saying) }},
	{"recommend lin by a coordinator", func(w *world) Event { return w.command(mentorship.VerbRecommend, coral, naming(lin)) }},
	{"offer by grace", func(w *world) Event { return w.command(mentorship.VerbOffer, grace) }},
	{"mute by a writer", func(w *world) Event { return w.command(mentorship.VerbMute, walt) }},
	{"close by a coordinator", func(w *world) Event { return w.command(mentorship.VerbClose, coral) }},
	{"opt-out by ada", func(w *world) Event { return w.command(mentorship.VerbOptOut, ada) }},
	{"ada withdrawn", func(w *world) Event { return mentorship.Withdrawn{Who: ada.ID, At: w.now} }},
	{"grace withdrawn", func(w *world) Event { return mentorship.Withdrawn{Who: grace.ID, At: w.now} }},
	{"the newcomer withdrawn", func(w *world) Event { return mentorship.Withdrawn{Who: nina.ID, At: w.now} }},
	{"the newcomer forgotten", func(w *world) Event { return mentorship.Forgotten{Who: nina.ID} }},
	{"ada forgotten", func(w *world) Event { return mentorship.Forgotten{Who: ada.ID} }},
	{"account not found", func(w *world) Event { return mentorship.Account{At: w.now} }},
	{"out of reach", func(w *world) Event { return mentorship.Frozen{Why: "the repository was archived", At: w.now} }},
	{"back in reach", func(w *world) Event { return mentorship.Thawed{At: w.now} }},
	{"another deployment speaks", func(w *world) Event { return mentorship.Rival{Thread: w.m.Pull} }},
	{"ada is away for weeks", func(w *world) Event { return mentorship.Absent{Mentor: ada.ID, At: w.now} }},
	{"keep-going by the newcomer", func(w *world) Event { return w.command(mentorship.VerbKeepGoing, nina) }},
	{"keep-going by anybody", func(w *world) Event { return w.command(mentorship.VerbKeepGoing, otto) }},
	{"wrap-up by ada", func(w *world) Event { return w.command(mentorship.VerbWrapUp, ada) }},
	{"extend by the newcomer", func(w *world) Event { return w.command(mentorship.VerbExtend, nina) }},
	{"graduate by ada", func(w *world) Event { return w.command(mentorship.VerbGraduate, ada) }},
	{"keep-in-touch by the newcomer", func(w *world) Event { return w.command(mentorship.VerbTouch, nina) }},
	{"thanks by the newcomer", func(w *world) Event { return w.command(mentorship.VerbThanks, nina) }},
	{"how it is for ada, on their own page", func(w *world) Event { return mentorship.PulseSaid{By: ada.ID, Value: 2} }},
	{"not-a-fit by the newcomer", func(w *world) Event { return w.command(mentorship.VerbNotAFit, nina) }},
	{"not-a-fit now by ada", func(w *world) Event { return w.command(mentorship.VerbNotAFit, ada, valued("now")) }},
	{"cadence by ada", func(w *world) Event { return w.command(mentorship.VerbCadence, ada, valued("weekly")) }},
	{"topics by the newcomer", func(w *world) Event { return w.command(mentorship.VerbTopics, nina, valued("stuck")) }},
	{"goal by the newcomer", func(w *world) Event { return w.command(mentorship.VerbGoal, nina, valued(mentorship.GoalSet)) }},
	{"thanks by the newcomer", func(w *world) Event { return w.command(mentorship.VerbThanks, nina) }},
	{"the newcomer became a member", func(w *world) Event { return mentorship.RoleChanged{At: w.now} }},
	{"page closed by ada", func(w *world) Event { return w.turn(ada, true) }},
	{"page closed by a writer", func(w *world) Event { return w.turn(walt, true) }},
	{"page opened again", func(w *world) Event { return w.turn(walt, false) }},
	{"thumbs up by ada", func(w *world) Event { return w.thumbs(ada) }},
	{"thumbs up by grace", func(w *world) Event { return w.thumbs(grace) }},
	{"push by ada", func(w *world) Event { return mentorship.TookOver{By: ada, At: w.now} }},
	{"no timer due", func(w *world) Event { return mentorship.Due{} }},
	{"time for the reminder", func(w *world) Event {
		w.now = latestOf(w.now, w.m.Timers[mentorship.TimerNudge])
		return mentorship.Due{}
	}},
	{"next timer due", func(w *world) Event { w.now = latestOf(w.now, w.m.Wake()); return mentorship.Due{} }},
	{"a mentor became free", func(w *world) Event { return mentorship.Opportunity{} }},
	{"issue opened", func(w *world) Event {
		return mentorship.Done{Effect: mentorship.Effect{Kind: mentorship.EffectOpenIssue, Thread: mentorship.Thread{Repo: home}}, ID: 5, Number: 50}
	}},
	{"greeting written", func(w *world) Event {
		return mentorship.Done{Effect: mentorship.Effect{Kind: mentorship.EffectGreet, Thread: w.m.Pull, Person: ada, Round: 1}, ID: 4}
	}},
	{"reaction set", func(w *world) Event {
		return mentorship.Done{Effect: mentorship.Reaction(w.m.Pull, 3, true), ID: 4}
	}},
	{"comment refused: blocked", func(w *world) Event {
		return mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectInvite, Thread: w.m.Pull, Person: ada}, Why: mentorship.FaultForbidden}
	}},
	{"comment refused: locked", func(w *world) Event {
		return mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectInvite, Thread: w.m.Pull, Person: ada}, Why: mentorship.FaultLocked}
	}},
	{"issue refused", func(w *world) Event {
		return mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectOpenIssue}, Why: mentorship.FaultGone}
	}},
	{"ada cannot be assigned", func(w *world) Event {
		return mentorship.Refused{Effect: mentorship.Effect{Key: "k", Kind: mentorship.EffectAssign, Thread: w.m.Pull, Person: ada, Round: w.m.Round}, Why: mentorship.FaultInvalid}
	}},
	{"assignment refused", func(w *world) Event {
		return mentorship.Refused{Effect: mentorship.Effect{Kind: mentorship.EffectAssign}, Why: mentorship.FaultInvalid}
	}},
}

// TestTransitions draws what every event does in every state. A change in the
// table is a change in behaviour: read it before running with -update.
func TestTransitions(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What every event does in every state: next state, rule, effects, reason.\n# Written by go test ./app/mentorship -run TestTransitions -update\n")
	for _, p := range places {
		fmt.Fprintf(&b, "\n== %s\n", p.name)
		typical := p.way(t)
		for _, h := range happenings {
			w := newWorld(t)
			w.m, w.now, w.rules, w.busy, w.ids = typical.m, typical.now, typical.rules, typical.busy, typical.ids
			s := w.do(h.make(w))
			fmt.Fprintf(&b, "%-34s | %s | %s\n", h.name, summary(s), s.Why)
		}
	}
	const file = "testdata/transitions.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(old)) {
		if i >= len(got) || i >= len(old) || got[i] != old[i] {
			t.Fatalf("line %d of %s differs; read the change, then run with -update\ngot  %s\nwant %s", i+1, file, lineAt(got, i), lineAt(old, i))
		}
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
