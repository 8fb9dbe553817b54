package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAbsenceInTheHouseRules writes a long absence of a mentor into the house
// rules during a pairing: when its first day comes, somebody else is asked.
func TestAbsenceInTheHouseRules(t *testing.T) {
	t.Parallel()
	s := &story{rig: newRig(t, rigOptions{}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.play(mainJobUntilAccepted)
	from := time.Now().AddDate(0, 0, 3)
	rules := fmt.Sprintf("version: 1\ntimers: {quiet: 0s}\nmentors:\n  - login: ada\n    away: [%s..%s]\n  - login: grace\n",
		from.Format(time.DateOnly), from.AddDate(0, 0, 20).Format(time.DateOnly))
	s.rig.act("config", act{"author": "ada", "via": "pull", "approvers": []string{"grace"}, "text": rules})
	s.rig.settle()
	asked := func() bool {
		return slices.ContainsFunc(s.written(), func(w string) bool { return strings.HasSuffix(w, "issue mentions grace") })
	}
	s.rig.pass("1d")
	if asked() {
		t.Error("asked before the absence began")
	}
	s.rig.pass("3d")
	if !asked() {
		t.Errorf("nobody was asked: %v", s.written())
	}
	s.rig.keepsPromises()
}

const mainJobUntilAccepted = `
open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull
settle
comment number=pull author=ada body="/mentor accept"
settle
`
