package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// storyWorld is the built-in world with the repositories a story names in
// `repos`; nil where it names none.
func storyWorld(archive *txtar.Archive) *githubsim.World {
	for _, f := range archive.Files {
		if f.Name != "repos" {
			continue
		}
		w := githubsim.BuiltinWorld(time.Now())
		for _, name := range lines(string(f.Data)) {
			w.Repos = append(w.Repos, githubsim.WorldRepo{
				Name: name, Files: map[string]string{"README.md": "# " + name + "\n"},
				Permissions: map[string]string{"ada": "write", "grace": "write", "lin": "write", "coral": "admin"},
			})
		}
		return &w
	}
	return nil
}

// rulesText is a text of house rules as a story writes it: \\n for a line's
// end, + before what is put below the built-in rules, and |old|new for these
// with a part of them changed.
func rulesText(value string) string {
	text := strings.ReplaceAll(value, `\n`, "\n")
	if more, below := strings.CutPrefix(text, "+"); below {
		return githubsim.BuiltinWorld(time.Now()).Repos[0].Files[".github/firstmate.yml"] + more
	}
	if parts := strings.Split(text, "|"); len(parts) == 3 && parts[0] == "" {
		return strings.Replace(rulesText("+"), parts[1], parts[2], 1)
	}
	return text
}

// pushFile has somebody bring one file to the default branch.
func (s *story) pushFile(words []string) {
	a := s.values(words)
	a["files"] = map[string]string{a["path"].(string): a["body"].(string)}
	delete(a, "path")
	delete(a, "body")
	a["title"] = "A file"
	out := s.rig.act("open_pull", a)
	s.rig.act("merge", act{"repo": out.Repo, "number": out.Number, "author": a["author"]})
}

// checkRun is one of our check runs, as all writes together made it.
type checkRun struct {
	id       int64
	sha      string
	repo     string
	number   int
	verdict  string
	title    string
	summary  string
	notes    []string
	requests int
}

// checkRuns reads them off the ledger, in the order they were made.
func (l ledger) checkRuns() []checkRun {
	var runs []checkRun
	for _, w := range l.Writes {
		if !w.Applied || !strings.HasPrefix(w.Kind, "check_run.") {
			continue
		}
		i := slices.IndexFunc(runs, func(r checkRun) bool { return r.id == w.ID })
		if i < 0 {
			i, runs = len(runs), append(runs, checkRun{id: w.ID, repo: w.Repo, number: w.Number})
		}
		runs[i].read(w.Data)
	}
	return runs
}

func (r *checkRun) read(data json.RawMessage) {
	var in struct {
		SHA        string `json:"head_sha"`
		Conclusion string
		Output     struct {
			Title, Summary string
			Annotations    []struct {
				Path    string
				Line    int    `json:"start_line"`
				Col     int    `json:"start_column"`
				Level   string `json:"annotation_level"`
				Message string
			}
		}
	}
	if err := json.Unmarshal(data, &in); err != nil {
		panic(err)
	}
	if in.SHA != "" {
		r.sha = in.SHA
	}
	r.verdict, r.title, r.summary = in.Conclusion, in.Output.Title, in.Output.Summary
	for _, a := range in.Output.Annotations {
		r.notes = append(r.notes, fmt.Sprintf("%s:%d:%d: %s: %s", a.Path, a.Line, a.Col, a.Level, a.Message))
	}
	r.requests++
}

// checks are our check runs as they stand, in short lines.
func (s *story) checks() []string {
	var out []string
	for _, r := range s.rig.ledger().checkRuns() {
		where := "push"
		if r.number != 0 {
			where = s.thread(ledgerWrite{Repo: r.repo, Number: r.number})
		}
		out = append(out, fmt.Sprintf("%s: %s: %s; %d notes", where, r.verdict, r.title, len(r.notes)))
	}
	return out
}

// newestCheck is all the words of the check run made last.
func (s *story) newestCheck() string {
	runs := s.rig.ledger().checkRuns()
	if len(runs) == 0 {
		s.rig.t.Fatal("there is no check run")
	}
	r := runs[len(runs)-1]
	return strings.Join(append([]string{r.verdict + ": " + r.title, r.summary}, r.notes...), "\n")
}

// rerun asks for the newest check run anew.
func (s *story) rerun() {
	runs := s.rig.ledger().checkRuns()
	r := runs[len(runs)-1]
	if !s.rig.sim.Rerequest(s.rig.t.Context(), r.repo, r.sha, "coral") {
		s.rig.t.Fatal("there is no check run to run anew")
	}
}
