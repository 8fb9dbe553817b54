package ghclient

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The measures of the breaker, before scaling.
const (
	tripAfter = 10               // failures in a row after which a host is let alone …
	restsFor  = 30 * time.Second // … for so long; then one call tries
	probeFor  = time.Second      // when to come back while that call is under way
)

// breaker lets a host alone that is out of order: neither does asking help it
// to get better, nor does waiting for time-outs help others. One host has one
// breaker, whoever asks; its clock is the machine's, as for all that is alive.
type breaker struct {
	circuit *gobreaker.TwoStepCircuitBreaker[struct{}]
	rests   time.Duration
	probe   time.Duration
	opened  atomic.Int64 // Unix ns
}

// breakers are those of all hosts a client speaks to: GitHub's API, and where
// people sign in.
type breakers struct {
	scale float64
	told  func(host string, rests bool)
	mu    sync.Mutex
	all   map[string]*breaker
}

func newBreakers(scale float64, told func(host string, rests bool)) *breakers {
	if told == nil {
		told = func(string, bool) {}
	}
	return &breakers{scale: scale, told: told, all: map[string]*breaker{}}
}

// of is the breaker of a host.
func (b *breakers) of(host string) *breaker {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all[host] == nil {
		b.all[host] = newBreaker(host, b.scale, b.told)
	}
	return b.all[host]
}

// newBreaker makes one; told hears whenever the host is let alone, and when it is back.
func newBreaker(host string, scale float64, told func(host string, rests bool)) *breaker {
	b := &breaker{rests: scaled(restsFor, scale), probe: scaled(probeFor, scale)}
	b.circuit = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: host, Timeout: b.rests,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= tripAfter },
		IsExcluded:  func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: func(host string, _, now gobreaker.State) {
			switch now {
			case gobreaker.StateOpen:
				b.opened.Store(time.Now().UnixNano())
				told(host, true)
			case gobreaker.StateClosed:
				told(host, false)
			}
		},
	})
	return b
}

// errOutOfOrder is how a host's failure is told to the breaker.
var errOutOfOrder = errors.New("the host is out of order")

// allow lets a call go out; ended is told what came of it. Otherwise nothing
// was sent, and the fault says when to come back.
func (b *breaker) allow(now time.Time) (ended func(error), err error) {
	ended, err = b.circuit.Allow()
	if err == nil {
		return ended, nil
	}
	wait := b.probe
	if errors.Is(err, gobreaker.ErrOpenState) {
		wait = max(b.rests-time.Since(time.Unix(0, b.opened.Load())), wait)
	}
	return nil, &mentorship.Fault{Kind: mentorship.FaultTransient, Until: now.Add(wait), Err: errors.New("GitHub is out of order and let alone for a while")}
}

// health is what an answer tells about the host: one that refuses is well.
func health(status int) error {
	if status >= http.StatusInternalServerError && status != http.StatusNotImplemented {
		return errOutOfOrder
	}
	return nil
}
