package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// step is one thing that happens in a simulation. Whatever is to be chosen is
// chosen beforehand, so that a step means the same when others are left out;
// what is not possible at its time is nothing.
type step struct {
	at   time.Duration
	what string
	who  int // newcomer, or mentor
	die  int // decides the rest
}

func (s step) String() string { return fmt.Sprintf("%v %s %d %d", s.at, s.what, s.who, s.die) }

// plan is a schedule, in the order of time.
type plan []step

func (p plan) String() string {
	var b strings.Builder
	for _, s := range p {
		fmt.Fprintln(&b, s)
	}
	return b.String()
}

// readPlan reads what String wrote.
func readPlan(text string) (p plan, err error) {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		var s step
		var at string
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if _, err := fmt.Sscan(lines.Text(), &at, &s.what, &s.who, &s.die); err != nil {
			return nil, fmt.Errorf("reading %q: %w", lines.Text(), err)
		}
		if s.at, err = time.ParseDuration(at); err != nil {
			return nil, fmt.Errorf("reading %q: %w", lines.Text(), err)
		}
		p = append(p, s)
	}
	return p, nil
}

// size is how long a simulation is, and how many come.
type size struct {
	days, newcomers int
	faults          int // a day
}

// odds are how often each thing happens, relative to the others.
type odds []struct {
	what   string
	weight int
}

func (o odds) pick(dice *rand.Rand) string {
	total := 0
	for _, x := range o {
		total += x.weight
	}
	n := dice.IntN(total)
	for _, x := range o {
		if n -= x.weight; n < 0 {
			return x.what
		}
	}
	return ""
}

// deeds are what people do once a newcomer has come.
func deeds() odds {
	return odds{
		{"answer", 12}, {"say", 6}, {"push", 4}, {"review", 5}, {"merge", 5}, {"close", 2}, {"reopen", 1}, {"word", 6},
		{"page", 5}, {"second", 3}, {"draft", 1}, {"ready", 1}, {"bot", 2}, {"stranger", 2}, {"label", 1}, {"check", 2}, {"tick", 2},
		{"mentor", 2}, {"react", 2}, {"rename", 1}, {"forget", 2}, {"lines", 4},
	}
}

// mishaps are what goes wrong.
func mishaps() odds {
	return odds{
		{"kill-redis", 6}, {"killed-redis", 6}, {"kill-github", 4}, {"killed-github", 6}, {"error-redis", 3}, {"lost-redis", 5},
		{"lost-github", 5}, {"error-github", 2}, {"answer-github", 6}, {"drop", 4}, {"twice", 4}, {"hold", 3}, {"again", 2},
		{"redis-down", 2}, {"github-down", 2}, {"replica", 3}, {"stop", 1}, {"clock", 2}, {"next-version", 1}, {"suspend", 1},
	}
}

// schedule makes the plan of a seed.
func schedule(seed uint64, z size) plan {
	dice := rand.New(rand.NewPCG(seed, 8))
	span := time.Duration(z.days) * 24 * time.Hour
	when := func(from, to time.Duration) time.Duration {
		return (from + time.Duration(dice.Int64N(int64(to-from)))).Truncate(time.Second)
	}
	var p plan
	for who := range z.newcomers {
		come := when(time.Minute, span*7/10)
		p = append(p, step{come, "open", who, dice.IntN(1000)})
		for range 4 + dice.IntN(8) {
			soon := min(span, come+[]time.Duration{10 * time.Minute, 3 * time.Hour, 30 * time.Hour, 12 * 24 * time.Hour}[dice.IntN(4)])
			p = append(p, step{when(come, soon), deeds().pick(dice), who, dice.IntN(1000)})
		}
	}
	for range z.faults * z.days {
		at, what := when(0, span), mishaps().pick(dice)
		p = append(p, step{at, what, dice.IntN(3), dice.IntN(1000)})
	}
	slices.SortStableFunc(p, func(a, b step) int { return int(a.at - b.at) })
	return p
}
