package main

import (
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// TestHouseRulesOddities serves repositories whose house rules are missing,
// broken, a directory or huge: silence with a reason there, and the
// repository beside them is served as ever.
func TestHouseRulesOddities(t *testing.T) {
	t.Parallel()
	good := "version: 1\ntimers: {quiet: 0s}\nmentors:\n  - login: ada\n"
	files := map[string]map[string]string{
		"good":      {".github/firstmate.yml": good},
		"missing":   {"README.md": "hello"},
		"broken":    {".github/firstmate.yml": "version: 1\nmentors: [\n"},
		"directory": {".github/firstmate.yml/what.md": "a file in a folder of that name"},
		"huge":      {".github/firstmate.yml": good + "# " + strings.Repeat("x", 1<<20)},
	}
	w := githubsim.World{
		App:   githubsim.WorldApp{ID: 1, Slug: "firstmate"},
		Users: []githubsim.WorldUser{{Login: "ada"}, {Login: "nia"}},
		Orgs:  []githubsim.WorldOrg{{Login: "acme", Members: []githubsim.WorldMember{{Login: "ada"}}}},
	}
	w.Installations = []githubsim.WorldInstallation{{ID: 1, Owner: "acme"}}
	for name, f := range files {
		r := githubsim.WorldRepo{Name: "acme/" + name, Files: f, Permissions: map[string]string{"ada": "write"}}
		if name == "good" {
			r.Consents = []string{"ada"}
		}
		w.Repos = append(w.Repos, r)
	}
	r := newRig(t, rigOptions{world: &w})
	r.start()
	for name := range files {
		out := r.act("open_pull", act{"repo": "acme/" + name, "author": "new-" + name, "title": "A change", "files": []string{"a.go"}})
		r.settle()
		d, err := r.program.app.Explain(t.Context(), "acme/"+name, out.Number)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := "no valid house rules"
		if name == "good" {
			want = "ada is free"
		}
		if !strings.Contains(d.Reason, want) {
			t.Errorf("%s: %q, want %q", name, d.Reason, want)
		}
	}
	if n := len(r.ledger().Writes); n != 1 {
		t.Errorf("%d writes, want the one greeting:\n%s", n, r.ledgerText())
	}
	r.keepsPromises()
}

// TestFirstWordWaitsForThePast opens a pull request while GitHub does not let
// the repository's past be read: the word waits for it, a minute at most.
func TestFirstWordWaitsForThePast(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.faults([]act{{"match": "POST /graphql", "fault": "status", "when": "before", "status": 502, "times": 1000}})
	r.startOnly()
	out := r.act("open_pull", act{"author": "nia", "title": "A change", "files": []string{"store/a.go"}})
	if err := r.door.settle(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
	if n := len(r.ledger().Writes); n != 0 {
		t.Fatalf("a word was said before the past was read:\n%s", r.ledgerText())
	}
	if err := r.door.advance(t.Context(), 61*time.Second); err != nil {
		t.Fatal(err)
	}
	r.settle()
	d, err := r.program.app.Explain(t.Context(), "acme/widgets", out.Number)
	if err != nil || len(r.ledger().Writes) != 1 {
		t.Fatalf("after a minute: %v, %+v\n%s", err, d, r.ledgerText())
	}
}
