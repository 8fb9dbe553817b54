package githistory

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// printed is a record as git prints it.
func printed(r record) string {
	text := fmt.Sprintf("\x00%s\x00%s\x00%s\x00%d\x00%s\x00%s\x00\x00", r.id, r.name, r.mail, r.at, strings.Join(r.parents, " "), r.message)
	if len(r.files) > 0 {
		text += "\n"
	}
	renames := r.renames
	for i := 0; i < len(r.files); i++ {
		if len(renames) > 0 && i+1 < len(r.files) && renames[0] == (matching.Rename{From: r.files[i], To: r.files[i+1]}) {
			text += "R100\x00" + r.files[i] + "\x00"
			renames, i = renames[1:], i+1
		} else {
			text += "M\x00"
		}
		text += r.files[i] + "\x00"
	}
	return text
}

// records reads a whole log.
func records(log io.Reader) (out []record, err error) {
	l := newLogReader(log)
	for {
		var r record
		switch err := l.next(&r); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return out, err
		}
		out = append(out, r)
	}
}

func hashOf(n int) string { return fmt.Sprintf("%040x", n) }

func TestLogReader(t *testing.T) {
	two := printed(record{id: hashOf(1), name: "A", mail: "a@x", at: 7, parents: []string{hashOf(2), hashOf(3)}, message: []byte("m\n")}) +
		printed(record{id: hashOf(2), at: -1, files: []string{"\nf", hashOf(9)}})
	for _, tt := range []struct {
		name, log string
		records   int
		want      string
	}{
		{"nothing", "", 0, ""},
		{"two", two, 2, ""},
		{"cut in a record", two[:60], 0, "unexpected EOF"},
		{"cut in a path", two[:len(two)-1], 1, "unexpected EOF"},
		{"no NUL first", "x\x00", 0, `unexpected "x"`},
		{"no id", "\x00x\x00\x00\x001\x00\x00\x00\x00", 0, `"x" is no commit id`},
		{"no parent id", "\x00" + hashOf(1) + "\x00\x00\x001\x00HEAD\x00\x00\x00", 0, `"HEAD" is no commit id`},
		{"no end of message", "\x00" + hashOf(1) + "\x00\x00\x001\x00\x00m\x00m\x00", 0, `unexpected "m"`},
		{"status without its mark", "\x00" + hashOf(1) + "\x00\x00\x001\x00\x00m\x00\x00M\x00", 0, `unexpected "M"`},
		{"status without a path", "\x00" + hashOf(1) + "\x00\x00\x001\x00\x00m\x00\x00\nM\x00", 0, "unexpected EOF"},
		{"an empty path", "\x00" + hashOf(1) + "\x00\x00\x001\x00\x00m\x00\x00\nM\x00\x00", 0, "a path is missing"},
		{"moved to nowhere", "\x00" + hashOf(1) + "\x00\x00\x001\x00\x00m\x00\x00\nR100\x00f\x00", 0, "unexpected EOF"},
		{"a time that is none", "\x00" + hashOf(1) + "\x00\x00\x00soon\x00\x00m\x00\x00", 1, ""},
	} {
		got, err := records(strings.NewReader(tt.log))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) || len(got) != tt.records {
			t.Errorf("%s: %d records, %v; want %d, %q", tt.name, len(got), err, tt.records, tt.want)
		}
	}
}

func TestHugeFieldsAreCutShort(t *testing.T) {
	r := record{id: hashOf(1), name: strings.Repeat("n", 3<<20), message: bytes.Repeat([]byte("m"), 2<<20)}
	for i := range 1000 {
		r.files = append(r.files, fmt.Sprint(i))
	}
	got, err := records(strings.NewReader(printed(r)))
	if err != nil || len(got) != 1 || len(got[0].name) != maxField || len(got[0].message) != maxField || len(got[0].files) != manyFiles+1 {
		t.Errorf("%v", err)
	}
}

