package stats

import (
	"fmt"
	"time"
)

// Window is a span of time that figures are about, From inclusive, To exclusive.
type Window struct {
	Name string `json:"name"` // "week", "month", "quarter", "year", "" for any other
	From Moment `json:"from"`
	To   Moment `json:"to"`
}

// The windows.
const (
	WindowWeek    = "week"
	WindowMonth   = "month"
	WindowQuarter = "quarter"
	WindowYear    = "year" // 365 days
)

// Windows are the windows that end at a moment, the longest first.
func Windows(now Moment) []Window {
	var ws []Window
	for _, w := range []struct {
		name string
		days Moment
	}{{WindowYear, 365}, {WindowQuarter, 91}, {WindowMonth, 30}, {WindowWeek, 7}} {
		ws = append(ws, Window{w.name, now - w.days*Day, now})
	}
	return ws
}

func (w Window) has(m Moment) bool { return m >= w.From && m < w.To }

// Query is what figures are asked for.
type Query struct {
	Window Window
	Repo   int64             // 0 is all
	Now    Moment            // when it is: what is not over by now is not over
	K      Limits            // zero is the default
	Absent map[Source]string // what is not collected yet, and from which version on
}

// Limits are how many people a cell of their choices must have to be shown.
type Limits struct {
	K         int // 5 to 50; 0 is 5
	Sensitive int // for the rows marked so: K to 50; 0 is 10, or K if that is more
}

// The bounds of limits.
const (
	DefaultK         = 5
	DefaultSensitive = 10
	maxK             = 50
)

func (l Limits) check() (Limits, error) {
	if l.K == 0 {
		l.K = DefaultK
	}
	if l.Sensitive == 0 {
		l.Sensitive = max(l.K, DefaultSensitive)
	}
	if l.K < DefaultK || l.Sensitive < l.K || l.Sensitive > maxK {
		return l, fmt.Errorf("k of %d and %d: from %d to %d, the second no less", l.K, l.Sensitive, DefaultK, maxK)
	}
	return l, nil
}

// check says what is wrong with a query, for whoever wrote it.
func (q Query) check() (Query, error) {
	var err error
	switch {
	case q.Now <= 0 || q.Now > lastMoment:
		return q, fmt.Errorf("%d is no time", q.Now)
	case q.Window.From < 0 || q.Window.From >= q.Window.To:
		return q, fmt.Errorf("the window ends before it begins")
	case q.Window.To > q.Now:
		return q, fmt.Errorf("the window reaches into the future")
	}
	q.K, err = q.K.check()
	return q, err
}

// Source is something that figures need and that a version may not collect yet.
type Source string

// The sources; what has none is always collected.
const (
	SourceActivity   Source = "activity"   // what a newcomer does outside the first pull request
	SourceStages     Source = "stages"     // when each was entered
	SourceQuestions  Source = "questions"  // and their answers
	SourcePulse      Source = "pulse"      // does this mentorship help you?
	SourceSessions   Source = "sessions"   // held, reported, with barriers
	SourceLoad       Source = "load"       // of mentors, week by week
	SourceWear       Source = "wear"       // its signs
	SourceForward    Source = "forward"    // graduates who become mentors
	SourceSponsoring Source = "sponsoring" // nominations and roles
	SourcePool       Source = "pool"       // areas, time bands and languages of mentors
	SourceCover      Source = "cover"      // what changes and who is free for it
	SourceForms      Source = "forms"      // other than one to one
)

// Absent are the sources that are not collected yet, and the version that will.
// Sessions, forms other than one to one, and nominations are begun by commands
// that are not there; the signs of wear need hours and replies that are not kept.
func Absent() map[Source]string {
	const later = "0.2"
	return map[Source]string{SourceSessions: later, SourceForms: later, SourceWear: later, SourceSponsoring: later}
}

// MonthOf is the beginning of the month of a moment, UTC.
func MonthOf(m Moment) Moment {
	t := m.Time()
	return At(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
}

// quarterOf is the beginning of the calendar quarter of a moment, UTC.
func quarterOf(m Moment) Moment {
	t := m.Time()
	return At(time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC))
}

// WeekOf is the Monday of the week of a moment, UTC.
func WeekOf(m Moment) Moment {
	const monday = 4 * Day // 1970-01-05
	return m - ((m-monday)%(7*Day)+7*Day)%(7*Day)
}
