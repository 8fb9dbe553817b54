package githubsim

import (
	"slices"
	"strings"
	"testing"
)

func TestMentions(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"@ada", "ada"},
		{"hello @Ada and @GRACE.", "ada grace"},
		{"(@ada), **@grace**, _@lin_, ~@coral~", "ada grace lin coral"},
		{"mail ada@acme.org", ""},
		{"@acme/mentors please", "acme/mentors"},
		{"@ada/", ""},
		{"@ada/mentors/x", "ada/mentors"},
		{"@ada-, @ada_", "ada ada"},
		{"@ada... @grace.x @lin_x", "ada"},
		{"@@ada", "ada"},
		{"@ ada @\u200bada @-ada", ""},
		{"&#64;ada &commat;grace &#x40;lin", "ada grace lin"},
		{"&amp;#64;ada", ""},
		{`\@ada`, "ada"},
		{"`@ada`", ""},
		{"``a ` @ada`` @grace", "grace"},
		{"`@ada", "ada"},
		{"` @ada `` @grace", "ada grace"},
		{"\\`@ada`", "ada"},
		{"`a\n\nb @ada`", "ada"},
		{"`a\nb @ada`", ""},
		{"```\n@ada\n```\n@grace", "grace"},
		{"````\n```\n@ada\n````\n@grace", "grace"},
		{"~~~ text\n@ada\n```\n@lin\n~~~\n@grace", "grace"},
		{"``` a`b\n@ada", "ada"},
		{"```\n@ada", ""},
		{"> ```\n> @ada\n@grace", "grace"},
		{"- ```\n  @ada\n@grace", "grace"},
		{"    @ada", "ada"}, // never trusts indentation
		{"<!-- @ada --> @grace", "grace"},
		{"text <!-- @ada\n@lin --> @grace", "grace"},
		{"<!-- open\n\n@ada\n", ""},
		{"text <!-- open @ada", "ada"},
		{"@<!-- x -->ada", ""},
		{"<!-- x --> `@ada`", "ada"}, // raw HTML knows no code spans
		{"<details>\n`@ada`\n\n`@grace`", "ada"},
		{"<details><summary>x</summary>\n\n`@grace`\n\n</details>", ""},
		{"<code>@ada</code> @grace", "grace"},
		{`\<code>@ada\</code>`, "ada"},
		{"[@ada](https://example.org)", "ada"},
		{"---\n@ada", "ada"},
		{"\r\n`@ada`\r\n@grace\r\n", "grace"},
		{"a\x00@ada", "ada"},
	} {
		if got := strings.Join(mentions(c.text), " "); got != c.want {
			t.Errorf("%q mentions %q, want %q", c.text, got, c.want)
		}
	}
}

// A text as long as GitHub takes is read at once, whatever it nests.
func TestMentionsOfHugeTexts(t *testing.T) {
	for _, part := range []string{"- ", "> ", "1. ", "- a ", "`a ", "<!--", "@a ", "<code>", "```\n", "``` ", "\\`", "<a ", "_@"} {
		mentions(strings.Repeat(part, bodyLimit/len(part)) + "\n@x")
	}
}

func TestNotified(t *testing.T) {
	r := newRig(t)
	r.do(Action{Do: "delete_user", Login: "kofi"})
	widgets := r.sim.st.repoNamed("acme/widgets")
	text := "@ada @ADA @nobody-here @kofi @acme @acme/mentors @acme/none @firstmate @github-actions @mira"
	if got := r.sim.st.notified(widgets, text); !slices.Equal(got, []string{"ada", "acme/mentors", "mira"}) {
		t.Errorf("notified %v", got)
	}
	widgets.private = true
	if got := r.sim.st.notified(widgets, text); !slices.Equal(got, []string{"ada", "acme/mentors"}) {
		t.Errorf("in a private repository %v", got)
	}
}

// Whatever the text, every name found stands in it behind an @ or an entity
// for one, and text wholly inside a fence never mentions.
func FuzzMentions(f *testing.F) {
	for _, s := range []string{"@ada", "`@ada`", "```\n@a\n```", "<!-- @a --> &#64;b", "> - ```\n@x", "\\`@a`", "@a/b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range mentions(text) {
			if name == "" || name != fold(name) || strings.ContainsAny(name, " @`<>") {
				t.Errorf("%q mentions %q", text, name)
			}
		}
		if strings.ContainsAny(text, "`\r") {
			return
		}
		if got := mentions("```\n" + text + "\n```"); len(got) > 0 {
			t.Errorf("inside a fence %q mentions %v", text, got)
		}
		if !strings.ContainsAny(text, "\n-") {
			if got := mentions("x <!-- " + text + " -->"); len(got) > 0 {
				t.Errorf("inside a comment %q mentions %v", text, got)
			}
		}
	})
}
