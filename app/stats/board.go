package stats

import (
	"fmt"
	"sync"
)

// Snapshot is what was published of people's choices at the beginning of a
// month: figures over the 365 days before, for all repositories together. It is
// made once, kept, and shown until the next: were it made anew for each window,
// repository or hour, the differences would tell what k hides.
type Snapshot struct {
	Month   Moment   `json:"month"`
	Figures []Figure `json:"figures"`
}

// Publish makes the snapshot of the month of now.
func Publish(t *Table, p Pool, now Moment, k Limits, absent map[Source]string) (Snapshot, error) {
	month := MonthOf(now)
	q, err := Query{Window: Windows(month)[0], Now: month, K: k, Absent: absent}.check()
	if err != nil {
		return Snapshot{}, fmt.Errorf("publishing a month: %w", err)
	}
	return Snapshot{Month: month, Figures: figures(t, p, q, true)}, nil
}

// Board makes all figures, in the order of the catalogue: those of public
// events for this query, those of people's choices from what was published.
func Board(t *Table, p Pool, q Query, published Snapshot) ([]Figure, error) {
	q, err := q.check()
	if err != nil {
		return nil, fmt.Errorf("making figures: %w", err)
	}
	made := figures(t, p, q, false)
	var all []Figure
	for _, e := range Catalogue() {
		if !e.Choices {
			all, made = append(all, made[0]), made[1:]
			continue
		}
		f := e.blank(q)
		for _, old := range published.Figures {
			if old.Key == e.Key {
				f = old
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// figures makes those of choices, or the others.
func figures(t *Table, p Pool, q Query, choices bool) []Figure {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := scene{pool: p, q: q, table: t}
	for r := range t.of(q.Repo) {
		if q.Window.has(r.T0) {
			s.rows = append(s.rows, r)
		}
	}
	entries := kept(Catalogue(), func(e Entry) bool { return e.Choices == choices })
	all := make([]Figure, len(entries))
	var made sync.WaitGroup
	for i, e := range entries { // they share nothing but what they read
		made.Go(func() { all[i] = s.figure(e) })
	}
	made.Wait()
	return all
}

func (s scene) figure(e Entry) Figure {
	f := e.blank(s.q)
	if f.Since != "" {
		return f
	}
	f.Marks = s.marks(f.Window)
	return publish(f, e.make(s), e.k(s.q.K))
}

// scene is what a figure is made from.
type scene struct {
	table *Table
	rows  []*Row // with T0 in the window
	pool  Pool
	q     Query
}

func (s scene) marks(w Window) []Mark {
	var ms []Mark
	for _, m := range s.pool.Marks {
		if w.has(m.At) {
			ms = append(ms, m)
		}
	}
	return ms
}

// blank is the figure without numbers.
func (e Entry) blank(q Query) Figure {
	return Figure{
		Key: e.Key, Title: e.TitleKey(), Definition: e.DefinitionKey(), Plot: e.Plot, Unit: e.Unit, K: e.k(q.K),
		Window: q.Window, Repo: q.Repo, Since: q.Absent[e.Source],
	}
}

func (e Entry) k(l Limits) int {
	switch {
	case e.Sensitive:
		return l.Sensitive
	case e.Choices:
		return l.K
	}
	return 0
}
