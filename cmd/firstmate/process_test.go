package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// outside is the true binary in a process of its own, on the stand-in and a
// real Redis, with somebody who starts it again whenever it dies.
type outside struct {
	*rig
	binary, redis, dir string
	alone              bool             // nobody delivers again what was missed
	roles              string           // which parts run; all if empty
	scale              string           // of technical waits; processScale if empty
	restFor            time.Duration    // how long it may take to come to rest; restFor if zero
	lives              int              // how often it is started at most; 20 if zero
	watch              *httptest.Server // the stand-in's clock, as the process reads it
	looks              atomic.Int64     // how often it did

	mu      sync.Mutex
	cmd     *exec.Cmd
	url     string // where it answers; empty while it is down
	deaths  int
	stopped bool
	ended   chan struct{} // closed when nobody starts it again any more
	log     safeBuffer
}

// processSettle is how long nothing must stir before a test looks: longer
// than any wait of the program at processScale between two requests.
const processSettle = 150 * time.Millisecond

// processScale shortens technical waits: takeover after 140 ms, spaced reads 0.6 s apart.
const processScale = "0.02"

// build builds the program with these tags, for one test and its subtests.
func build(t *testing.T, tags string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "firstmate")
	out, err := exec.Command("go", "build", "-tags", tags, "-o", path, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	return path
}

// newOutside prepares a process; launch starts it.
func newOutside(t *testing.T, binary, redis string) *outside {
	t.Helper()
	return newOutsideIn(t, binary, redis, shortWorld())
}

// newOutsideIn is newOutside in a world of its own.
func newOutsideIn(t *testing.T, binary, redis string, world *githubsim.World) *outside {
	t.Helper()
	o := &outside{rig: newRig(t, rigOptions{redis: redis, world: world}), binary: binary, redis: redis, dir: t.TempDir()}
	o.watch = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.sim.ServeHTTP(w, r)
		o.looks.Add(1)
	}))
	t.Cleanup(o.watch.Close)
	o.files()
	return o
}

// files writes what the process reads, and has it ended with the test.
func (o *outside) files() {
	t := o.t
	t.Helper()
	for name, text := range map[string][]byte{"key.pem": pemOf(o.key), "secret": []byte(rigSecret + "\n")} {
		if err := os.WriteFile(filepath.Join(o.dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		o.kill()
		if t.Failed() {
			t.Logf("log of the program:\n%s", tail(o.log.String(), 6000))
		}
	})
}

// shortWorld is the built-in world with little past, so that it is soon read.
func shortWorld() *githubsim.World {
	w := githubsim.BuiltinWorld(time.Now())
	for i := range w.Repos {
		past := &w.Repos[i].History.Merged
		*past = (*past)[max(0, len(*past)-60):]
	}
	return &w
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// launch starts the program with these faults and waits until it answers, or
// has died of them and answers again. Every later start has the next faults,
// in the end none.
func (o *outside) launch(faults ...string) {
	o.t.Helper()
	o.mu.Lock()
	o.stopped, o.ended = false, make(chan struct{})
	ended := o.ended
	o.mu.Unlock()
	go o.supervise(faults, ended)
	for deadline := time.Now().Add(2 * restFor); o.address() == ""; {
		if time.Now().After(deadline) {
			o.t.Fatalf("the program does not answer:\n%s", tail(o.log.String(), 4000))
		}
		o.tick()
	}
}

// tick is a short wait between two looks at another process.
func (o *outside) tick() {
	t := time.NewTimer(10 * time.Millisecond)
	defer t.Stop()
	<-t.C
}

// supervise starts the program again and again until somebody stops it.
func (o *outside) supervise(faults []string, ended chan struct{}) {
	defer close(ended)
	for starts := 0; starts < cmp.Or(o.lives, 20); starts++ {
		fault := ""
		if starts < len(faults) {
			fault = faults[starts]
		}
		if !o.once(fault) {
			return
		}
	}
}

// once runs the program until it ends; false if it was to end.
func (o *outside) once(faults string) bool {
	cmd := exec.Command(o.binary, "serve", "--clock", o.watch.URL, "--roles", cmp.Or(o.roles, "web,worker"))
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + o.dir, "FIRSTMATE_LISTEN=127.0.0.1:0", "FIRSTMATE_REDIS_URL=" + o.redis,
		"FIRSTMATE_GITHUB_URL=" + o.door.base, "FIRSTMATE_APP_ID=1", "FIRSTMATE_APP_KEY_FILE=" + filepath.Join(o.dir, "key.pem"),
		"FIRSTMATE_WEBHOOK_SECRET_FILE=" + filepath.Join(o.dir, "secret"), "FIRSTMATE_WAIT_SCALE=" + o.waitScale(), "FIRSTMATE_LOG_LEVEL=debug",
		"FIRSTMATE_FAULTS=" + faults, "FIRSTMATE_FAULTS_SEEN=" + o.seenFile(),
	}
	cmd.Stderr = &o.log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return false
	}
	o.mu.Lock()
	if o.stopped {
		o.mu.Unlock()
		return false
	}
	fmt.Fprintf(&o.log, "-- start with faults %q\n", faults)
	err = cmd.Start()
	o.cmd = cmd
	o.mu.Unlock()
	if err != nil {
		fmt.Fprintln(&o.log, "starting:", err)
		return false
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			o.sim.SetWebhookURL(url + webhookPath)
			o.setAddress(url)
		}
		if lines.Text() == "working" {
			o.setAddress("nowhere: it only works")
		}
	}
	err = cmd.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.url = ""
	o.deaths++
	fmt.Fprintf(&o.log, "-- ended: %v\n", err)
	return !o.stopped
}

