package redistest

import (
	"bytes"
	"errors"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy stands between a client and a Redis and can lose an answer: the
// server has carried the request out, and the client's connection breaks.
type Proxy struct {
	// URL is what the client is given instead of the server's.
	URL string

	target   string
	listener net.Listener
	wg       sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool
	match []byte // the next request with these bytes loses its answer; nil: none
	lost  int
}

// NewProxy serves in front of the Redis at that URL until the test ends.
func NewProxy(t testing.TB, server string) *Proxy {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("reading the URL of a Redis: %v", err)
	}
	p := &Proxy{target: u.Host, conns: map[net.Conn]bool{}}
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatalf("listening: %v", err)
	}
	u.Host = p.listener.Addr().String()
	p.URL = u.String()
	p.wg.Go(p.serve)
	t.Cleanup(p.close)
	return p
}

// Lose makes the next request that holds that text, in lower case as clients
// send it, lose its answer. An empty text lets all answers through.
func (p *Proxy) Lose(request string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.match = []byte(request)
	if request == "" {
		p.match = nil
	}
}

// Lost is how many answers were lost.
func (p *Proxy) Lost() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost
}

func (p *Proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.keep(client, server)
		link := &link{proxy: p, client: client, server: server}
		p.wg.Go(link.ask)
		p.wg.Go(link.answer)
	}
}

func (p *Proxy) keep(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.conns[c] = true
	}
}

// takes reports whether a request is the one whose answer is to be lost.
func (p *Proxy) takes(request []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.match == nil || !bytes.Contains(request, p.match) {
		return false
	}
	p.match = nil
	p.lost++
	return true
}

func (p *Proxy) close() {
	p.listener.Close()
	p.mu.Lock()
	for c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
}

// link is one connection of a client. Requests are not sent ahead of answers
// by the clients it is for, so the answer that follows is the one to lose.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	mu             sync.Mutex
	doomed         bool
}

func (l *link) ask() {
	_ = pass(l.server, l.client, func(request []byte) error {
		if l.proxy.takes(request) {
			l.mu.Lock()
			l.doomed = true
			l.mu.Unlock()
		}
		return nil
	})
	// What was sent is still carried out; only then the connection ends.
	if tcp, ok := l.server.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
}

func (l *link) answer() {
	_ = pass(l.client, l.server, func([]byte) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.doomed {
			return errors.New("lost")
		}
		return nil
	})
	l.client.Close()
	l.server.Close()
}

// pass copies from one connection to the other, as long as look agrees.
func pass(to, from net.Conn, look func([]byte) error) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if err := look(buf[:n]); err != nil {
				return err
			}
			if _, err := to.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}
