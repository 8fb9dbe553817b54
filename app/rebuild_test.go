package app

import (
	"context"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// issueMemory remembers ops issues and reports by repository.
type issueMemory struct {
	Store
	ops     map[int64]int
	reports map[int64]string
}

func (s *issueMemory) Ops(_ context.Context, r mentorship.Repo) (mentorship.Thread, error) {
	if n := s.ops[r.ID]; n > 0 {
		return mentorship.Thread{Repo: r, Number: n}, nil
	}
	return mentorship.Thread{}, nil
}

func (s *issueMemory) SetOps(_ context.Context, r mentorship.Repo, t mentorship.Thread) error {
	s.ops[r.ID] = t.Number
	return nil
}

func (s *issueMemory) SetReport(_ context.Context, r mentorship.Repo, i mentorship.ReportIssue) error {
	s.reports[r.ID] = i.Month
	return nil
}

// TestIssuesReadBack: an ops issue that is known already keeps its place, and
// keeps no other repository from getting its own back.
func TestIssuesReadBack(t *testing.T) {
	s := &issueMemory{ops: map[int64]int{1: 11}, reports: map[int64]string{}}
	r := newReading(&App{Options: Options{Store: s}}, 7, mentorship.Recovery{}, nil)
	r.repos = []mentorship.Repo{{ID: 1}, {ID: 2}, {ID: 3}}
	r.ops = map[int64]mentorship.Thread{1: {Number: 99}, 2: {Number: 22}}
	r.reports = map[int64]mentorship.ReportIssue{1: {Month: "2026-10"}, 3: {Month: "2026-11"}}
	if err := r.issues(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.ops[1] != 11 || s.ops[2] != 22 || s.reports[1] != "2026-10" || s.reports[3] != "2026-11" {
		t.Errorf("ops %v, reports %v", s.ops, s.reports)
	}
}
