// Package embedded runs a Redis inside the process, in memory alone, for the
// demo and for tests. Nothing in it survives the process: never use it to serve.
package embedded

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Server is a Redis within this process.
type Server struct {
	mini *miniredis.Miniredis
	stop chan struct{}
	wg   sync.WaitGroup
}

// expireEvery is how often a started server looks for what has expired.
const expireEvery = time.Second

// Start listens on a free port of the loopback interface. Expiry is looked for
// once a second: to look at each command, as New does, costs a walk through
// all keys whenever the clock has moved.
func Start() (*Server, error) {
	s := &Server{mini: miniredis.NewMiniRedis(), stop: make(chan struct{})}
	if err := s.mini.Start(); err != nil {
		return nil, fmt.Errorf("starting the embedded Redis: %w", err)
	}
	s.wg.Go(func() { s.expire(expireEvery) })
	return s, nil
}

// NewCoarse is New, save that what expires does so up to that much later: for
// long stories in a bubble, where an exact look at each command costs too much.
func NewCoarse(every time.Duration) *Server {
	s := &Server{mini: miniredis.NewMiniRedis(), stop: make(chan struct{})}
	s.wg.Go(func() { s.expire(every) })
	return s
}

func (s *Server) expire(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.mini.FastForward(every)
		case <-s.stop:
			return
		}
	}
}

// New makes a server that is reached through Client alone, without a network.
// What expires does so by the exact time of the process, also in a
// testing/synctest bubble.
func New() *Server {
	s := &Server{mini: miniredis.NewMiniRedis(), stop: make(chan struct{})}
	s.mini.ClockTTL(true)
	return s
}

// URL is where a started server listens.
func (s *Server) URL() string { return "redis://" + s.mini.Addr() }

// Client connects within the process. Close it before the server.
func (s *Server) Client() redis.UniversalClient {
	return redis.NewClient(&redis.Options{
		Addr:                     "embedded",
		Dialer:                   s.dial,
		Protocol:                 2,
		MaxRetries:               -1,
		DisableIdentity:          true,
		ContextTimeoutEnabled:    true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
}

func (s *Server) dial(context.Context, string, string) (net.Conn, error) {
	conn, err := s.mini.Dial()
	if err != nil {
		return nil, fmt.Errorf("connecting to the embedded Redis: %w", err)
	}
	return dial(conn), nil
}

// Fail makes every command fail with that message; "" ends it.
func (s *Server) Fail(message string) { s.mini.SetError(message) }

// SetTime sets the server's own clock, by which silence and TTLs are judged.
func (s *Server) SetTime(t time.Time) { s.mini.SetTime(t) }

// Close ends the server and forgets everything.
func (s *Server) Close() {
	close(s.stop)
	s.wg.Wait()
	s.mini.Close()
}
