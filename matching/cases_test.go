package matching_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/matching"
	"github.com/google/go-cmp/cmp"
)

// goCasesHash is what this prints:
//
//	python3 score.py cases --full go-history.jsonl.gz | sha256sum
const goCasesHash = "1404e530b8f92a469b1220c5f16ec52d4d1ea1163d957c7bca58ba2a0a31b53d"

// caseLine is one line of `score.py cases --full`.
type caseLine struct {
	ID     string              `json:"id"`
	Time   string              `json:"time"`
	Author matching.PersonID   `json:"author"`
	Files  []string            `json:"files"`
	Pool   []matching.PersonID `json:"pool"`
	Truth  []matching.PersonID `json:"truth"`
}

func TestCasesOfGoAreThoseOfTheScorer(t *testing.T) {
	loadGo(t)
	var lines [][]byte
	for _, c := range goCases() {
		line, err := json.Marshal(caseLine{c.ID, c.Time.Format(time.RFC3339), c.Author, c.Files, c.Pool, c.Truth})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, append(line, '\n'))
	}
	golden, err := os.ReadFile("testdata/cases.golden.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var some [][]byte
	for i := 0; i < len(lines); i += 500 {
		some = append(some, lines[i])
	}
	if diff := cmp.Diff(string(golden), string(bytes.Join(some, nil))); diff != "" {
		t.Errorf("every 500th case (-scorer +here):\n%s", diff)
	}
	sum := sha256.Sum256(bytes.Join(lines, nil))
	if got := hex.EncodeToString(sum[:]); got != goCasesHash {
		t.Errorf("hash of all %d cases is %s, want %s", len(lines), got, goCasesHash)
	}
}

// busy makes somebody a candidate: n reviewed changes from day d on.
func busy(reviewer string, d float64, n int) []matching.Change {
	var out []matching.Change
	for i := range n {
		out = append(out, change(d+float64(i)/1000, "z", reviewer, "a/x.go"))
	}
	return out
}

// history joins parts in time order between a first change on day 0 and a last
// on day 1000, so that the warm-up ends on day 400.
func history(parts ...[]matching.Change) []matching.Change {
	out := []matching.Change{change(0, "z", "", "first.go")}
	for _, p := range parts {
		out = append(out, p...)
	}
	out = append(out, change(1000, "z", "", "last.go"))
	slices.SortStableFunc(out, func(a, b matching.Change) int { return a.Time.Compare(b.Time) })
	return out
}

func one(c matching.Change) []matching.Change { return []matching.Change{c} }

func TestCasesFollowTheProtocol(t *testing.T) {
	large := change(500, "n", "r", "a/b.go")
	large.Large = true
	for _, tt := range []struct {
		name    string
		history []matching.Change
		want    []string // ids
	}{
		{"a first change", history(busy("r", 450, 5), one(change(500, "n", "r", "a/b.go"))), []string{"n-500"}},
		{"a second change", history(busy("r", 450, 5), one(change(10, "n", "", "a")), one(change(500, "n", "r", "a"))), nil},
		{"during the warm-up", history(busy("r", 300, 5), one(change(399, "n", "r", "a"))), nil},
		{"just after it", history(busy("r", 300, 5), one(change(400, "n", "r", "a"))), []string{"n-400"}},
		{"large", history(busy("r", 450, 5), one(large)), nil},
		{"not reviewed", history(busy("r", 450, 5), one(change(500, "n", "", "a"))), nil},
		{"reviewed by a stranger", history(busy("r", 450, 5), one(change(500, "n", "s", "a"))), nil},
		{"reviewed by the author", history(busy("r", 450, 5), one(change(500, "n", "n", "a"))), nil},
		{"nobody active enough", history(busy("r", 450, 4), one(change(500, "n", "r", "a"))), nil}, // z and r: four each
		{"365 days ago", history(busy("r", 135, 1), busy("q", 400, 5), one(change(500, "n", "r", "a"))), []string{"n-500"}},
		{"366 days ago", history(busy("r", 134, 1), busy("q", 400, 5), one(change(500, "n", "r", "a"))), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range matching.Cases(tt.history) {
				got = append(got, c.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("cases %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCaseHoldsPoolTruthAndExperience(t *testing.T) {
	large := change(490, "l", "q", "c/x.go")
	large.Large = true
	cases := matching.Cases(history(
		busy("r", 450, 6),             // r and z in a/
		busy("q", 480, 4), one(large), // q reaches five with a large change
		busy("o", 10, 9),                     // too long ago
		one(change(499, "s", "", "c/y.go")),  // experienced but no candidate
		one(change(500, "m", "r", "c/z.go")), // same time as the case: not known
		one(change(500, "n", "qsm", "c/d.go", "a/b.go", "top.go")),
	))
	i := slices.IndexFunc(cases, func(c matching.Case) bool { return c.Author == "n" })
	if i < 0 {
		t.Fatal("no case")
	}
	got := cases[i]
	if want := people("qrz"); !slices.Equal(got.Pool, want) {
		t.Errorf("pool %v, want %v", got.Pool, want)
	}
	if want := people("qs"); !slices.Equal(got.Truth, want) {
		t.Errorf("truth %v, want %v (m is not known yet)", got.Truth, want)
	}
	if want := people("qrz"); !slices.Equal(got.Experienced, want) {
		t.Errorf("experienced %v, want %v", got.Experienced, want)
	}
}

func TestCasesOfNothing(t *testing.T) {
	if got := matching.Cases(nil); got != nil {
		t.Errorf("got %v", got)
	}
	if got := matching.Cases(one(change(1, "a", "b", "c"))); got != nil {
		t.Errorf("got %v", got)
	}
}
