package mentorship_test

import (
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestExplains(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"", false},
		{"Fix typo", false},
		{"Fixes #12", true},
		{"see acme/widgets#7.", true},
		{"(#3)", true},
		{"https://github.com/acme/widgets/issues/4", true},
		{"https://example.com/page#12", false},
		{"&#64;", false},
		{"item#0 and #0", false},
		{"<!-- closes #12 -->", false},
		{"<!-- never closed #12", false},
		{strings.Repeat("é", 81), true},
		{strings.Repeat("é", 80), false},
		{strings.Repeat(" \n", 90), false},
		{strings.Repeat(" \n", 90) + "#12", true},
		{strings.Repeat("why ", 30) + "#12", true},
		{strings.Repeat("why ", 30) + "<!-- #12 -->", true},
		{"why <!-- " + strings.Repeat("why ", 30) + "-->", false},
	} {
		if got := mentorship.Explains(c.text); got != c.want {
			t.Errorf("Explains(%.40q) = %v, want %v", c.text, got, c.want)
		}
	}
}

// BenchmarkExplains is a description of 64 kB, the most GitHub takes.
func BenchmarkExplains(b *testing.B) {
	text := strings.Repeat("why it changes ", 1<<16/15)
	for b.Loop() {
		if !mentorship.Explains(text) {
			b.Fatal("a long text explains")
		}
	}
}
