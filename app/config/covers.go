package config

import "github.com/bmatcuk/doublestar/v4"

// Covers reports whether a path pattern reaches wherever another one does, as
// far as their letters tell: `**` covers `store/**`, `store/**` covers `store/*.go`.
func Covers(wide, narrow string) bool {
	if wide == narrow {
		return true
	}
	ok, err := doublestar.Match(wide, narrow)
	return ok && err == nil
}
