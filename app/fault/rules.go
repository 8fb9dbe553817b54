//go:build faultpoints

package fault

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// rule is one entry of FIRSTMATE_FAULTS.
type rule struct {
	point, action string
	pause         time.Duration
	from          int  // the visit at which it acts
	on            bool // and at every later one
	visits        int
}

type rules struct {
	mu       sync.Mutex
	list     []*rule
	seen     map[string]bool
	seenFile string
}

// parse reads rules in the form the package comment tells.
func parse(text string) (*rules, error) {
	r := &rules{seen: map[string]bool{}}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		x, err := parseRule(part)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", part, err)
		}
		r.list = append(r.list, x)
	}
	return r, nil
}

func parseRule(text string) (*rule, error) {
	point, action, ok := strings.Cut(text, "=")
	if !ok || point == "" {
		return nil, fmt.Errorf("want POINT=ACTION")
	}
	x := &rule{point: point, from: 1}
	action, count, counted := strings.Cut(action, "@")
	if counted {
		number, on := strings.CutSuffix(count, "+")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("want a number from 1 after @")
		}
		x.from, x.on = n, on
	}
	name, wait, _ := strings.Cut(action, ":")
	x.action = name
	switch name {
	case "kill", "panic", "error", "lost":
		return x, nil
	case "pause":
		d, err := time.ParseDuration(wait)
		x.pause = d
		return x, err
	}
	return nil, fmt.Errorf("want kill, panic, pause:DURATION, error or lost")
}

func (x *rule) matches(name string) bool {
	if head, open := strings.CutSuffix(x.point, "*"); open {
		return strings.HasPrefix(name, head)
	}
	return x.point == name
}

// visit counts that a point was reached and returns the rules that act now.
func (r *rules) visit(name string) []*rule {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.seen[name] {
		r.seen[name] = true
		r.note(name)
	}
	var act []*rule
	for _, x := range r.list {
		if !x.matches(name) {
			continue
		}
		x.visits++
		if x.visits == x.from || x.on && x.visits > x.from {
			act = append(act, x)
		}
	}
	return act
}

// note writes a point down before anything happens there.
func (r *rules) note(name string) {
	if r.seenFile == "" {
		return
	}
	f, err := os.OpenFile(r.seenFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	fmt.Fprintln(f, name)
}
