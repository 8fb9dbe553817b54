package guide

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"reviewed 14 changes in store/ this year": "reviewed 14 changes in store/ this year",
		"@ada":                             "@" + gap + "ada",
		"&#64;ada":                         "@" + gap + "ada",
		"&amp;commat;ada":                  "@" + gap + "ada",
		"closes #12":                       `closes \#` + gap + "12",
		"GH-3":                             "GH-" + gap + "3",
		"snake_case*":                      `snake\_case\*`,
		"a\r\nb\tc\u00a0d":                 "a b c d",
		"-->":                              `\--\>`,
		"x\u202ey\u200bz\x00":              "xyz",
		"/lgtm":                            gap + "/lgtm",
		"bors r+":                          gap + "bors r+",
		"1. one":                           `1\. one`,
		"https://evil.example":             "https:" + gap + "//evil.example",
		"deadbeef1":                        "deadbe" + gap + "ef1",
		"\xff\xfe":                         "",
		"a" + strings.Repeat("\u0301", 50): "a" + strings.Repeat("\u0301", maxMarks),
		"`@x` ``code":                      "\\`@" + gap + "x\\` \\`\\`code",
		"a | b":                            `a \| b`,
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"short", 10, "short"}, {"abcdef", 3, "abc…"}, {"abc def", 4, "abc…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301…"},
		{"👍🏽👍🏽👍🏽", 2, "👍🏽👍🏽…"},
		{"🇪🇸🇪🇸🇪🇸", 2, "🇪🇸🇪🇸…"},
	} {
		if got := cut(c.in, c.most); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.most, got, c.want)
		}
	}
}

func TestTitle(t *testing.T) {
	if got := Title("Fix *this*\nplease @org/team " + strings.Repeat("x", 500)); strings.ContainsAny(got, "\n") ||
		len(mentions(got)) > 0 || utf8.RuneCountInString(got) > 256 || !strings.HasPrefix(got, "Fix *this* please") {
		t.Errorf("Title = %q", got)
	}
}

// harmless checks text from people inside all the places it may stand in.
func harmless(t interface {
	Errorf(string, ...any)
}, in string) {
	out := Text(in)
	if !utf8.ValidString(out) || strings.ContainsAny(out, "\n\r\t\x00") {
		t.Errorf("Text(%q) = %q is not one clean line", in, out)
	}
	for _, frame := range []string{"%", "**%** and @mentor", "| % | b |\n|---|---|\n", "- [ ] P1 %", "why: %.", "# %", "> %"} {
		doc := strings.ReplaceAll(frame, "%", out)
		want := mentions(strings.ReplaceAll(frame, "%", "x"))
		if got := mentions(doc); len(got) != len(want) {
			t.Errorf("Text(%q) in %q mentions %q", in, frame, got)
		}
		page := rendered(doc)
		if strings.Count(page, "<") != strings.Count(rendered(strings.ReplaceAll(frame, "%", "x")), "<") && out != "" {
			t.Errorf("Text(%q) in %q makes its own marks: %s", in, frame, page)
		}
		text := html.UnescapeString(anyTag.ReplaceAllString(page, ""))
		if ref.MatchString(text) || commit.MatchString(text) {
			t.Errorf("Text(%q) in %q refers to something: %q", in, frame, text)
		}
	}
	first := strings.ToLower(out)
	if strings.HasPrefix(first, "/") || strings.HasPrefix(first, "bors") || strings.HasPrefix(first, "@dependabot") {
		t.Errorf("Text(%q) = %q commands a bot", in, out)
	}
	if cs := Commands(out); len(cs) > 0 {
		t.Errorf("Text(%q) commands %v", in, cs)
	}
	if m, ok := Find("<!-- firstmate:v1 " + out); ok {
		t.Errorf("Text(%q) makes the marker %+v", in, m)
	}
	title := Title(in)
	if ref.MatchString(title) || len(atName.FindAllString(html.UnescapeString(title), -1)) > 0 {
		t.Errorf("Title(%q) = %q", in, title)
	}
}

func TestHarmless(t *testing.T) {
	for _, in := range hostile() {
		harmless(t, in)
	}
}

func hostile() []string {
	return []string{
		"@org/team", "@everyone", strings.Repeat("@a ", 50), "&#64;x", "&#x40;x", "&commat;x", "&amp;#64;x", "&amp;amp;#64;x",
		`\@x`, "` `@x` `", "`````@x`````", "-->", "<!-- firstmate:v1 id=x", "<!-- firstmate:begin -->", "<!-- firstmate:end -->", "<!--<!---->-->", "<img src=x onerror=y>", "<details>",
		"<a href=javascript:x>y</a>", "[x](http://evil)", "![p](https://e/p.png)", "closes #1", "org/repo#1", "GH-1", "gh-12",
		"0123456789abcdef0123456789abcdef01234567", "https://github.com/a/b/issues/1", "www.evil.example", "me@evil.example",
		"mailto:me@evil.example", "/lgtm", "/approve", "@dependabot merge", "bors r+", "\u202e@x", "@\u200bx", "\x00@x", "＠x", "a|b|c",
		"# head", "1. x", "- x", "+ x", "===", "***", "~~~", "```", "$x$", "\\", "\\\\@x", "_x_", "https://a#1", "#1#2@x/y",
		"a" + strings.Repeat("\u0300", 300), "\U000e0001@x", "&lt;script&gt;", "&#60;img&#62;", "x\n/lgtm\nbors r+", "@@@x", "#\u200b1", "/mentor accept",
		"1234567", "abcdefabcdef", "a_b_c", "<x@y.z>", "xmpp:a@b", "ftp://x.y", "&#0064;x", "&#64x", "]: http://x", "[^1]", "|---|", ":tada:",
	}
}

// For any text of any pieces: nobody is mentioned, nothing referred to.
func TestHarmlessProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := append(hostile(), "@", "#", "1", "&", ";", "\\", "`", "a", "/", " ", "-", ">", "<", "!", "\u200b")
		in := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "pieces"), "")
		harmless(t, in)
	})
}

func FuzzText(f *testing.F) {
	for _, in := range hostile() {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) { harmless(t, in) })
}
