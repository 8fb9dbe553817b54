package matching

// logged is one change of the last year, for the counts that reasons give.
type logged struct {
	t         int64
	author    uint32
	reviewers []uint32
	files     []uint32 // nodes
}

// yearLog keeps the changes of the year before the newest one, in the order of
// arrival, and now and then drops what has become older.
type yearLog struct {
	changes []logged
	newest  int64
	trimAt  int
}

const minTrim = 1024 // changes below which the log is never trimmed

func (l *yearLog) add(c logged) {
	if len(l.changes) == 0 || c.t > l.newest {
		l.newest = c.t
	}
	if c.t < l.newest-window {
		return
	}
	l.changes = append(l.changes, c)
	if len(l.changes) >= max(l.trimAt, minTrim) {
		l.trim()
		l.trimAt = 2 * len(l.changes)
	}
}

func (l *yearLog) trim() {
	kept := l.changes[:0]
	for _, c := range l.changes {
		if c.t >= l.newest-window {
			kept = append(kept, c)
		}
	}
	clear(l.changes[len(kept):])
	l.changes = kept
}
