package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestFailovers (T7): while newcomers open pull requests and mentors answer, the
// sentinels choose another master, three times in three ways: nothing is lost,
// and nobody is spoken to twice.
func TestFailovers(t *testing.T) {
	t.Parallel()
	playFailovers(t, 1, []string{"kill", "split", "freeze"})
}

// TestPlannedFailover: sentinels that are asked to change the master leave the
// old one standing, with a replica that still follows it, until they have turned
// both. Only who waits for all replicas promises nothing that is forgotten then.
func TestPlannedFailover(t *testing.T) {
	t.Parallel()
	playFailovers(t, 2, []string{"hand"})
}

// TestManyFailovers is the same for as many failovers as FIRSTMATE_FAILOVERS
// says, half of them silent splits. FIRSTMATE_SEED repeats the order of a run.
func TestManyFailovers(t *testing.T) {
	many, err := strconv.Atoi(os.Getenv("FIRSTMATE_FAILOVERS"))
	if err != nil {
		t.Skip("left out: many failovers, only with FIRSTMATE_FAILOVERS=20 (docs/reliability.md)")
	}
	seed, err := strconv.ParseUint(os.Getenv("FIRSTMATE_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("FIRSTMATE_SEED=%d", seed)
	others := []string{"kill", "freeze"}
	var kinds []string
	for i := range many {
		kinds = append(kinds, "split")
		if i%2 == 1 {
			kinds[i] = others[i/2%len(others)]
		}
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(many, func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	playFailovers(t, 1, kinds)
}

// TestNoFalsePromise: what no replica has is answered with 503, though Redis
// took it, and nobody is spoken to; once a replica is there all comes by itself.
func TestNoFalsePromise(t *testing.T) {
	t.Parallel()
	master := redistest.Run(t, "--repl-diskless-sync-delay", "0")
	r := newRig(t, rigOptions{redis: master.URL(), replicas: 1, scale: 0.02, world: shortWorld()})
	r.startOnly()
	pull := r.act("open_pull", act{"author": "nia", "title": "A change", "files": []string{"store/cache.go"}})
	redistest.Until(t, "the delivery is answered", func(context.Context) bool { return len(r.ledger().Deliveries) == len(pull.Deliveries) })
	for _, d := range r.ledger().Deliveries {
		if d.Status != http.StatusServiceUnavailable {
			t.Errorf("%s %s was answered %d", d.Event, d.Action, d.Status)
		}
	}
	if l := r.ledger(); len(l.Writes) > 0 {
		t.Errorf("somebody was spoken to:\n%s", r.ledgerText())
	}
	redistest.Run(t, "--replicaof", "127.0.0.1 "+strconv.Itoa(master.Port))
	redistest.Until(t, "nia is greeted", func(context.Context) bool { return len(r.ledger().texts(pull.Number, false)) == 1 })
	r.settle()
	r.keepsPromises()
}

// upheaval is a village whose Redis changes its master now and then.
type upheaval struct {
	*rig
	group   *redistest.Group
	pulls   []int // numbers in acme/widgets, by newcomer
	answers map[int]bool
}

func playFailovers(t *testing.T, replicas int, kinds []string) {
	t.Helper()
	var log safeBuffer
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log of the program:\n%s", tail(log.String(), 8000))
		}
	})
	group := redistest.NewGroup(t)
	u := &upheaval{
		rig: newRig(t, rigOptions{
			redis: group.URL, replicas: replicas, scale: 0.02, world: shortWorld(), log: slog.New(slog.NewTextHandler(&log, nil)),
		}),
		group: group, answers: map[int]bool{},
	}
	u.start()
	for _, kind := range kinds {
		group.Whole()
		u.during(kind)
		u.known()
		u.calm()
		u.nextDay()
	}
	u.judge(len(kinds))
}

// calm waits until all is at rest, as long as that takes on a busy machine.
func (u *upheaval) calm() {
	u.t.Helper()
	var err error
	for range 5 {
		if err = u.rest(u.t.Context(), rigSettle); err == nil {
			return
		}
	}
	u.t.Fatal(err)
}

// known waits until what was refused has been fetched: somebody decided about
// each of the newcomers. Only then may a day pass.
func (u *upheaval) known() {
	u.t.Helper()
	redistest.Until(u.t, "every newcomer is known", func(ctx context.Context) bool {
		return !slices.ContainsFunc(u.pulls, func(n int) bool {
			_, err := u.program.app.Explain(ctx, "acme/widgets", n)
			return err != nil
		})
	})
}

// nextDay lets a day pass: there is no flood, and timers run out.
func (u *upheaval) nextDay() {
	u.t.Helper()
	if err := u.door.advance(u.t.Context(), 25*time.Hour); err != nil {
		u.t.Fatal(err)
	}
	if err := u.clock.look(u.t.Context()); err != nil {
		u.t.Fatal(err)
	}
	u.program.poke()
	u.calm()
}

// during lets the group change its master while people go on.
func (u *upheaval) during(kind string) {
	u.t.Helper()
	over, stopped := make(chan struct{}), make(chan error, 1)
	go func() { stopped <- u.live(over) }()
	began := time.Now()
	u.group.Failover(kind)
	u.group.Whole()
	u.t.Logf("%s: whole again after %s; %d doubled so far", kind, time.Since(began).Round(100*time.Millisecond), len(doubled(u.ledger())))
	close(over)
	if err := <-stopped; err != nil {
		u.t.Fatal(err)
	}
}

// newcomersADay is how many come at most while the group changes its master.
const newcomersADay = 8

// live is what people do until it is over: every half second somebody opens a
// first pull request or adds to it, and mentors who were asked accept.
func (u *upheaval) live(over <-chan struct{}) error {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for today := 0; ; today++ {
		if today < newcomersADay {
			who := fmt.Sprint("newcomer-", len(u.pulls))
			out, err := u.door.do(u.t.Context(), "open_pull", act{
				"repo": "acme/widgets", "author": who, "title": "A change", "files": []string{fmt.Sprintf("store/%d.go", len(u.pulls))},
			})
			if err != nil {
				return err
			}
			u.pulls = append(u.pulls, out.Number)
		} else if _, err := u.door.do(u.t.Context(), "push", act{
			"repo": "acme/widgets", "number": u.pulls[len(u.pulls)-1], "author": fmt.Sprint("newcomer-", len(u.pulls)-1), "files": []string{"store/more.go"},
		}); err != nil {
			return err
		}
		if err := u.accept(); err != nil {
			return err
		}
		select {
		case <-over:
			return nil
		case <-tick.C:
		}
	}
}

// accept lets one mentor who was asked say yes.
func (u *upheaval) accept() error {
	l, err := u.door.ledger(u.t.Context())
	if err != nil {
		return err
	}
	for _, w := range l.Writes {
		if w.Kind != "comment.create" || !w.Applied || len(w.Mentions) != 1 || u.answers[w.Number] || !slices.Contains(u.pulls, w.Number) {
			continue
		}
		u.answers[w.Number] = true
		_, err := u.door.do(u.t.Context(), "comment", act{"repo": w.Repo, "number": w.Number, "author": w.Mentions[0], "body": "/mentor accept"})
		return err
	}
	return nil
}

// judge holds what came of it against what is promised.
func (u *upheaval) judge(failovers int) {
	t := u.t
	t.Helper()
	l := u.ledger()
	o := oracle{consented: []string{"ada", "grace", "lin"}}
	for i := range u.pulls {
		o.newcomers = append(o.newcomers, fmt.Sprint("newcomer-", i))
	}
	for _, wrong := range o.find(l) {
		t.Error(wrong)
	}
	greeted, comments, issues, spoken := map[int]int{}, 0, 0, map[int]bool{}
	for _, w := range l.Writes {
		if w.Applied && w.Kind == "comment.create" {
			comments++
			spoken[w.Number] = true
		}
		switch {
		case !w.Applied:
		case w.Kind == "comment.create" && w.Body != nil && strings.Contains(marker(*w.Body), "kind=greet "):
			greeted[w.Number]++
		case w.Kind == "issue.create":
			issues++
		}
	}
	lost, quiet := 0, 0
	for _, n := range u.pulls {
		d, err := u.program.app.Explain(t.Context(), "acme/widgets", n)
		switch {
		case err != nil:
			lost++
			t.Errorf("pull request %d was lost: %v", n, err)
		case greeted[n] > 1:
			t.Errorf("pull request %d (%s) was greeted %d times", n, d.Verdict, greeted[n])
		case !spoken[n] && strings.Contains(d.Reason, "unusually many"):
			quiet++ // a flood is met in silence: that is a decision, and nothing lost
		case !spoken[n]:
			t.Errorf("nothing was said in pull request %d: %s, %s", n, d.Verdict, d.Reason)
		}
	}
	if parked, err := u.program.store.ParkedWork(t.Context()); err != nil || len(parked) > 0 {
		t.Errorf("parked: %v (%v)", parked, err)
	}
	accepted := map[string]bool{}
	for _, d := range l.Deliveries {
		accepted[d.GUID] = accepted[d.GUID] || d.Status == 202
	}
	refused := 0
	for _, ok := range accepted {
		if !ok {
			refused++
		}
	}
	fetched := u.program.count("catchup_fetched")
	if fetched > refused {
		t.Errorf("%d deliveries had to be fetched, and only %d were refused: some 202 was false", fetched, refused)
	}
	if len(greeted) == 0 || issues == 0 {
		t.Error("nothing happened")
	}
	t.Logf("%d failovers: %d deliveries, %d refused (5xx, cut), %d of them fetched; %d newcomers, %d lost, %d met in silence as a flood; %d comments, %d tracking issues, %d doubled",
		failovers, len(accepted), refused, fetched, len(u.pulls), lost, quiet, comments, issues, len(doubled(l)))
}
