package config

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every example of the guide is a valid file, and every key has its row.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/configure.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(text, -1)
	if len(examples) < 3 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, e := range examples {
		if _, fs := Parse(e[1]); !Valid(fs) {
			t.Errorf("%s\n%s", show(fs), e[1])
		}
	}
	h, fs := Parse(examples[1][1])
	d := Default()
	d.Coordinators, d.Ignore, d.Mentors = h.Coordinators, h.Ignore, h.Mentors
	if !Valid(fs) || h.Quiet != d.Quiet || h.Nudge != d.Nudge || h.Accept != d.Accept || h.Rounds != d.Rounds ||
		h.Open != d.Open || h.TrackingRepo != d.TrackingRepo || h.Label != d.Label || h.Scope != d.Scope {
		t.Errorf("the full example does not show the defaults: %+v", h)
	}
	for _, key := range knownKeys() {
		if !strings.Contains(string(text), "| `"+key+"` |") {
			t.Errorf("no row for %s", key)
		}
	}
}

// knownKeys are all keys there are for now.
func knownKeys() []string {
	return strings.Fields(`version program.coordinators watch.scope watch.ignore timers.quiet timers.nudge timers.accept timers.rounds
		tracking.open tracking.repo tracking.label mentors[].login mentors[].paths mentors[].capacity mentors[].max_new_per_week mentors[].away`)
}

// The keys of the guide are those the parser takes: each is known, or it would
// be reported as unknown.
func TestKnownKeys(t *testing.T) {
	for _, key := range knownKeys() {
		section, name, nested := strings.Cut(key, ".")
		var text string
		switch {
		case section == "mentors[]":
			text = "mentors: [{" + name + ": \"\"}]\n"
		case nested:
			text = section + ": {" + name + ": \"\"}\n"
		default:
			text = key + ": \"\"\n"
		}
		if _, fs := Parse([]byte(text)); strings.Contains(show(fs), "unknown") || strings.Contains(show(fs), "later") {
			t.Errorf("%s: %s", key, show(fs))
		}
	}
}
