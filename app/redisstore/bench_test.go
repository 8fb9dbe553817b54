package redisstore_test

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// onBoth runs a benchmark on the embedded Redis and on a real one that writes
// to its file before it answers.
func onBoth(b *testing.B, run func(b *testing.B, s *redisstore.Store)) {
	open := func(b *testing.B, url string) *redisstore.Store {
		s, err := redisstore.Open(b.Context(), redisstore.Options{URL: url})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { s.Close() })
		return s
	}
	b.Run("embedded", func(b *testing.B) {
		srv, err := embedded.Start()
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(srv.Close)
		run(b, open(b, srv.URL()))
	})
	b.Run("redis-always", func(b *testing.B) {
		url, _ := redistest.Start(b)
		run(b, open(b, url))
	})
}

// payload looks like a delivery: 14 kB of JSON that compresses about fourfold.
func payload() []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var text []byte
	for len(text) < 14_400 {
		text = fmt.Appendf(text, `{"id":%d,"node_id":"%x","url":"https://api.github.com/repos/harbour/lighthouse","type":"User"},`, r.Int64(), r.Int64())
	}
	return text
}

func BenchmarkAccept(b *testing.B) {
	body := payload()
	onBoth(b, func(b *testing.B, s *redisstore.Store) {
		var n atomic.Int64
		b.SetParallelism(64) // of GOMAXPROCS: 128 callers on two cores
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := n.Add(1)
				d := mentorship.Delivery{ID: fmt.Sprintf("%08x-0000-4000-8000-%012x", i, i), Event: "pull_request", Tenant: i % 50, Body: body, At: day}
				if fresh, err := s.Accept(b.Context(), d); err != nil || !fresh {
					b.Errorf("new %v, %v", fresh, err)
				}
			}
		})
		b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "accepted/s")
	})
}

// day is when the benchmarks happen.
var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func BenchmarkCommit(b *testing.B) {
	for _, callers := range []int{1, 16} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			onBoth(b, func(b *testing.B, s *redisstore.Store) {
				var n atomic.Int64
				b.SetParallelism(max(1, callers/2))
				b.ReportAllocs()
				work := func(next func() bool) {
					for next() {
						if err := s.Commit(b.Context(), benchStep(n.Add(1))); err != nil {
							b.Error(err)
						}
					}
				}
				if callers == 1 {
					work(b.Loop)
				} else {
					b.RunParallel(func(pb *testing.PB) { work(pb.Next) })
				}
				b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "commits/s")
			})
		})
	}
}

// benchStep is a whole step: record, history, indexes, place, effect, decision, timer.
func benchStep(i int64) mentorship.Commit {
	repo := mentorship.Repo{Tenant: i % 50, ID: 70, Owner: "harbour", Name: "lighthouse"}
	m := mentorship.Mentorship{ID: fmt.Sprint("o7-", i), Newcomer: mentorship.Person{ID: i, Login: "ada"},
		Pull: mentorship.Thread{Repo: repo, Number: int(i)}, State: mentorship.StateInvited, Mentor: mentorship.Person{ID: 3}, Cycle: 1, Round: 1,
		Timers: map[mentorship.Timer]time.Time{mentorship.TimerAccept: day.Add(48 * time.Hour)}}
	m.Facts.Pull = mentorship.Pull{Repo: repo, Number: int(i), Head: fmt.Sprintf("%040x", i), CreatedAt: day, UpdatedAt: day}
	return mentorship.Commit{Op: m.ID + "/op", Tenant: i % 50, After: m, Row: "T3", Why: "somebody is free", Capacity: -1, PerWeek: -1, Now: day,
		Effects:  []mentorship.Effect{{Key: m.ID + "/greet/c1", Kind: mentorship.EffectGreet, Mentorship: m.ID, Thread: m.Pull, PlannedAt: day}},
		Decision: &mentorship.Decision{Repo: repo, Number: int(i), At: day, Verdict: mentorship.VerdictInvited, Reason: "a first pull request"}}
}
