package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func readHouse(t *testing.T, text string, src Source) House {
	t.Helper()
	if text == "" {
		return House{}
	}
	h, fs := ParseWith([]byte(text), Options{Source: src})
	if !Valid(fs) {
		t.Fatal(show(fs))
	}
	return h
}

// merged is what the tests look at of two files together.
type merged struct {
	Mode         string
	Label        string
	Spam         []string
	Quiet        time.Duration
	Coordinators []string
	Mentors      []entryOf
}

type entryOf struct {
	Name     string
	Capacity int
	PerWeek  int
	Line     int
}

func TestMerge(t *testing.T) {
	const v = "version: 1\n"
	ada := entryOf{"ada", 2, 2, 2}
	plain := merged{"live", "mentorship", []string{"spam", "invalid"}, 2 * time.Minute, nil, []entryOf{ada}}
	with := func(change func(*merged)) merged { m := plain; change(&m); return m }
	for _, c := range []struct {
		name, owner, repo string
		want              merged
	}{
		{"no owner", "", v + "mentors: [{login: ada}]\n", plain},
		{"an owner who says nothing", v, v + "mentors: [{login: ada}]\n", plain},
		{"defaults fill in", v + "program: {mode: preview, coordinators: [coral]}\ntracking: {label: welcome}\ntimers: {quiet: 1h}\nwatch: {spam_labels: [junk]}\n", v + "mentors: [{login: ada}]\n",
			merged{"preview", "welcome", []string{"junk"}, time.Hour, []string{"coral"}, []entryOf{ada}}},
		{"the repository overrides key by key", v + "program: {mode: preview}\ntracking: {label: welcome}\nwatch: {spam_labels: [junk]}\n",
			v + "mentors: [{login: ada}]\nprogram: {mode: live}\nwatch: {spam_labels: []}\n",
			with(func(m *merged) { m.Label, m.Spam = "welcome", nil })},
		{"a key without a value is left out", v + "tracking: {label: welcome}\nwatch: {spam_labels: [junk]}\n", v + "mentors: [{login: ada}]\ntracking:\nwatch: {spam_labels: }\n",
			with(func(m *merged) { m.Label, m.Spam = "welcome", []string{"junk"} })},
		{"extends none", v + "limits: {mentor_active: 1}\nlock: [tracking]\ntracking: {label: welcome}\nmentors: [{login: lin}]\n", v + "mentors: [{login: ada}]\nextends: none\n", plain},
		{"extends none, and that is locked", v + "lock: [extends]\ntracking: {label: welcome}\n", v + "mentors: [{login: ada}]\nextends: none\n", with(func(m *merged) { m.Label = "welcome" })},
		{"a locked key counts as the owner has it", v + "lock: [tracking.label]\ntracking: {label: welcome}\n", v + "mentors: [{login: ada}]\ntracking: {label: mine}\n", with(func(m *merged) { m.Label = "welcome" })},
		{"a locked section, its defaults too", v + "lock: [timers, tracking]\n", v + "mentors: [{login: ada}]\ntracking: {label: mine}\ntimers: {quiet: 1h}\n", plain},
		{"mentors and coordinators add up", v + "program: {coordinators: [coral, Grace]}\nmentors: [{login: lin}, {login: ADA, capacity: 5}, {team: acme/x}]\n",
			v + "mentors: [{login: ada}, {team: Acme/X, capacity: 1}]\nprogram: {coordinators: [grace]}\n",
			with(func(m *merged) {
				m.Coordinators = []string{"grace", "coral"}
				m.Mentors = []entryOf{ada, {"acme/x", 1, 2, 2}, {"lin", 2, 2, 0}}
			})},
		{"locked lists are the owner's", v + "lock: [mentors, program]\nprogram: {coordinators: [coral]}\nmentors: [{login: lin}]\n", v + "mentors: [{login: ada}]\nprogram: {coordinators: [grace]}\n",
			with(func(m *merged) { m.Coordinators, m.Mentors = []string{"coral"}, []entryOf{{"lin", 2, 2, 0}} })},
		{"limits fill in", v + "limits: {mentor_active: 4, mentor_new_per_week: 0}\n", v + "mentors: [{login: ada}, {login: lin, capacity: 8, max_new_per_week: 3}]\n",
			with(func(m *merged) { m.Mentors = []entryOf{{"ada", 4, 0, 2}, {"lin", 8, 3, 2}} })},
		{"the owner's repository itself", v + "limits: {mentor_active: 4}\nmentors: [{login: ada}]\n", "", with(func(m *merged) { m.Mentors = []entryOf{{"ada", 4, 2, 3}} })},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := Merge(readHouse(t, c.owner, OwnerFile), readHouse(t, c.repo, RepoFile))
			got := merged{string(h.Mode), h.Label, h.SpamLabels, h.Quiet, h.Coordinators, nil}
			for _, o := range h.Mentors {
				got.Mentors = append(got.Mentors, entryOf{o.name(), o.Capacity, o.MaxNewPerWeek, o.Line})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNames(t *testing.T) {
	h := readHouse(t, "version: 1\nprogram: {coordinators: [Grace, acme/Board, ada]}\nmentors: [{login: Ada}, {team: acme/X}]\n", RepoFile)
	if diff := cmp.Diff([][]string{{"ada", "grace"}, {"acme/x", "acme/board"}}, [][]string{h.Logins(), h.Teams()}); diff != "" {
		t.Error(diff)
	}
}
