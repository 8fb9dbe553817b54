package worker

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// slots bound what runs at once. Work that may have killed its last worker
// runs alone, so that it takes nothing with it.
type slots struct {
	mu     sync.Mutex
	change *sync.Cond
	size   int
	busy   int
	alone  bool
	closed bool
}

func newSlots(size int) *slots {
	s := &slots{size: size}
	s.change = sync.NewCond(&s.mu)
	return s
}

// free waits for a free slot and returns how many there are, 0 after close.
func (s *slots) free() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed && (s.alone || s.busy >= s.size) {
		s.change.Wait()
	}
	if s.closed {
		return 0
	}
	return s.size - s.busy
}

// take waits for a slot; false after close.
func (s *slots) take() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed && (s.alone || s.busy >= s.size) {
		s.change.Wait()
	}
	if s.closed {
		return false
	}
	s.busy++
	return true
}

// takeAll waits until nothing else runs; false after close.
func (s *slots) takeAll() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alone = true
	for !s.closed && s.busy > 0 {
		s.change.Wait()
	}
	if s.closed {
		s.alone = false
		return false
	}
	s.busy = s.size
	return true
}

// give returns n slots.
func (s *slots) give(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy -= n
	if s.busy == 0 {
		s.alone = false
	}
	s.change.Broadcast()
}

// close lets nobody take any more.
func (s *slots) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.change.Broadcast()
}

// held is the work in hand, with the way to stop each piece.
type held struct {
	mu   *sync.Mutex
	work map[mentorship.Claim]context.CancelFunc
	wg   *sync.WaitGroup

	begun, ended *atomic.Int64
}

func newHeld() held {
	return held{
		mu: &sync.Mutex{}, work: map[mentorship.Claim]context.CancelFunc{}, wg: &sync.WaitGroup{},
		begun: &atomic.Int64{}, ended: &atomic.Int64{},
	}
}

func (h held) add(c mentorship.Claim, stop context.CancelFunc) {
	h.wg.Add(1)
	h.begun.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.work[c] = stop
}

func (h held) drop(c mentorship.Claim) {
	h.mu.Lock()
	delete(h.work, c)
	h.mu.Unlock()
	h.ended.Add(1)
	h.wg.Done()
}

func (h held) claims() []mentorship.Claim {
	h.mu.Lock()
	defer h.mu.Unlock()
	cs := make([]mentorship.Claim, 0, len(h.work))
	for c := range h.work {
		cs = append(cs, c)
	}
	return cs
}

// lose stops what is somebody else's now.
func (h held) lose(cs []mentorship.Claim) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range cs {
		if stop, ok := h.work[c]; ok {
			stop()
		}
	}
}

// wait returns when nothing is in hand.
func (h held) wait() { h.wg.Wait() }

// ended reports whether slots were closed.
func (s *slots) ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}
