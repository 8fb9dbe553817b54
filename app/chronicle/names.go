package chronicle

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// What is kept is kept under names: a row is "n/" and its pseudonym, a pairing
// "p/", the mentor's pseudonym, the row's and which pairing of it.
const (
	rows  = "n/"
	spans = "p/"
)

// Pseudonym stands for a mentorship, or by its number for a mentor, in a tenant
// with that key. Without the key it tells nothing.
func Pseudonym(key []byte, id string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("kept/" + id)) // a hash takes everything
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// MentorPseudonym stands for a mentor in a tenant with that key.
func MentorPseudonym(key []byte, mentor int64) string {
	return Pseudonym(key, "mentor/"+strconv.FormatInt(mentor, 10))
}

// RowName is the name of the row of that pseudonym.
func RowName(id string) string { return rows + id }

// NamesOf are the beginnings of the names under which something of a mentorship is kept.
// Pairings of it stay with their mentors: they tell nothing of the newcomer.
func NamesOf(key []byte, mentorshipID string) []string {
	return []string{RowName(Pseudonym(key, mentorshipID))}
}

// SpansOf is the beginning of the names of a mentor's pairings.
func SpansOf(key []byte, mentor int64) string { return spans + MentorPseudonym(key, mentor) + "/" }

// SpanName is the name of one pairing of a mentor, with the row of that pseudonym.
func SpanName(key []byte, mentor int64, row string, pairing int) string {
	return SpansOf(key, mentor) + row + "/" + strconv.Itoa(pairing)
}

// Changed is what is to be kept anew when a row became next, in a step that led
// from one mentor to another or stayed (0: none).
func Changed(key []byte, row, next stats.Row, was, is int64, capacity int) (out []mentorship.Kept, err error) {
	if !reflect.DeepEqual(row, next) {
		text, err := next.Encode()
		if err != nil {
			return nil, fmt.Errorf("writing what is kept: %w", err)
		}
		out = append(out, mentorship.Kept{Name: RowName(next.ID), Text: text})
	}
	opened := Spans(row, next, was, is, capacity)
	places := slices.SortedFunc(maps.Keys(opened), func(a, b Place) int { return a.Pairing - b.Pairing })
	for _, p := range places {
		out = append(out, mentorship.Kept{Name: SpanName(key, p.Mentor, next.ID, p.Pairing), Text: opened[p].Encode()})
	}
	return out, nil
}

// Read takes what is kept apart: rows, and pairings by the pseudonym of their mentor.
func Read(kept []mentorship.Kept) (newcomers []stats.Row, mentors map[string]map[string]Span, err error) {
	mentors = map[string]map[string]Span{}
	for _, k := range kept {
		switch {
		case strings.HasPrefix(k.Name, rows):
			row, err := stats.DecodeRow(k.Text)
			if err != nil {
				return nil, nil, fmt.Errorf("reading what is kept: %w", err)
			}
			newcomers = append(newcomers, row)
		case strings.HasPrefix(k.Name, spans):
			mentor, which, _ := strings.Cut(strings.TrimPrefix(k.Name, spans), "/")
			span, err := DecodeSpan(k.Text)
			if err != nil {
				return nil, nil, err
			}
			if mentors[mentor] == nil {
				mentors[mentor] = map[string]Span{}
			}
			mentors[mentor][which] = span
		}
	}
	return newcomers, mentors, nil
}
