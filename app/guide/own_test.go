package guide

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const ownGreet = "Hi {newcomer}! {mentor} knows the place: {reason}.\n{mentor_name}: an answer is enough.\n"

func TestCheckOwn(t *testing.T) {
	for name, c := range map[string]struct {
		key, text string
		want      []string
	}{
		"good":               {"greet", ownGreet, nil},
		"windows line ends":  {"greet", "Hi\r\n{mentor}\r\n", nil},
		"issue":              {"issue_intro", "{newcomer}, this is {pull}.", nil},
		"no such text":       {"hello", "x", []string{"1: there is no text called hello; there are greet, waiting, congrats, milestone, issue_intro"}},
		"empty":              {"waiting", " \n", []string{"1: the text is empty"}},
		"unknown":            {"greet", "{mentor}\n{login} {}", []string{"2: unknown placeholder {login}; this text knows {newcomer}, {mentor}, {mentor_name}, {reason}", "2: unknown placeholder {}; this text knows {newcomer}, {mentor}, {mentor_name}, {reason}"}},
		"of another text":    {"waiting", "{mentor}", []string{"1: unknown placeholder {mentor}; this text knows {newcomer}, {date}"}},
		"no mention":         {"greet", "Hello {newcomer}", []string{"1: {mentor} is the one mention of this text and stands in it once, not 0 times"}},
		"two mentions":       {"greet", "{mentor} {mentor}", []string{"1: {mentor} is the one mention of this text and stands in it once, not 2 times"}},
		"a longer name":      {"greet", "{mentor}son", []string{"1: {mentor} stands by itself, with a space or a sign around it"}},
		"a team":             {"greet", "Ask {mentor}/core.", []string{"1: {mentor} stands by itself, with a space or a sign around it"}},
		"signs around it":    {"greet", "({mentor}), **{mentor_name}**", nil},
		"somebody by name":   {"waiting", "Ask @ada or `@acme/team`", []string{"1: a text mentions nobody by name; write the name without @"}},
		"in italics":         {"waiting", "Ask _@ada_", []string{"1: a text mentions nobody by name; write the name without @"}},
		"before a word":      {"waiting", "On @{date}", []string{"1: a text mentions nobody by name; write the name without @"}},
		"hidden by entities": {"waiting", "Ask &#64;ada", []string{"1: a text mentions nobody by name; write the name without @"}},
		"a mail address":     {"waiting", "Write to help@acme.example", nil},
		"a marker":           {"waiting", "<!-- firstmate:v1 -->", []string{"1: hidden comments are not allowed here"}},
		"no such command":    {"waiting", "`/mentor find` or `/mentor dance`", []string{"1: there is no command /mentor dance"}},
		"60 lines":           {"waiting", strings.Repeat("x\n", 60), nil},
		"61 lines":           {"waiting", strings.Repeat("x\n", 61), []string{"61: the text has 61 lines; 60 is the most"}},
		"too large":          {"waiting", strings.Repeat("x", MaxOwnBytes+1), []string{"1: the text is larger than 8 KB"}},
	} {
		var got []string
		for _, n := range CheckOwn(c.key, c.text) {
			got = append(got, fmt.Sprintf("%d: %s", n.Line, n.Message))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// own is the page of a community with words of its own.
func own(texts map[string]string) Page {
	p := page
	p.Rules.Texts = texts
	return p
}

func sampleNamed(t *testing.T, name string) sample {
	t.Helper()
	all := samples()
	i := slices.IndexFunc(all, func(s sample) bool { return s.name == name })
	if i < 0 {
		t.Fatalf("no sample %s", name)
	}
	return all[i]
}

// Where the community's own words stand, and where ours do.
func TestOwnWords(t *testing.T) {
	texts := map[string]string{
		"greet": ownGreet, "waiting": "All are busy until {date}, {newcomer}.", "congrats": "Well done, {newcomer}.",
		"milestone": "Merged! Thanks, {newcomer} and {mentor_name}.", "issue_intro": "{newcomer}, your page about {pull}, with {mentor_name}.",
	}
	for name, want := range map[string]string{
		"greet":                    "Hi **nora\\_n**! @ada knows the place: [reviewed 14 changes",
		"edit-invited":             "**ada**: an answer is enough.",
		"waiting":                  "All are busy until 20 December 2026 (UTC), **nora\\_n**.",
		"congrats":                 "Well done, **nora\\_n**.",
		"milestone":                "Merged! Thanks, **nora\\_n** and **ada**.",
		"issue":                    "@nora_n, your page about #7, with **ada**.",
		"issue-review":             "**nora\\_n**, your page about #7, with **ada**.",
		"greet-no-reason":          "@ada has offered to help newcomers.",
		"greet-answered":           "has already answered you",
		"greet-merged":             "Congratulations",
		"greet-consent-gone":       "I am looking for a mentor for you.",
		"edit-queued-merged":       "All mentors are busy",
		"edit-congrats-queued":     "You are on the list",
		"issue-unmatched":          "this page is yours",
		"edit-accepted":            "is your mentor",
		"greet-accepted-meanwhile": "is your mentor",
	} {
		s := sampleNamed(t, name)
		w, err := Render(s.e, s.m, own(texts))
		if err != nil || !strings.Contains(w.Body, want) {
			t.Errorf("%s lacks %q: %v\n%s", name, want, err, w.Body)
		}
		firstComment := slices.Contains([]string{"greet", "waiting", "congrats"}, name)
		if firstComment && !strings.Contains(w.Body, "a bot; people decide everything") {
			t.Errorf("%s does not say who writes:\n%s", name, w.Body)
		}
		p := own(texts)
		p.Language = "es"
		if w, err := Render(s.e, s.m, p); err != nil || strings.Contains(w.Body, want) {
			t.Errorf("%s in another language: %v\n%s", name, err, w.Body)
		}
	}
}

// A text that passes the check mentions whom it may and nobody else, and its
// marker is found again.
func TestOwnWordsKeepPromises(t *testing.T) {
	parts := []string{"{mentor}", "{newcomer}", "{mentor_name}", "{reason}", "{date}", "{pull}", "{", "}", "@ada", "&#64;", "<!--", "-->", "\n", " ", "Hello", "`", "```", "<details>", "/mentor find", "#7", "@", "ada", "_"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 20).Draw(t, "parts"), "")
		may := map[string]string{"greet": "ada", "issue_intro": "nora_n"}
		for key, name := range map[string]string{"greet": "greet", "waiting": "waiting", "issue_intro": "issue"} {
			if len(CheckOwn(key, text)) > 0 {
				continue
			}
			for _, s := range samples() {
				if s.name != name {
					continue
				}
				w, err := Render(s.e, s.m, own(map[string]string{key: text}))
				if err != nil {
					t.Fatal(err)
				}
				got := mentions(w.Body)
				if len(got) > 1 || len(got) == 1 && got[0] != may[key] {
					t.Fatalf("%s: %q mentions %q", key, text, got)
				}
				if _, ok := Find(w.Body); !ok {
					t.Fatalf("%s: %q has lost its marker", key, text)
				}
			}
		}
	})
}

