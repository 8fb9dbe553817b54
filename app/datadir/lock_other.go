//go:build !unix

package datadir

import "os"

// lock is not to be had here: two programs on one folder are the operator's to avoid.
func lock(*os.File) error { return nil }
