package matching_test

import (
	"math"
	"path"
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

// touching tells whether a change counts for a path, "" for all of the repository.
func touching(path string) func(matching.Change) bool {
	return func(c matching.Change) bool {
		return slices.ContainsFunc(c.Files, func(f string) bool {
			return path == "" || f == path || strings.HasPrefix(f, path+"/")
		})
	}
}

// experience is how much of something each person has.
type experience func(matching.PersonID) float64

// with counts own changes and reviews of a kind.
func (o oracle) with(half, own, reviews float64, counts func(matching.Change) bool) experience {
	return func(p matching.PersonID) float64 {
		sum := 0.0
		for _, c := range o.history {
			if !c.Large && counts(c) {
				sum += (own*bit(c.Author == p) + reviews*bit(reviewed(c, p))) * o.fade(c, half)
			}
		}
		return sum
	}
}

// estimate is P of the last and most specific of the levels; each backs off to
// the one before, and the first to the share in the pool of what all hold.
func (o oracle) estimate(p matching.PersonID, all experience, levels ...experience) float64 {
	pool := 0.0
	for _, r := range o.q.Pool {
		pool += all(r) + 0.001
	}
	prob := (all(p) + 0.001) / pool
	for _, level := range levels {
		total := 0.0
		for _, r := range people("abcdefg") {
			total += level(r)
		}
		prob = (level(p) + 3*prob) / (total + 3)
	}
	return prob
}

// place estimates from the root down to the file.
func (o oracle) place(file string, p matching.PersonID, at func(path string) experience) float64 {
	levels := []experience{at("")}
	for i, r := range file + "/" {
		if r == '/' {
			levels = append(levels, at(file[:i]))
		}
	}
	return o.estimate(p, levels[0], levels...)
}

// stems of the files that histories are made up of.
var stems = map[string]string{
	"README.md": "readme", "go.mod": "go", "store/db.go": "db", "store/db_test.go": "db",
	"store/redis/ScriptRunner.go": "script runner", "web/router/HTTPRouter.go": "http router", "web/router.go": "router",
	"web-ui/app.ts": "app", "docs/en/first steps.md": "first steps", "docs": "docs", "store/new/file.go": "file",
}

// name estimates from all work to the stem to the stem in folders of that name.
func (o oracle) name(file string, p matching.PersonID) float64 {
	with := func(counts func(f string) bool) experience {
		return o.with(365, 1, 0.3, func(c matching.Change) bool { return slices.ContainsFunc(c.Files, counts) })
	}
	folder := func(f string) string { return path.Base(path.Dir(f)) }
	return o.estimate(p, o.with(365, 1, 0.3, func(matching.Change) bool { return true }),
		with(func(f string) bool { return stems[f] == stems[file] }),
		with(func(f string) bool { return stems[f] == stems[file] && folder(f) == folder(file) }))
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
			days = min(999, o.q.Time.Sub(c.Time).Hours()/24)
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
	files := func(one func(file string, p matching.PersonID) float64) experience {
		return func(p matching.PersonID) float64 {
			sum := 0.0
			for _, f := range o.q.Files {
				sum += one(f, p)
			}
			return sum
		}
	}
	share(w.Places, files(func(f string, p matching.PersonID) float64 {
		return o.place(f, p, func(path string) experience { return o.with(180, 0.5, 1, touching(path)) })
	}))
	share(w.Welcomes, files(func(f string, p matching.PersonID) float64 {
		return o.place(f, p, func(path string) experience {
			return o.with(365, 0, 1, func(c matching.Change) bool { return touching(path)(c) && o.byNewcomer(c) })
		})
	}))
	share(w.Names, files(o.name))
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
