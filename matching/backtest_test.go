package matching_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

// replay is a backtest that nobody interrupts.
func replay(t testing.TB, history []matching.Change, cases []matching.Case, m matching.Method) matching.Result {
	t.Helper()
	r, err := matching.Backtest(t.Context(), history, cases, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newMethod(t testing.TB, name string, w matching.Weights) matching.Method {
	t.Helper()
	m, err := matching.NewMethod(name, w)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// goResult is what firstmate makes of golang/go from 2018-09-03 on, computed
// once for all tests.
var goResult = sync.OnceValue(func() matching.Result {
	history, _ := goHistory()
	m, _ := matching.NewMethod("firstmate", matching.WeightsEarly())
	r, _ := matching.Backtest(context.Background(), history, lateCases(), m, nil)
	return r
})

// TestGoHistory compares with the published figures for golang/go from
// 2018-09-03 on, with weights that were fitted before. How a published method is
// to be read is settled by these figures.
func TestGoHistory(t *testing.T) {
	history := loadGo(t)
	for _, tt := range []struct {
		method                      string
		top1, top3, top5, mrr       float64
		gini, maxShare, fit, within float64
	}{
		{"firstmate", .555, .809, .886, .693, .96, .304, .979, .005},
		{"most-active", .186, .480, .567, .373, .99, .610, .812, .01},
		{"ownership", .323, .592, .721, .494, .89, .207, .882, .01},
		{"last-modifier", .219, .485, .647, .404, .78, .110, .933, .01},
		{"revfinder", .062, .410, .610, .279, .99, .657, .766, .01},
		{"revfinder-365", .269, .570, .647, .453, .99, .637, .887, .01},
		{"chrev", .346, .635, .774, .524, .93, .284, .956, .01},
		{"random", .018, .040, .069, .069, .49, .020, .239, .05},
	} {
		t.Run(tt.method, func(t *testing.T) {
			m := goResult().Metrics
			if tt.method != "firstmate" {
				m = replay(t, history, lateCases(), newMethod(t, tt.method, matching.Weights{})).Metrics
			}
			if m.Cases != 598 {
				t.Errorf("%d cases, want 598", m.Cases)
			}
			for _, v := range []struct {
				name      string
				got, want float64
			}{
				{"top-1", m.Top1, tt.top1}, {"top-3", m.Top3, tt.top3}, {"top-5", m.Top5, tt.top5}, {"MRR", m.MRR, tt.mrr},
				{"Gini", m.Gini, tt.gini}, {"max share", m.MaxShare, tt.maxShare}, {"fit", m.Fit, tt.fit},
			} {
				if math.Abs(v.got-v.want) > tt.within {
					t.Errorf("%s is %.3f, want %.3f ± %.2f", v.name, v.got, v.want, tt.within)
				}
			}
		})
	}
}

// TestEqualTimesInAnyOrder replays the go history once more, with all changes of
// the same second, and everything inside a change, reversed. One case in ten is
// enough for the methods that firstmate is compared with.
func TestEqualTimesInAnyOrder(t *testing.T) {
	history := loadGo(t)
	turned := turnedInside(history)
	for _, name := range matching.MethodNames() {
		t.Run(name, func(t *testing.T) {
			cases := slices.Clone(lateCases())
			if name != "firstmate" {
				cases = slices.DeleteFunc(cases, func(c matching.Case) bool { return c.Time.Unix()%10 != 0 })
			}
			want := replay(t, history, cases, newMethod(t, name, matching.WeightsEarly()))
			for i := range cases {
				cases[i].Files, cases[i].Pool = backwards(cases[i].Files), backwards(cases[i].Pool)
			}
			got := replay(t, turned, cases, newMethod(t, name, matching.WeightsEarly()))
			for i := range cases {
				if !slices.Equal(got.Rankings[i], want.Rankings[i]) {
					t.Errorf("ranking for %s changed:\n %v\n %v", cases[i].ID, want.Rankings[i], got.Rankings[i])
				}
			}
		})
	}
}

// turnedInside reverses the changes of the same second, and each of them inside.
func turnedInside(history []matching.Change) []matching.Change {
	turned := slices.Clone(history)
	for i := 0; i < len(turned); {
		j := i
		for ; j < len(turned) && turned[j].Time.Equal(turned[i].Time); j++ {
			turned[j].Files, turned[j].Reviewers = backwards(turned[j].Files), backwards(turned[j].Reviewers)
		}
		slices.Reverse(turned[i:j])
		i = j
	}
	return turned
}

func backwards[T any](in []T) []T {
	out := slices.Clone(in)
	slices.Reverse(out)
	return out
}

// spy notes what it is told, and ranks nobody.
type spy struct {
	t     *testing.T
	known []matching.Change
	asked int
}

func (*spy) Name() string            { return "spy" }
func (s *spy) Add(c matching.Change) { s.known = append(s.known, c) }
func (s *spy) Rank(q matching.Query) []matching.PersonID {
	s.asked++
	for _, c := range s.known {
		if !c.Time.Before(q.Time) {
			s.t.Errorf("asked about %v while knowing a change of %v", q.Time, c.Time)
		}
	}
	return nil
}

func TestBacktestKnowsOnlyThePast(t *testing.T) {
	h := history(busy("r", 450, 6),
		one(change(500, "m", "r", "a/z.go")), one(change(500, "n", "r", "a/b.go")), one(change(600, "o", "r", "a/b.go")))
	cases := matching.Cases(h)
	s := &spy{t: t}
	got := replay(t, h, cases, s)
	if s.asked != 3 || len(s.known) != 9 {
		t.Errorf("asked %d times, in the end with %d changes; want 3 and 9 (all before day 600)", s.asked, len(s.known))
	}
	if got.Took != nil || got.Metrics.Cases != 3 || got.Metrics.Top1 != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestBacktestTimesQueriesWithTheGivenClock(t *testing.T) {
	h := history(busy("r", 450, 6), one(change(500, "n", "r", "a/b.go")))
	now := epoch
	clock := func() time.Time { now = now.Add(time.Millisecond); return now }
	got, err := matching.Backtest(t.Context(), h, matching.Cases(h), &spy{t: t}, clock)
	if err != nil {
		t.Fatal(err)
	}
	if want := []time.Duration{time.Millisecond}; !reflect.DeepEqual(got.Took, want) {
		t.Errorf("took %v, want %v", got.Took, want)
	}
}

func TestBacktestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := history(busy("r", 450, 6), one(change(500, "n", "r", "a/b.go")))
	s := &spy{t: t}
	if _, err := matching.Backtest(ctx, h, matching.Cases(h), s, nil); !errors.Is(err, context.Canceled) || s.asked > 0 {
		t.Errorf("error %v, asked %d times", err, s.asked)
	}
}

func TestMethods(t *testing.T) {
	for _, name := range matching.MethodNames() {
		m := newMethod(t, name, matching.WeightsShip())
		if m.Name() != name {
			t.Errorf("%q calls itself %q", name, m.Name())
		}
		m.Add(change(1, "a", "bbc", "x.go"))
		got := m.Rank(matching.Query{Time: onDay(2), Author: "d", Files: []string{"x.go"}, Pool: people("gdcbbaa")})
		slices.Sort(got)
		if want := people("abcg"); !slices.Equal(got, want) {
			t.Errorf("%s ranks %v, want all of %v, once", name, got, want)
		}
	}
	if _, err := matching.NewMethod("oracle", matching.Weights{}); err == nil {
		t.Error("an unknown method is no error")
	}
}

func TestMostActiveForgets(t *testing.T) {
	m := newMethod(t, "most-active", matching.Weights{})
	for range 3 {
		m.Add(change(0, "x", "a", "f"))
	}
	m.Add(change(100, "x", "c", "f"))
	m.Add(change(180, "x", "b", "f"))
	got := m.Rank(matching.Query{Time: onDay(200), Pool: people("zabc")})
	if want := people("bacz"); !slices.Equal(got, want) { // 1, 3/4, .54, 0
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRandomIsTheSameEveryTime(t *testing.T) {
	q := matching.Query{Time: onDay(3), Author: "x", Pool: people("abcdefghij")}
	first := newMethod(t, "random", matching.Weights{}).Rank(q)
	q.Pool = shuffled(7, q.Pool)
	if again := newMethod(t, "random", matching.Weights{}).Rank(q); !slices.Equal(first, again) {
		t.Errorf("%v, then %v", first, again)
	}
	q.Author = "y"
	if other := newMethod(t, "random", matching.Weights{}).Rank(q); slices.Equal(first, other) {
		t.Errorf("the same order %v for another change", first)
	}
}

// The rankings are the same to the byte on one core and on many.
func TestRankingsOnAnyNumberOfCores(t *testing.T) {
	history, cases := loadGo(t), goCases()[:150]
	run := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		var out []byte
		for _, name := range matching.MethodNames() {
			text, err := json.Marshal(replay(t, history, cases, newMethod(t, name, matching.WeightsShip())).Rankings)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, text...)
		}
		return out
	}
	if !bytes.Equal(run(1), run(4)) {
		t.Error("another number of cores, another ranking")
	}
}
