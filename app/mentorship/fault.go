package mentorship

import (
	"errors"
	"fmt"
	"time"
)

// FaultKind says what kind of thing went wrong at a port; it decides what happens next.
type FaultKind string

// The kinds of faults.
const (
	FaultLimited     FaultKind = "limited"     // GitHub asks to wait: Until says how long, for the whole tenant
	FaultTransient   FaultKind = "transient"   // 5xx, time-out, broken answer: try again later; nothing was applied or it was a read
	FaultUnknown     FaultKind = "unknown"     // a write whose answer was lost: look it up before any second try
	FaultNotFound    FaultKind = "not_found"   // 404: perhaps not visible yet
	FaultGone        FaultKind = "gone"        // 410, 451, or 404 for good
	FaultLocked      FaultKind = "locked"      // conversation locked, repository archived, issues disabled
	FaultForbidden   FaultKind = "forbidden"   // 403 that is neither limit nor lock nor a missing permission: blocked
	FaultPermission  FaultKind = "permission"  // the App lacks a permission, which people can grant: nobody's no
	FaultInvalid     FaultKind = "invalid"     // 422: GitHub will never take it
	FaultSuspended   FaultKind = "suspended"   // the installation is suspended or gone, or withholds a permission
	FaultFrozen      FaultKind = "frozen"      // the repository is out of reach: the effect waits without end
	FaultUninstalled FaultKind = "uninstalled" // GitHub knows no such installation
	FaultConflict    FaultKind = "conflict"    // the record moved on meanwhile: load again
	FaultFull        FaultKind = "full"        // the mentor's last place was taken meanwhile
	FaultFenced      FaultKind = "fenced"      // the piece of work belongs to somebody else now: drop it
	FaultNewer       FaultKind = "newer"       // the record was written by a newer version: leave it alone
)

// Fault is an error with a kind. Its text never holds words people wrote or secrets.
type Fault struct {
	Kind  FaultKind
	Until time.Time // for FaultLimited: when to try again; zero if GitHub did not say
	Err   error
}

func (f *Fault) Error() string {
	if f.Err == nil {
		return string(f.Kind)
	}
	return fmt.Sprintf("%s: %v", f.Kind, f.Err)
}

func (f *Fault) Unwrap() error { return f.Err }

// NewFault wraps err with a kind.
func NewFault(kind FaultKind, err error) *Fault { return &Fault{Kind: kind, Err: err} }

// IsGone reports whether err says that something is not there, or no longer.
func IsGone(err error) bool {
	kind := KindOf(err)
	return kind == FaultNotFound || kind == FaultGone
}

// KindOf returns the kind of the first Fault in err's chain, "" if there is none.
func KindOf(err error) FaultKind {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return ""
}
