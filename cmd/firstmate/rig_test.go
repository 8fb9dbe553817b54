package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/telemetry"
)

// rig is the true program on the stand-in, joined over loopback HTTP.
type rig struct {
	t *testing.T
	stage
	options  rigOptions
	key      *rsa.PrivateKey
	stop     func()       // ends the program alone
	requests atomic.Int64 // of the program to the stand-in
}

// rigOptions choose what a rig runs on.
type rigOptions struct {
	redis string // URL of a real Redis; embedded if empty
	// replicas must have what is accepted; none, but one behind sentinels and in a Cluster, if zero.
	replicas int
	alone    bool // Redis has no replicas
	world    *githubsim.World
	log      *slog.Logger
	scale    float64 // of technical waits; 0.1 if zero
	base     string  // address people reach the program at, as far as it knows; none if empty
	// front stands between the program and the stand-in at that address, if set.
	front   func(base string) http.Handler
	metrics string   // address for metrics; none if empty
	secrets []string // of the webhook; rigSecret if none
	traces  *telemetry.Traces
	// consented are logins that agreed to be asked, beside those of the built-in world.
	consented []string
	newcomers []string // beside those of the stories
	// proxy is a channel the program fetches deliveries from, too.
	proxy string
}

// appKey is one key for all tests: making one takes a while.
var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

const rigSecret = "a webhook secret for tests"

// rigSettle is how long nothing must happen before a test looks.
const rigSettle = 250 * time.Millisecond

func newRig(t *testing.T, o rigOptions) *rig {
	t.Helper()
	r := &rig{t: t, options: o, key: appKey()}
	r.around = func(o *githubsim.Options) func(http.Handler) http.Handler {
		return counted(&r.requests, judged(o))
	}
	t.Cleanup(r.close)
	err := r.openStandIn(t.Context(), githubsim.Options{
		World: o.world, WebhookSecret: []byte(rigSecret), AppKey: &r.key.PublicKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.clock, err = newStandInClock(t.Context(), r.door.base); err != nil {
		t.Fatal(err)
	}
	return r
}

// counted counts requests of the program, the stand-in's own doors aside.
func counted(n *atomic.Int64, around func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		next := around(h)
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if !strings.HasPrefix(req.URL.Path, "/_sim/") {
				n.Add(1)
			}
			next.ServeHTTP(w, req)
		})
	}
}

// waitScale is that of technical waits. FIRSTMATE_WAIT_SCALE=1 plays a test at
// the pace of life, for which not all have the patience (docs/reliability.md).
func (o rigOptions) waitScale(t *testing.T) float64 {
	t.Helper()
	text := os.Getenv("FIRSTMATE_WAIT_SCALE")
	if text == "" {
		return cmp.Or(o.scale, 0.1)
	}
	scale, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return scale
}

// longestRest is how long a program may take to come to rest: longer where waits are
// as they are in life.
func longestRest() time.Duration {
	if os.Getenv("FIRSTMATE_WAIT_SCALE") != "" {
		return 10 * restFor
	}
	return restFor
}

// start starts the program and waits until it is at rest; restart begins with it again.
func (r *rig) start() {
	r.t.Helper()
	r.startOnly()
	r.settle()
}

