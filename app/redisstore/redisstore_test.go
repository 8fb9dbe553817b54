package redisstore_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/redisstore/storetest"
)

func TestEmbedded(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Bench {
		srv := embedded.New()
		t.Cleanup(srv.Close)
		raw := srv.Client()
		t.Cleanup(func() { raw.Close() })
		return storetest.Bench{Raw: raw, Open: func(t *testing.T) *redisstore.Store {
			c := srv.Client()
			t.Cleanup(func() { c.Close() })
			return storetest.Open(t, redisstore.Options{Client: c, Gate: apart})
		}}
	})
}

func TestRealRedis(t *testing.T) {
	url, restart := redistest.Start(t)
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	o.MaxRetries = 5 // of this client alone: it also speaks right after a restart
	raw := redis.NewClient(o)
	defer raw.Close()
	storetest.Run(t, func(t *testing.T) storetest.Bench {
		if err := raw.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		return storetest.Bench{Raw: raw, Restart: restart, Open: func(t *testing.T) *redisstore.Store {
			return storetest.Open(t, redisstore.Options{URL: url, Gate: apart})
		}}
	})
}

// apart is a gate that lets an issue be edited once a minute.
var apart = redisstore.Gate{Edits: time.Minute}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
