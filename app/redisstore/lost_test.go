package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/matching"
)

// bench is a store in some state, and the work a case has in hand.
type bench struct {
	t    *testing.T
	s    *redisstore.Store
	work mentorship.Work
}

const lostTenant = int64(42)

// then is when the cases play: far from the machine's own time.
func then() time.Time { return time.Date(2031, 5, 1, 9, 0, 0, 0, time.UTC) }

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// read takes the next piece of work in hand.
func (b *bench) read() {
	b.t.Helper()
	for range 50 {
		works, err := b.s.Read(b.t.Context(), "reader", 1)
		b.must(err)
		if len(works) > 0 {
			b.work = works[0]
			return
		}
	}
	b.t.Fatal("there is no work")
}

func (b *bench) accept() {
	_, err := b.s.Accept(b.t.Context(), mentorship.Delivery{
		ID: "guid", Event: "pull_request", Tenant: lostTenant, RepoID: 7, Body: []byte(`{"number":1}`), At: then(),
	})
	b.must(err)
}

// planned has one effect waiting and its pump in hand.
func (b *bench) planned() {
	b.must(b.s.Commit(b.t.Context(), lostCommit("plan")))
	b.read()
}

// out has the effect out with the pump.
func (b *bench) out() {
	b.planned()
	turn, err := b.s.Pump(b.t.Context(), b.work, then())
	b.must(err)
	if turn.Effect == nil {
		b.t.Fatal("the pump hands nothing out")
	}
}

func (b *bench) parked() {
	b.accept()
	b.read()
	b.must(b.s.Park(b.t.Context(), b.work, "a reason"))
}

func lostRepo() mentorship.Repo {
	return mentorship.Repo{Tenant: lostTenant, ID: 7, Owner: "harbour", OwnerID: 3, Name: "pier", Branch: "main", Org: true}
}

// lostCommit begins a mentorship that takes a place, plans an effect and keeps a decision.
func lostCommit(op string) mentorship.Commit {
	m := mentorship.Mentorship{
		ID: mentorship.NewID(mentorship.ScopeOrg, lostRepo(), 11), Newcomer: mentorship.Person{ID: 11, Login: "ada"},
		Pull: mentorship.Thread{Repo: lostRepo(), Number: 1}, State: mentorship.StateInvited, T0: then(), Since: then(),
		Mentor: mentorship.Person{ID: 5, Login: "bo"}, Cycle: 1, Round: 1,
	}
	return mentorship.Commit{
		Op: op, Tenant: lostTenant, After: m, Capacity: 1, PerWeek: 1, Row: "T1", Why: "because", Now: then(),
		Effects:  []mentorship.Effect{{Key: "key", Kind: mentorship.EffectGreet, Thread: m.Pull, Mentorship: m.ID, PlannedAt: then()}},
		Decision: &mentorship.Decision{Repo: lostRepo(), Number: 1, At: then(), Verdict: mentorship.VerdictInvited, Reason: "because"},
	}
}

// lostCase is one call of a script: once with its answer, and once with the
// answer lost and the call repeated, as every caller does.
type lostCase struct {
	script  string
	prepare func(b *bench)
	call    func(ctx context.Context, b *bench) error
	fenced  bool // the repeated call finds the work ended or in nobody's hand, and drops it
}

