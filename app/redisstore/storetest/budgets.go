package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// fewTexts: a thread takes five texts an hour, one of which is no edit; what does
// not fit waits, other threads and signs go on, and nothing is lost.
func fewTexts(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	var effects []mentorship.Effect
	for i, kind := range []mentorship.EffectKind{edit, mentorship.EffectEditIssue, mentorship.EffectReply, edit, edit, edit, mentorship.EffectEditIssue} {
		effects = append(effects, effect(fmt.Sprintf("text%d", i), kind))
	}
	other := effect("elsewhere", greet)
	other.Thread.Number = 2
	plan(t, s, "a", append(effects, effect("word", mentorship.EffectPage), other, effect("sign", mentorship.EffectAssign))...)
	p.wantNext(t, "text2", "text0", "text1", "text3", "word", "elsewhere", "sign")
	if got := p.now.Sub(day0()); got > time.Minute {
		t.Errorf("others waited %s", got)
	}
	plan(t, s, "b", effect("text6", mentorship.EffectEditIssue)) // the same again becomes one
	p.wantNext(t, "text4", "text5", "text6", "")
	if got := p.now.Sub(day0()); got < time.Hour {
		t.Errorf("eight texts went out within %s", got)
	}
}

// takingTurns: many effects of one repository do not hold up another's.
func takingTurns(t *testing.T, b Bench) {
	s := b.Open(t)
	p := &pumper{s: s, now: day0()}
	in := func(repo int64, key string, number int) mentorship.Effect {
		e := effect(key, greet)
		e.Thread.Repo.ID, e.Thread.Number = repo, number
		return e
	}
	var flood []mentorship.Effect
	for i := range 4 {
		flood = append(flood, in(70, fmt.Sprintf("many%d", i), i))
	}
	plan(t, s, "a", flood...)
	plan(t, s, "b", in(71, "one", 1), in(71, "two", 2))
	p.wantNext(t, "many0", "one", "many1", "two", "many2", "many3", "")
}
