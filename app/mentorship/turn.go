package mentorship

import "time"

// Turn is what a tenant's pump hands out when it is asked: an effect to do
// now, or nothing, in which case the pump's work has ended.
type Turn struct {
	Effect  *Effect   // nil: nothing may go out now
	Resume  bool      // an earlier try may have been applied: look it up before writing
	Misses  int       // spaced look-ups since then that did not find it
	Tries   int       // how often it failed
	Failing time.Time // when it failed first, zero if never
	Next    time.Time // with no effect: when the pump comes back by itself, zero if nothing waits
}

// Again says how an effect that did not work out is to be tried again.
type Again struct {
	Until  time.Time // not before
	Resume bool      // it may have been applied
	Misses int       // spaced look-ups that did not find it
}
