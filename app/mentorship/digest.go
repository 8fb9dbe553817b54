package mentorship

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Place is a conversation by numbers alone.
type Place struct {
	Repo   int64 `json:"repo"`
	Number int   `json:"number"`
}

// String is "repository#number", empty for no place.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return fmt.Sprintf("%d#%d", p.Repo, p.Number)
}

// ReadPlace reads what [Place.String] wrote.
func ReadPlace(s string) (p Place) {
	repo, number, _ := strings.Cut(s, "#")
	p.Repo, _ = strconv.ParseInt(repo, 10, 64)
	p.Number, _ = strconv.Atoi(number)
	return p
}

// digestHour is when on a Monday a digest comes, by the mentor's clock.
const digestHour = 8

// NextDigest is the first Monday morning after a moment, by the clock of a
// place; nil is UTC.
func NextDigest(after time.Time, place *time.Location) time.Time {
	if place == nil {
		place = time.UTC
	}
	day := after.In(place)
	for {
		next := time.Date(day.Year(), day.Month(), day.Day(), digestHour, 0, 0, 0, place)
		if next.Weekday() == time.Monday && next.After(after) {
			return next.UTC()
		}
		day = day.AddDate(0, 0, 1)
	}
}

// digestID begins the name of the work that brings a mentor's digest.
const digestID = "digest-"

// DigestID names the work that brings a mentor's digest; no mentorship is named so.
func DigestID(mentor int64) string { return digestID + itoa(mentor) }

// DigestOf is whose digest a piece of work brings; ok is false for other work.
func DigestOf(id string) (mentor int64, ok bool) {
	number, ok := strings.CutPrefix(id, digestID)
	mentor, err := strconv.ParseInt(number, 10, 64)
	return mentor, ok && err == nil
}

// Digest is the note of a week to a mentor, one a person and week.
func Digest(t Thread, to Person, at time.Time) Effect {
	year, week := at.UTC().ISOWeek()
	return Effect{
		Key: fmt.Sprintf("digest/%d/%d-%02d", to.ID, year, week), Kind: EffectDigest, Thread: t, Person: to,
	}
}
