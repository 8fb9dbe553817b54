package redisstore_test

import (
	"fmt"
	"testing"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/matching"
	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// BenchmarkExperienceInRedis reports what the whole history of golang/go takes
// in Redis: as single lessons, and put together into an index; and how long a
// new process needs to recall the latter.
func BenchmarkExperienceInRedis(b *testing.B) {
	history, err := githistory.ReadFile("../../matching/testdata/go-history.jsonl.gz")
	if err != nil {
		b.Fatal(err)
	}
	url, _ := redistest.Start(b)
	o, err := redis.ParseURL(url)
	if err != nil {
		b.Fatal(err)
	}
	raw := redis.NewClient(o)
	b.Cleanup(func() { raw.Close() })
	s, err := redisstore.Open(b.Context(), redisstore.Options{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	repo := mentorship.Repo{Tenant: 1, ID: 7}
	for i := range history {
		history[i].ID = fmt.Sprintf("7#%d", i)
	}
	empty := used(b, raw)
	if err := s.Learn(b.Context(), repo, matching.Lessons{Changes: history}); err != nil {
		b.Fatal(err)
	}
	single := used(b, raw) - empty
	l := recalled(b, s, repo)
	x := matching.NewIndex()
	if err := x.Learn(l); err != nil {
		b.Fatal(err)
	}
	x.Compact(history[len(history)-1].Time, matching.MaxEntries)
	data, err := x.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.PutTogether(b.Context(), repo, l.At, data); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := matching.NewIndex().Learn(recalled(b, s, repo)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(single, "MB-single")
	b.ReportMetric(used(b, raw)-empty, "MB-together")
	b.ReportMetric(float64(len(data))/1e6, "MB-encoded")
}

func recalled(b *testing.B, s *redisstore.Store, repo mentorship.Repo) matching.Lessons {
	l, err := s.Recall(b.Context(), repo, "")
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// used is the memory of all keys, in MB.
func used(b *testing.B, c *redis.Client) (mb float64) {
	keys := c.Scan(b.Context(), 0, "fm:*", 100).Iterator()
	for keys.Next(b.Context()) {
		n, err := c.MemoryUsage(b.Context(), keys.Val(), 0).Result()
		if err != nil {
			b.Fatal(err)
		}
		mb += float64(n) / 1e6
	}
	return mb
}
