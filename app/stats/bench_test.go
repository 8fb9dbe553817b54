package stats

import (
	"runtime"
	"testing"
)

// BenchmarkBoard is the whole board of 100,000 newcomers, a third of them in
// the window, and what the table takes of memory.
func BenchmarkBoard(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	t, p := village(100_000, 1)
	runtime.GC()
	runtime.ReadMemStats(&after)
	table := float64(after.HeapAlloc-before.HeapAlloc) / 1e6
	published, err := Publish(t, p, now, Limits{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	for name, w := range map[string]Window{"year": Windows(now)[0], "all": {From: 0, To: now}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Board(t, p, Query{Window: w, Now: now}, published); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(table, "MB-table")
		})
	}
	b.Run("publish", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Publish(t, p, now, Limits{}, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPut is one newcomer who moved on.
func BenchmarkPut(b *testing.B) {
	t, _ := village(100_000, 1)
	r := t.rows[500]
	b.ReportAllocs()
	for b.Loop() {
		t.Put(r)
	}
}
