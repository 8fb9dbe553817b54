package embedded

import (
	"bytes"
	"io"
	"net"
	"sync"
)

// dial connects within the process. An in-process connection holds nothing:
// a client that sends a long pipeline before it reads and a server that
// answers at once would wait for each other. So answers are collected between them.
func dial(server net.Conn) net.Conn {
	client, near := net.Pipe()
	q := newQueue()
	go func() { // requests
		_, _ = io.Copy(server, near)
		_ = server.Close()
	}()
	go func() { // answers, as fast as the server gives them
		_, _ = io.Copy(q, server)
		q.end()
	}()
	go func() { // answers, as fast as the client takes them
		_, _ = io.Copy(near, q)
		_ = near.Close()
	}()
	return client
}

// queue is a pipe without a limit.
type queue struct {
	mu    sync.Mutex
	more  *sync.Cond
	buf   bytes.Buffer
	ended bool
}

func newQueue() *queue {
	q := &queue{}
	q.more = sync.NewCond(&q.mu)
	return q
}

// Write never waits.
func (q *queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.more.Signal()
	return q.buf.Write(p)
}

// Read waits until there is something, or the end.
func (q *queue) Read(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.buf.Len() == 0 {
		if q.ended {
			return 0, io.EOF
		}
		q.more.Wait()
	}
	return q.buf.Read(p)
}

func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.more.Signal()
}
