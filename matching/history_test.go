package matching_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
	"pgregory.net/rapid"
)

const goHistoryFile = "testdata/go-history.jsonl.gz"

// earlyEnd is where the history begins that the early weights have not seen.
var earlyEnd = time.Date(2018, 9, 3, 0, 0, 0, 0, time.UTC)

// goHistory is the whole history of golang/go, read once for all tests.
var goHistory = sync.OnceValues(func() ([]matching.Change, error) {
	f, err := os.Open(goHistoryFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []matching.Change
	for lines := json.NewDecoder(text); ; {
		var c matching.Change // the keys are the field names in lower case
		if err := lines.Decode(&c); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
})

// goCases are its cases.
var goCases = sync.OnceValue(func() []matching.Case {
	history, _ := goHistory()
	return matching.Cases(history)
})

// lateCases are the cases that the early weights have not seen.
func lateCases() []matching.Case {
	all := goCases()
	for i, c := range all {
		if !c.Time.Before(earlyEnd) {
			return all[i:]
		}
	}
	return nil
}

func loadGo(t testing.TB) []matching.Change {
	t.Helper()
	history, err := goHistory()
	if err != nil {
		t.Fatal(err)
	}
	return history
}

// epoch is day 0 of made-up histories.
var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

func onDay(d float64) time.Time {
	return time.Unix(epoch.Unix()+int64(d*24*60*60), 0).UTC()
}

// change is a made-up change: author, reviewers as one letter each, files.
func change(d float64, author string, reviewers string, files ...string) matching.Change {
	c := matching.Change{
		ID: fmt.Sprintf("%s-%v", author, d), Time: onDay(d), Author: matching.PersonID(author), Files: files,
	}
	for _, r := range reviewers {
		c.Reviewers = append(c.Reviewers, matching.PersonID(r))
	}
	return c
}

func people(ids string) []matching.PersonID {
	var out []matching.PersonID
	for _, r := range ids {
		out = append(out, matching.PersonID(r))
	}
	return out
}

// drawHistory makes up a history in time order, some of whose changes share
// their time.
func drawHistory(t *rapid.T) []matching.Change {
	person := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"})
	file := rapid.SampledFrom([]string{
		"README.md", "go.mod", "store/db.go", "store/db_test.go", "store/redis/ScriptRunner.go",
		"web/router/HTTPRouter.go", "web/router.go", "web-ui/app.ts", "docs/en/first steps.md", "docs",
	})
	day := 0.0
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) matching.Change {
		day += rapid.SampledFrom([]float64{0, 0, 0.25, 1, 7, 40, 130}).Draw(t, "step")
		c := change(day, person.Draw(t, "author"), "", rapid.SliceOfN(file, 1, 4).Draw(t, "files")...)
		for _, r := range rapid.SliceOfN(person, 0, 3).Draw(t, "reviewers") {
			c.Reviewers = append(c.Reviewers, matching.PersonID(r))
		}
		c.Large = rapid.IntRange(0, 9).Draw(t, "large") == 0
		return c
	}), 1, 40).Draw(t, "history")
}

// drawQuery asks about a change some days after the history.
func drawQuery(t *rapid.T, history []matching.Change) matching.Query {
	last := history[len(history)-1]
	files := append([]string{"store/new/file.go"}, last.Files...)
	return matching.Query{
		Time:   last.Time.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "hours later")) * time.Hour),
		Author: "x",
		Files:  files[rapid.IntRange(0, 1).Draw(t, "skip"):],
		Pool:   people("abcdefgz"),
	}
}

func learn(history []matching.Change) *matching.Index {
	x := matching.NewIndex()
	for _, c := range history {
		x.Add(c)
	}
	return x
}

func shuffled[T any](seed uint64, in []T) []T {
	out := append([]T(nil), in...)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
