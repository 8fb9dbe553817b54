package stats

import (
	"iter"
	"sync"
)

// Table holds the rows of a tenant for figures. It is kept up to date row by
// row and never built anew for a page. Many may read while one writes. The
// order in which rows came makes no difference.
type Table struct {
	mu   sync.RWMutex
	rows []Row
	at   map[string]int32 // where the row of a pseudonym is
}

// Put adds a row, or takes the newer one in place of what is known of that
// newcomer. The table keeps the row's slices; nobody may change them later.
func (t *Table) Put(r Row) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.at == nil {
		t.at = map[string]int32{}
	}
	if i, known := t.at[r.ID]; known {
		t.rows[i] = r
		return
	}
	t.at[r.ID] = int32(len(t.rows))
	t.rows = append(t.rows, r)
}

// Remove forgets a newcomer, who asked for it or whose time is over.
func (t *Table) Remove(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i, known := t.at[id]
	if !known {
		return
	}
	last := int32(len(t.rows) - 1)
	t.rows[i] = t.rows[last]
	t.at[t.rows[i].ID] = i
	t.rows[last] = Row{}
	t.rows = t.rows[:last]
	delete(t.at, id)
}

// Len is how many newcomers there are.
func (t *Table) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.rows)
}

// of goes through the rows of a repository, all for 0. The table is read-locked
// by whoever makes figures.
func (t *Table) of(repo int64) iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for i := range t.rows {
			if r := &t.rows[i]; (repo == 0 || r.Repo == repo) && !yield(r) {
				return
			}
		}
	}
}
