package main

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// eachNo plays the story of somebody who was asked about once and said no, for each
// of the ways to say it again.
func eachNo(t *testing.T, play func(t *testing.T, s *story, no string)) {
	for _, no := range []string{"/mentor no-thanks", "/mentor opt-out", "/mentor forget-me confirm"} {
		t.Run(strings.Fields(no)[1], func(t *testing.T) {
			t.Parallel()
			play(t, declined(t), no)
		})
	}
}

// declined is the story of a newcomer who was asked about once, and said no.
func declined(t *testing.T) *story {
	s := &story{rig: newRig(t, rigOptions{scale: 0.02, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.play("open_pull author=nia title=\"Keep the cache warm\" files=store/cache.go -> pull\nsettle\n" +
		"comment number=pull author=nia body=\"/mentor no-thanks\"\nsettle")
	return s
}

// mentions is how often somebody was mentioned on the pull request.
func (s *story) mentions() (n int) {
	for _, line := range s.written() {
		if strings.HasPrefix(line, "comment.create pull mentions") {
			n++
		}
	}
	return n
}

// TestOlderWordUndoesNothing: a search is asked for, GitHub stumbles over it, and
// meanwhile its author says no. Heard at last, it begins nothing; asked for anew
// it does.
func TestOlderWordUndoesNothing(t *testing.T) {
	t.Parallel()
	eachNo(t, func(t *testing.T, s *story, no string) {
		s.rig.faults([]act{{"match": "GET /repos/*/*/collaborators/*/permission", "fault": "status", "status": 502, "times": 5}})
		s.line(`comment number=pull author=nia body="/mentor find"`)
		if err := s.rig.door.advance(t.Context(), 5*time.Second); err != nil {
			t.Fatal(err)
		}
		s.play("comment number=pull author=nia body=\"" + no + "\"\nsettle\npass 3h")
		if n := s.mentions(); n != 1 {
			t.Errorf("%d mentions after the no:\n%s", n, s.rig.ledgerText())
		}
		s.play("comment number=pull author=nia body=\"/mentor find\"\nsettle")
		if n := s.mentions(); n != 2 {
			t.Errorf("%d mentions after they came back:\n%s", n, s.rig.ledgerText())
		}
		s.rig.keepsPromises()
	})
}

// TestLastLineCounts: who says no in the last line of a comment is not taken at an
// earlier line of it.
func TestLastLineCounts(t *testing.T) {
	t.Parallel()
	eachNo(t, func(t *testing.T, s *story, no string) {
		s.play("comment number=pull author=nia body=\"/mentor find\\n" + no + "\"\nsettle\npass 3h")
		if n := s.mentions(); n != 1 {
			t.Errorf("%d mentions:\n%s", n, s.rig.ledgerText())
		}
	})
	t.Run("a mentor", func(t *testing.T) {
		t.Parallel()
		s := declined(t)
		s.play("comment number=pull author=nia body=\"/mentor find\"\nsettle\n" +
			"comment number=pull author=lin body=\"/mentor accept\\n/mentor opt-out\"\nsettle")
		for _, line := range s.written() {
			if strings.HasPrefix(line, "issue.create") {
				t.Errorf("somebody who left is a mentor:\n%s", s.rig.ledgerText())
			}
		}
	})
}

// TestNoHasNoLimit: after more commands than count in a day a no counts.
func TestNoHasNoLimit(t *testing.T) {
	t.Parallel()
	s := declined(t)
	s.play("comment number=pull author=nia body=\"/mentor find\"\nsettle\n" +
		"comment number=pull author=nia body=\"" + strings.Repeat("/mentor help\\n", 30) + "/mentor find\"\nsettle\n" +
		"comment number=pull author=nia body=\"/mentor no-thanks\"\nsettle\npass 30d")
	if n := s.mentions(); n != 2 {
		t.Errorf("%d mentions:\n%s", n, s.rig.ledgerText())
	}
}

// TestForgottenWordsStayForgotten: who comes back after being forgotten is not
// answered once more what they said before, however often it is told.
func TestForgottenWordsStayForgotten(t *testing.T) {
	t.Parallel()
	s := declined(t)
	rec := &recorder{t: t, to: s.rig.program.url() + webhookPath}
	door := httptest.NewServer(rec)
	defer door.Close()
	s.rig.sim.SetWebhookURL(door.URL)
	s.play("comment number=pull author=nia body=\"/mentor pause\"\nsettle\npass 1m\n" +
		"comment number=pull author=nia body=\"/mentor forget-me confirm\"\nsettle\npass 1h\n" +
		"comment number=pull author=nia body=\"/mentor find\"\nsettle")
	before := s.rig.ledgerText()
	for _, k := range rec.kept {
		rec.send(k.with("X-GitHub-Delivery", newGUID(t)))
	}
	s.play("settle")
	if after := s.rig.ledgerText(); after != before || s.mentions() != 2 {
		t.Errorf("%d mentions; was:\n%s\nis:\n%s", s.mentions(), before, after)
	}
}
