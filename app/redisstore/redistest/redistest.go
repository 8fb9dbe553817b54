// Package redistest starts a real redis-server for a test: its own, on a free
// loopback port, with a file it writes before it answers.
package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Require is the variable that makes a missing redis-server a failure.
const Require = "FIRSTMATE_REQUIRE_REDIS"

// Start runs a redis-server until the test ends and returns its URL and a
// function that kills it without warning and starts it again on the same file
// and port. Where there is no redis-server the test is skipped, or fails if
// FIRSTMATE_REQUIRE_REDIS is 1.
func Start(t testing.TB) (url string, restart func()) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv(Require) == "1" {
			t.Fatalf("redis-server is missing and %s=1: install the package redis-server", Require)
		}
		t.Skip("left out: everything on a real Redis, because redis-server is not installed")
	}
	s := &server{path: path, dir: t.TempDir(), port: freePort(t)}
	s.start(t)
	t.Cleanup(s.kill)
	return "redis://" + s.addr(), func() {
		t.Helper()
		s.kill()
		s.start(t)
	}
}

type server struct {
	path, dir string
	port      int
	cmd       *exec.Cmd
}

func (s *server) addr() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

func (s *server) start(t testing.TB) {
	t.Helper()
	s.cmd = exec.Command(s.path, "--port", fmt.Sprint(s.port), "--bind", "127.0.0.1", "--dir", s.dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no", "--loglevel", "warning")
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("starting redis-server: %v", err)
	}
	c := redis.NewClient(&redis.Options{Addr: s.addr(), DisableIdentity: true, MaxRetries: -1})
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for c.Ping(ctx).Val() != "PONG" { // LOADING is no PONG
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("redis-server did not answer within 20 s")
		}
	}
}

// kill ends the process as a crash would.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("looking for a free port: %v", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
