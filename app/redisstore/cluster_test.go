package redisstore_test

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/redisstore/storetest"
)

// TestCluster runs the conformance suite on three masters.
func TestCluster(t *testing.T) {
	url, nodes := redistest.Cluster(t, 3, 0)
	o := &redis.ClusterOptions{DisableIdentity: true}
	for _, n := range nodes {
		o.Addrs = append(o.Addrs, n.Addr())
	}
	raw := redis.NewClusterClient(o)
	defer raw.Close()
	storetest.Run(t, func(t *testing.T) storetest.Bench {
		b := storetest.Bench{Raw: raw, Open: func(t *testing.T) *redisstore.Store {
			return storetest.Open(t, redisstore.Options{URL: url, Gate: apart})
		}}
		b.Flush(t)
		return b
	})
}
