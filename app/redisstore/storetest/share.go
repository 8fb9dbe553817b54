package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// neighbour is another tenant of the same shard: the next whose deliveries come
// through the same stream.
func neighbour(t *testing.T, b Bench, s *redisstore.Store) int64 {
	t.Helper()
	accept := func(id int64) mentorship.Work {
		d := delivery(0)
		d.Tenant, d.ID = id, fmt.Sprint("probe-", id)
		_, err := s.Accept(t.Context(), d)
		must(t, err)
		w := readOne(t, s, "probe")
		must(t, s.Done(t.Context(), w, day0()))
		return w
	}
	home := accept(tenant).Shard
	for id := int64(1); id < 1000; id++ {
		if accept(id).Shard == home {
			return id
		}
	}
	t.Fatal("no tenant shares that shard")
	return 0
}

// floodWaitsBehind: of one tenant no more than its share is handed out at once,
// so another one's delivery comes after that share, however many came before it;
// and nothing of the flood is lost.
func floodWaitsBehind(t *testing.T, b Bench) {
	s := b.Open(t)
	other := neighbour(t, b, s)
	const flood, share = 60, 6
	for i := range flood {
		_, err := s.Accept(t.Context(), delivery(i))
		must(t, err)
	}
	late := delivery(flood)
	late.Tenant = other
	_, err := s.Accept(t.Context(), late)
	must(t, err)
	if p, err := s.Pending(t.Context(), day0()); err != nil || p.Inbox != flood+1 {
		t.Fatalf("pending %+v (%v), want %d", p, err, flood+1)
	}
	var held []mentorship.Work
	for range share + 1 {
		held = append(held, readOne(t, s, "w"))
	}
	if last := held[share]; last.Tenant != other {
		t.Errorf("the other tenant's turn is not after %d of the flood, but %+v", share, last)
	}
	readNone(t, s, "w") // a worker with more places gets no more of them
	seen := map[string]bool{}
	for len(held) > 0 {
		w := held[0]
		if held = held[1:]; seen[w.ID] {
			t.Errorf("%s was handed out twice", w.ID)
		}
		seen[w.ID] = true
		end(t, s, w, len(seen))
		if len(held) == 0 && len(seen) < flood+1 {
			_, _, err := s.Wake(t.Context(), day0().Add(time.Hour))
			must(t, err)
			held = append(held, readOne(t, s, "w"))
		}
	}
	if list, err := s.ParkedWork(t.Context()); err != nil || len(seen)+len(list) < flood+1 {
		t.Errorf("%d came, %d are parked (%v), want %d in all", len(seen), len(list), err, flood+1)
	}
	if p, err := s.Pending(t.Context(), day0()); err != nil || p.Inbox != 0 {
		t.Errorf("pending %+v (%v)", p, err)
	}
}

// end ends work in one of the ways there are; each makes room for the next.
func end(t *testing.T, s *redisstore.Store, w mentorship.Work, n int) {
	t.Helper()
	switch n % 3 {
	case 0:
		must(t, s.Done(t.Context(), w, day0()))
	case 1:
		must(t, s.Park(t.Context(), w, "for a test"))
	default:
		must(t, s.Commit(t.Context(), mentorship.Commit{Op: w.ID, Tenant: w.Tenant, Work: &w.Claim, Finish: true, Now: day0()}))
	}
}

// lostShare: entries that are gone without a word take up no share.
func lostShare(t *testing.T, b Bench) {
	s := b.Open(t)
	for i := range 10 {
		_, err := s.Accept(t.Context(), delivery(i))
		must(t, err)
	}
	w := readOne(t, s, "w")
	must(t, b.Raw.Del(t.Context(), streamOf(t, b, w)).Err())
	readGone(t, s)
	_, err := s.Accept(t.Context(), delivery(10))
	must(t, err)
	for i := 6; i <= 10; i++ {
		got := readOne(t, s, "w")
		if got.ID != delivery(i).ID {
			t.Errorf("read %s, want %s", got.ID, delivery(i).ID)
		}
		must(t, s.Done(t.Context(), got, day0()))
	}
}

// readGone reads until the lost stream and its group are made anew.
func readGone(t *testing.T, s *redisstore.Store) {
	t.Helper()
	for range 3 {
		if _, err := s.Read(t.Context(), "w", 1); err == nil {
			return
		}
	}
	t.Fatal("the stream does not come back")
}
