package matching

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	// priceStep is η, what being asked once adds to a price, on the scale of
	// scores.
	priceStep = 0.1
	// reach is how many of a ranking may be moved to first place. The first three
	// stay the first three, and nobody comes first who fits much less.
	reach = 3
	// halfPrice is the half-life of prices, in seconds. The shorter, the better the
	// fit of who is asked, and the more one person is asked about: on golang/go the
	// most anybody gets of all first places is 13.0 % without fading, 13.5 % with
	// five years, 14.7 % with two, 16.2 % with one.
	halfPrice = 5 * window
	// NearEqual is the difference of scores below which two candidates fit alike.
	NearEqual = 0.05
)

// MethodBalanced is the name of firstmate's own method under load balance.
const MethodBalanced = MethodFirstmate + "+price"

// Prices holds what asking somebody costs, on the scale of scores; nobody's
// price is below 0, and who is not in it has none. First place goes to the best
// score less price (see [Prices.Front]); who gets it becomes dearer and all
// become cheaper (see [Prices.Charge]).
//
// However the scores run, somebody's first places over T choices stay below
// share·T + price/η, η = 0.1, because each choice moves their price by −η·share
// at most and a first place by η more. On golang/go prices stay below 3. It is
// the subgradient method for the best total score under a limit to everybody's
// share, one step per choice.
type Prices map[PersonID]float64

// Front returns the ranking with the candidate of the best score less price,
// among the first three, moved to first place and the others in their order.
// Among equals the better ranked wins.
func (p Prices) Front(ranked []Candidate) []Candidate { return p.FrontOf(ranked, 0, nil) }

// FrontOf is Front where candidates who are less than near apart count as
// equals, and whoever of these was asked longest ago wins; see [NearEqual].
func (p Prices) FrontOf(ranked []Candidate, near float64, asked map[PersonID]time.Time) []Candidate {
	first := ranked[:min(reach, len(ranked))]
	top := math.Inf(-1)
	for _, c := range first {
		top = max(top, p.net(c))
	}
	best := -1
	for i, c := range first {
		if p.net(c) < top-near {
			continue
		}
		if best < 0 || asked[c.Person].Before(asked[first[best].Person]) {
			best = i
		}
	}
	out := slices.Clone(ranked)
	if best > 0 {
		copy(out[1:], ranked[:best])
		out[0] = ranked[best]
	}
	return out
}

// Order is FrontOf for first place, then for second place among the others, and
// so on: whoever is asked next when the first one passes is chosen as fairly.
func (p Prices) Order(ranked []Candidate, near float64, asked map[PersonID]time.Time) []Candidate {
	out := slices.Clone(ranked)
	for i := range out {
		copy(out[i:], p.FrontOf(out[i:], near, asked))
	}
	return out
}

// net is the score less price, rounded as scores are, so that equals are equal.
func (p Prices) net(c Candidate) float64 {
	return math.Round((c.Score-p[c.Person])*1e9) / 1e9
}

// Charge notes that somebody was asked, where nobody should be asked in more
// than this share of all cases, 0 to 1.
func (p Prices) Charge(asked PersonID, share float64) {
	p[asked] += priceStep
	for id, price := range p {
		p.set(id, price-priceStep*share)
	}
}

// fade multiplies all prices.
func (p Prices) fade(f float64) {
	for id, price := range p {
		p.set(id, price*f)
	}
}

// set forgets prices that are nothing, or would be nothing but for rounding.
func (p Prices) set(id PersonID, price float64) {
	if price < 1e-12 {
		delete(p, id)
		return
	}
	p[id] = price
}

// Invitation is one mentor asked about one newcomer's change.
type Invitation struct {
	Person PersonID
	Time   time.Time // whole seconds count
}

// PricesAt returns the prices that the invitations up to now have led to. The bound of [Prices] holds for first
// places and choices that fade in the same way. The order of the invitations
// does not matter; those of the same second are taken in the order of ids.
func PricesAt(invitations []Invitation, share float64, now time.Time) Prices {
	past := slices.DeleteFunc(slices.Clone(invitations), func(i Invitation) bool { return i.Time.Unix() > now.Unix() })
	slices.SortFunc(past, func(a, b Invitation) int {
		return cmp.Or(cmp.Compare(a.Time.Unix(), b.Time.Unix()), cmp.Compare(a.Person, b.Person))
	})
	p := Prices{}
	var last int64
	fadeTo := func(t int64) {
		p.fade(exp2(-float64(t-last) / halfPrice))
		last = t
	}
	for _, i := range past {
		fadeTo(i.Time.Unix())
		p.Charge(i.Person, share)
	}
	fadeTo(now.Unix())
	return p
}

// FairShare is the share of all cases to allow each of n mentors, where they are
// too few for the share that was wished for. Somebody must have 1/n at least, and
// near that everybody would just take turns, whatever their experience; about
// twice as much, 2/(n+1), leaves room for it: all cases for one mentor alone,
// two thirds for one of two, half for one of three. From 19 mentors on a share
// of 10 % stands as it is.
func FairShare(share float64, n int) float64 {
	return max(share, 2/float64(max(n, 1)+1))
}

// ranking is a method that tells scores.
type ranking interface {
	Name() string
	Add(Change)
	candidates(Query) []Candidate
}

func (r recipe) candidates(q Query) []Candidate { return r.index.Rank(q, r.weights) }

// balanced moves the candidate of the best score less price to first place.
// Prices begin at 0 and follow the queries, so these must come in time order.
type balanced struct {
	ranking
	prices Prices
	share  float64
	last   int64
}

// NewBalanced makes firstmate's own method under load balance: in the long run
// nobody is first in more than this share of the queries, 0 to 1.
func NewBalanced(w Weights, share float64) Method {
	return &balanced{ranking: recipe{index: NewIndex(), weights: w}, prices: Prices{}, share: share}
}

func (b *balanced) Name() string { return b.ranking.Name() + "+price" }

func (b *balanced) Rank(q Query) []PersonID {
	b.prices.fade(exp2(-float64(q.Time.Unix()-b.last) / halfPrice))
	b.last = q.Time.Unix()
	ranked := b.prices.Front(b.candidates(q))
	if len(ranked) > 0 {
		b.prices.Charge(ranked[0].Person, b.share)
	}
	return persons(ranked)
}
