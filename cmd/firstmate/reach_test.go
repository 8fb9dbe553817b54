package main

import "testing"

// TestLateAndMissedSuspensions: GitHub has the last word on whether an installation
// is suspended, not the delivery that comes last, or never.
func TestLateAndMissedSuspensions(t *testing.T) {
	t.Parallel()
	served := func(t *testing.T, s *story, release string) {
		t.Helper()
		if out, err := s.rig.program.store.Suspended(t.Context(), 1); err != nil || out {
			t.Errorf("out of reach: %v, %v", out, err)
		}
		s.play("settle\ncomment number=pull author=ada body=\"/mentor accept\"\n" + release + "settle")
		if s.rig.ledger().firstOf(func(w ledgerWrite) bool { return w.Kind == "issue.create" }) == 0 {
			t.Errorf("nothing follows:\n%s", s.rig.ledgerText())
		}
	}
	begun := func(t *testing.T) *story {
		s := &story{rig: newRig(t, rigOptions{scale: 0.02, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
		s.rig.start()
		s.play("open_pull author=nia title=\"Keep the cache warm\" files=store/cache.go -> pull\nsettle")
		return s
	}
	t.Run("its end comes first", func(t *testing.T) {
		t.Parallel()
		s := begun(t)
		s.play("hold\nsuspend owner=acme\nunsuspend owner=acme\nrelease order=reverse\nsettle")
		served(t, s, "")
	})
	t.Run("its end never comes", func(t *testing.T) {
		t.Parallel()
		s := begun(t)
		s.play("suspend owner=acme\nsettle\nhold\nunsuspend owner=acme")
		if _, _, err := s.rig.program.app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		served(t, s, "release\n")
	})
}
