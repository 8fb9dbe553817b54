package redistest

import (
	"net"
	"sync"
	"testing"
)

// inside is where servers speak from to each other; clients speak from 127.0.0.1.
const inside = "127.0.0.2"

// front stands before a server on a port of its own and can be cut: what comes
// from servers, or what comes from clients, is held up silently, both ways, as
// on a network that lets nothing through. When it heals, what was held up goes on.
type front struct {
	target   string
	listener net.Listener
	wg       sync.WaitGroup

	mu      sync.Mutex
	changed *sync.Cond
	cut     map[bool]bool // of servers (true), of clients (false)
	closed  bool
	conns   map[net.Conn]bool
}

func newFront(t testing.TB, target string) *front {
	t.Helper()
	f := &front{target: target, cut: map[bool]bool{}, conns: map[net.Conn]bool{}}
	f.changed = sync.NewCond(&f.mu)
	var err error
	if f.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatalf("listening: %v", err)
	}
	f.wg.Go(f.serve)
	t.Cleanup(f.close)
	return f
}

// port is where the front listens.
func (f *front) port() int { return f.listener.Addr().(*net.TCPAddr).Port }

// hold cuts servers or clients off, or lets them through again.
func (f *front) hold(servers, cut bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cut[servers] = cut
	f.changed.Broadcast()
}

func (f *front) serve() {
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.wg.Go(func() { f.join(conn) })
	}
}

// join connects somebody with the server.
func (f *front) join(conn net.Conn) {
	defer conn.Close()
	servers := conn.RemoteAddr().(*net.TCPAddr).IP.String() == inside
	if !f.passes(servers) {
		return
	}
	server, err := net.Dial("tcp", f.target)
	if err != nil {
		return
	}
	defer server.Close()
	if !f.keep(conn, server) {
		return
	}
	look := func([]byte) error {
		if !f.passes(servers) {
			return net.ErrClosed
		}
		return nil
	}
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{server, conn}, {conn, server}} {
		both.Go(func() {
			_ = pass(way[0], way[1], look)
			conn.Close()
			server.Close()
		})
	}
	both.Wait()
}

// passes waits until these are let through; false when the test is over.
func (f *front) passes(servers bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.cut[servers] && !f.closed {
		f.changed.Wait()
	}
	return !f.closed
}

func (f *front) keep(conns ...net.Conn) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range conns {
		f.conns[c] = true
	}
	return !f.closed
}

func (f *front) close() {
	f.listener.Close()
	f.mu.Lock()
	f.closed = true
	f.changed.Broadcast()
	for c := range f.conns {
		c.Close()
	}
	f.mu.Unlock()
	f.wg.Wait()
}
