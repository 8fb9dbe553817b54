// Package storetest is the conformance suite of firstmate's memory: what any
// Redis it runs on must let it do. Run it on the embedded one always and on a
// real one where there is one; cases about numbers, crashes and fences count
// only there.
package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// Bench is a Redis to test on.
type Bench struct {
	// Open opens a further store on it; the test closes it.
	Open func(t *testing.T) *redisstore.Store
	// Raw looks behind the store.
	Raw redis.UniversalClient
	// Restart kills the server without warning and starts it again; nil if it would forget everything.
	Restart func()
}

// Flush empties it.
func (b Bench) Flush(t *testing.T) {
	t.Helper()
	b.each(t, func(c redis.Cmdable) error { return c.FlushAll(t.Context()).Err() })
}

// dropScripts makes every server forget its scripts.
func (b Bench) dropScripts(t *testing.T) {
	t.Helper()
	b.each(t, func(c redis.Cmdable) error { return c.ScriptFlush(t.Context()).Err() })
}

// each does something on every master.
func (b Bench) each(t *testing.T, do func(c redis.Cmdable) error) {
	t.Helper()
	cluster, ok := b.Raw.(*redis.ClusterClient)
	if !ok {
		must(t, do(b.Raw))
		return
	}
	must(t, cluster.ForEachMaster(t.Context(), func(_ context.Context, c *redis.Client) error { return do(c) }))
}

// keys are those that match a pattern, wherever they lie.
func (b Bench) keys(t *testing.T, pattern string) (all []string) {
	t.Helper()
	var mu sync.Mutex
	b.each(t, func(c redis.Cmdable) error {
		keys, err := c.Keys(t.Context(), pattern).Result()
		mu.Lock()
		defer mu.Unlock()
		all = append(all, keys...)
		return err
	})
	return all
}

// Open opens a store with short waits and closes it with the test.
func Open(t *testing.T, o redisstore.Options) *redisstore.Store {
	t.Helper()
	o.Block = 20 * time.Millisecond
	s, err := redisstore.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("opening the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return s
}

// Run runs the suite; start gives an empty Redis for each case.
func Run(t *testing.T, start func(t *testing.T) Bench) {
	cases := []struct {
		name string
		test func(t *testing.T, b Bench)
	}{
		{"accept once", acceptOnce},
		{"accept keeps before it marks", acceptKeepsFirst},
		{"accept and read", acceptAndRead},
		{"accept after flush of scripts", scriptsComeBack},
		{"groups come back", groupsComeBack},
		{"no body left", noBodyLeft},
		{"commit and load", commitAndLoad},
		{"commit twice", commitTwice},
		{"commit conflicts", commitConflicts},
		{"commit is fenced", commitFenced},
		{"commit ends what it did not end", commitEnds},
		{"commit leaves newer records alone", commitNewer},
		{"commit without a record", commitWithoutRecord},
		{"commit keeps indexes", commitIndexes},
		{"history", history},
		{"decision lives 30 days", decisionLives},
		{"newest decisions", decidedNewest},
		{"places race", placesRace},
		{"places are idempotent", placesIdempotent},
		{"week of invitations", weekOfInvitations},
		{"large numbers", largeNumbers},
		{"once effects", onceEffects},
		{"level effects", levelEffects}, {"edits of an issue apart", editsApart},
		{"wanted anew", wantedAnew},
		{"urgent effects first", urgentFirst},
		{"pump resumes after a takeover", pumpResumes},
		{"one pump per tenant", onePump},
		{"pump holds and parks", pumpHolds},
		{"gate spaces writes", gateSpaces},
		{"gate after the clock was set back", clockSetBack},
		{"gate pauses and suspends", gatePauses},
		{"few texts a thread", fewTexts}, {"repositories take turns", takingTurns},
		{"a step and what is next", stepWithNext},
		{"wake", wake},
		{"wake in portions", wakePortions},
		{"defer", deferWork},
		{"park, retry, drop", park}, {"a flood waits behind", floodWaitsBehind}, {"a share that was lost", lostShare},
		{"sweep takes over", sweepTakesOver},
		{"poison is parked", poisonIsParked},
		{"poison of a pump", poisonPump},
		{"keep does not steal", keepDoesNotSteal},
		{"mine until taken over", mineUntilTakenOver},
		{"release", release},
		{"pending", pending},
		{"reap", reap},
		{"people", people},
		{"house rules and backfill", houseAndBackfill},
		{"learn", learn}, {"together", together}, {"together again", togetherAgain},
		{"tallies", tallies}, {"hashes", hashes}, {"erase", erase}, {"wipe", wipe}, {"kept", kept}, {"concerns", concerns},
		{"sessions", sessions}, {"signing out", signingOut}, {"tokens", tokens}, {"where a person is known", whereKnown}, {"seats", seats},
		{"repositories", repositories},
		{"leases", leases}, {"catching up", catchingUp},
		{"two stores", twoStores},
		{"restart", restart},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.test(t, start(t)) })
	}
}

