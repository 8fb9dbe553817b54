package guide

import (
	"slices"
	"testing"
)

func TestTelling(t *testing.T) {
	for _, c := range []struct {
		comment string
		want    []string
	}{
		{"/mentor question\nWhy does the allocator fragment its memory?", []string{"allocator", "fragment", "memory"}},
		{"/mentor question where is `configuration` and is:open repo:acme/secret?\n> quotation", []string{"secret", "where"}},
		{"Is it so?", nil},
		{"¿Por qué falla la compilación?", []string{"compilación", "falla"}},
		{"see https://example.org/compilation and the\n```\nstacktrace\n```\nlinker linker", []string{"linker"}},
	} {
		if got := Telling(c.comment); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.comment, got, c.want)
		}
	}
}
