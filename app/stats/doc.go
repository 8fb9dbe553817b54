// Package stats turns what is remembered of newcomers into figures for
// governance boards.
package stats
