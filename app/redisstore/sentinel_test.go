package redisstore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/redisstore/storetest"
)

// TestSentinel: whatever makes the sentinels choose another master, the store
// goes on with it by itself, and has all that was accepted.
func TestSentinel(t *testing.T) {
	g := redistest.NewGroup(t)
	s := storetest.Open(t, redisstore.Options{URL: g.URL, Replicas: -1})
	accepted := map[string]bool{}
	n := 0
	accept := func(ctx context.Context) bool {
		n++
		d := pushed(int64(n), fmt.Sprint("guid-", n))
		_, err := s.Accept(ctx, d)
		if err == nil {
			accepted[d.ID] = true
		}
		return err == nil
	}
	for _, kind := range []string{"kill", "split"} {
		g.Whole()
		for range 10 {
			accept(t.Context())
		}
		g.Failover(kind)
		redistest.Until(t, "deliveries are accepted after "+kind, accept)
	}
	t.Logf("%d of %d were accepted", len(accepted), n)
	redistest.Until(t, "all that was accepted is handed out, in doubt", func(ctx context.Context) bool {
		works, err := s.Read(ctx, "reader", 16)
		for _, w := range works {
			if !w.Again {
				t.Errorf("%s is not in doubt", w.ID)
			}
			delete(accepted, w.ID)
		}
		return err == nil && len(accepted) == 0
	})
}
