package mentorship

import (
	"slices"
	"time"
)

// FrozenFor is how long a mentorship may be out of reach before it ends (T40).
const FrozenFor = 30 * 24 * time.Hour

// Frozen says that we cannot reach the place any more: the installation was
// suspended or deleted, the repository archived, removed or moved away.
type Frozen struct {
	Why string // for `explain`
	At  time.Time
}

// Thawed says that the place is in reach again.
type Thawed struct{ At time.Time }

func (Frozen) event() {}
func (Thawed) event() {}

// Shift is how long a timer stood still.
type Shift struct {
	Raw time.Time     `json:"raw"` // when it would have run out
	By  time.Duration `json:"by"`
}

// freeze lays the frost over a mentorship: timers stand still, nobody new is
// asked, and writes wait. What people say meanwhile still counts.
func (t *motion) freeze(e Frozen) {
	m := &t.m
	switch {
	case m.State == StateNone || m.State.Terminal():
		t.ignore("nothing runs here that could stand still")
	case !m.FrozenAt.IsZero():
		t.ignore("it is frozen already")
	default:
		m.FrozenAt = plain(e.At)
		t.say("T40", "frozen: %s; timers stand still for at most thirty days", e.Why)
	}
}

// thaw takes the frost away. Every timer runs as much longer as it stood still.
func (t *motion) thaw(e Thawed) {
	m := &t.m
	if m.FrozenAt.IsZero() {
		t.ignore("it is not frozen")
		return
	}
	still := max(plain(e.At).Sub(m.FrozenAt), 0)
	old := m.Shifts
	m.Shifts = map[Timer]Shift{}
	for timer, raw := range m.clocks(t.v.Rules) {
		s := Shift{Raw: raw, By: still}
		if before, ok := old[timer]; ok && before.Raw.Equal(raw) {
			s.By += before.By
		}
		m.Shifts[timer] = s
	}
	m.FrozenAt = time.Time{}
	t.say("T40", "back in reach; every timer runs as much longer as it stood still")
}

// lost is the end of a frost that lasted thirty days. Nothing can be written
// there, so only what we remember of the person goes.
func (t *motion) lost() {
	t.m.Comments, t.m.Issue = nil, Thread{}
	t.m.Nudged = false
	t.erase(EndedRepoGone)
	t.say("T40", "out of reach for thirty days; it ended, and what was remembered of the person is deleted")
}

// running are the timers as they run: the clocks, moved by what they stood
// still while they are what they were then (what is remembered of others lies
// still: which facts came in between must not matter), and none but the frost's own while that lasts.
func (m Mentorship) running(r Rules) map[Timer]time.Time {
	if !m.FrozenAt.IsZero() {
		return map[Timer]time.Time{TimerFrozen: m.FrozenAt.Add(FrozenFor)}
	}
	clocks := m.clocks(r)
	for timer, s := range m.Shifts {
		if at, ok := clocks[timer]; ok && at.Equal(s.Raw) {
			clocks[timer] = at.Add(s.By)
		}
	}
	if at := m.GoneAt; !at.IsZero() && m.State != StateErased {
		if clocks == nil {
			clocks = map[Timer]time.Time{}
		}
		clocks[TimerGone] = at.Add(GoneAfter)
	}
	return clocks
}

// stands reports whether a mentorship takes no part in what happens: one that
// is being erased, or, where nothing can be written, in asking somebody new.
func (t *motion) stands(e Event) bool {
	if t.m.State == StateErased {
		t.erasing(e)
		t.m.Timers = t.m.clocks(t.v.Rules)
		return true
	}
	_, opportunity := e.(Opportunity)
	if t.m.FrozenAt.IsZero() || !opportunity {
		return false
	}
	t.ignore("it is frozen, so nobody is asked")
	return true
}

// around is what happens around a mentorship rather than in it.
func (t *motion) around(e Event) {
	switch e := e.(type) {
	case Touched:
		t.touched(e)
	case Frozen:
		t.freeze(e)
	case Thawed:
		t.thaw(e)
	case Forgotten:
		t.forgotten(e)
	case Account:
		t.account(e)
	case Rival:
		t.rival(e)
	case PageTurned:
		t.pageTurned(e)
	case EmojiSeen:
		t.emojiSeen(e)
	case TookOver:
		t.tookOver(e)
	case PulseSaid:
		t.pulseSaid(e)
	}
}

// forgetWord removes a mentor from the answers that are remembered.
func (f *Facts) forgetWord(mentor int64) {
	f.MentorWords = slices.DeleteFunc(f.MentorWords, func(w Word) bool { return w.By.ID == mentor })
}
