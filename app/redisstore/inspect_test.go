package redisstore

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestInspect: a durable server, one that is not, and one that tells nothing.
func TestInspect(t *testing.T) {
	url, _ := redistest.Start(t)
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer c.Close()
	look := func(want Habits) {
		t.Helper()
		got, err := Inspect(t.Context(), Options{URL: url})
		if want.Version = got.Version; err != nil || got.Version == "" || got != want {
			t.Errorf("%+v, %v", got, err)
		}
	}
	look(Habits{AppendOnly: "yes", Fsync: "always", Eviction: "noeviction"})
	for name, value := range map[string]string{"maxmemory-policy": "allkeys-lru", "appendonly": "no"} {
		if err := c.ConfigSet(t.Context(), name, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
	look(Habits{AppendOnly: "no", Fsync: "always", Eviction: "allkeys-lru"})
}

func TestInspectSilent(t *testing.T) {
	e, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	url := e.URL()
	if got, err := Inspect(t.Context(), Options{URL: url}); err != nil || got.AppendOnly != "" || got.Eviction != "" {
		t.Errorf("%+v, %v", got, err)
	}
	e.Close()
	if _, err := Inspect(t.Context(), Options{URL: url}); err == nil {
		t.Error("nobody is there, and no error")
	}
}
