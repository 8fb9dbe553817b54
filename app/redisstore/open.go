package redisstore

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Options say where the memory is and how it paces itself.
type Options struct {
	// URL is redis://, rediss://, unix:// or redis+sentinel://, or a list of
	// nodes with commas for a Cluster.
	URL string
	// User and Password are those of Redis, SentinelPassword that of the
	// sentinels, where the URL does not hold them.
	User, Password, SentinelPassword string
	// TLS is whom to trust and who we are, where the URL asks for TLS; nil: the system's.
	TLS *tls.Config
	// Replicas is how many replicas must have a delivery before it is accepted,
	// and an effect before it goes out; negative: one behind sentinels and in a
	// Cluster, none elsewhere.
	Replicas int
	// Durability is what is demanded of Redis's file.
	Durability Durability
	// Client is used instead of URL where the server is embedded. It is not closed by the Store.
	Client redis.UniversalClient
	// WaitScale shortens takeover and gate for tests: 0.001 to 1, 0 means 1. House-rule timers stay as they are.
	WaitScale float64
	// Block is how long a read waits for work, a second by default; closing may take as long.
	Block time.Duration
	// Gate is how fast a tenant's effects go out.
	Gate Gate
	// Count is told how much work was parked because it cost workers their lives,
	// as poison_parked; nil: nobody is.
	Count func(what string, n int)
	// Schema is the version of records this program writes, and the newest it
	// reads: mentorship.SchemaVersion if zero. Tests of two versions side by side
	// play the next program with it.
	Schema int
	// Log takes warnings and the lines of the client library; nil discards them.
	Log *slog.Logger
}

// Gate limits the writes to GitHub of one tenant. GitHub itself allows about
// 80 a minute and 500 an hour and asks for a second between two of them:
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
type Gate struct {
	PerMinute int           // 30 if zero
	PerHour   int           // 300 if zero
	Spacing   time.Duration // a second if zero
	// Edits is the time between two edits of one tracking issue: what becomes
	// known in between goes out together. None if zero.
	Edits time.Duration
	// Texts is how many of our texts, answers and edits included, a thread takes
	// an hour: five if zero, any number if negative.
	Texts int
}

func (g Gate) orDefault() Gate {
	if g.PerMinute == 0 {
		g.PerMinute = 30
	}
	if g.PerHour == 0 {
		g.PerHour = 300
	}
	if g.Texts == 0 {
		g.Texts = 5
	}
	if g.Spacing == 0 {
		g.Spacing = time.Second
	}
	return g
}

// How long things are kept, by Redis's clock.
const (
	seenFor     = 8 * 24 * time.Hour // delivery ids and operations; GitHub redelivers for 3 days
	parkedFor   = 7 * 24 * time.Hour
	decisionFor = 30 * 24 * time.Hour
)

// takeover is how long a holder may be silent before its work is handed to another.
const takeover = 7 * time.Second

// leastScale keeps takeover clear of the pauses of a busy machine, however fast a test runs.
const leastScale = 0.02

// poison is how many holders a piece of work may cost.
const poison = 3

// Store is firstmate's memory. It is safe for concurrent use.
type Store struct {
	c       redis.UniversalClient // scripts and short reads
	reader  redis.UniversalClient // blocking reads, which hold a connection
	own     bool
	scripts scripts
	scale   float64
	block   time.Duration
	gate    Gate
	count   func(what string, n int)
	schema  int
	log     *slog.Logger

	replicas   int
	durability Durability
	doubt      doubt

	inbox   chan *arrival
	closed  chan struct{}
	drained chan struct{}
	once    sync.Once
	wg      sync.WaitGroup

	poke  chan struct{}
	fresh chan struct{} // work was added here; for readers in a Cluster
	soon  atomic.Int64  // earliest wake time planned here since the last Wake, ms; 0 = none
	sweep atomic.Int64  // shard the next sweep begins with
	sound *sound
}