func (r *rig) startOnly() {
	t := r.t
	t.Helper()
	replicas := cmp.Or(r.options.replicas, -1)
	if r.options.alone {
		replicas = 0
	}
	p, err := newProgram(t.Context(), setup{
		listen: "127.0.0.1:0", redis: redisstore.Options{URL: r.options.redis, Replicas: replicas}, embedded: r.options.redis == "", githubURL: r.github(),
		appID: 1, appKey: pemOf(r.key), secrets: r.secrets(),
		clientID: githubsim.ClientID, clientSecret: githubsim.ClientSecret, scale: r.options.waitScale(t), clock: r.clock,
		metricsListen: r.options.metrics, traces: r.options.traces, baseURL: r.options.base, proxy: r.options.proxy,
		web: true, worker: true, log: cmp.Or(r.options.log, slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go r.clock.follow(ctx, p.poke)
	r.program = p
	r.sim.SetWebhookURL(p.url() + webhookPath)
	var once sync.Once
	r.stop = func() {
		once.Do(func() {
			cancel()
			if err := p.close(); err != nil {
				t.Errorf("closing the program: %v", err)
			}
		})
	}
	r.stops = append(r.stops, r.stop)
}

// secrets are those deliveries may be signed with.
func (r *rig) secrets() (out [][]byte) {
	for _, s := range r.options.secrets {
		out = append(out, []byte(s))
	}
	if out == nil {
		out = [][]byte{[]byte(rigSecret)}
	}
	return out
}

// github is where the program finds GitHub.
func (r *rig) github() string {
	if r.options.front == nil {
		return r.door.base
	}
	s := httptest.NewServer(r.options.front(r.door.base))
	r.t.Cleanup(s.Close)
	return s.URL
}

// restart ends the program and starts it again on the same Redis.
func (r *rig) restart() {
	r.t.Helper()
	if r.options.redis == "" {
		r.t.Fatal("a restart needs a Redis outside the program")
	}
	r.stop()
	r.start()
}

func (r *rig) act(what string, a act) acted {
	r.t.Helper()
	people := []string{"rename_user", "delete_user", "member", "install", "suspend", "unsuspend", "uninstall"}
	if _, ok := a["repo"]; !ok && !slices.Contains(people, what) {
		a["repo"] = "acme/widgets"
	}
	out, err := r.door.do(r.t.Context(), what, a)
	if err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
	return out
}

// settle waits until the stand-in and the program are both at rest.
func (r *rig) settle() {
	r.t.Helper()
	var err error
	for end := time.Now().Add(longestRest()); time.Now().Before(end); {
		if err = r.rest(r.t.Context(), rigSettle); err == nil {
			return
		}
	}
	r.t.Fatal(err)
}

// pass lets time pass.
func (r *rig) pass(d string) {
	r.t.Helper()
	if err := r.door.advance(r.t.Context(), duration(r.t, d)); err != nil {
		r.t.Fatal(err)
	}
	if err := r.clock.look(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.program.poke()
	r.settle()
}

// redeliver sends every delivery again, in the given order.
func (r *rig) redeliver(order string) {
	r.t.Helper()
	if _, err := r.door.do(r.t.Context(), "redeliver", act{"guids": "all", "order": order}); err != nil {
		r.t.Fatal(err)
	}
	r.settle()
}

// faults replaces the stand-in's fault rules.
func (r *rig) faults(rules []act) {
	r.t.Helper()
	if err := r.door.call(r.t.Context(), "POST", "/_sim/faults", act{"seed": 1, "rules": rules}, nil); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) ledger() ledger {
	r.t.Helper()
	l, err := r.door.ledger(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return l
}

// trackingIssue is the number of the issue opened last.
func (r *rig) trackingIssue() int {
	r.t.Helper()
	number := 0
	for _, w := range r.ledger().Writes {
		if w.Kind == "issue.create" && w.Applied {
			number = w.Number
		}
	}
	if number == 0 {
		r.t.Fatal("no tracking issue was opened")
	}
	return number
}

// text is how a text of ours stands now: "issue" is the tracking issue opened
// first, anything else our first comment on that pull request.
func (r *rig) text(what string, pull int) string {
	r.t.Helper()
	texts := r.ledger().texts(pull, what == "issue")
	if len(texts) == 0 {
		r.t.Fatalf("there is no %s", what)
	}
	return texts[0]
}

// keepsPromises holds the ledger against what is promised to people.
func (r *rig) keepsPromises() {
	r.t.Helper()
	o := oracle{consented: append([]string{"ada", "grace", "lin"}, r.options.consented...), newcomers: append([]string{"nia", "nia-new", "omar", "kim", "zoe"}, r.options.newcomers...)}
	if wrong := o.find(r.ledger()); len(wrong) > 0 {
		r.t.Errorf("promises broken:\n%s\n%s", strings.Join(wrong, "\n"), r.ledgerText())
	}
}

// ledgerText is the ledger for an error message.
func (r *rig) ledgerText() string {
	var b strings.Builder
	for _, w := range r.ledger().Writes {
		fmt.Fprintf(&b, "%3d %s %s#%d mentions %v applied %v answered %d\n", w.N, w.Kind, w.Repo, w.Number, w.Mentions, w.Applied, w.Answered)
		if w.Body != nil {
			b.WriteString(*w.Body + "\n")
		}
	}
	return b.String()
}