func FuzzLogReader(f *testing.F) {
	f.Add([]byte(printed(record{id: hashOf(1), name: "A", mail: "a@x", at: 7, parents: []string{hashOf(2)}, message: []byte("m"), files: []string{"f", "g", "h"}, renames: []matching.Rename{{From: "f", To: "g"}}})))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, log []byte) {
		got, err := records(bytes.NewReader(log))
		if err != nil {
			return
		}
		var again strings.Builder
		for _, r := range got {
			if !isHash(r.id) {
				t.Errorf("let through: %+v", r)
			}
			again.WriteString(printed(r))
			trailers(r.message)
			mergeReviewOf(r.message)
		}
		if same, err := records(strings.NewReader(again.String())); err != nil || len(same) != len(got) {
			t.Errorf("printed again: %d records, %v; were %d", len(same), err, len(got))
		}
	})
}

// FuzzFields puts anything that git can print into a record: it must come back
// as it was, whatever the fields look like.
func FuzzFields(f *testing.F) {
	f.Add("A\x1fB", "a@x\n", "m\n\nReviewed-by: x\n", "a\nb", hashOf(3))
	f.Fuzz(func(t *testing.T, name, mail, message, one, two string) {
		clean := func(s string) string { return strings.ReplaceAll(s, "\x00", "") }
		r := record{id: hashOf(1), name: clean(name), mail: clean(mail), message: []byte(clean(message)), parents: []string{hashOf(2)}}
		for _, path := range []string{clean(one), clean(two)} {
			if path != "" {
				r.files = append(r.files, path)
			}
		}
		got, err := records(strings.NewReader(printed(r) + printed(r)))
		if err != nil || len(got) != 2 {
			t.Fatalf("%d records, %v", len(got), err)
		}
		for _, g := range got {
			if printed(g) != printed(r) {
				t.Errorf("put in %q, got %q", printed(r), printed(g))
			}
		}
	})
}

// TestTheOrderOfPrintingMakesNoDifference: git may print commits of one second
// in any order; the history told is the same.
func TestTheOrderOfPrintingMakesNoDifference(t *testing.T) {
	messages := []string{"x", "y\n\nReviewers: d1, d2", "Merge pull request #1 from d1/x", "Auto merge of #1 - d1:x, r=d2", "Merge #1 #2\n\n1: a r=d1\n2: b r=d3\n"}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "commits")
		var log []record
		for i := range n {
			r := record{id: hashOf(i), name: fmt.Sprintf("Dev No%d", rapid.IntRange(0, 3).Draw(t, "who")), at: earliest + int64(rapid.IntRange(0, 2).Draw(t, "at"))}
			r.mail = rapid.SampledFrom([]string{"d1@x", "d2@x", "d3@x", "7+d1@users.noreply.github.com"}).Draw(t, "mail")
			r.message = []byte(rapid.SampledFrom(messages).Draw(t, "message"))
			r.files = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b/c"}), 0, 2).Draw(t, "files")
			for range rapid.IntRange(0, min(3, i)).Draw(t, "parents") {
				r.parents = append(r.parents, hashOf(rapid.IntRange(0, i-1).Draw(t, "parent")))
			}
			log = append(log, r)
		}
		want := gathered(t, log, n)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffle.Shuffle(n, func(i, j int) { log[i], log[j] = log[j], log[i] })
		if diff := cmp.Diff(want, gathered(t, log, n), cmp.AllowUnexported(People{}, wordBook{})); diff != "" {
			t.Error(diff)
		}
	})
}

func gathered(t *rapid.T, log []record, n int) Clone {
	c := newCollector(nil)
	var text strings.Builder
	for _, r := range log {
		text.WriteString(printed(r))
	}
	if err := c.parse(strings.NewReader(text.String())); err != nil {
		t.Fatal(err)
	}

	out, err := c.clone(t.Context(), git{}, c.place(hashOf(n-1)), -1, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