func (o *outside) waitScale() string { return cmp.Or(o.scale, processScale) }

func (o *outside) seenFile() string { return filepath.Join(o.dir, "seen") }

// seenPoints are the fault points reached so far, in order.
func (o *outside) seenPoints() []string {
	text, err := os.ReadFile(o.seenFile())
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}

func (o *outside) address() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.url
}

func (o *outside) setAddress(url string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.url = url
}

func (o *outside) died() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.deaths
}

// pass lets time pass and waits until the process knows.
func (o *outside) pass(d string) {
	o.t.Helper()
	if err := o.door.advance(o.t.Context(), duration(o.t, d)); err != nil {
		o.t.Fatal(err)
	}
	// The first look may have begun before; the third begins after the second was understood.
	for seen := o.looks.Load(); o.looks.Load() < seen+3; {
		o.tick()
	}
	o.rest()
}

// kill ends the program for good, as a crash would.
func (o *outside) kill() {
	o.mu.Lock()
	o.stopped = true
	if o.cmd != nil && o.cmd.Process != nil {
		_ = o.cmd.Process.Kill()
	}
	ended := o.ended
	o.mu.Unlock()
	if ended != nil {
		<-ended
	}
}

// rest waits until everything is done, whoever died meanwhile. What GitHub
// could not deliver is delivered again, as its redelivery does.
func (o *outside) rest() {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), cmp.Or(o.restFor, restFor))
	defer cancel()
	var why string
	for ctx.Err() == nil {
		deaths := o.died()
		if why = o.stirs(ctx); why == "" && deaths == o.died() {
			return
		}
		o.tick()
	}
	o.t.Fatalf("firstmate does not come to rest: %s\n%s", why, o.ledgerText())
}

// stirs says what is not at rest, "" if all is.
func (o *outside) stirs(ctx context.Context) string {
	url := o.address()
	if url == "" {
		return "the program is down"
	}
	if err := o.door.settle(ctx, processSettle); err != nil {
		return err.Error()
	}
	if missed := o.missed(); len(missed) > 0 && !o.alone {
		if _, err := o.door.do(ctx, "redeliver", act{"guids": missed}); err != nil {
			return err.Error()
		}
		return fmt.Sprint(len(missed), " deliveries were missed")
	}
	state, err := readyState(ctx, url)
	if err != nil {
		return err.Error()
	}
	if p := state.Pending; !state.Ready || p.Inbox+p.Effects+p.Due > 0 {
		return fmt.Sprintf("%+v", state)
	}
	return ""
}

func readyState(ctx context.Context, url string) (state readiness, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return state, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return state, err
	}
	defer resp.Body.Close()
	return state, json.NewDecoder(resp.Body).Decode(&state)
}

// missed are deliveries whose last attempt was not answered well.
func (o *outside) missed() []string {
	last := map[string]int{}
	var order []string
	for _, d := range o.ledger().Deliveries {
		if _, known := last[d.GUID]; !known {
			order = append(order, d.GUID)
		}
		last[d.GUID] = d.Status
	}
	var missed []string
	for _, guid := range order {
		if s := last[guid]; s < 200 || s > 299 {
			missed = append(missed, guid)
		}
	}
	return missed
}
