package app

import (
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestFittingPlaybooks(t *testing.T) {
	book := func(to string, globs ...string) mentorship.Playbook {
		return mentorship.Playbook{Paths: globs, Link: mentorship.Link{To: to}}
	}
	books := []mentorship.Playbook{book("a", "charts/**"), book("b", "web", "docs/*.md"), book("c", "**/*.go"), book("d")}
	var got []string
	for _, l := range fitting(books, []string{"docs/a.md", "charts/x/y.go"}) {
		got = append(got, l.To)
	}
	if !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
	if fitting(books, nil) != nil {
		t.Error("fits nothing changed")
	}
}
