// Package fault names the places where a test may make firstmate die, stop,
// or fail: between the stops of a delivery, and around everything that leaves
// a trace in Redis or on GitHub.
//
// In a normal build [At] is empty and costs nothing. Built with the tag
// faultpoints, the program reads FIRSTMATE_FAULTS, rules separated by commas:
//
//	POINT=ACTION[@N]    redis.after.commit=kill@1,github.after=lost@2
//
// POINT is a name from docs/fault-points.md; a * at its end stands for the
// rest of the name. ACTION is what happens at the N-th time the point is
// reached (the first without @N; @N+ means every time from then on):
//
//	kill        SIGKILL, as if the power went
//	panic       a panic of the goroutine
//	pause:2s    nothing for that long, as when a machine is suspended
//	error       the step reports an error
//	lost        the step reports that its answer was lost
//
// At a point after something was done, error and lost leave it done.
// FIRSTMATE_FAULTS_SEEN names a file that gets a line for each point when it
// is reached for the first time.
package fault

//go:generate go test -run TestPointsAreListed -update .
