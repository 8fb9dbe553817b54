package matching

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// Method is one way of ranking. It learns changes as they happen and is asked in
// between; a query knows nothing but what was added before.
type Method interface {
	// Name is what the method is called on the command line and in results.
	Name() string
	// Add learns one change.
	Add(Change)
	// Rank orders the pool of q, best first.
	Rank(q Query) []PersonID
}

// Names of methods.
const (
	MethodFirstmate     = "firstmate"
	MethodRandom        = "random"
	MethodMostActive    = "most-active"
	MethodOwnership     = "ownership"
	MethodLastModifier  = "last-modifier"
	MethodRevFinder     = "revfinder"
	MethodRevFinderYear = "revfinder-365"
	MethodCHRev         = "chrev"
)

// MethodNames returns the names that [NewMethod] knows, firstmate's own first.
func MethodNames() []string {
	return []string{
		MethodFirstmate, MethodRandom, MethodMostActive, MethodOwnership,
		MethodLastModifier, MethodRevFinder, MethodRevFinderYear, MethodCHRev,
	}
}

// NewMethod makes a method that has learned nothing yet. The weights are for
// firstmate's own and have no effect on others. A name that [MethodNames] does
// not list is an error.
func NewMethod(name string, w Weights) (Method, error) {
	switch name {
	case MethodFirstmate:
		return recipe{index: NewIndex(), weights: w}, nil
	case MethodRandom:
		return randomOrder{seed: 1}, nil
	case MethodMostActive:
		return newMostActive(), nil
	case MethodOwnership:
		return newOwnership(), nil
	case MethodLastModifier:
		return newLastModifier(), nil
	case MethodRevFinder:
		return newRevFinder(MethodRevFinder, 0), nil
	case MethodRevFinderYear:
		return newRevFinder(MethodRevFinderYear, window), nil
	case MethodCHRev:
		return newCHRev(), nil
	}
	return nil, fmt.Errorf("unknown method %q (known: %s)", name, strings.Join(MethodNames(), ", "))
}

// recipe is firstmate's own method.
type recipe struct {
	index   *Index
	weights Weights
}

func (recipe) Name() string   { return MethodFirstmate }
func (r recipe) Add(c Change) { r.index.Add(c) }
func (r recipe) Rank(q Query) []PersonID {
	return persons(r.index.Rank(q, r.weights))
}

// randomOrder shuffles the pool. The order depends on the seed and the query
// alone, so that no earlier query has a say in it.
type randomOrder struct{ seed uint64 }

func (randomOrder) Name() string { return MethodRandom }
func (randomOrder) Add(Change)   {}
func (r randomOrder) Rank(q Query) []PersonID {
	h := fnv.New64a()
	h.Write([]byte(q.Author))
	shuffle := rand.New(rand.NewPCG(r.seed, h.Sum64()^uint64(q.Time.Unix())))
	ids := q.candidates()
	shuffle.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids
}

// rankBy orders the pool of q by falling value, equals by id.
func rankBy(q Query, value func(PersonID) float64) []PersonID {
	ids := q.candidates()
	ranked := make([]Candidate, len(ids))
	for i, p := range ids {
		ranked[i] = Candidate{Person: p, Score: value(p)}
	}
	bestFirst(ranked)
	return persons(ranked)
}

// persons leaves the ids of a ranking.
func persons(ranked []Candidate) []PersonID {
	out := make([]PersonID, len(ranked))
	for i, c := range ranked {
		out[i] = c.Person
	}
	return out
}