// What helps before a question stands in the issue while Prepare is open.
func TestPrepare(t *testing.T) {
	p := page
	p.Files = "https://github.com/acme/widgets/blob/HEAD"
	p.Playbooks = []mentorship.Link{{To: "docs/store.md", Title: "How the @store works"}, {To: "https://acme.example/a?b=c&d=1#e"}, {To: "../x y"}}
	p.Rules.Glossary = "docs/words.md"
	p.Rules.Contact = "conduct@acme.example"
	p.Rules.Mentors = slices.Clone(page.Rules.Mentors)
	p.Rules.Mentors[0].ReadFirst = []string{"docs/a.md"}
	p.Rules.Mentors[0].Resources = []string{"https://acme.example/talks"}
	lines := []string{
		"Helps with changes like this one: [How the @" + gap + "store works](https://github.com/acme/widgets/blob/HEAD/docs/store.md), " +
			"<https://acme.example/a?b=c&d=1#e>, " + gap + "../x y, <https://acme.example/talks>.",
		"Words used here: [docs/words.md](https://github.com/acme/widgets/blob/HEAD/docs/words.md).",
		"Before you ask **ada**, look here first: [docs/a.md](https://github.com/acme/widgets/blob/HEAD/docs/a.md).",
	}
	const private = "If something feels wrong, in private: <conduct@acme.example>."
	for _, c := range []struct {
		name          string
		lines, inside bool
	}{{"issue", true, true}, {"issue-merged", false, true}, {"issue-natural", false, false}} {
		s := sampleNamed(t, c.name)
		w, err := Render(s.e, s.m, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if strings.Contains(w.Body, line) != c.lines {
				t.Errorf("%s: %q there is %v\n%s", c.name, line, !c.lines, w.Body)
			}
		}
		if strings.Contains(w.Body, private) != c.inside {
			t.Errorf("%s: private contact\n%s", c.name, w.Body)
		}
		if got := mentions(w.Body); len(got) > 0 && got[0] != "nora_n" {
			t.Errorf("%s mentions %q", c.name, got)
		}
	}
	s := sampleNamed(t, "issue")
	s.name = "issue-prepare"
	checkGoldenOn(t, p, s, "testdata")
	p.Language = "es"
	checkGoldenOn(t, p, s, "testdata/es")
	p.Files, p.Language = "", ""
	if w, err := Render(s.e, s.m, p); err != nil || !strings.Contains(w.Body, "Words used here: docs/words.md.") {
		t.Errorf("without an address: %v\n%s", err, w.Body)
	}
}

func TestContact(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a@b.org": "<a@b.org>", "https://x.org/y": "<https://x.org/y>", "the chat": "the chat", "@ada": "@" + gap + "ada",
		"https://x.org/<b>": "https:" + gap + "//x.org/\\<b\\>",
	} {
		if got := contact(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestMentionStands(t *testing.T) {
	block := func(s string) string { return "x @nora-n\n" + blockBegin + "\n" + s + "\n" + blockEnd + "\n@nora-n" }
	for text, want := range map[string]bool{
		"Hola, @nora-n: hi": true, "@NORA-N": true, "@nora-name": false, "@nora": false, "a@nora-n.org": false, "**nora-n**": false,
	} {
		if got := mentionStands(block(text), "nora-n"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if mentionStands("@nora-n", "nora-n") {
		t.Error("outside of our block")
	}
}
