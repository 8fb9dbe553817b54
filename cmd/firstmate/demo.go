package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// demoCmd plays the whole story in one process: embedded Redis, the stand-in
// for GitHub, the true server and workers, joined over loopback HTTP.
type demoCmd struct {
	Once   bool   `help:"Leave when the story is over, instead of staying up for the browser."`
	Listen string `default:"127.0.0.1:8090" placeholder:"ADDR" help:"Where firstmate listens once the story is over."`
	Git    string `placeholder:"DIR" help:"Play on the real history of this local clone instead of the built-in sample; it is only read."`
	Format string `enum:"text,json" default:"text" help:"Output: text or json."`

	around func(*githubsim.Options) func(http.Handler) http.Handler // see stage
}

// Run plays the story; it fails when the story's own checks do not hold.
func (c *demoCmd) Run(ctx context.Context, s streams) error {
	story := s.out
	if c.Format == "json" {
		story = io.Discard
	}
	began := time.Now()
	cast, err := c.cast(ctx, s.err)
	if err != nil {
		return err
	}
	stage, err := openStage(ctx, withTown(cast.world, opensOn()), c.address(), c.around, func() time.Time { return opensOn().Add(time.Since(began)) })
	if err != nil {
		return fmt.Errorf("setting the demo up: %w", err)
	}
	defer stage.close()
	p := &play{stage: stage, cast: cast, out: story}
	if err := p.tell(ctx); err != nil {
		return fmt.Errorf("playing the story: %w", err)
	}
	sum, err := p.summary(ctx, time.Since(began))
	if err != nil {
		return fmt.Errorf("adding up: %w", err)
	}
	if c.Format == "json" {
		if err := json.NewEncoder(s.out).Encode(sum); err != nil {
			return fmt.Errorf("printing: %w", err)
		}
	} else {
		sum.print(story)
	}
	if err := p.verdict(sum); err != nil {
		return checkFailed(err)
	}
	if c.Once || c.Format == "json" {
		fmt.Fprintln(story, "\nWithout --once it stays up, and ends with a link to the board of a larger, simulated community.")
		return nil
	}
	page, err := stage.settleTown(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(story, "\nfirstmate stays up at %s (health: /readyz); the stand-in's ledger is at %s/_sim/ledger. Stop with Ctrl-C.\n"+
		"The story is too small for a board, which hides persons. Here is one of %d newcomers, made up by chance:\n%s\n",
		stage.program.url(), stage.door.base, townPeople, page)
	<-ctx.Done()
	return nil
}

// opensOn is when the story begins by the stand-in's clock: always the same
// day, so that it reads the same each time.
func opensOn() time.Time { return time.Date(2026, time.January, 12, 9, 0, 0, 0, time.UTC) }

// cast is who plays where: on the built-in sample, or on a clone.
func (c *demoCmd) cast(ctx context.Context, stderr io.Writer) (cast, error) {
	if c.Git == "" {
		return demoCast(opensOn())
	}
	clone, err := readClone(ctx, stderr, c.Git, "")
	if err != nil {
		return cast{}, badInput(err)
	}
	out, err := cloneCast(clone, c.Git, opensOn())
	if err != nil {
		return cast{}, badInput(fmt.Errorf("%s: %w", c.Git, err))
	}
	return out, nil
}

// address is where firstmate listens: a fixed port only when somebody may look.
func (c *demoCmd) address() string {
	if c.Once || c.Format == "json" {
		return "127.0.0.1:0"
	}
	return c.Listen
}

// stage is everything the story runs on.
type stage struct {
	sim     *githubsim.Server
	door    *standIn
	program *program
	clock   *standInClock
	stops   []func()
	// around puts something around the stand-in; nil is nothing.
	around func(*githubsim.Options) func(http.Handler) http.Handler
}

func (s *stage) close() {
	for i := len(s.stops) - 1; i >= 0; i-- {
		s.stops[i]()
	}
}

// restFor is how long the program may take to come to rest.
const restFor = 3 * time.Minute

// rest waits until the stand-in has been quiet for a while and firstmate has
// nothing left to do now.
func (s *stage) rest(ctx context.Context, quiet time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, restFor)
	defer cancel()
	if s.program.worker != nil {
		select {
		case <-s.program.metUp:
		case <-ctx.Done():
			return fmt.Errorf("firstmate does not catch up: %w", ctx.Err())
		}
	}
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		if err := s.door.settle(ctx, quiet); err != nil {
			return err
		}
		waiting := s.program.readiness(ctx)
		if n := waiting.Pending; waiting.Ready && n.Inbox+n.Effects+n.Due == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("firstmate does not come to rest: %+v", waiting)
		case <-look.C:
		}
	}
}

// openStage starts the stand-in with a world, by that clock, and firstmate on it.
func openStage(ctx context.Context, world githubsim.World, listen string, around func(*githubsim.Options) func(http.Handler) http.Handler, now func() time.Time) (*stage, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("making a secret: %w", err)
	}
	secret = []byte(hex.EncodeToString(secret))
	s := &stage{around: around}
	if err := s.openStandIn(ctx, githubsim.Options{World: &world, WebhookSecret: secret, AppKey: &key.PublicKey, Now: now}); err != nil {
		return nil, err
	}
	if s.clock, err = newStandInClock(ctx, s.door.base); err != nil {
		s.close()
		return nil, err
	}
	err = s.openProgram(ctx, setup{
		listen: listen, embedded: true, githubURL: s.door.base, appID: 1, appKey: pemOf(key),
		secrets: [][]byte{secret}, scale: 0.05, clock: s.clock, web: true, worker: true, simulated: true,
		clientID: githubsim.ClientID, clientSecret: githubsim.ClientSecret,
		log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		s.close()
		return nil, err
	}
	follow, stop := context.WithCancel(ctx)
	go s.clock.follow(follow, s.program.poke)
	s.stops = append(s.stops, stop)
	return s, nil
}

func pemOf(key *rsa.PrivateKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
}

// openStandIn serves the stand-in on a free loopback port.
func (s *stage) openStandIn(ctx context.Context, o githubsim.Options) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening for the stand-in: %w", err)
	}
	base := "http://" + l.Addr().String()
	o.BaseURL = base
	front := func(h http.Handler) http.Handler { return h }
	if s.around != nil {
		front = s.around(&o)
	}
	if s.sim, err = githubsim.New(o); err != nil {
		l.Close()
		return fmt.Errorf("starting the stand-in: %w", err)
	}
	server := &http.Server{Handler: front(s.sim), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	go func() { _ = s.sim.Run(ctx) }()
	s.stops = append(s.stops, func() {
		s.sim.Close()
		server.Close()
	})
	s.door = newStandIn(base)
	return nil
}

// openProgram starts firstmate and tells the stand-in where it listens.
func (s *stage) openProgram(ctx context.Context, o setup) error {
	p, err := newProgram(ctx, o)
	if err != nil {
		return err
	}
	if err := p.start(ctx); err != nil {
		return err
	}
	s.program = p
	s.sim.SetWebhookURL(p.url() + webhookPath)
	s.stops = append(s.stops, func() { _ = p.close() }) // nothing of the demo is kept
	return nil
}