func lostCases() []lostCase {
	return []lostCase{
		{"accept", nil, func(ctx context.Context, b *bench) error {
			_, err := b.s.Accept(ctx, mentorship.Delivery{ID: "g", Event: "push", Tenant: lostTenant, Body: []byte("{}"), At: then()})
			return err
		}, false},
		{"commit", func(b *bench) { b.accept(); b.read() }, func(ctx context.Context, b *bench) error {
			c := lostCommit("op")
			c.Work, c.Finish = &b.work.Claim, true
			return b.s.Commit(ctx, c)
		}, false},
		{"commit", (*bench).out, func(ctx context.Context, b *bench) error {
			return b.s.Commit(ctx, mentorship.Commit{Op: "sent", Tenant: lostTenant, Sent: &mentorship.Sent{Key: "key", ID: 9}, Work: &b.work.Claim, Now: then()})
		}, false},
		{"done", func(b *bench) { b.accept(); b.read() }, func(ctx context.Context, b *bench) error { return b.s.Done(ctx, b.work, then()) }, false},
		{"defer", func(b *bench) { b.accept(); b.read() }, func(ctx context.Context, b *bench) error {
			return b.s.Defer(ctx, b.work, then().Add(time.Minute))
		}, false},
		{"park", func(b *bench) { b.accept(); b.read() }, func(ctx context.Context, b *bench) error { return b.s.Park(ctx, b.work, "a reason") }, false},
		{"unpark", (*bench).parked, func(ctx context.Context, b *bench) error {
			_, err := b.s.RetryParked(ctx, "delivery:42:guid", then())
			return err
		}, false},
		{"unpark", (*bench).parked, func(ctx context.Context, b *bench) error {
			_, err := b.s.DropParked(ctx, "delivery:42:guid")
			return err
		}, false},
		{"release", func(b *bench) { b.accept(); b.read() }, func(ctx context.Context, b *bench) error { return b.s.Release(ctx, b.work, false) }, true},
		{"keep", func(b *bench) { b.accept(); b.read() }, func(ctx context.Context, b *bench) error {
			lost, err := b.s.Keep(ctx, []mentorship.Claim{b.work.Claim})
			if len(lost) > 0 {
				return errors.New("the work is lost")
			}
			return err
		}, false},
		{"sweep", func(b *bench) { b.accept(); b.read(); b.must(b.s.Release(b.t.Context(), b.work, false)) }, func(ctx context.Context, b *bench) error {
			_, err := b.s.Sweep(ctx, "other", then())
			return err
		}, false},
		{"reap", func(b *bench) { b.accept(); b.read(); b.must(b.s.Done(b.t.Context(), b.work, then())) }, func(ctx context.Context, b *bench) error {
			_, err := b.s.Reap(ctx, 0)
			return err
		}, false},
		{"wake", func(b *bench) { b.accept(); b.read(); b.must(b.s.Defer(b.t.Context(), b.work, then())) }, func(ctx context.Context, b *bench) error {
			_, _, err := b.s.Wake(ctx, then())
			return err
		}, false},
		{"pump", (*bench).planned, func(ctx context.Context, b *bench) error {
			turn, err := b.s.Pump(ctx, b.work, then())
			if err == nil && turn.Effect == nil {
				return errors.New("nothing was handed out")
			}
			return err
		}, false},
		{"pump", func(b *bench) { // that ends
			b.out()
			b.must(b.s.Hold(b.t.Context(), b.work, "key", mentorship.Again{Until: then().Add(time.Minute)}, then()))
		}, func(ctx context.Context, b *bench) error { _, err := b.s.Pump(ctx, b.work, then()); return err }, true},
		{"hold", (*bench).out, func(ctx context.Context, b *bench) error {
			return b.s.Hold(ctx, b.work, "key", mentorship.Again{Until: then().Add(time.Minute), Resume: true, Misses: 1}, then())
		}, false},
		{"hold", (*bench).out, func(ctx context.Context, b *bench) error {
			return b.s.ParkEffect(ctx, b.work, "key", "a reason", then())
		}, false},
		{"gate", (*bench).planned, func(ctx context.Context, b *bench) error {
			return b.s.Pause(ctx, lostTenant, then().Add(time.Minute))
		}, false},
		{"gate", (*bench).planned, func(ctx context.Context, b *bench) error { return b.s.Suspend(ctx, lostTenant, true) }, false},
		{"gate", func(b *bench) { b.planned(); b.must(b.s.Suspend(b.t.Context(), lostTenant, true)) },
			func(ctx context.Context, b *bench) error { return b.s.Suspend(ctx, lostTenant, false) }, false},
		{"learn", nil, func(ctx context.Context, b *bench) error {
			return b.s.Learn(ctx, lostRepo(), matching.Lessons{
				Changes: []matching.Change{{ID: "7#1", Time: then(), Author: "5", Files: []string{"a"}}, {ID: "7#2", Time: then(), Author: "6"}},
				Answers: []matching.Answer{{ID: "7:9/c1r1", Time: then(), Person: "5"}},
			})
		}, false},
		{"together", func(b *bench) {
			b.must(b.s.Learn(b.t.Context(), lostRepo(), matching.Lessons{Changes: []matching.Change{{ID: "7#1", Time: then(), Author: "5"}}}))
		}, func(ctx context.Context, b *bench) error {
			l, err := b.s.Recall(ctx, lostRepo(), "")
			if err != nil {
				return err
			}
			return b.s.PutTogether(ctx, lostRepo(), l.At, []byte("an index"))
		}, false},
		{"newest", nil, func(ctx context.Context, b *bench) error {
			return b.s.SetHouse(ctx, lostRepo(), mentorship.HouseText{SHA: "abc", ReadAt: then()})
		}, false},
		{"standing", nil, func(ctx context.Context, b *bench) error {
			return b.s.SetStanding(ctx, lostTenant, mentorship.Standing{Person: mentorship.Person{ID: 5, Login: "bo"}, OptedOut: then()})
		}, false},
		{"tomb", nil, func(ctx context.Context, b *bench) error {
			yes, err := b.s.Bury(ctx, lostTenant, "hash", then())
			if err == nil && !yes {
				return errors.New("they are not forgotten")
			}
			return err
		}, false},
		{"tomb", func(b *bench) { _, err := b.s.Bury(b.t.Context(), lostTenant, "hash", then()); b.must(err) }, func(ctx context.Context, b *bench) error {
			yes, err := b.s.Unbury(ctx, lostTenant, "hash", then().Add(time.Hour))
			if err == nil && !yes {
				return errors.New("it was not lifted")
			}
			return err
		}, false},
		{"session", nil, func(ctx context.Context, b *bench) error {
			return b.s.SetSession(ctx, "token", []byte("data"), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
		}, false},
		{"lease", nil, func(ctx context.Context, b *bench) error {
			mine, err := b.s.Lease(ctx, "log", "one", 10000*time.Hour)
			if err == nil && !mine {
				return errors.New("it is somebody else's")
			}
			return err
		}, false},
		{"lease", func(b *bench) {
			_, err := b.s.Lease(b.t.Context(), "log", "one", time.Hour)
			b.must(err)
		}, func(ctx context.Context, b *bench) error { return b.s.Unlease(ctx, "log", "one") }, false},
		{"forget", func(b *bench) { b.must(b.s.SetRepos(b.t.Context(), lostTenant, []mentorship.Repo{lostRepo()}, nil)) },
			func(ctx context.Context, b *bench) error {
				return b.s.SetRepos(ctx, lostTenant, nil, []mentorship.Repo{lostRepo()})
			}, false},
	}
}

// TestLostAnswers: Redis carries a script out and its answer is lost. The
// caller sees an error and calls again; what Redis holds then is what one
// call with its answer would have left.
func TestLostAnswers(t *testing.T) {
	server, _ := redistest.Start(t)
	proxy := redistest.NewProxy(t, server)
	covered := map[string]bool{}
	for i, c := range lostCases() {
		covered[c.script] = true
		t.Run(fmt.Sprint(i, " ", c.script), func(t *testing.T) {
			want := c.play(t, server+"/0", nil)
			got := c.play(t, proxy.URL+"/1", proxy)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("after a lost answer and a repeat (-once +repeated):\n%s", diff)
			}
		})
	}
	files, err := os.ReadDir("lua")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), ".lua"); name != "lib" && !covered[name] {
			t.Errorf("no case loses the answer of %s", name)
		}
	}
}

