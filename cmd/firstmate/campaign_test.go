package main

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// campaign is trouble at random instants under a crowd of newcomers: a process
// for the web and three workers, on one real Redis. It is played in waves, each
// in a new world, until the trouble was made so many times.
type campaign struct {
	strikes   int           // in all
	wave      int           // in one wave at most
	newcomers int           // of one wave
	from, to  time.Duration // between two strikes
	// strike makes trouble for one process and returns what ends it, nil if nothing does.
	strike func(*outside, *rand.Rand) (func(), time.Duration)
	web    bool // the web process is struck, too
}

// number is a number from the environment.
func number(t *testing.T, name string, fallback uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestRandomKills kills processes at random instants: nothing is lost, nothing
// is doubled. FIRSTMATE_KILLS=2000 kills that often, FIRSTMATE_SEED chooses the
// dice, FIRSTMATE_WAIT_SCALE=1 leaves all waits as they are, which needs few
// newcomers (FIRSTMATE_NEWCOMERS=12).
func TestRandomKills(t *testing.T) {
	crashOnly(t)
	t.Parallel()
	campaign{
		strikes: int(number(t, "FIRSTMATE_KILLS", 100)), wave: 100, newcomers: int(number(t, "FIRSTMATE_NEWCOMERS", 150)), from: 100 * time.Millisecond, to: time.Second, web: true,
		strike: func(o *outside, _ *rand.Rand) (func(), time.Duration) {
			if !o.signal(syscall.SIGKILL) {
				return nil, 0
			}
			return func() {}, 0
		},
	}.play(t)
}

// TestRandomPauses stops workers at random instants for five to twenty-five
// times as long as it takes others to take their work over, and lets them go
// on: nothing is doubled. FIRSTMATE_PAUSES=50 stops that often.
func TestRandomPauses(t *testing.T) {
	crashOnly(t)
	t.Parallel()
	campaign{
		strikes: int(number(t, "FIRSTMATE_PAUSES", 10)), wave: 25, newcomers: int(number(t, "FIRSTMATE_NEWCOMERS", 90)), from: 300 * time.Millisecond, to: 2 * time.Second,
		strike: func(o *outside, dice *rand.Rand) (func(), time.Duration) {
			if !o.signal(syscall.SIGSTOP) {
				return nil, 0
			}
			return func() { o.signal(syscall.SIGCONT) }, o.scaled(between(dice, 35*time.Second, 180*time.Second))
		},
	}.play(t)
}

func between(dice *rand.Rand, from, to time.Duration) time.Duration {
	return from + time.Duration(dice.Int64N(int64(to-from)))
}

// scaled is a wait under the scale of the process.
func (o *outside) scaled(d time.Duration) time.Duration {
	scale, err := strconv.ParseFloat(o.waitScale(), 64)
	if err != nil {
		o.t.Fatal(err)
	}
	return time.Duration(float64(d) * scale)
}

// play plays waves until all strikes are made.
func (c campaign) play(t *testing.T) {
	seed := number(t, "FIRSTMATE_SEED", rand.Uint64())
	t.Logf("FIRSTMATE_SEED=%d", seed)
	dbs, binary := newDatabases(t), build(t, "")
	var all tally
	began := time.Now()
	for wave := 0; all.strikes < c.strikes && !t.Failed(); wave++ {
		t.Run(strconv.Itoa(wave), func(t *testing.T) {
			w := c
			w.wave = min(c.wave, c.strikes-all.strikes)
			all.add(w.playWave(t, binary, dbs.take(t), rand.New(rand.NewPCG(seed, uint64(wave)))))
			t.Logf("so far %+v, %s", all, time.Since(began).Round(time.Second))
		})
	}
	t.Logf("%d waves, %+v, all as it should be: %v, %s", all.waves, all, !t.Failed(), time.Since(began).Round(time.Second))
}

// tally is what was done, in all.
type tally struct {
	waves, strikes, newcomers, deliveries, writes int
	again                                         int // pieces of work that cost three workers their lives and were handed out again
}

func (t *tally) add(o tally) {
	t.waves += o.waves
	t.strikes += o.strikes
	t.newcomers += o.newcomers
	t.deliveries += o.deliveries
	t.writes += o.writes
	t.again += o.again
}

// playWave plays one crowd, strikes while it is there, and checks what came of
// it. Who is killed at random takes innocent work along: what was set aside for
// that is handed out again, as people do who were told of it.
func (c campaign) playWave(t *testing.T, binary, redis string, dice *rand.Rand) tally {
	web := newOutsideIn(t, binary, redis, crowdWorld(slices.Repeat([]int{crowdMentors}, crowdTenants)...))
	web.roles, web.scale, web.lives, web.restFor = "web", os.Getenv("FIRSTMATE_WAIT_SCALE"), 1<<20, longestRest()
	crew := []*outside{web.beside("worker"), web.beside("worker"), web.beside("worker")}
	for _, o := range append(crew, web) {
		o.launch()
	}
	if c.web {
		crew = append(crew, web)
	}
	people := newCrowd(web, c.newcomers, dice)
	trouble := waveTroubles{campaign: c, dice: dice, crew: crew}
	trouble.plan()
	again, looked := 0, time.Now()
	for done, moved := -1, time.Now(); people.move(); people.tick() {
		trouble.strikeOrEnd()
		if n := len(people.over) + trouble.made; n != done {
			done, moved = n, time.Now()
		}
		if time.Since(looked) > time.Second {
			again, looked = again+people.retry(), time.Now()
		}
		if time.Since(moved) > longestRest() {
			t.Fatalf("these do not go on: %q", people.stuck())
		}
	}
	trouble.endAll()
	if os.Getenv("FIRSTMATE_WAIT_SCALE") != "" { // a thread takes five texts an hour: let it pass
		if err := web.door.advance(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	for n := 1; n > 0; again += n {
		people.rest()
		n = people.retry()
	}
	people.check()
	l := people.sim.Ledger()
	return tally{1, trouble.made, len(people.over), len(l.Deliveries), len(l.Writes), again}
}

// campaignTroubles are those of one wave.
type waveTroubles struct {
	campaign
	dice *rand.Rand
	crew []*outside
	made int
	next time.Time // when the next is made
	ends []end
}

// end is when somebody's trouble ends, and how.
type end struct {
	of  *outside
	at  time.Time
	end func()
}

func (t *waveTroubles) plan() { t.next = time.Now().Add(between(t.dice, t.from, t.to)) }

// strikeOrEnd does what is due now.
func (t *waveTroubles) strikeOrEnd() {
	now := time.Now()
	var left []end
	busy := map[*outside]bool{}
	for _, e := range t.ends {
		if now.Before(e.at) {
			left = append(left, e)
			busy[e.of] = true
			continue
		}
		e.end()
	}
	t.ends = left
	if now.Before(t.next) || t.made >= t.wave {
		return
	}
	t.plan()
	victim := t.crew[t.dice.IntN(len(t.crew))]
	if busy[victim] || victim.address() == "" && t.dice.IntN(4) > 0 { // else a slow machine never comes to work
		return
	}
	if over, after := t.strike(victim, t.dice); over != nil {
		t.made++
		t.ends = append(t.ends, end{victim, now.Add(after), over})
	}
}

func (t *waveTroubles) endAll() {
	for _, e := range t.ends {
		e.end()
	}
	t.ends = nil
}
