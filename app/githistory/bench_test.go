package githistory_test

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/githistory/clonetest"
)

// BenchmarkReadClone reads a generated clone of FIRSTMATE_BENCH_COMMITS commits
// (2000), each of one to five files of 20,000, by one of 3,000 people.
func BenchmarkReadClone(b *testing.B) {
	commits := 2000
	if n, err := strconv.Atoi(os.Getenv("FIRSTMATE_BENCH_COMMITS")); err == nil {
		commits = n
	}
	dir := clonetest.Stream(b, func(w io.Writer) { generate(w, commits) })
	b.ReportAllocs()
	for b.Loop() {
		c, err := githistory.ReadClone(b.Context(), dir, githistory.CloneOptions{})
		if err != nil || len(c.Changes) != commits {
			b.Fatalf("%d changes, error %v", len(c.Changes), err)
		}
	}
	b.ReportMetric(float64(commits)*float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

func generate(w io.Writer, commits int) {
	start := time.Date(2005, 4, 7, 0, 0, 0, 0, time.UTC)
	x := uint64(1)
	roll := func(n uint64) uint64 { // an LCG: the same clone every time
		x = x*6364136223846793005 + 1442695040888963407
		return (x >> 33) % n
	}
	for i := range commits {
		who, by := roll(3000), roll(3000)
		c := clonetest.Commit{
			Author:  fmt.Sprintf("Dev No%d <dev%d@acme.test>", who, who),
			At:      start.Add(time.Duration(i) * 30 * time.Minute),
			Message: fmt.Sprintf("part%d: change %d\n\nSome words about why, as people write them, for two lines\nor so of text.\n\nReviewed-by: Dev No%d <dev%d@acme.test>\n", i%50, i, by, by),
		}
		for range 1 + roll(5) {
			f := roll(20000)
			c.Files = append(c.Files, fmt.Sprintf("src/part%d/pkg%d/file%d.go", f%40, f%400, f))
		}
		clonetest.Write(w, i, c)
	}
}
