package config

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOwners(t *testing.T) {
	text, err := os.ReadFile("testdata/CODEOWNERS")
	if err != nil {
		t.Fatal(err)
	}
	o := ParseOwners(text)
	want := "6:1: warning: unexpected character '!' at position 1\n" +
		"7:1: warning: unexpected character '[' at position 5\n" +
		"8:1: warning: invalid owner format 'not-an-owner' at position 17\n" +
		"11:1: warning: the pattern matches no file\n"
	if diff := cmp.Diff(want, show(o.Skipped)); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
	got := o.Of([]string{"README.md", "docs/guide.md", "docs/tool.go", "cmd/x/main.go", "generated.go", "build/logs/1", "apps/github/a", "apps/b", "with blank/a"})
	everyone, coders := OwnedBy{[]string{"acme/everyone"}, 2}, OwnedBy{[]string{"ada", "grace"}, 5}
	wantBy := map[string]OwnedBy{
		"README.md": everyone, "docs/guide.md": {[]string{"lin"}, 4}, "docs/tool.go": coders, "cmd/x/main.go": coders,
		"generated.go": coders, "build/logs/1": everyone, "apps/b": {[]string{"octocat"}, 9}, "with blank/a": {[]string{"lin"}, 12},
	}
	if diff := cmp.Diff(wantBy, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOwnersTooMuch(t *testing.T) {
	for name, text := range map[string]string{
		"3 MB":  strings.Repeat("#", MaxOwnersBytes+1),
		"rules": strings.Repeat("a @ada\n", maxOwnersRules+1),
		"stars": "*a*a*a*a*a*a*a @ada",
		"line":  "a " + strings.Repeat("@ada ", 1000),
	} {
		if o := ParseOwners([]byte(text)); len(o.Skipped) != 1 || len(o.Of([]string{"a"})) != 0 {
			t.Errorf("%s: %s", name, show(o.Skipped))
		}
	}
	if o := ParseOwners(nil); len(o.Skipped) != 0 || len(o.Of([]string{"a"})) != 0 {
		t.Error("an empty file says something")
	}
}

// Ten thousand rules, a hundred files none of them matches.
func BenchmarkOwners(b *testing.B) {
	text := []byte(strings.Repeat("**/a*b*/**/x @ada\n", maxOwnersRules))
	var files []string
	for range 100 {
		files = append(files, strings.Repeat("abxde/", 20)+"y")
	}
	b.ReportAllocs()
	for b.Loop() {
		ParseOwners(text).Of(files)
	}
}
