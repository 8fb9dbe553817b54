// Package child runs a private redis-server for one machine: durable, reached
// by a socket in the data folder that nobody else may open, started again
// whenever it ends, and gone with the program. Whoever serves more than one
// process needs a Redis of their own instead.
package child

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// ErrMissing says that no server is installed.
var ErrMissing = errors.New("neither valkey-server nor redis-server is on PATH")

// Options say where the server lives.
type Options struct {
	// Dir is where it keeps its data, which must be locked by the caller: two
	// servers on one folder would destroy it.
	Dir string
	// Log takes what the server says, and when it is started again.
	Log *slog.Logger
	// Find looks for a program; nil is exec.LookPath.
	Find func(name string) (string, error)
}

// Server is a running server.
type Server struct {
	o      Options
	path   string // of the program
	socket string
	own    string // a folder made for the socket alone; "": it lies in Dir

	stop  context.CancelFunc
	ended chan struct{}
	mu    sync.Mutex
	cmd   *exec.Cmd
	last  []string // what it said last
}

const (
	readyFor   = 60 * time.Second // how long loading may take before the start fails; the supervisor never gives up
	stopFor    = 15 * time.Second // how long it may take to leave
	lookEvery  = 20 * time.Millisecond
	firstPause = 100 * time.Millisecond // before it is started again; doubles
	mostPause  = 5 * time.Second
	soundAfter = time.Minute // a server that lived as long is started again at once
	linesKept  = 8
	mostSocket = 100 // bytes of a socket's path; systems take 103 to 107
)

// Start starts the server and waits until it answers. ErrMissing: there is none.
func Start(ctx context.Context, o Options) (*Server, error) {
	s := &Server{o: o, ended: make(chan struct{})}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	first := make(chan error, 1)
	go s.supervise(running, first)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	late := time.NewTimer(readyFor)
	defer late.Stop()
	for !s.answers() {
		var err error
		select {
		case <-look.C:
			continue
		case err = <-first:
			err = fmt.Errorf("%s ended at once: %w: %s", filepath.Base(s.path), err, s.said())
		case <-late.C:
			err = fmt.Errorf("%s does not answer: %s", filepath.Base(s.path), s.said())
		case <-ctx.Done():
			err = ctx.Err()
		}
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare finds the program and makes its folder; what an earlier run left is cleared.
func (s *Server) prepare() (err error) {
	find := s.o.Find
	if find == nil {
		find = exec.LookPath
	}
	if s.path, err = find("valkey-server"); err != nil {
		if s.path, err = find("redis-server"); err != nil {
			return ErrMissing
		}
	}
	if s.o.Dir, err = filepath.Abs(s.o.Dir); err != nil {
		return fmt.Errorf("finding the folder of the private Redis: %w", err)
	}
	if err := os.MkdirAll(s.o.Dir, 0o700); err != nil {
		return fmt.Errorf("making a folder for the private Redis: %w", err)
	}
	if s.socket = filepath.Join(s.o.Dir, "redis.sock"); len(s.socket) > mostSocket {
		if s.own, err = os.MkdirTemp("", "firstmate-"); err != nil { // mode 0700
			return fmt.Errorf("making a folder for a socket: %w", err)
		}
		s.socket = filepath.Join(s.own, "redis.sock")
	}
	return s.clear()
}

// clear ends a server that outlived its program, and removes a stale socket.
func (s *Server) clear() error {
	for end := time.Now().Add(stopFor); s.answers(); {
		if time.Now().After(end) {
			return fmt.Errorf("a Redis of an earlier run does not end: stop what serves %s", s.socket)
		}
		_, _ = s.ask("SHUTDOWN")
		pause(context.Background(), lookEvery)
	}
	if err := os.Remove(s.socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing a stale socket: %w", err)
	}
	return nil
}

// URL is how the server is reached.
func (s *Server) URL() string { return "unix://" + s.socket }

// arguments make the server keep everything before it answers, throw nothing
// away, and listen to nobody on the network.
func (s *Server) arguments() []string {
	return []string{
		"--port", "0", "--unixsocket", s.socket, "--unixsocketperm", "600", "--dir", s.o.Dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
		"--daemonize", "no", "--loglevel", "warning", "--logfile", "",
	}
}

// supervise runs the server again and again until it is told to stop. first is
// told how the first run ended.
func (s *Server) supervise(ctx context.Context, first chan<- error) {
	defer close(s.ended)
	wait := firstPause
	for {
		began := time.Now()
		err := s.run(ctx)
		select {
		case first <- err:
		default:
		}
		if ctx.Err() != nil {
			return
		}
		s.o.Log.ErrorContext(ctx, "the private Redis ended and is started again", "error", err, "said", s.said())
		if time.Since(began) > soundAfter {
			wait = firstPause
		}
		pause(ctx, wait)
		wait = min(2*wait, mostPause)
	}
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// run starts the server and waits until it ends.
func (s *Server) run(ctx context.Context) error {
	cmd := exec.Command(s.path, s.arguments()...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	ended := make(chan error, 1)
	go s.start(cmd, out, ended)
	select {
	case err = <-ended:
		return err
	case <-ctx.Done():
	}
	s.signal(os.Interrupt)
	select {
	case err = <-ended:
	case <-time.After(stopFor):
		s.signal(os.Kill)
		err = <-ended
	}
	return err
}

// start runs the server from one thread, to which its life is bound.
func (s *Server) start(cmd *exec.Cmd, out io.Reader, ended chan<- error) {
	defer bind(cmd)()
	s.mu.Lock()
	err := cmd.Start()
	s.cmd = cmd
	s.mu.Unlock()
	if err == nil {
		s.listen(out)
		err = cmd.Wait()
	}
	if err == nil {
		err = errors.New("it left without a word")
	}
	ended <- err
}

// signal tells the running server something.
func (s *Server) signal(sig os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(sig)
	}
}

// listen keeps what the server says.
func (s *Server) listen(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		s.o.Log.Debug("private Redis", "said", line)
		s.mu.Lock()
		s.last = append(s.last, line)
		s.last = s.last[max(0, len(s.last)-linesKept):]
		s.mu.Unlock()
	}
}

func (s *Server) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.last, "; ")
}

// answers reports whether the server takes commands; one that loads its file does not.
func (s *Server) answers() bool {
	answer, err := s.ask("PING")
	return err == nil && strings.HasPrefix(answer, "+PONG")
}

// ask says one word to the server, without a client.
func (s *Server) ask(word string) (string, error) {
	c, err := net.DialTimeout("unix", s.socket, time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte(word + "\r\n")); err != nil {
		return "", err
	}
	return bufio.NewReader(c).ReadString('\n')
}

// Close lets the server write what is open and end.
func (s *Server) Close() error {
	s.stop()
	<-s.ended
	err := os.Remove(s.socket)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if s.own != "" {
		err = errors.Join(err, os.Remove(s.own))
	}
	return err
}
