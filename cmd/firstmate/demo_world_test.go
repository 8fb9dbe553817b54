package main

//go:generate go test -run TestDemoHistoryIsFresh -update .

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/matching"
)

var update = flag.Bool("update", false, "write derived files anew")

// demoChanges is how many changes the demo's sample holds.
const demoChanges = 700

// TestDemoHistoryIsFresh makes the demo's sample from the real history again.
func TestDemoHistoryIsFresh(t *testing.T) {
	const path = "demo/history.jsonl.gz"
	all, err := githistory.ReadFile("../../matching/testdata/go-history.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	want := packed(t, sampled(all))
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(unpacked(t, got), unpacked(t, want)) {
		t.Error("the demo's history is stale: go generate ./cmd/firstmate")
	}
}

// sampled is one year of the parts of golang/go the story plays in.
func sampled(all []matching.Change) []matching.Change {
	from := time.Date(2019, 6, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(1, 0, 0)
	var out []matching.Change
	for _, c := range all {
		if !c.Large && len(c.Files) <= 8 && c.Time.After(from) && c.Time.Before(to) && inStory(c.Files) {
			out = append(out, c)
		}
	}
	return out[max(0, len(out)-demoChanges):]
}

func inStory(files []string) bool {
	for _, f := range files {
		for _, dir := range []string{"src/cmd/link/", "src/cmd/go/", "src/net/http/", "src/crypto/"} {
			if strings.HasPrefix(f, dir) {
				return true
			}
		}
	}
	return false
}

// renamed gives the people of the story made-up logins; everybody else keeps a number.
func renamed(p matching.PersonID) string {
	story := map[matching.PersonID]string{
		"p00947": "ines", "p00119": "bo", "p00958": "wren", "p00840": "sol", "p00907": "tomas",
	}
	if login, ok := story[p]; ok {
		return login
	}
	return "dev-" + strings.TrimPrefix(string(p), "p")
}

func packed(t *testing.T, changes []matching.Change) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	e := json.NewEncoder(z)
	for _, c := range changes {
		line := map[string]any{"author": renamed(c.Author), "files": c.Files, "merged_at": c.Time.UTC().Format(time.RFC3339)}
		reviewers := []string{}
		for _, r := range c.Reviewers {
			reviewers = append(reviewers, renamed(r))
		}
		line["reviewers"] = reviewers
		if err := e.Encode(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unpacked(t *testing.T, b []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(z); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
