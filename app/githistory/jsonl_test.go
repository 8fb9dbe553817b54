package githistory_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
)

const two = `{"id":"c1","time":"2020-01-02T03:04:05Z","author":"p1","reviewers":["p2","p3"],"files":["a/b.go","ü.md"]}
{"id":"c2","time":"2020-01-02T04:04:05+01:00","author":"p2","large":true,"title":"ignored"}
`

var twoChanges = []matching.Change{
	{ID: "c1", Time: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Author: "p1",
		Reviewers: []matching.PersonID{"p2", "p3"}, Files: []string{"a/b.go", "ü.md"}},
	{ID: "c2", Time: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Author: "p2", Large: true},
}

// read collects what comes before the first error.
func read(text string) (out []matching.Change, err error) {
	for c, err := range githistory.Lines("h", strings.NewReader(text)) {
		if err != nil {
			return out, err
		}
		out = append(out, c)
	}
	return out, nil
}

func compress(text string) string {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write([]byte(text))
	w.Close()
	return buf.String()
}

func TestLines(t *testing.T) {
	for name, text := range map[string]string{
		"plain":                 two,
		"gzip":                  compress(two),
		"no newline at end":     strings.TrimSpace(two),
		"empty lines":           "\n" + strings.ReplaceAll(two, "\n", "\n \n"),
		"carriage returns":      strings.ReplaceAll(two, "\n", "\r\n"),
		"two gzip files in one": compress(two[:strings.Index(two, "\n")+1]) + compress(two[strings.Index(two, "\n")+1:]),
	} {
		got, err := read(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(twoChanges, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if got, err := read(""); got != nil || err != nil {
		t.Errorf("nothing: %v, %v", got, err)
	}
}

func TestBadLinesAreNamed(t *testing.T) {
	zip := compress(strings.Repeat(two, 1)) // cut below
	for _, tt := range []struct {
		name, text string
		before     int // changes that come before the error
		want       string
	}{
		{"no JSON", two + "nonsense\n", 2, "h:3: not a change: invalid character"},
		{"cut short", two + `{"id":"c3"`, 2, "h:3: not a change: unexpected end of JSON input"},
		{"two on a line", strings.ReplaceAll(two, "\n", "") + "\n", 0, "h:1: not a change: invalid character"},
		{"after empty lines", "\n\n[]\n", 0, "h:3: not a change: json: cannot unmarshal array"},
		{"no id", `{"time":"2020-01-02T03:04:05Z","author":"p"}`, 0, `h:1: not a change: no "id"`},
		{"no time", `{"id":"c","author":"p"}`, 0, `h:1: not a change: no "time"`},
		{"bad time", `{"id":"c","author":"p","time":"yesterday"}`, 0, `h:1: not a change: parsing time`},
		{"no author", `{"id":"c","time":"2020-01-02T03:04:05Z"}`, 0, `h:1: not a change: no "author"`},
		{"out of order", two + `{"id":"c3","time":"2020-01-01T00:00:00Z","author":"p"}`, 2,
			"h:3: not in time order: 2020-01-01T00:00:00Z comes after 2020-01-02T03:04:05Z"},
		{"too long", two + `{"id":"` + strings.Repeat("x", 5<<20) + `"}`, 2, "h:3: the line is longer than 4 MiB"},
		{"gzip cut short", zip[:len(zip)-4], 2, "h:3: the compressed file is cut short"},
		{"not really gzip", "\x1f\x8bhello", 0, "h: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(tt.text)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want %s…", err, tt.want)
			}
			if len(got) != tt.before {
				t.Errorf("%d changes came before, want %d", len(got), tt.before)
			}
		})
	}
}

func TestLinesPassesOnWhatTheReaderSays(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, r := range []*strings.Reader{strings.NewReader(""), strings.NewReader(two)} {
		var last error
		for _, err := range githistory.Lines("h", iotest.TimeoutReader(iotest.OneByteReader(r))) {
			last = err
		}
		if r.Size() > 0 && !errors.Is(last, iotest.ErrTimeout) {
			t.Errorf("got %v", last)
		}
	}
	for _, err := range githistory.Lines("h", iotest.ErrReader(broken)) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

func TestLinesStopsWhenNobodyListens(t *testing.T) {
	n := 0
	for range githistory.Lines("h", strings.NewReader(two)) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d changes", n)
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl.gz")
	if err := os.WriteFile(path, []byte(compress(two)), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := githistory.ReadFile(path)
	if diff := cmp.Diff(twoChanges, got); err != nil || diff != "" {
		t.Errorf("error %v\n%s", err, diff)
	}
	if _, err := githistory.ReadFile(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := githistory.ReadFile(path); err == nil || !strings.HasPrefix(err.Error(), path+":1: ") {
		t.Errorf("bad file: %v", err)
	}
}

func TestReadTheGoHistory(t *testing.T) {
	got, err := githistory.ReadFile("../../matching/testdata/go-history.jsonl.gz")
	if err != nil || len(got) != 47397 {
		t.Errorf("%d changes, error %v; want 47397 and none", len(got), err)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(two))
	f.Add([]byte(compress(two)))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var last time.Time
		for c, err := range githistory.Lines("h", bytes.NewReader(text)) {
			switch {
			case err != nil && !strings.HasPrefix(err.Error(), "h:"):
				t.Errorf("error without the name: %v", err)
			case err == nil && (c.ID == "" || c.Author == "" || c.Time.Before(last)):
				t.Errorf("let through: %+v", c)
			}
			last = c.Time
		}
	})
}