// tenant is the installation most cases speak of; its id is long, as GitHub's may become.
const tenant = int64(9007199254740993)

// day0 is when the stories of the suite begin.
func day0() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func repo() mentorship.Repo {
	return mentorship.Repo{Tenant: tenant, ID: 70, Owner: "harbour", OwnerID: 7, Name: "lighthouse", Branch: "main", Org: true}
}

func delivery(n int) mentorship.Delivery {
	return mentorship.Delivery{ID: fmt.Sprintf("guid-%d", n), Event: "pull_request", Tenant: tenant, RepoID: 70,
		Body: []byte(fmt.Sprintf(`{"number":%d,"words":"so very many words, so very many words"}`, n)), At: day0()}
}

func newcomer(id int64) mentorship.Mentorship {
	m := mentorship.Mentorship{
		ID: mentorship.NewID(mentorship.ScopeOrg, repo(), id), Newcomer: mentorship.Person{ID: id, Login: "ada"},
		Pull: mentorship.Thread{Repo: repo(), Number: int(id)}, State: mentorship.StateSeen, T0: day0(), Since: day0(),
	}
	m.Facts.Pull = mentorship.Pull{Repo: repo(), Number: int(id), Head: fmt.Sprintf("head%d", id)}
	return m
}

// invited is m with that mentor asked.
func invited(m mentorship.Mentorship, mentor int64) mentorship.Mentorship {
	m.State, m.Mentor, m.Cycle, m.Round = mentorship.StateInvited, mentorship.Person{ID: mentor}, 1, m.Round+1
	return m
}

// step commits before → after with room for everybody.
func step(op string, before, after mentorship.Mentorship) mentorship.Commit {
	return mentorship.Commit{Op: op, Tenant: tenant, Before: before, After: after, Capacity: 10, PerWeek: 10, Now: day0(), Row: "T1", Why: "because"}
}

func effect(key string, kind mentorship.EffectKind) mentorship.Effect {
	return mentorship.Effect{Key: key, Kind: kind, Thread: mentorship.Thread{Repo: repo(), Number: 1}, PlannedAt: day0()}
}

// plan commits effects alone.
func plan(t *testing.T, s *redisstore.Store, op string, effects ...mentorship.Effect) {
	t.Helper()
	must(t, s.Commit(t.Context(), mentorship.Commit{Op: op, Tenant: tenant, Effects: effects, Now: day0()}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t *testing.T, err error, kind mentorship.FaultKind) {
	t.Helper()
	if got := mentorship.KindOf(err); got != kind || err == nil {
		t.Fatalf("got %v (%q), want fault %q", err, got, kind)
	}
}

// readOne reads exactly one piece of work.
func readOne(t *testing.T, s *redisstore.Store, consumer string) mentorship.Work {
	t.Helper()
	for range 50 {
		w, err := s.Read(t.Context(), consumer, 1)
		must(t, err)
		if len(w) == 1 {
			return w[0]
		}
		if len(w) > 1 {
			t.Fatalf("read %d pieces, want 1", len(w))
		}
	}
	t.Fatal("there is no work")
	return mentorship.Work{}
}

// readNone reads nothing.
func readNone(t *testing.T, s *redisstore.Store, consumer string) {
	t.Helper()
	w, err := s.Read(t.Context(), consumer, 1)
	must(t, err)
	if len(w) > 0 {
		t.Fatalf("read %+v, want nothing", w)
	}
}

// silence makes a piece of work look as if its holder had said nothing for a minute.
func silence(t *testing.T, b Bench, w mentorship.Work) {
	t.Helper()
	stream := streamOf(t, b, w)
	must(t, b.Raw.Do(t.Context(), "XCLAIM", stream, "w", w.Consumer, 0, w.Entry, "IDLE", 60000, "RETRYCOUNT", w.Count, "JUSTID").Err())
}

// streamOf finds the stream an entry lies in.
func streamOf(t *testing.T, b Bench, w mentorship.Work) string {
	t.Helper()
	keys := b.keys(t, fmt.Sprintf("fm:{s%02d*:work", w.Shard))
	if len(keys) != 1 {
		t.Fatalf("shard %d has work streams %v", w.Shard, keys)
	}
	return keys[0]
}

// sweepOne takes over one piece of work.
func sweepOne(t *testing.T, s *redisstore.Store, consumer string) mentorship.Work {
	t.Helper()
	w, err := s.Sweep(t.Context(), consumer, day0())
	must(t, err)
	if len(w) != 1 {
		t.Fatalf("took over %d pieces, want 1", len(w))
	}
	return w[0]
}
