package guide

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the texts of today as those expected")

// show is a write as the golden files hold it.
func show(w mentorship.Write) string {
	head := fmt.Sprintf("%s %s", w.Kind, w.Thread)
	if w.Object != 0 {
		head += fmt.Sprintf(" object %d", w.Object)
	}
	if w.Title != "" {
		head += fmt.Sprintf("\ntitle: %s\nlabels: %s", w.Title, strings.Join(w.Labels, ", "))
	}
	if w.Close {
		head += "\ncloses"
	}
	if w.Reopen {
		head += "\nopens again"
	}
	return head + "\nfound by: " + w.Marker + "\n\n" + w.Body + "\n"
}

func TestTexts(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) { checkGolden(t, s, english, "testdata") })
		t.Run("es/"+s.name, func(t *testing.T) { checkGolden(t, s, "es", "testdata/es") })
	}
}

// reads is the page as somebody reads it who chose that language.
func reads(lang string) Page {
	p := page
	p.Language = lang
	return p
}

func checkGolden(t *testing.T, s sample, lang, dir string) {
	t.Helper()
	checkGoldenOn(t, reads(lang), s, dir)
}

func checkGoldenOn(t *testing.T, p Page, s sample, dir string) {
	t.Helper()
	w, err := Render(s.e, s.m, p)
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join(dir, s.name+".golden")
	if *update {
		if err := os.WriteFile(golden, []byte(show(w)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), show(w)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What every text keeps to, whatever it says.
func TestEveryText(t *testing.T) {
	for _, s := range samples() {
		for _, lang := range folders(t) {
			t.Run(lang+"/"+s.name, func(t *testing.T) { checkText(t, s, lang) })
		}
	}
}

func checkText(t *testing.T, s sample, lang string) {
	t.Helper()
	w, err := Render(s.e, s.m, reads(lang))
	if err != nil {
		t.Fatal(err)
	}
	if w.Kind != mentorship.WriteIssueEdit && !strings.HasSuffix(w.Body, w.Marker) {
		t.Error("does not end with its marker")
	}
	if w.Body == "" {
		return // nothing is said
	}
	if mk, ok := Find(w.Body); !ok || mk.Mentorship != s.m.ID || mk.Newcomer != s.m.Newcomer.ID {
		t.Errorf("marker %+v, %v", mk, ok)
	}
	if n := visibleWords(w.Body); w.Kind == mentorship.WriteComment && n > 60 {
		t.Errorf("%d visible words", n)
	}
	if got := mentions(w.Body); len(got) > 1 {
		t.Errorf("mentions %q", got)
	}
	if s.name == "reply-why" {
		lang = english // the record is in English
	}
	tone(t, lang, w.Title+"\n"+w.Body)
	if strings.Contains(w.Body, "<no value>") || strings.Contains(w.Body, "****") {
		t.Error("an empty place in the text")
	}
}

var hiddenParts = regexp.MustCompile(`(?s)<!--.*?-->|<details>.*?</details>`)

func visibleWords(body string) int {
	return len(strings.Fields(hiddenParts.ReplaceAllString(body, "")))
}

// Who is notified by which text.
func TestMentions(t *testing.T) {
	want := map[string][]string{
		"greet": {"ada"}, "greet-no-reason": {"ada"}, "greet-merged": {"ada"}, "edit-invited": {"ada"}, "edit-merged-while-asked": {"ada"},
		"stuck": {"ada"}, "help-wanted": {"ada"}, "widen": {"grace"}, "tell-nobody": {"coral"}, "nudge": {"ada"},
		"invite": {"grace"}, "invite-merged": {"grace"}, "invite-after-hand-over": {"grace"},
		"issue": {"nora_n"}, "issue-on-match": {"nora_n"}, "issue-first-day": {"nora_n"},
	}
	for _, s := range samples() {
		w, err := Render(s.e, s.m, page)
		if err != nil {
			t.Fatal(err)
		}
		if got := mentions(w.Body); !slices.Equal(got, want[s.name]) {
			t.Errorf("%s mentions %q, want %q", s.name, got, want[s.name])
		}
	}
}

// Without consent by today's rules nobody is mentioned or assigned.
func TestNoConsentNoMention(t *testing.T) {
	strangers := page
	strangers.Rules.Mentors = []mentorship.Mentor{{Person: ada}, {Person: grace}}
	for _, p := range []Page{strangers, {}} {
		for _, s := range samples() {
			w, err := Render(s.e, s.m, p)
			if err != nil {
				t.Fatal(err)
			}
			if got := mentions(w.Body); slices.Contains(got, "ada") || slices.Contains(got, "grace") {
				t.Errorf("%s mentions %q", s.name, got)
			}
		}
		assign := mentorship.Effect{Kind: mentorship.EffectAssign, Thread: pull, Person: ada, Mentorship: "o1-2"}
		if w, err := Render(assign, story(), p); err != nil || w.Kind != mentorship.WriteNothing {
			t.Errorf("assigned: %+v, %v", w, err)
		}
	}
}

// A mentor is mentioned under today's login, whatever the record remembers.
func TestRenamedMentor(t *testing.T) {
	p := page
	p.Rules.Mentors = []mentorship.Mentor{{Person: mentorship.Person{ID: ada.ID, Login: "ada-l"}, Consented: true}}
	w, err := Render(samples()[0].e, story(), p)
	if got := mentions(w.Body); err != nil || !slices.Equal(got, []string{"ada-l"}) || strings.Contains(w.Body, "**ada**") {
		t.Errorf("mentions %q, %v", got, err)
	}
	assign := mentorship.Effect{Kind: mentorship.EffectAssign, Thread: pull, Person: ada, Mentorship: "o1-2"}
	if w, err = Render(assign, story(), p); err != nil || w.Assignee != "ada-l" {
		t.Errorf("assigned %q, %v", w.Assignee, err)
	}
}

func TestSmallWrites(t *testing.T) {
	for _, c := range []struct {
		name string
		e    mentorship.Effect
		m    mentorship.Mentorship
		want mentorship.Write
	}{
		{"react", mentorship.Effect{Kind: mentorship.EffectReact, Thread: pull, Object: 9, Note: "+1"}, mentorship.Mentorship{},
			mentorship.Write{Kind: mentorship.WriteReaction, Thread: pull, Object: 9, Reaction: "+1"}},
		{"assign", mentorship.Effect{Kind: mentorship.EffectAssign, Thread: pull, Person: ada, Mentorship: "o1-2"}, story(),
			mentorship.Write{Kind: mentorship.WriteAssign, Thread: pull, Assignee: "ada"}},
		{"assign too late", mentorship.Effect{Kind: mentorship.EffectAssign, Thread: pull, Person: ada, Mentorship: "o1-2"}, story(secondAsked),
			mentorship.Write{Kind: mentorship.WriteNothing, Thread: pull}},
		{"unassign", mentorship.Effect{Kind: mentorship.EffectUnassign, Thread: pull, Person: ada, Mentorship: "o1-2"}, story(secondAsked),
			mentorship.Write{Kind: mentorship.WriteUnassign, Thread: pull, Assignee: "ada"}},
		{"comment gone", mentorship.Effect{Kind: mentorship.EffectEditComment, Thread: pull, Object: 9, Mentorship: "o1-2"}, story(),
			mentorship.Write{Kind: mentorship.WriteNothing, Thread: pull}},
		{"invite too late", mentorship.Effect{Kind: mentorship.EffectInvite, Thread: pull, Person: ada, Mentorship: "o1-2"}, story(secondAsked),
			mentorship.Write{Kind: mentorship.WriteNothing, Thread: pull}},
	} {
		got, err := Render(c.e, c.m, page)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", c.name, err, diff)
		}
	}
	for _, e := range []mentorship.Effect{{Kind: "dance"}, {Kind: mentorship.EffectReply, Note: "nonsense"}} {
		if _, err := Render(e, mentorship.Mentorship{}, page); err == nil {
			t.Errorf("no error for %+v", e)
		}
	}
}

// The tail by which a text is found stays the same while the text changes.
func TestMarkerIsStable(t *testing.T) {
	first, err := Render(samples()[0].e, story(), page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []mentorship.Mentorship{story(written, paired, withIssue), story(secondAsked), story(written, waits)} {
		e := mentorship.Effect{Kind: mentorship.EffectEditComment, Mentorship: m.ID, Thread: pull, Object: 100}
		w, err := Render(e, m, page)
		if err != nil || w.Marker != first.Marker || !strings.Contains(w.Body, first.Marker) {
			t.Errorf("marker %q, want %q (%v)", w.Marker, first.Marker, err)
		}
	}
}

// Names and reasons are written by people: whatever they hold, a text mentions,
// refers to and commands nobody beyond what it means to.
func TestHostileRecord(t *testing.T) {
	namesPeople := slices.DeleteFunc(samples(), func(s sample) bool {
		return !slices.Contains([]string{"greet", "greet-answered", "invite", "edit-accepted-other-repo", "edit-declined",
			"edit-congrats-accepted", "issue", "issue-review", "issue-natural", "milestone", "reply-full"}, s.name)
	})
	for _, in := range hostile() {
		for _, s := range namesPeople {
			s.m.Newcomer.Login, s.m.Mentor.Login = in, in
			s.m.Reasons = []mentorship.Reason{{Text: in, Link: in}, {Text: in, Link: "https://x.org/" + in}}
			s.m.Pull.Repo.Owner, s.m.Pull.Repo.Name, s.m.Pull.Repo.ID = in, in, 77
			s.e.Person.Login = in
			w, err := Render(s.e, s.m, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range mentions(w.Body) {
				own := strings.HasPrefix(s.name, "issue") && name == strings.ToLower(in) // the newcomer, in their own issue
				if name != "ada" && name != "grace" && !own {
					t.Errorf("%s with %q mentions %q", s.name, in, name)
				}
			}
			if strings.Count(w.Body, "-->") != strings.Count(w.Body, "<!--") || len(Commands(w.Body)) > 0 || strings.Contains(w.Title, "\n") {
				t.Errorf("%s with %q: %s", s.name, in, w.Body)
			}
			if w.Kind != mentorship.WriteNothing {
				if _, ok := Find(w.Body); !ok {
					t.Errorf("%s with %q has lost its marker", s.name, in)
				}
			}
		}
	}
}