// play prepares, calls, and with a proxy calls again after the answer was
// lost. It returns what the database holds.
func (c lostCase) play(t *testing.T, url string, proxy *redistest.Proxy) []string {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	raw := redis.NewClient(o)
	defer raw.Close()
	if err := raw.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	s, err := redisstore.Open(t.Context(), redisstore.Options{URL: url, Block: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := &bench{t: t, s: s}
	if c.prepare != nil {
		c.prepare(b)
	}
	if proxy != nil {
		before := proxy.Lost()
		proxy.Lose("evalsha")
		if err := c.call(t.Context(), b); err == nil {
			t.Fatal("the answer was lost and the caller was not told")
		}
		if proxy.Lost() != before+1 {
			t.Fatal("no answer was lost")
		}
	}
	err = c.call(t.Context(), b)
	if c.fenced && proxy != nil && mentorship.KindOf(err) == mentorship.FaultFenced {
		err = nil
	}
	if err != nil {
		t.Fatalf("the call: %v", err)
	}
	return dump(t, raw)
}

// TestLostRead: work whose handing out was lost comes back by the sweep.
func TestLostRead(t *testing.T) {
	server, _ := redistest.Start(t)
	proxy := redistest.NewProxy(t, server)
	s, err := redisstore.Open(t.Context(), redisstore.Options{URL: proxy.URL, Block: 20 * time.Millisecond, WaitScale: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := &bench{t: t, s: s}
	b.accept()
	proxy.Lose("xreadgroup")
	if works, err := s.Read(t.Context(), "reader", 1); err == nil {
		t.Fatalf("the answer was lost and %v was read", works)
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		works, err := s.Sweep(t.Context(), "reader", then())
		b.must(err)
		if len(works) == 1 {
			if works[0].ID != "guid" || string(works[0].Body) != `{"number":1}` {
				t.Errorf("came back as %+v", works[0])
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the work never comes back")
		}
	}
}

// dump is everything a database holds, with the ids of work by their order and
// the machine's own time as a word.
func dump(t *testing.T, c *redis.Client) []string {
	t.Helper()
	ctx := t.Context()
	keys, err := c.Keys(ctx, "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	n := normal{ids: map[string]string{}, now: time.Now()}
	var out []string
	for _, k := range keys {
		for _, line := range held(t, c, k) {
			out = append(out, n.text(k+" "+line))
		}
	}
	return out
}

// held is one key's content in lines.
func held(t *testing.T, c *redis.Client, key string) []string {
	t.Helper()
	ctx := t.Context()
	var out []string
	switch c.Type(ctx, key).Val() {
	case "string":
		return []string{c.Get(ctx, key).Val()}
	case "hash":
		for f, v := range c.HGetAll(ctx, key).Val() {
			out = append(out, f+"="+v)
		}
	case "set":
		out = c.SMembers(ctx, key).Val()
	case "list":
		return c.LRange(ctx, key, 0, -1).Val()
	case "zset":
		for _, z := range c.ZRangeWithScores(ctx, key, 0, -1).Val() {
			out = append(out, fmt.Sprintf("%v=%.0f", z.Member, z.Score))
		}
	case "stream":
		for _, m := range c.XRange(ctx, key, "-", "+").Val() {
			fields := fmt.Sprint(m.Values)
			if strings.HasSuffix(key, ":work") {
				fields = m.ID + " " + fields // other streams' ids are named nowhere
			}
			out = append(out, fields)
		}
		for _, p := range c.XPendingExt(ctx, &redis.XPendingExtArgs{Stream: key, Group: "w", Start: "-", End: "+", Count: 100}).Val() {
			out = append(out, fmt.Sprintf("%s held by %s count %d", p.ID, p.Consumer, p.RetryCount))
		}
		return out
	}
	slices.Sort(out)
	return out
}

type normal struct {
	ids map[string]string
	now time.Time
}

var numbers = regexp.MustCompile(`\d{13}(-\d+)?`)

func (n normal) text(s string) string {
	return numbers.ReplaceAllStringFunc(s, func(found string) string {
		if strings.Contains(found, "-") {
			if n.ids[found] == "" {
				n.ids[found] = fmt.Sprint("id", len(n.ids)+1)
			}
			return n.ids[found]
		}
		ms, _ := strconv.ParseInt(found, 10, 64)
		if time.UnixMilli(ms).Sub(n.now).Abs() < time.Hour {
			return "now"
		}
		return found
	})
}
