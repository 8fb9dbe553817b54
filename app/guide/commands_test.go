package guide

import (
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
)

func verbs(vs ...mentorship.Verb) []Command {
	var out []Command
	for _, v := range vs {
		out = append(out, Command{Verb: v})
	}
	return out
}

func TestCommands(t *testing.T) {
	accept := verbs(mentorship.VerbAccept)
	for _, c := range []struct {
		name, text string
		want       []Command
	}{
		{"plain", "/mentor accept", accept},
		{"with words", "Happy to help!\n\n/mentor accept with pleasure\n", accept},
		{"inside a paragraph", "Happy to help!\n/mentor accept\nSee you.", accept},
		{"upper case", "/mentor ACCEPT", accept},
		{"tab", "/mentor\taccept", accept},
		{"crlf", "hello\r\n/mentor accept\r\n", accept},
		{"underlined", "/mentor accept\n---\n", accept},
		{"after a list", "- one\n\n/mentor accept", accept},
		{"after a quotation", "> what about it?\n\n/mentor accept", accept},
		{"after code", "```\nx\n```\n/mentor accept", accept},
		{"after a comment", "<!-- /mentor pass -->\n/mentor accept", accept},
		{"after details", "<details>\n\n/mentor pass\n\n</details>\n\n/mentor accept", accept},
		{"after pre", "<pre>\n/mentor pass\n</pre>\n/mentor accept", accept},
		{"several, once each", "/mentor find\n/mentor accept\n/mentor find", verbs(mentorship.VerbFind, mentorship.VerbAccept)},
		{"hyphens", "/mentor no-thanks\n/mentor opt-in\n/mentor opt-out", verbs(mentorship.VerbNoThanks, mentorship.VerbOptIn, mentorship.VerbOptOut)},

		{"verb goes on", "/mentor accepted", []Command{{Near: mentorship.VerbAccept}}},
		{"full stop", "/mentor accept.", []Command{{Near: mentorship.VerbAccept}}},
		{"another word", "/mentor decline", []Command{{Near: mentorship.VerbPass}}},
		{"nonsense", "/mentor xyzzy", []Command{{}}},
		{"two nonsenses", "/mentor xyzzy\n/mentor xyzzy\n/mentor zzyzx", []Command{{}, {}}},

		{"target", "/mentor assign @ada", []Command{{Verb: mentorship.VerbAssign, Target: "ada"}}},
		{"target of pass", "/mentor pass @ada-l", []Command{{Verb: mentorship.VerbPass, Target: "ada-l"}}},
		{"small talk after pass", "/mentor pass sorry, no time", verbs(mentorship.VerbPass)},
		{"no target", "/mentor assign", verbs(mentorship.VerbAssign)},
		{"no at", "/mentor assign ada", []Command{{Verb: mentorship.VerbAssign, BadTarget: true}}},
		{"team", "/mentor assign @acme/team", []Command{{Verb: mentorship.VerbAssign, BadTarget: true}}},
		{"path", "/mentor assign @a/../b", []Command{{Verb: mentorship.VerbAssign, BadTarget: true}}},
		{"bot", "/mentor pass @x[bot]", []Command{{Verb: mentorship.VerbPass, BadTarget: true}}},
		{"long", "/mentor assign @" + strings.Repeat("a", 40), []Command{{Verb: mentorship.VerbAssign, BadTarget: true}}},
		{"look-alike target", "/mentor assign @аda", []Command{{Verb: mentorship.VerbAssign, BadTarget: true}}},

		{"ask with a reason", "/mentor ask @ada I like caches", []Command{{Verb: mentorship.VerbAsk, Target: "ada", Reason: true}}},
		{"ask without a reason", "/mentor ask @ada", []Command{{Verb: mentorship.VerbAsk, Target: "ada"}}},
		{"ask a team", "/mentor ask @acme/team because", []Command{{Verb: mentorship.VerbAsk, BadTarget: true, Reason: true}}},
		{"ask a look-alike", "/mentor ask @аda because", []Command{{Verb: mentorship.VerbAsk, BadTarget: true, Reason: true}}},
		{"recommend a bot", "/mentor recommend @x[bot]", []Command{{Verb: mentorship.VerbRecommend, BadTarget: true}}},
		{"list a topic", "/mentor list Code-Review", []Command{{Verb: mentorship.VerbList, Argument: "code-review"}}},
		{"forget-me", "/mentor forget-me", verbs(mentorship.VerbForget)},
		{"forget-me confirm", "/mentor forget-me confirm", []Command{{Verb: mentorship.VerbForget, Argument: "confirm"}}},
		{"opt-out of somebody else is of oneself", "/mentor opt-out @victim", verbs(mentorship.VerbOptOut)},
		{"no verb", "/mentor", nil},
		{"no verb but space", "/mentor   ", nil},
		{"other word", "/mentors accept", nil},
		{"not at the beginning", "I wrote /mentor accept", nil},
		{"indented", " /mentor accept", nil},
		{"list item", "- /mentor accept", nil},
		{"inside a list item", "- x\n  \n  /mentor accept", nil},
		{"heading", "# /mentor accept", nil},
		{"quotation", "> /mentor accept", nil},
		{"quotation going on", "> hello\n/mentor accept", nil},
		{"fence", "```\n/mentor accept\n```", nil},
		{"open fence", "~~~~\n/mentor accept", nil},
		{"indented code", "x\n\n    /mentor accept", nil},
		{"inline code", "`/mentor accept`", nil},
		{"inline code over lines", "see `code\n/mentor accept\nend` there", nil},
		{"html comment", "<!--\n\n/mentor accept\n\n-->", nil},
		{"html comment in a line", "see <!-- \n/mentor accept\n--> there", nil},
		{"details", "<details>\n<summary>x</summary>\n\n/mentor accept\n\n</details>", nil},
		{"details in a line", "see <details>\n/mentor accept\n</details>", nil},
		{"open details", "<details>\n\n/mentor accept", nil},
		{"details closed in a comment", "<details>\n\n<!-- </details> -->\n\n/mentor accept", nil},
		{"blockquote tag", "<blockquote>\n\n/mentor accept\n\n</blockquote>", nil},
		{"html block", "<div>\n/mentor accept\n</div>", nil},
		{"signature", "thanks\n\n-- \n/mentor accept", nil},
		{"no-break space", "/mentor\u00a0accept", nil},
		{"zero width", "\u200b/mentor accept", nil},
		{"zero width in the verb", "/mentor acc\u200bept", nil},
		{"right to left", "/mentor \u202eaccept", nil},
		{"full-width slash", "／mentor accept", nil},
		{"Cyrillic", "/mentоr accept", nil},
		{"Cyrillic verb", "/mentor аccept", nil},
		{"long s", "/mentor paſs", nil},
		{"long word", "/mentor " + strings.Repeat("a", 50), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Commands(c.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAtMostFive(t *testing.T) {
	text := ""
	for i := range 100 {
		text += "/mentor x" + strings.Repeat("y", i%30) + "\n"
	}
	if got := Commands(text); len(got) != 5 {
		t.Errorf("%d commands", len(got))
	}
	if got := Commands(strings.Repeat("x", maxComment) + "\n/mentor accept"); got != nil {
		t.Errorf("a comment larger than GitHub allows: %v", got)
	}
}

func TestNearestVerb(t *testing.T) {
	for word, want := range map[string]mentorship.Verb{
		"acept": mentorship.VerbAccept, "nothanks": mentorship.VerbNoThanks, "optout": mentorship.VerbOptOut,
		"opt": mentorship.VerbOptIn, "asign": mentorship.VerbAssign, "fnd": mentorship.VerbFind, "swop": mentorship.VerbSwap,
		"no": mentorship.VerbNoThanks, "yes!": mentorship.VerbAccept, "zzyzx": "",
	} {
		if got := nearestVerb(word); got != want {
			t.Errorf("nearestVerb(%q) = %q, want %q", word, got, want)
		}
	}
	for _, v := range Verbs() {
		if got, near := readVerb(string(v)); got != v || near != "" {
			t.Errorf("readVerb(%q) = %q, %q", v, got, near)
		}
	}
	for _, v := range sameMeaning() {
		if !slices.Contains(Verbs(), v) {
			t.Errorf("%q is no verb", v)
		}
	}
}

// No text of ours commands ourselves, should somebody paste it.
func TestOurTextsCommandNothing(t *testing.T) {
	for _, s := range samples() {
		if w, err := Render(s.e, s.m, page); err != nil || len(Commands(w.Body)) > 0 {
			t.Errorf("%s: %v %v", s.name, Commands(w.Body), err)
		}
	}
}

// hugeComments are of the size GitHub allows, made of what is dear to read.
func hugeComments() map[string]string {
	out := map[string]string{}
	for name, piece := range map[string]string{
		"commands": "/mentor accept\n", "backticks": "`", "comments": "<!--", "details": "<details>\n", "brackets": "[", "quotes": "> ",
		"lists": "- ", "numbers": "1. ", "pluses": "+ ", "mixed": "> 1. ", "stars": "*a_", "tags": "<a ", "lines": "\n", "fences": "``` \n", "entities": "&#64;", "closings": "</details>\n\n", "spans": "`` ` ",
	} {
		out[name] = "/mentor find\n\n" + strings.Repeat(piece, 65536/len(piece)-1)
	}
	return out
}

func TestHugeComments(t *testing.T) {
	for name, text := range hugeComments() {
		if got := Commands(text); len(got) == 0 || got[0].Verb != mentorship.VerbFind {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func BenchmarkCommands(b *testing.B) {
	for name, text := range hugeComments() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Commands(text)
			}
		})
	}
}

func FuzzCommands(f *testing.F) {
	for _, s := range []string{"/mentor accept", "> x\n/mentor pass @a", "<details>\n\n/mentor find", "`a\n/mentor swap`", "<pre>\n/mentor x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Commands(text)
		if len(got) > maxCommands {
			t.Fatalf("%d commands", len(got))
		}
		for _, c := range got {
			if c.Verb != "" && !slices.Contains(Verbs(), c.Verb) || c.Target != "" && !isLogin(c.Target) {
				t.Fatalf("%+v", c)
			}
		}
		if quoted := "> " + strings.ReplaceAll(strings.ReplaceAll(text, "\r", "\n"), "\n", "\n> "); len(Commands(quoted)) > 0 {
			t.Fatalf("obeyed in a quotation: %q", quoted)
		}
	})
}
