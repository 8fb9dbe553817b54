// Package chronicle turns the steps of a mentorship into what is kept of it for
// statistics: one [stats.Row] for each newcomer and one [Span] for each pairing
// of a mentor, dates and counts under pseudonyms.
//
// It is pure. A row is carried on step by step and written in the same commit as
// the record, so it is neither lost nor counted twice; and it outlives the
// record, which is deleted long before a board asks what a year was like.
package chronicle
