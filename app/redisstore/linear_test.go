package redisstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"golang.org/x/sync/errgroup"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// claim is what one worker tries: to commit a step of a mentorship it read at
// that version, which takes the mentor's place or gives it back.
type claim struct {
	id, version, capacity int
	take                  bool
}

// board is what a claim is held against: each mentorship's version, and who
// holds a place of the mentor.
type board [4]struct {
	version int
	holds   bool
}

func (b board) holders() (n int) {
	for _, m := range b {
		if m.holds {
			n++
		}
	}
	return n
}

// judge is the claim made alone: the answer it must get, and what it leaves.
func (b board) judge(c claim) (mentorship.FaultKind, board) {
	m := b[c.id]
	switch {
	case m.version != c.version:
		return mentorship.FaultConflict, b
	case c.take && !m.holds && b.holders() >= c.capacity:
		return mentorship.FaultFull, b
	}
	m.version, m.holds = m.version+1, c.take
	b[c.id] = m
	return "", b
}

// TestClaimsAreLinear lets two to six workers claim places of one mentor for a
// few mentorships at once: what they hear fits some order of their claims, one
// after the other, within the times they made them. FIRSTMATE_HISTORIES=10000
// looks at that many, FIRSTMATE_SEED chooses the dice.
func TestClaimsAreLinear(t *testing.T) {
	url, _ := redistest.Start(t)
	s, err := redisstore.Open(t.Context(), redisstore.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	histories, seed := 500, rand.Uint64()
	if n, err := strconv.Atoi(os.Getenv("FIRSTMATE_HISTORIES")); err == nil {
		histories = n
	}
	if n, err := strconv.ParseUint(os.Getenv("FIRSTMATE_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("FIRSTMATE_SEED=%d", seed)
	model := porcupine.Model{
		Init: func() any { return board{} },
		Step: func(state, input, output any) (bool, any) {
			want, next := state.(board).judge(input.(claim))
			return want == output.(mentorship.FaultKind), next
		},
	}
	var g errgroup.Group
	g.SetLimit(4)
	for i := range histories {
		g.Go(func() error {
			h, err := history(t.Context(), s, int64(1000+i), rand.New(rand.NewPCG(seed, uint64(i))))
			if err == nil && !porcupine.CheckOperations(model, h) {
				err = fmt.Errorf("history %d fits no order: %+v", i, h)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// history is what some workers tried in a tenant of their own, and what they heard.
func history(ctx context.Context, s *redisstore.Store, tenant int64, dice *rand.Rand) ([]porcupine.Operation, error) {
	workers, ids, capacity := 2+dice.IntN(5), 2+dice.IntN(3), 1+dice.IntN(3)
	var mu sync.Mutex
	var all []porcupine.Operation
	var g errgroup.Group
	began := time.Now()
	for w := range workers {
		own := rand.New(rand.NewPCG(dice.Uint64(), uint64(w)))
		g.Go(func() error {
			for n := range 5 {
				c := claim{id: own.IntN(ids), capacity: capacity, take: own.IntN(3) > 0}
				before, err := s.Load(ctx, tenant, fmt.Sprint("o1-", c.id))
				if err != nil {
					return err
				}
				c.version = int(before.Version)
				call := time.Since(began).Nanoseconds()
				heard := mentorship.KindOf(s.Commit(ctx, c.commit(tenant, before, fmt.Sprint(w, "/", n))))
				mu.Lock()
				all = append(all, porcupine.Operation{ClientId: w, Input: c, Call: call, Output: heard, Return: time.Since(began).Nanoseconds()})
				mu.Unlock()
			}
			return nil
		})
	}
	return all, g.Wait()
}

// commit is the step that makes the claim.
func (c claim) commit(tenant int64, before mentorship.Mentorship, op string) mentorship.Commit {
	after := before
	after.ID, after.State, after.Mentor = fmt.Sprint("o1-", c.id), mentorship.StateEnded, mentorship.Person{}
	if c.take {
		after.State, after.Mentor = mentorship.StateInvited, mentorship.Person{ID: 11, Login: "ada"}
	}
	return mentorship.Commit{Op: op, Tenant: tenant, Before: before, After: after, Capacity: c.capacity, PerWeek: -1, Now: time.Now()}
}
