package matching

import (
	"context"
	"time"
)

// Result is what a method made of the cases of a history.
type Result struct {
	Method string
	// Rankings[i] is the ranking for the i-th case.
	Rankings [][]PersonID
	// Took[i] is how long that ranking took; nil without a clock.
	Took    []time.Duration
	Metrics Metrics
}

// Backtest replays a history to a method and lets it rank for each case with
// strictly earlier changes alone: changes of the same second are not known yet.
// The history must be in time order, and the cases a subset of [Cases] of it in
// the same order. The clock is for timing only and may be nil. The error is that
// of ctx, when it ends early.
func Backtest(ctx context.Context, history []Change, cases []Case, m Method, clock func() time.Time) (Result, error) {
	r := Result{Method: m.Name(), Rankings: make([][]PersonID, len(cases))}
	if clock != nil {
		r.Took = make([]time.Duration, len(cases))
	}
	next := 0
	for i, c := range cases {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		for ; next < len(history) && history[next].Time.Unix() < c.Time.Unix(); next++ {
			m.Add(history[next])
		}
		if clock == nil {
			r.Rankings[i] = m.Rank(c.Query())
			continue
		}
		begin := clock()
		r.Rankings[i] = m.Rank(c.Query())
		r.Took[i] = clock().Sub(begin)
	}
	r.Metrics = Score(cases, r.Rankings)
	return r, nil
}
