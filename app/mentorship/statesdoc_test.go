package mentorship_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// groups are the tables of the document, each with some of the columns.
var groups = []struct {
	title   string
	columns []mentorship.State
}{
	{"Before a mentor", states("", "seen", "queued", "invited", "escalated")},
	{"With a mentor", states("active", "paused", "wrapping", "graduated", "long_term")},
	{"After, and out of reach", states("ended", "skipped", "declined", "erased", "frozen")},
}

// TestStates draws the table of states and events; no cell of it is empty.
func TestStates(t *testing.T) {
	t.Parallel()
	v := readVocabulary(t)
	table := drawStates(t, v)
	t.Run("histories", func(t *testing.T) { histories(t, table) })
	d := document{vocabulary: v, table: table, numbers: map[string]int{}}
	text := d.text()
	if len(d.empty) > 0 {
		t.Errorf("nothing is known of %d cells; add a world to morePlaces or an event to happenings:\n%s", len(d.empty), strings.Join(d.empty, "\n"))
	}
	if *update {
		if err := os.WriteFile(statesFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(statesFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != text {
		t.Errorf("docs/states.md is stale: read the change in behaviour, then run go generate ./app/mentorship")
	}
}

// document is the table in words.
type document struct {
	vocabulary
	table   stateTable
	numbers map[string]int // of sentences
	reasons []string
	empty   []string
}

func (d *document) text() string {
	var b strings.Builder
	b.WriteString(statesIntro)
	b.WriteString("\n| state | meaning |\n|---|---|\n")
	for _, g := range groups {
		for _, c := range g.columns {
			fmt.Fprintf(&b, "| %s | %s |\n", stateName(c), d.meaning(c))
		}
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n", g.title)
		d.section(&b, g.columns, "What happens", d.events, func(w word) string { return w.name })
		d.section(&b, g.columns, "What people write", d.verbs, func(w word) string { return "/mentor " + w.name })
		d.section(&b, g.columns, "What time brings", d.timers, func(w word) string { return "timer " + w.name })
	}
	d.rules(&b)
	b.WriteString("\n## Why\n\n")
	for i, r := range d.reasons {
		fmt.Fprintf(&b, "%d. %s\n", i+1, r)
	}
	b.WriteString("\n## The words\n\n| event | meaning |\n|---|---|\n")
	for _, e := range d.events {
		if e.name != "Command" {
			fmt.Fprintf(&b, "| %s | %s |\n", e.name, e.means)
		}
	}
	b.WriteString("\n| clock | meaning |\n|---|---|\n")
	for _, e := range d.timers {
		fmt.Fprintf(&b, "| %s | %s |\n", e.name, e.means)
	}
	return b.String()
}

// section writes one table; rows that say the same everywhere become one.
func (d *document) section(b *strings.Builder, columns []mentorship.State, title string, rows []word, key func(word) string) {
	fmt.Fprintf(b, "\n| %s |", title)
	for _, c := range columns {
		fmt.Fprintf(b, " %s |", stateName(c))
	}
	b.WriteString("\n|---" + strings.Repeat("|---", len(columns)) + "|\n")
	var order []string
	names := map[string][]string{}
	for _, r := range rows {
		if key(r) == "Command" {
			continue
		}
		var cells []string
		for _, c := range columns {
			cells = append(cells, d.cell(c, key(r)))
		}
		line := strings.Join(cells, " | ")
		if names[line] == nil {
			order = append(order, line)
		}
		names[line] = append(names[line], r.name)
	}
	for _, line := range order {
		fmt.Fprintf(b, "| %s | %s |\n", strings.Join(names[line], ", "), line)
	}
}

func (d *document) cell(c mentorship.State, row string) string {
	if timer, ok := strings.CutPrefix(row, "timer "); ok {
		if why := impossible(c, mentorship.Timer(timer)); why != "" {
			return fmt.Sprintf("✗ %d", d.number("impossible because "+why))
		}
	}
	have := d.table.at(c, row)
	parts := slices.Sorted(maps.Keys(have.moves))
	if have.noted {
		parts = append(parts, "noted")
	}
	var numbers []int
	for _, why := range slices.Sorted(maps.Keys(have.why)) {
		numbers = append(numbers, d.number(why))
	}
	slices.Sort(numbers)
	if len(numbers) > 0 {
		parts = append(parts, "– "+strings.Trim(fmt.Sprint(numbers), "[]"))
	}
	if len(parts) == 0 {
		d.empty = append(d.empty, fmt.Sprintf("%s in %s", row, stateName(c)))
	}
	return strings.Join(parts, "; ")
}

// rules writes where each transition of the specification acts.
func (d *document) rules(b *strings.Builder) {
	acts := map[string][]string{}
	for _, g := range groups {
		for _, c := range g.columns {
			for row, cell := range d.table[c] {
				for m := range cell.moves {
					words := strings.Fields(m)
					rule := words[len(words)-1]
					acts[rule] = append(acts[rule], stateName(c)+": "+strings.TrimPrefix(row, "timer "))
				}
			}
		}
	}
	b.WriteString("\n## Where each rule acts\n\n| rule | state: event, command or clock |\n|---|---|\n")
	for i := 1; i <= 40; i++ {
		rule := fmt.Sprintf("T%d", i)
		where := acts[rule]
		slices.Sort(where)
		text := strings.Join(slices.Compact(where), ", ")
		if text == "" {
			text = elsewhereRules[rule]
		}
		if text == "" {
			d.empty = append(d.empty, rule)
		}
		fmt.Fprintf(b, "| %s | %s |\n", rule, text)
	}
}

// elsewhereRules are transitions that do not go by their own name in the machine.
var elsewhereRules = map[string]string{
	"T19": "active, wrapping: PullChanged, Answered, ChecksPassed, Ticked, Elsewhere (noted: steps tick, the page is edited)",
	"T2":  "before the machine: guard NEW ([architecture.md](architecture.md), `mentorship.Newcomer`)",
}

// number is the number of a sentence, counted from 1.
func (d *document) number(why string) int {
	if d.numbers[why] == 0 {
		d.reasons = append(d.reasons, why)
		d.numbers[why] = len(d.reasons)
	}
	return d.numbers[why]
}

// impossible says why a clock cannot run out in that state, "" where it can.
func impossible(c mentorship.State, timer mentorship.Timer) string {
	rule, known := runsIn[timer]
	switch {
	case !known || slices.Contains(rule.states, c):
		return ""
	case c == frozenOver:
		return frozenStill
	}
	return rule.why
}

// stateWords are meanings the source leaves to the name.
var stateWords = map[mentorship.State]string{
	frozenOver: "laid over any other state: the place is out of reach, nothing is written", "": "nobody has begun", "active": "paired", "ended": "over, for whatever reason; `find` opens it again",
	"skipped": "never spoken to", "declined": "wants no contact; kept is what prevents it",
}

// meaning is what a state means, by the source or by stateWords.
func (d *document) meaning(c mentorship.State) string {
	for _, s := range d.states {
		if s.name == string(c) && s.means != "" {
			return s.means
		}
	}
	return stateWords[c]
}

func stateName(s mentorship.State) string {
	if s == "" {
		return "none"
	}
	return string(s)
}

const statesIntro = `# Every state and every event

Written by ` + "`go generate ./app/mentorship`" + ` from the machine itself (` + "`mentorship.Apply`" + `): what it makes of some
hundred typical mentorships when each kind of event happens to them, told by whoever may tell it, in good and bad
circumstances. A test fails when the table is stale, when a cell is empty, when a random history does what the table does
not show, or when a clock runs where it is said to be impossible.

How to read a cell: **→ active T9**: it may move to that state by that rule (T1–T40: the transitions of the
specification; *keep*, *close*, *preview*, *S37*, *S63* name rules beside them); **T11** alone: the rule acts and the
state stays; **noted**: more is known, nothing moves; **– 3 7**: nothing happens, for the reasons with those numbers at
the end of the page (a sentence of ` + "`firstmate explain`" + `: ignored because …, or refused because …, which is also told to
the person); **✗ 5**: impossible, for that reason. What becomes of the same event depends on who did it, and when.

A pull request of somebody who is not new never reaches the machine (T2): guard NEW stands before it. The answers to
` + "`opt-in`, `opt-out`, `away`, `back`, `capacity`, `language`, `forget-me`, `help`, `list` and `why`" + ` come from outside as well:
they reach mentorships as *Withdrawn*, *Absent*, *Opportunity* and *Forgotten*, or concern none.
`
