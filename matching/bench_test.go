package matching_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
)

// goQuery is a change of 50 files in the go history, 100 people to choose from.
func goQuery(b *testing.B) (*matching.Index, matching.Query) {
	history := loadGo(b)
	cases := goCases()
	q := matching.Query{Time: history[len(history)-1].Time, Author: "x"}
	seen := map[matching.PersonID]bool{}
	for i := len(cases) - 1; len(q.Pool) < 100; i-- {
		for _, p := range cases[i].Pool {
			if !seen[p] && len(q.Pool) < 100 {
				seen[p] = true
				q.Pool = append(q.Pool, p)
			}
		}
	}
	files := map[string]bool{}
	for i := len(history) - 1; len(q.Files) < 50; i -= 7 {
		for _, f := range history[i].Files {
			if !files[f] && len(q.Files) < 50 {
				files[f] = true
				q.Files = append(q.Files, f)
			}
		}
	}
	return learn(history), q
}

func BenchmarkRank100x50(b *testing.B) {
	x, q := goQuery(b)
	b.ReportAllocs()
	for b.Loop() {
		x.Rank(q, matching.WeightsShip())
	}
}

func BenchmarkRankWithOffers100x50(b *testing.B) {
	x, q := goQuery(b)
	q.Declared = map[matching.PersonID][]string{}
	for _, p := range q.Pool {
		q.Declared[p] = []string{"src/cmd/**", "doc/**", "**/*_test.go"}
	}
	b.ReportAllocs()
	for b.Loop() {
		x.Rank(q, matching.WeightsShip())
	}
}

func BenchmarkSuggest3(b *testing.B) {
	x, q := goQuery(b)
	b.ReportAllocs()
	for b.Loop() {
		x.Suggest(q, matching.WeightsShip(), 3)
	}
}

// BenchmarkAdd takes in the go history; one operation is one change.
func BenchmarkAdd(b *testing.B) {
	history := loadGo(b)
	x := matching.NewIndex()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		if i == len(history) {
			x, i = matching.NewIndex(), 0
		}
		x.Add(history[i])
		i++
	}
}

// BenchmarkGoBacktest runs each method over all cases of the go history.
func BenchmarkGoBacktest(b *testing.B) {
	history := loadGo(b)
	cases := goCases()
	for _, name := range matching.MethodNames() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				replay(b, history, cases, newMethod(b, name, matching.WeightsShip()))
			}
		})
	}
}

func BenchmarkGoCases(b *testing.B) {
	history := loadGo(b)
	b.ReportAllocs()
	for b.Loop() {
		matching.Cases(history)
	}
}

// BenchmarkIndexSize reports the memory of the index of the go history.
func BenchmarkIndexSize(b *testing.B) {
	history := loadGo(b)
	for b.Loop() {
		before := heap()
		x := learn(history)
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB")
		runtime.KeepAlive(x)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func ExampleIndex_Suggest() {
	x := matching.NewIndex()
	for day := range 14 {
		x.Add(change(float64(day), "ada", "g", "store/db.go"))
	}
	x.Add(change(20, "ada", "l", "docs/start.md"))
	best := x.Suggest(matching.Query{
		Time: onDay(30), Author: "newcomer", Files: []string{"store/cache.go"}, Pool: people("gl"),
	}, matching.WeightsShip(), 1)
	fmt.Println(best[0].Person, best[0].Reasons[0])
	// Output: g reviewed 14 changes in store/ this year
}
