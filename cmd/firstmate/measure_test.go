package main

import (
	"log/slog"
	"strings"
	"testing"
)

// TestReviewersAreMeasured: at the merge of a newcomer's change the log tells at
// which place the one who reviewed it stood, with and without each signal, and
// names nobody.
func TestReviewersAreMeasured(t *testing.T) {
	t.Parallel()
	var log safeBuffer
	s := &story{rig: newRig(t, rigOptions{log: slog.New(slog.NewTextHandler(&log, nil))}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	for _, line := range lines(mainJob) {
		s.line(line)
		s.rig.settle()
	}
	var measured string
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "ranking measured") {
			measured = line
		}
	}
	for _, want := range []string{" mentors=3 ", " place=1 ", " plain=1 ", " without_owners=1 ", " without_answers="} {
		if !strings.Contains(measured+" ", want) {
			t.Errorf("%q misses %q", measured, want)
		}
	}
	for _, name := range []string{"ada", "nia", "cache"} {
		if strings.Contains(measured, name) {
			t.Errorf("%q tells %q", measured, name)
		}
	}
}
