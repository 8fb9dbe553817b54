package matching_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/matching"
)

// twins are g and l, who did the same things at the same times.
func twins() *matching.Index {
	x := matching.NewIndex()
	for day := range 6 {
		x.Add(change(float64(day), "ada", "gl", "store/db.go", "web/page.go"))
	}
	return x
}

// What a live App knows decides between people the history cannot tell apart,
// can be left out, and gives a reason of its own.
func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name   string
		signal matching.Signal
		know   func(*matching.Index, *matching.Query)
		reason string
	}{
		{"title", matching.SignalSubject, func(x *matching.Index, q *matching.Query) {
			x.Add(change(7, "lin", "", "color/palette.go"))
			x.Add(change(7, "g", "", "sound/mixer.go"))
			x.Add(change(7, "l", "", "color/wheel.go"))
			q.Title = "Fix the color of the button"
		}, ""},
		{"label", matching.SignalSubject, func(x *matching.Index, q *matching.Query) {
			x.Add(change(7, "g", "", "sound/mixer.go"))
			x.Add(change(7, "l", "", "color/wheel.go"))
			q.Labels = []string{"area/color"}
		}, ""},
		{"owners", matching.SignalOwners, func(_ *matching.Index, q *matching.Query) {
			q.Owned = map[matching.PersonID][]string{"l": {"store/cache.go"}}
		}, "is named for store/cache.go in CODEOWNERS"},
		{"ask me about", matching.SignalAskMe, func(_ *matching.Index, q *matching.Query) {
			q.Title = "Draw SVG charts"
			q.Profiles = map[matching.PersonID]matching.Profile{"l": {AskMeAbout: []string{"film", "SVG charts"}}}
		}, "likes to be asked about SVG charts"},
		{"topic", matching.SignalTopic, func(_ *matching.Index, q *matching.Query) {
			q.Topic = "code-review"
			q.Profiles = map[matching.PersonID]matching.Profile{"g": {Topics: []string{"stuck"}}, "l": {Topics: []string{"stuck", "code-review"}}}
		}, "likes to help with code-review"},
		{"came from", matching.SignalCameFrom, func(_ *matching.Index, q *matching.Query) {
			q.Profiles = map[matching.PersonID]matching.Profile{"l": {CameFrom: "cache"}}
		}, "began with cache"},
		{"language", matching.SignalLanguage, func(_ *matching.Index, q *matching.Query) {
			q.Languages = []string{"pt"}
			q.Profiles = map[matching.PersonID]matching.Profile{"g": {Languages: []string{"en"}}, "l": {Languages: []string{"en", "pt-BR"}}}
		}, "speaks pt-BR as well"},
		{"awake", matching.SignalAwake, func(_ *matching.Index, q *matching.Query) {
			q.Profiles = map[matching.PersonID]matching.Profile{"g": {}, "l": {Awake: true}}
		}, ""},
		{"contact", matching.SignalContact, func(_ *matching.Index, q *matching.Query) {
			q.Contact = map[matching.PersonID]bool{"l": true}
		}, "has helped this newcomer before"},
		{"answers", matching.SignalAnswers, func(x *matching.Index, _ *matching.Query) {
			x.Hear(matching.Answer{Person: "g", Time: onDay(8)})
			x.Hear(matching.Answer{Person: "l", Time: onDay(8), Heard: true})
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := twins()
			q := matching.Query{Time: onDay(10), Author: "n", Files: []string{"store/cache.go"}, Pool: people("gl")}
			c.know(x, &q)
			best := x.Suggest(q, matching.WeightsShip(), 2)
			if best[0].Person != "l" || best[0].Score <= best[1].Score {
				t.Errorf("%v: l should stand first", best)
			}
			for name, q := range map[string]matching.Query{"without it": q.Without(c.signal), "plain": q.Plain()} {
				if r := x.Rank(q, matching.WeightsShip()); r[0].Person != "g" {
					t.Errorf("%s: %v stands first, not g", name, r)
				}
			}
			if c.reason != "" && !slices.ContainsFunc(best[0].Reasons, func(r matching.Reason) bool { return r.String() == c.reason }) {
				t.Errorf("reasons %v, want %q", best[0].Reasons, c.reason)
			}
		})
	}
}

// One silence changes less than twice the experience.
func TestOneSilenceChangesLittle(t *testing.T) {
	x := twins()
	x.Add(change(7, "ada", "g", "store/db.go"))
	x.Add(change(8, "ada", "g", "store/db.go"))
	x.Hear(matching.Answer{Person: "g", Time: onDay(9)})
	q := matching.Query{Time: onDay(10), Author: "n", Files: []string{"store/cache.go"}, Pool: people("gl")}
	if best := x.Rank(q, matching.WeightsShip())[0].Person; best != "g" {
		t.Errorf("%s stands first", best)
	}
}

func TestNewcomersOfTheYear(t *testing.T) {
	x := matching.NewIndex()
	x.Add(change(1, "a", "g", "store/db.go"))
	x.Add(change(2, "b", "g", "web/page.go", "store/db.go"))
	x.Add(change(3, "a", "l", "store/db.go"))
	x.Add(change(4, "c", "l", "top.md"))
	got := x.Newcomers(2)
	want := []matching.Change{
		{Time: onDay(2), Author: "b", Files: []string{"web/page.go", "store/db.go"}},
		{Time: onDay(4), Author: "c", Files: []string{"top.md"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("last two newcomers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(people("gl"), x.Helped("a")); diff != "" {
		t.Errorf("who helped a (-want +got):\n%s", diff)
	}
	if !x.Newcomer("a") || !x.Newcomer("stranger") {
		t.Error("two changes are a newcomer's, none as well")
	}
	x.Add(change(5, "a", "l", "store/db.go"))
	if x.Newcomer("a") {
		t.Error("after three changes a is no newcomer")
	}
}
