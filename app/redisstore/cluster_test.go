package redisstore_test

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/redisstore/storetest"
)

// mayPassword is that of the user docs/operate.md proposes.
const mayPassword = "pw-hidden"

// allow makes that user on each server, with the rights told there and no others.
func allow(t *testing.T, servers ...*redistest.Server) {
	t.Helper()
	for _, s := range servers {
		c := s.Client()
		err := c.Do(t.Context(), "ACL", "SETUSER", "firstmate", "on", ">"+mayPassword, "~fm:*", "+@all", "-@admin", "-@dangerous", "+info", "+config|get").Err()
		c.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestCluster runs the conformance suite on three masters.
func TestCluster(t *testing.T) {
	url, nodes := redistest.Cluster(t, 3, 0)
	o := &redis.ClusterOptions{DisableIdentity: true}
	for _, n := range nodes {
		o.Addrs = append(o.Addrs, n.Addr())
	}
	raw := redis.NewClusterClient(o)
	defer raw.Close()
	allow(t, nodes...)
	storetest.Run(t, func(t *testing.T) storetest.Bench {
		b := storetest.Bench{Raw: raw, Open: func(t *testing.T) *redisstore.Store {
			return storetest.Open(t, redisstore.Options{URL: url, User: "firstmate", Password: mayPassword, Gate: apart})
		}}
		b.Flush(t)
		return b
	})
}
