package main

import (
	stdcmp "cmp"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestStories plays every story of testdata/stories against the true program
// and the stand-in, over HTTP, and compares what was written on GitHub.
//
// A story is a txtar archive: `story` holds one act a line (the stand-in's
// word, then key=value), `ledger` what firstmate wrote, in order, and further
// files what some text must hold at the end: `issue`, `greeting`, `explain`,
// `check` (the newest check run), `last` (our last comment there). `checks` are all check runs as they stand, in
// order; `repos` are repositories to begin with beside the built-in ones.
func TestStories(t *testing.T) {
	paths, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories found: %v", err)
	}
	known := readIndex(t, indexFile)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			playStory(t, archive, known.rules(name))
			if *update {
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// playStory plays a story, which goes by these rules among others.
func playStory(t *testing.T, archive *txtar.Archive, rules []string) {
	log := newRuleLog()
	defer log.shows(t, rules)
	var logged safeBuffer
	both := slog.New(slog.NewMultiHandler(log, slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	s := &story{rig: newRig(t, rigOptions{world: storyWorld(archive), log: both}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	for i, f := range archive.Files {
		text := string(f.Data)
		switch f.Name {
		case "story":
			s.play(text)
		case "ledger":
			if *update {
				archive.Files[i].Data = []byte(strings.Join(append(s.written(), ""), "\n"))
				continue
			}
			if diff := cmp.Diff(lines(text), s.written()); diff != "" {
				t.Errorf("ledger (-want +got):\n%s", diff)
			}
		case "repos":
		case "checks":
			if *update {
				archive.Files[i].Data = []byte(strings.Join(append(s.checks(), ""), "\n"))
				continue
			}
			if diff := cmp.Diff(lines(text), s.checks()); diff != "" {
				t.Errorf("checks (-want +got):\n%s", diff)
			}
		case "explain":
			s.explains(lines(text))
		case "consented":
			s.rig.options.consented = lines(text)
		default:
			s.holds(f.Name, lines(text))
		}
	}
	s.rig.keepsPromises()
	s.keptQuiet(logged.String())
}

// story is one play in progress.
type story struct {
	rig   *rig
	names map[string]string // thread number → name given in the story
	repos map[string]string // name → repository it is in
	said  int64             // newest comment of people: the one that edit_comment and delete_comment are about

	words, logins []string // of people, as patterns
}

func (s *story) repoOf(name string) string { return stdcmp.Or(s.repos[name], "acme/widgets") }

// play runs the acts. `WORD key=value … -> name` gives the thread a name.
func (s *story) play(text string) {
	for _, line := range lines(text) {
		s.line(line)
	}
}

func (s *story) line(line string) {
	t := s.rig.t
	t.Helper()
	act, name, _ := strings.Cut(line, " -> ")
	words := split(act)
	switch words[0] {
	case "settle":
		s.rig.settle()
		return
	case "pass":
		s.rig.pass(words[1])
		return
	case "restart":
		s.rig.restart()
		return
	case "again":
		s.rig.redeliver(words[1])
		return
	case "hold", "release":
		if _, err := s.rig.door.do(t.Context(), words[0], s.values(words[1:])); err != nil {
			t.Fatal(err)
		}
		return
	case "expect":
		what, text, _ := strings.Cut(words[1], "=")
		s.holds(what, []string{text})
		return
	case "push_file":
		s.pushFile(words[1:])
		return
	case "rerun":
		s.rerun()
		return
	case "tick", "untick":
		s.tick(words[1:], words[0] == "untick")
		return
	case "delete_ours":
		s.toOurs("delete_comment", words[1:])
		return
	case "react_ours":
		s.toOurs("react", words[1:])
		return
	case "fault":
		s.rig.faults(s.fault(words[1:]))
		return
	}
	a := s.values(words[1:])
	if slices.Contains([]string{"edit_comment", "delete_comment"}, words[0]) {
		a["id"] = s.said
	}
	s.keepWords(words[0], a)
	out := s.rig.act(words[0], a)
	if words[0] == "comment" {
		s.said = out.ID
	}
	if name != "" {
		s.names[strconv.Itoa(out.Number)] = name
		s.repos[name] = out.Repo
	}
}

// toOurs does something to the newest comment firstmate wrote in a thread.
func (s *story) toOurs(act string, words []string) {
	a := s.values(words)
	for _, w := range s.rig.ledger().Writes {
		if w.Kind == "comment.create" && w.Applied && w.Number == a["number"] {
			a["id"] = w.ID
		}
	}
	delete(a, "number")
	s.rig.act(act, a)
}

// tick edits the tracking issue as a person would: a box, and a note below.
func (s *story) tick(words []string, off bool) {
	a := s.values(words)
	item := a["item"].(string)
	note, _ := a["note"].(string)
	from, to := "[ ] ", "[x] "
	if off {
		from, to = to, from
	}
	delete(a, "item")
	delete(a, "note")
	a["body"] = strings.Replace(s.rig.text("issue", 0), from+item, to+item, 1) + "\n" + note
	s.rig.act("edit_issue", a)
}

func (s *story) number(name string) int {
	for number, n := range s.names {
		if n == name {
			v, _ := strconv.Atoi(number)
			return v
		}
	}
	if name == "issue" {
		return s.rig.trackingIssue()
	}
	s.rig.t.Fatalf("no thread is called %q", name)
	return 0
}

// written is the ledger in short lines; edits that follow one another are one
// line. Reactions come last: they may overtake words, or be overtaken.
func (s *story) written() []string {
	var out, reactions []string
	for _, w := range s.rig.ledger().Writes {
		line := w.Kind
		if w.Number != 0 {
			line += " " + s.thread(w)
		}
		if len(w.Mentions) > 0 {
			line += " mentions " + strings.Join(w.Mentions, ",")
		}
		if !w.Applied {
			line += " (not applied)"
		}
		if strings.HasPrefix(w.Kind, "check_run.") {
			continue // they may overtake words; see checks
		}
		if strings.HasPrefix(w.Kind, "reaction.") {
			reactions = append(reactions, line)
			continue
		}
		if strings.HasSuffix(w.Kind, ".edit") && len(out) > 0 && out[len(out)-1] == line {
			continue
		}
		out = append(out, line)
	}
	return append(out, reactions...)
}

func (s *story) thread(w ledgerWrite) string {
	if name, ok := s.names[strconv.Itoa(w.Number)]; ok {
		return name
	}
	if w.Kind == "issue.create" {
		name := "issue"
		if slices.Contains(slices.Collect(maps.Values(s.names)), name) {
			name = fmt.Sprint(name, len(s.names))
		}
		s.names[strconv.Itoa(w.Number)] = name
		return name
	}
	return fmt.Sprintf("%s#%d", w.Repo, w.Number)
}

// holds checks that the newest text of a thread's own kind holds every line;
// a line that begins with "!" must not be there.
func (s *story) holds(what string, want []string) {
	t := s.rig.t
	t.Helper()
	var text string
	switch what {
	case "explain":
		s.explains(want)
		return
	case "check":
		text = s.newestCheck()
	case "issue":
		text = s.rig.text(what, 0)
	case "last":
		texts := s.rig.ledger().texts(s.number("pull"), false)
		text = texts[len(texts)-1]
	default:
		text = s.rig.text(what, s.number("pull"))
	}
	for _, line := range want {
		if absent, no := strings.CutPrefix(line, "!"); no {
			if strings.Contains(text, absent) {
				t.Errorf("%s holds %q:\n%s", what, absent, text)
			}
			continue
		}
		if !strings.Contains(text, line) {
			t.Errorf("%s lacks %q:\n%s", what, line, text)
		}
	}
}

// explains checks `name: words of the reason`.
func (s *story) explains(want []string) {
	t := s.rig.t
	for _, line := range want {
		name, words, _ := strings.Cut(line, ": ")
		d, err := s.rig.program.app.Explain(t.Context(), s.repoOf(name), s.number(name))
		if err != nil {
			d.Reason = err.Error() // that nothing is remembered is an answer, too
		}
		if !strings.Contains(d.Reason, words) {
			t.Errorf("%s: reason %q lacks %q", name, d.Reason, words)
		}
	}
}
