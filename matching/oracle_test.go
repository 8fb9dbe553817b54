package matching_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/matching"
	"pgregory.net/rapid"
)

// oracle computes the score as its definition says, from the whole history and
// with no care for speed. It shares no code with the index.
type oracle struct {
	history []matching.Change
	q       matching.Query
	words   [][]string // tokens of each change
}

func newOracle(history []matching.Change, q matching.Query) oracle {
	o := oracle{history: history, q: q}
	for _, c := range history {
		o.words = append(o.words, tokens(c.Files))
	}
	return o
}

// fade is 2^(−age/half) of a change at the query's time; half in days.
func (o oracle) fade(c matching.Change, half float64) float64 {
	return math.Exp2(-o.q.Time.Sub(c.Time).Hours() / 24 / half)
}

func reviewed(c matching.Change, p matching.PersonID) bool {
	return p != c.Author && slices.Contains(c.Reviewers, p)
}

func (o oracle) byNewcomer(c matching.Change) bool {
	older := 0
	for _, e := range o.history {
		if e.Author == c.Author && e.Time.Before(c.Time) {
			older++
		}
	}
	return older < 3
}

// at is the experience of p with a path, "" for all of the repository.
func (o oracle) at(path string, p matching.PersonID) float64 {
	sum := 0.0
	for _, c := range o.history {
		touches := slices.ContainsFunc(c.Files, func(f string) bool {
			return path == "" || f == path || strings.HasPrefix(f, path+"/")
		})
		if c.Large || !touches {
			continue
		}
		if c.Author == p {
			sum += 0.5 * o.fade(c, 180)
		}
		if reviewed(c, p) {
			sum += o.fade(c, 180)
		}
	}
	return sum
}

func (o oracle) everybody(of func(matching.PersonID) float64) float64 {
	sum := 0.0
	for _, p := range people("abcdefg") {
		sum += of(p)
	}
	return sum
}

// place is P_file of one file.
func (o oracle) place(file string, p matching.PersonID) float64 {
	all := 0.0
	for _, r := range o.q.Pool {
		all += o.at("", r) + 0.001
	}
	prob := (o.at("", p) + 0.001) / all
	paths := []string{""}
	for i, r := range file + "/" {
		if r == '/' {
			paths = append(paths, file[:i])
		}
	}
	for _, path := range paths {
		total := o.everybody(func(r matching.PersonID) float64 { return o.at(path, r) })
		prob = (o.at(path, p) + 3*prob) / (total + 3)
	}
	return prob
}

var (
	pieces  = regexp.MustCompile(`[A-Z]+|[A-Z]?[a-z]+|[0-9]+`)
	capital = regexp.MustCompile(`[A-Z][a-z]`)
)

// tokens are the words of paths; the made-up ones in capitals are HTTP alone,
// so that the look-ahead that Go's expressions lack can be spelled out.
func tokens(files []string) []string {
	var out []string
	for _, f := range files {
		f = strings.ReplaceAll(f, "HTTP", "Http")
		f = capital.ReplaceAllStringFunc(f, func(s string) string { return "_" + strings.ToLower(s) })
		for _, w := range pieces.FindAllString(f, -1) {
			w = strings.ToLower(w)
			if len(w) > 1 && !slices.Contains(strings.Fields("go js rs cc java md src test tests lib the org apache main"), w) && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

func (o oracle) subject(p matching.PersonID) float64 {
	sum := 0.0
	for _, tok := range tokens(o.q.Files) {
		mine, total, with, all := 0.0, 0.0, 0.0, 0.0
		for i, c := range o.history {
			all += bit(!c.Large)
			if c.Large || !slices.Contains(o.words[i], tok) {
				continue
			}
			with++
			total += o.fade(c, 365)
			mine += bit(c.Author == p) * o.fade(c, 365)
		}
		sum += math.Log((1+all)/(1+with)) * mine / (total + 2)
	}
	return sum
}

func bit(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

func (o oracle) sum(half float64, counts func(matching.Change) bool) float64 {
	sum := 0.0
	for _, c := range o.history {
		sum += bit(!c.Large && counts(c)) * o.fade(c, half)
	}
	return sum
}

func (o oracle) since(counts func(matching.Change) bool) float64 {
	days := 999.0
	for _, c := range o.history {
		if counts(c) {
			days = o.q.Time.Sub(c.Time).Hours() / 24
		}
	}
	return math.Log(1 + days)
}

// scores returns the score of everybody in the pool.
func (o oracle) scores(w matching.Weights) map[matching.PersonID]float64 {
	out := map[matching.PersonID]float64{}
	share := func(weight float64, of func(matching.PersonID) float64) {
		values, all := map[matching.PersonID]float64{}, 0.0
		for _, p := range o.q.Pool {
			values[p] = of(p)
			all += values[p]
		}
		for _, p := range o.q.Pool {
			part := 1 / float64(len(o.q.Pool))
			if all > 0 {
				part = values[p] / all
			}
			out[p] += weight * math.Log(part+0.002)
		}
	}
	share(w.Places, func(p matching.PersonID) float64 {
		sum := 0.0
		for _, f := range o.q.Files {
			sum += o.place(f, p)
		}
		return sum / float64(len(o.q.Files))
	})
	share(w.Words, o.subject)
	share(w.Newcomers, func(p matching.PersonID) float64 {
		return o.sum(90, func(c matching.Change) bool { return reviewed(c, p) && o.byNewcomer(c) })
	})
	share(w.Reviews, func(p matching.PersonID) float64 {
		return o.sum(365, func(c matching.Change) bool { return reviewed(c, p) })
	})
	share(w.Changes, func(p matching.PersonID) float64 {
		return o.sum(365, func(c matching.Change) bool { return c.Author == p })
	})
	for _, p := range o.q.Pool {
		out[p] += w.SinceReview * o.since(func(c matching.Change) bool { return reviewed(c, p) })
		out[p] += w.SinceChange * o.since(func(c matching.Change) bool { return c.Author == p })
	}
	return out
}

func TestRankIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		q := drawQuery(t, h)
		slices.Sort(q.Files)
		q.Files = slices.Compact(q.Files)
		want := newOracle(h, q).scores(matching.WeightsShip())
		for _, c := range learn(h).Rank(q, matching.WeightsShip()) {
			if math.Abs(c.Score-want[c.Person]) > 1e-6 {
				t.Fatalf("score of %s is %.9f, by definition %.9f", c.Person, c.Score, want[c.Person])
			}
		}
	})
}
