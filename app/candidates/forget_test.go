package candidates

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// leavers is a memory of what was learnt of one repository.
type leavers struct {
	Store
	learnt  matching.Lessons
	refuses int // how often another process was faster
}

func (s *leavers) Repos(context.Context, int64) ([]mentorship.Repo, error) {
	return []mentorship.Repo{{ID: 70}}, nil
}

func (s *leavers) Learn(_ context.Context, _ mentorship.Repo, l matching.Lessons) error {
	s.learnt.Changes = append(s.learnt.Changes, l.Changes...)
	s.learnt.At = "1-0"
	return nil
}

func (s *leavers) Recall(context.Context, mentorship.Repo, string) (matching.Lessons, error) {
	return s.learnt, nil
}

func (s *leavers) PutAgain(_ context.Context, _ mentorship.Repo, at string, index []byte) (bool, error) {
	if s.refuses > 0 {
		s.refuses--
		return false, nil
	}
	s.learnt = matching.Lessons{At: at, Index: index}
	return true, nil
}

func TestForgetLearnt(t *testing.T) {
	s := &leavers{refuses: 1}
	a, _, _ := newAdvisor()
	a.Store = s
	a.Forgotten = func(_ context.Context, _ int64, people []int64) (map[int64]bool, error) {
		return map[int64]bool{5: slices.Contains(people, 5)}, nil
	}
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	repo := mentorship.Repo{ID: 70}
	err := a.teach(t.Context(), repo, matching.Lessons{Changes: []matching.Change{
		{ID: "70#1", Time: at, Author: "5", Reviewers: []matching.PersonID{"6"}, Files: []string{"a.go"}},
		{ID: "70#2", Time: at, Author: "6", Reviewers: []matching.PersonID{"5", "9"}, Files: []string{"b.go"}},
	}})
	if err != nil || s.learnt.Changes[0].Author != matching.Nobody || len(s.learnt.Changes[1].Reviewers) != 1 {
		t.Fatalf("%+v, %v", s.learnt, err)
	}
	if err := a.Forget(t.Context(), 0, 9); err != nil {
		t.Fatal(err)
	}
	x := matching.NewIndex()
	if err := x.Learn(s.learnt); err != nil {
		t.Fatal(err)
	}
	if people := x.People(); slices.Contains(people, "9") || slices.Contains(people, "5") || !slices.Contains(people, "6") {
		t.Errorf("still known: %v", people)
	}
	s.refuses = 100
	if err := a.Forget(t.Context(), 0, 6); mentorship.KindOf(err) != mentorship.FaultTransient {
		t.Errorf("while others are always faster: %v", err)
	}
}
