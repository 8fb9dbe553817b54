package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/s2"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// maxBatch is how many deliveries share a pipeline. While one pipeline is on
// its way the next fills up, so an fsync per pipeline serves many.
const maxBatch = 128

// acceptWithin is how long a batch may take before its senders are told that
// it could not be kept.
const acceptWithin = 5 * time.Second

// errClosed says that the store was closed before a delivery could be kept.
var errClosed = errors.New("the store is closed")

// arrival is a delivery on its way in.
type arrival struct {
	call   call
	answer chan error // buffered: the sender may have left
	fresh  bool
}

// Accept keeps a delivery, once per tenant and delivery id within eight days,
// and reports whether it was new. An error means that it may not be kept: the
// sender has to be told. Concurrent calls share a pipeline.
func (s *Store) Accept(ctx context.Context, d mentorship.Delivery) (fresh bool, err error) {
	a := &arrival{call: s.acceptCall(d), answer: make(chan error, 1)}
	select {
	case s.inbox <- a:
	case <-ctx.Done():
		return false, fmt.Errorf("keeping a delivery: %w", ctx.Err())
	case <-s.closed:
		return false, fmt.Errorf("keeping a delivery: %w", errClosed)
	}
	select {
	case err = <-a.answer:
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.drained:
		err = a.orClosed()
	}
	if err != nil {
		return false, fmt.Errorf("keeping a delivery: %w", err)
	}
	return a.fresh, nil
}

// orClosed is the answer of a loop that has ended.
func (a *arrival) orClosed() error {
	select {
	case err := <-a.answer:
		return err
	default:
		return errClosed
	}
}

func (s *Store) acceptCall(d mentorship.Delivery) call {
	return call{
		name: scriptAccept,
		keys: []string{workKey(shardOf(d.Tenant)), seenKey(d.Tenant, d.ID)},
		args: []any{int(seenFor / time.Second), d.Tenant, d.ID, d.Event, ms(d.At), d.RepoID, s2.Encode(nil, d.Body), flag(d.Again)},
	}
}

// acceptLoop is the one sender of deliveries. It ends when the store is closed
// and nobody waits any more.
func (s *Store) acceptLoop() {
	defer close(s.drained)
	for {
		select {
		case a := <-s.inbox:
			s.acceptBatch(s.gather(a))
		case <-s.closed:
			s.drainInbox()
			return
		}
	}
}

// gather takes what is waiting already.
func (s *Store) gather(first *arrival) []*arrival {
	batch := []*arrival{first}
	for len(batch) < maxBatch {
		select {
		case a := <-s.inbox:
			batch = append(batch, a)
		default:
			return batch
		}
	}
	return batch
}

func (s *Store) acceptBatch(batch []*arrival) {
	ctx, cancel := context.WithTimeout(context.Background(), acceptWithin)
	defer cancel()
	calls := make([]*call, len(batch))
	for i, a := range batch {
		calls[i] = &a.call
	}
	loading := s.runAll(ctx, calls)
	for _, a := range batch {
		n, err := a.call.cmd.Int()
		if err != nil {
			err = errors.Join(err, loading)
		}
		a.fresh = n == 1
		a.answer <- err
	}
}

func (s *Store) drainInbox() {
	for {
		select {
		case a := <-s.inbox:
			s.acceptBatch(s.gather(a))
		default:
			return
		}
	}
}
