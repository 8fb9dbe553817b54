//go:build faultpoints

package fault

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// At marks a fault point and does there what FIRSTMATE_FAULTS says.
func At(point string, of ...string) error {
	name := strings.Join(append([]string{point}, of...), ".")
	return all().at(name)
}

// all are the rules of this process: they come from its environment, once.
var all = sync.OnceValue(func() *rules { //nolint:gochecknoglobals // a point has no one to ask
	r, err := parse(os.Getenv("FIRSTMATE_FAULTS"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "FIRSTMATE_FAULTS:", err)
		os.Exit(2)
	}
	r.seenFile = os.Getenv("FIRSTMATE_FAULTS_SEEN")
	return r
})

// at counts a visit and acts on it.
func (r *rules) at(name string) error {
	for _, x := range r.visit(name) {
		switch x.action {
		case "kill":
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way
		case "panic":
			panic("a fault was asked for at " + name)
		case "pause":
			time.Sleep(x.pause)
		case "error":
			return fmt.Errorf("a fault was asked for at %s", name)
		case "lost":
			return fmt.Errorf("the answer was lost at %s", name)
		}
	}
	return nil
}
