package main

import (
	"context"
	"fmt"
	"regexp"
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
	nia := personNumber(t, s.rig.text("issue", 0))
	if left := tells(t, url, nia, "nia"); len(left) == 0 {
		t.Fatal("nothing is remembered to begin with")
	}
	for _, line := range story[4:] {
		s.line(line)
	}
	for _, line := range tells(t, url, nia, "nia") {
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

// TestForgottenMeetsAWrite: GitHub's answer about a text of ours is lost, or late, and
// meanwhile its newcomer asks to be forgotten. The text loses the name all the same.
func TestForgottenMeetsAWrite(t *testing.T) {
	t.Parallel()
	job := lines(mainJob)
	comments := "POST /repos/*/*/issues/*/comments"
	for name, c := range map[string]struct {
		before     []string
		act, match string
	}{
		"the greeting":       {nil, job[0], comments},
		"the tracking issue": {job[:1], job[1], "POST /repos/*/*/issues"},
		"an answer":          {job[:1], `comment number=pull author=nia body="/mentor pass"`, comments},
	} {
		for _, fault := range []string{"lost", "slow"} {
			t.Run(name+" "+fault, func(t *testing.T) {
				t.Parallel()
				url, _ := redistest.Start(t)
				s := &story{rig: newRig(t, rigOptions{redis: url, scale: 0.1, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
				s.rig.start()
				s.play(strings.Join(append(c.before, "settle"), "\n"))
				before := len(s.creates())
				s.rig.faults([]act{{"match": c.match, "fault": fault, "when": "after", "times": 1, "seconds": 1.0}})
				s.line(c.act)
				redistest.Until(t, "a text of ours stands", func(context.Context) bool { return len(s.creates()) > before })
				s.forgottenLeaves(url)
			})
		}
	}
}

// forgottenLeaves lets the newcomer be forgotten, and looks for what tells of them.
func (s *story) forgottenLeaves(redis string) {
	t := s.rig.t
	s.play(`comment number=pull author=nia body="/mentor forget-me confirm"` + "\nsettle\npass 2h\npass 9d") // how often steps were done is known for eight days
	for _, text := range append(s.rig.ledger().texts(s.number("pull"), false), s.rig.ledger().texts(0, true)...) {
		if strings.Contains(text, "nia") || strings.Contains(text, "newcomer=") {
			t.Errorf("a text shows the name:\n%s", text)
		}
	}
	for _, line := range tells(t, redis, personNumber(t, s.rig.ledgerText()), "nia") {
		t.Errorf("left is %s", line)
	}
}

// personNumber is the newcomer's, as our texts tell it.
func personNumber(t *testing.T, ledger string) string {
	t.Helper()
	found := regexp.MustCompile(` newcomer=([1-9]\d*) `).FindStringSubmatch(ledger)
	if found == nil {
		t.Fatal("no text tells whose it is")
	}
	return found[1]
}

// TestForgottenComesBack: who asks to be forgotten and for a mentor in one comment is
// forgotten, and then met like anybody new.
func TestForgottenComesBack(t *testing.T) {
	t.Parallel()
	s := &story{rig: newRig(t, rigOptions{scale: 0.02, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.play(strings.Join(lines(mainJob)[:2], "\nsettle\n") + "\nsettle\n" +
		`comment number=pull author=nia body="/mentor forget-me confirm\n/mentor find"` + "\nsettle\npass 10m")
	if n := s.mentions(); n != 2 {
		t.Errorf("%d mentions:\n%s", n, s.rig.ledgerText())
	}
}
