package guide

import (
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestPulseOnlyByLink: where answers are for nobody else's eyes, no text asks for
// a reaction, and the address of the page is the one thing that leads there.
func TestPulseOnlyByLink(t *testing.T) {
	for note, state := range map[string]mentorship.State{mentorship.TellPulse: mentorship.StateActive, mentorship.TellWrapUp: mentorship.StateWrapping} {
		m := story(func(m *mentorship.Mentorship) {
			m.State, m.Issue = state, mentorship.Thread{Repo: repo, Number: 50}
			m.Pulses = []mentorship.Pulse{{Note: note, At: start}}
		})
		e := mentorship.Effect{Key: "o1-2/" + note + "/c1", Kind: mentorship.EffectPage, Mentorship: "o1-2", Thread: m.Issue, Note: note}
		for _, lang := range []string{"en", "es"} {
			for _, c := range []struct {
				mode     mentorship.PulseMode
				own      string
				linked   bool
				reaction bool
			}{
				{mentorship.PulseLink, "https://firstmate.acme.org/me", true, false},
				{mentorship.PulseReaction, "https://firstmate.acme.org/me", true, true},
				{mentorship.PulseReaction, "", false, true},
				{mentorship.PulseReaction, "javascript:x", false, true},
				{mentorship.PulseReaction, "https://a.test/)x", false, true},
			} {
				p := page
				p.Language, p.Rules.Pulse, p.Own = lang, c.mode, c.own
				w, err := Render(e, m, p)
				if err != nil {
					t.Fatal(err)
				}
				asks := strings.Contains(w.Body, "heart") || strings.Contains(w.Body, "corazón")
				if asks != c.reaction || strings.Contains(w.Body, "](") != c.linked || c.linked && !strings.Contains(w.Body, "]("+c.own+")") {
					t.Errorf("%s in %s, %+v:\n%s", note, lang, c, w.Body)
				}
				tone(t, lang, w.Body)
			}
		}
	}
}
