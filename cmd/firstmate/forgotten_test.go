package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// forgettingStory is a newcomer with a whole story, who is learnt from, reviews
// others and takes part in their stories, and asks to be forgotten.
const forgettingStory = `
open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull
settle
comment number=pull author=ada body="/mentor accept"
settle
comment number=issue author=nia body="/mentor language es"
settle
open_pull author=zoe title="Fix a link" files=web/page.html -> other
settle
review number=other author=nia state=changes_requested body="Is the anchor right?"
settle
merge number=other author=ada
merge number=pull author=ada
settle
comment number=pull author=nia body="/mentor away"
settle
comment number=pull author=nia body="/mentor forget-me confirm"
settle
pass 1h
open_pull author=nia title="Once more" files=store/cache.go -> again
settle
merge number=again author=ada
settle
pass 8d
pass 1h
`

// TestForgottenLeavesNothing looks through all that Redis holds, after somebody
// asked to be forgotten, for their number and their login.
func TestForgottenLeavesNothing(t *testing.T) {
	url, _ := redistest.Start(t)
	s := &story{rig: newRig(t, rigOptions{redis: url}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	story := lines(forgettingStory)
	for _, line := range story[:4] {
		s.line(line)
	}
	found := regexp.MustCompile(`newcomer=(\d+)`).FindStringSubmatch(s.rig.text("issue", 0))
	if found == nil {
		t.Fatal("the tracking issue does not tell whose it is")
	}
	if left := tells(t, url, found[1], "nia"); len(left) == 0 {
		t.Fatal("nothing is remembered to begin with")
	}
	for _, line := range story[4:] {
		s.line(line)
	}
	for _, line := range tells(t, url, found[1], "nia") {
		t.Errorf("left is %s", line)
	}
}

// tells is all that Redis holds of a person.
func tells(t *testing.T, url, number, login string) (out []string) {
	t.Helper()
	opts, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(opts)
	defer func() { _ = c.Close() }()
	about := regexp.MustCompile(`(?i)(^|[^0-9A-Za-z])(` + number + `|` + login + `)([^0-9A-Za-z]|$)`)
	for key, texts := range allOf(t, c) {
		if strings.HasSuffix(key, ":merged") {
			continue // bits
		}
		for _, text := range texts {
			if at := about.FindStringIndex(text); at != nil {
				out = append(out, fmt.Sprintf("%s: …%s…", key, text[max(at[0]-60, 0):min(at[1]+60, len(text))]))
				break
			}
		}
	}
	return out
}

// TestForgottenMeetsAWrite: of a text of ours GitHub's answer was lost, and before it
// is looked for its newcomer asks to be forgotten. It loses the name all the same.
func TestForgottenMeetsAWrite(t *testing.T) {
	t.Parallel()
	job := lines(mainJob)
	comments, forget := "POST /repos/*/*/issues/*/comments", `comment number=pull author=nia body="/mentor forget-me confirm"`
	for name, c := range map[string]struct {
		before     []string
		act, match string
	}{
		"the greeting":       {nil, job[0], comments},
		"the tracking issue": {job[:1], job[1], "POST /repos/*/*/issues"},
		"an answer":          {job[:1], `comment number=pull author=nia body="/mentor pass"`, comments},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := redistest.Start(t)
			s := &story{rig: newRig(t, rigOptions{redis: url, scale: 0.1, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
			s.rig.start()
			s.play(strings.Join(append(c.before, "settle"), "\n"))
			s.rig.faults([]act{{"match": c.match, "fault": "lost", "when": "after", "times": 1}})
			s.line(c.act)
			redistest.Until(t, "an answer of GitHub is lost", func(context.Context) bool {
				return slices.ContainsFunc(s.rig.ledger().Writes, func(w ledgerWrite) bool { return w.Applied && w.Answered == 0 })
			})
			s.play(forget + "\nsettle\npass 2h")
			for _, text := range append(s.rig.ledger().texts(s.number("pull"), false), s.rig.ledger().texts(0, true)...) {
				if strings.Contains(text, "nia") || strings.Contains(text, "newcomer=") {
					t.Errorf("a text shows the name:\n%s", text)
				}
			}
			for _, line := range tells(t, url, "nia", "nia") {
				t.Errorf("left is %s", line)
			}
		})
	}
}
