//go:build unix

package datadir

import (
	"os"
	"syscall"
)

// lock ends with the process, also when it is killed.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
