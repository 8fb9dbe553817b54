package mentorship

import (
	"slices"
	"strings"
	"time"
)

const (
	waitsForHours = 72 * time.Hour
	stepOfHours   = 5 * time.Minute // a shorter span of hours may be missed
)

// inHours is at, or the first moment after it that lies in the mentor's hours,
// at most 72 hours later. These are agreed, where the two agreed on days with
// hours ("any": all of them); else those of the mentor's entry, on the clock of
// their zone (UTC where they name none); else 8 to 18 o'clock on weekdays where
// the zone is known, and any hour where it is not. On no day they are away.
func (r Rules) inHours(mentor int64, agreed string, at time.Time) time.Time {
	m, ok := r.Mentor(mentor)
	if !ok {
		return at.UTC()
	}
	open := r.hoursOf(m, agreed)
	for next := at; !next.After(at.Add(waitsForHours)); next = next.Truncate(stepOfHours).Add(stepOfHours) {
		if !m.AwayOn(next) && open(next) {
			return next.UTC()
		}
	}
	return at.Add(waitsForHours).UTC()
}

// hoursOf tells of a moment whether it lies in the mentor's hours.
func (r Rules) hoursOf(m Mentor, agreed string) func(time.Time) bool {
	var place *time.Location
	if r.Place != nil && m.Zone != "" {
		place = r.Place(m.Zone)
	}
	timing := m.Timing
	if agreed != "" {
		timing = agreed
	}
	spans := spansOf(timing)
	switch {
	case timing == anyTime, len(spans) == 0 && place == nil:
		return func(time.Time) bool { return true }
	case len(spans) == 0:
		spans = spansOf("weekdays 08:00-18:00")
	}
	if place == nil {
		place = time.UTC
	}
	return func(at time.Time) bool {
		at = at.In(place)
		return slices.ContainsFunc(spans, func(s span) bool { return s.contains(at) })
	}
}

// anyTime says that all days and hours suit.
const anyTime = "any"

// span is hours on some days of the week, in minutes from midnight. One that
// ends before it begins goes over midnight.
type span struct {
	days     []time.Weekday
	from, to int
}

// spansOf reads days with hours, as [IsTiming] knows them; what it cannot read
// it leaves out.
func spansOf(timing string) (out []span) {
	for _, part := range strings.Split(timing, ",") {
		part = strings.TrimSpace(part)
		if !IsTiming(part) {
			continue
		}
		days, hours, _ := strings.Cut(part, " ")
		from, to, _ := strings.Cut(hours, "-")
		out = append(out, span{weekdays(days), minutes(from), minutes(to)})
	}
	return out
}

func (s span) contains(at time.Time) bool {
	minute := at.Hour()*60 + at.Minute()
	today := slices.Contains(s.days, at.Weekday())
	if s.from < s.to {
		return today && s.from <= minute && minute < s.to
	}
	yesterday := slices.Contains(s.days, (at.Weekday()+6)%7)
	return today && s.from <= minute || yesterday && minute < s.to
}

// weekdays are the days a word of the house rules means.
func weekdays(word string) []time.Weekday {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
	switch word {
	case "daily":
		return week
	case "weekdays":
		return week[:5]
	case "weekends":
		return week[5:]
	}
	return slices.DeleteFunc(week, func(d time.Weekday) bool { return !strings.HasPrefix(strings.ToLower(d.String()), word) })
}

// minutes reads 15:04 as minutes from midnight.
func minutes(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}