// Open connects, refuses a server that may evict keys, loads the scripts and
// makes the consumer groups. Close ends it.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := newStore(o)
	if o.Client == nil {
		shake := func() { s.doubt.shaken.Store(true) }
		var err error
		if s.c, err = connect(o, shake); err != nil {
			return nil, err
		}
		if s.reader, err = connect(o, shake); err != nil {
			return nil, errors.Join(err, s.c.Close())
		}
		s.replicas = replicasBehind(s.c, o)
		redis.SetLogger(clientLog{s.log})
	}
	s.c.AddHook(doubter{s.sound})
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.disconnect())
	}
	s.wg.Go(s.acceptLoop)
	return s, nil
}

func newStore(o Options) *Store {
	s := &Store{
		c: o.Client, reader: o.Client, own: o.Client == nil,
		scale: o.WaitScale, block: o.Block, gate: o.Gate.orDefault(), count: o.Count, schema: cmp.Or(o.Schema, mentorship.SchemaVersion), log: o.Log,
		inbox: make(chan *arrival, maxBatch), closed: make(chan struct{}), drained: make(chan struct{}), poke: make(chan struct{}, 1),
		fresh: make(chan struct{}, 1), durability: o.Durability, sound: &sound{},
	}
	s.doubt.known, s.doubt.lost = map[string]bool{}, make(chan struct{}, 1)
	if s.scale <= 0 || s.scale > 1 {
		s.scale = 1
	}
	if s.block < time.Millisecond { // 0 would wait for ever
		s.block = time.Second
	}
	if s.count == nil {
		s.count = func(string, int) {}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

func (s *Store) start(ctx context.Context) (err error) {
	if err := s.Ping(ctx); err != nil {
		return err
	}
	if err := s.checkDurability(ctx); err != nil {
		return err
	}
	if s.scripts, err = loadScripts(ctx, s.c); err != nil {
		return err
	}
	if err := s.makeGroups(ctx); err != nil {
		return err
	}
	return s.meetServers(ctx)
}

// replicasBehind is how many replicas to wait for.
func replicasBehind(c redis.UniversalClient, o Options) int {
	_, cluster := c.(*redis.ClusterClient)
	switch {
	case o.Replicas >= 0:
		return o.Replicas
	case cluster || strings.HasPrefix(o.URL, "redis+sentinel://"):
		return 1
	}
	return 0
}

// Ping asks whether Redis answers; one that is still loading its file does not count.
func (s *Store) Ping(ctx context.Context) error {
	answer, err := s.c.Ping(ctx).Result()
	if err != nil {
		return fmt.Errorf("asking Redis for a sign of life: %w", err)
	}
	if answer != "PONG" {
		return fmt.Errorf("asking Redis for a sign of life: it said %q", answer)
	}
	return nil
}

// Now is Redis's own clock, for the check of clock skew.
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.c.Time(ctx).Result() }

// Close stops taking deliveries and ends the connections. Those waiting in
// Accept are answered first.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closed)
		s.wg.Wait()
		err = s.disconnect()
	})
	return err
}

func (s *Store) disconnect() error {
	if !s.own {
		return nil
	}
	return errors.Join(s.reader.Close(), s.c.Close())
}

// scaled is a wait under the scale for tests.
func (s *Store) scaled(d time.Duration) time.Duration { return time.Duration(float64(d) * s.scale) }

// idle is how long silence means death.
func (s *Store) idle() time.Duration {
	return time.Duration(float64(takeover) * max(s.scale, leastScale))
}

// ms is a time as Redis keeps it, rounded down.
func ms(t time.Time) int64 { return t.UnixMilli() }

// msUp is a time rounded up: what is due then is not due a moment early.
func msUp(t time.Time) int64 { return t.Add(time.Millisecond - 1).UnixMilli() }

// fromMs reads a time; zero stays zero.
func fromMs(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}
