package child

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// start starts a server, or skips the test where none is installed.
func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), Options{Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if errors.Is(err, ErrMissing) {
		if os.Getenv(redistest.Require) == "1" {
			t.Fatal(err)
		}
		t.Skip("left out: the private Redis, because no server is installed")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// client speaks to it; commands that are lost while it is down are said again.
func client(t *testing.T, s *Server) *redis.Client {
	t.Helper()
	o, err := redis.ParseURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	o.MaxRetries = -1
	c := redis.NewClient(o)
	t.Cleanup(func() { c.Close() })
	return c
}

// TestKeeps: what was taken is there after a kill and after a clean end, the
// server answers again by itself, and nobody else may speak to it.
func TestKeeps(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "redis")
	s := start(t, dir)
	c := client(t, s)
	ctx := t.Context()
	if got := c.ConfigGet(ctx, "appendfsync").Val()["appendfsync"]; got != "always" {
		t.Errorf("appendfsync %q", got)
	}
	if got := c.ConfigGet(ctx, "maxmemory-policy").Val()["maxmemory-policy"]; got != "noeviction" {
		t.Errorf("maxmemory-policy %q", got)
	}
	if info, err := os.Stat(s.socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := c.Set(ctx, "one", "1", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	pid := s.cmd.Process
	s.mu.Unlock()
	if err := pid.Kill(); err != nil {
		t.Fatal(err)
	}
	for c.Set(ctx, "two", "2", 0).Err() != nil { // the test has a time limit
		continue
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
	again := client(t, start(t, dir))
	if one, two := again.Get(ctx, "one").Val(), again.Get(ctx, "two").Val(); one != "1" || two != "2" {
		t.Errorf("kept %q and %q", one, two)
	}
}

// TestLongPath: a data folder deep down does not keep the server from its socket.
func TestLongPath(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), strings.Repeat("deep/", 20), "redis"))
	if err := client(t, s).Ping(t.Context()).Err(); err != nil || len(s.socket) > mostSocket {
		t.Errorf("%d bytes: %v", len(s.socket), err)
	}
}

// TestOutlived: a server that outlived its program is ended, not joined by a second.
func TestOutlived(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, dir)
	ended := make(chan error, 1)
	orphan := &Server{o: first.o, path: first.path, socket: first.socket}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(orphan.path, orphan.arguments()...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for !orphan.answers() {
		continue
	}
	if err := client(t, start(t, dir)).Ping(t.Context()).Err(); err != nil {
		t.Error(err)
	}
	<-ended
}

func TestMissing(t *testing.T) {
	_, err := Start(t.Context(), Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler), Find: func(string) (string, error) { return "", exec.ErrNotFound }})
	if !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

// TestEndsAtOnce: what a server says before it gives up reaches whoever starts it.
func TestEndsAtOnce(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "redis-server")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho \"Can't open the append-only file: Read-only file system\"\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler), Find: func(string) (string, error) { return program, nil }})
	if err == nil || !strings.Contains(err.Error(), "Read-only file system") {
		t.Error(err)
	}
}
