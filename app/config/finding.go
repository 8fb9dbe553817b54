package config

import (
	"cmp"
	"fmt"
	"slices"
)

// Finding is something wrong with a house rules file. Line and Col count from 1;
// the column counts characters.
type Finding struct {
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Message string `json:"message"`
	Warning bool   `json:"warning,omitempty"` // worth knowing, but the file stays in force
}

// Severity is "error" or "warning".
func (f Finding) Severity() string {
	if f.Warning {
		return "warning"
	}
	return "error"
}

// Valid reports whether none of the findings is an error.
func Valid(fs []Finding) bool {
	return !slices.ContainsFunc(fs, func(f Finding) bool { return !f.Warning })
}

// maxFindings is how many findings of one file are told.
const maxFindings = 100

// tidy sorts findings by place and drops repeats and what is too much to read.
func tidy(fs []Finding) []Finding {
	slices.SortFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Message, b.Message))
	})
	fs = slices.Compact(fs)
	if more := len(fs) - maxFindings; more > 0 {
		rest := fs[maxFindings-1:]
		last := Finding{Line: rest[0].Line, Col: rest[0].Col, Warning: Valid(rest), Message: fmt.Sprintf("and %d more findings from here on", more+1)}
		fs = append(fs[:maxFindings-1:maxFindings-1], last)
	}
	return fs
}

// quote shows a value somebody wrote, cut short and with control characters escaped.
func quote(s string) string { return fmt.Sprintf("%q", cut(s)) }

// cut shortens a value for people to read.
func cut(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	if r := []rune(s[:min(len(s), 4*most+4)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
