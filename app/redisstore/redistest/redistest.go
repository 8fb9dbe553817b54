// Package redistest starts real redis-servers for a test: its own, on free
// loopback ports, with a file they write before they answer.
//
//   - redistest.go: one server; cluster.go: a Cluster; group.go: a master with
//     replicas and sentinels, which can be cut off from each other;
//   - proxy.go loses single answers, front.go whole directions; tls.go makes certificates.
package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Require is the variable that makes a missing redis-server a failure.
const Require = "FIRSTMATE_REQUIRE_REDIS"

// Start runs a redis-server until the test ends and returns its URL and a
// function that kills it without warning and starts it again on the same file
// and port. Where there is no redis-server the test is skipped, or fails if
// FIRSTMATE_REQUIRE_REDIS is 1.
func Start(t testing.TB) (url string, restart func()) {
	t.Helper()
	s := Run(t)
	return s.URL(), func() {
		t.Helper()
		s.Kill()
		s.Start(t)
	}
}

// Server is one process of a test. It ends with the test.
type Server struct {
	Port int
	Dir  string // where it keeps its files

	path string
	args []string
	cmd  *exec.Cmd
}

// Run starts a server that keeps an append-only file, flushed with each write;
// later arguments overrule.
func Run(t testing.TB, args ...string) *Server {
	t.Helper()
	s := prepare(t, args...)
	s.Start(t)
	return s
}

// prepare makes a server that does not run yet.
func prepare(t testing.TB, args ...string) *Server {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv(Require) == "1" {
			t.Fatalf("redis-server is missing and %s=1: install the package redis-server", Require)
		}
		t.Skip("left out: everything on a real Redis, because redis-server is not installed")
	}
	s := &Server{path: path, Dir: t.TempDir(), Port: freePort(t), args: args}
	t.Cleanup(s.Kill)
	return s
}

// Addr is where it listens.
func (s *Server) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.Port) }

// URL is where a client finds it.
func (s *Server) URL() string { return "redis://" + s.Addr() }

// Start starts the process, again after Kill, and waits until it answers. More
// arguments hold for this start alone.
func (s *Server) Start(t testing.TB, more ...string) {
	t.Helper()
	args := []string{
		"--port", fmt.Sprint(s.Port), "--bind", "127.0.0.1", "--dir", s.Dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no", "--loglevel", "warning",
	}
	s.launch(t, append(append(args, s.args...), more...))
}

func (s *Server) launch(t testing.TB, args []string) {
	t.Helper()
	s.cmd = exec.Command(s.path, args...)
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("starting redis-server: %v", err)
	}
	c := s.Client()
	defer c.Close()
	Until(t, "redis-server answers", func(ctx context.Context) bool {
		return c.Ping(ctx).Val() == "PONG" // LOADING is no PONG
	})
}

// Client speaks to this server alone.
func (s *Server) Client() *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr: s.Addr(), DisableIdentity: true, MaxRetries: -1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
}

// Kill ends the process as a crash would.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Freeze stops the process without ending it, and lets it go on.
func (s *Server) Freeze(frozen bool) {
	sign := syscall.SIGCONT
	if frozen {
		sign = syscall.SIGSTOP
	}
	_ = s.cmd.Process.Signal(sign)
}

// Until waits for a fact, at most a minute.
func Until(t testing.TB, what string, holds func(ctx context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds(ctx) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited a minute for this: %s", what)
		}
	}
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
