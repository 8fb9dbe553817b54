package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// group is the one consumer group of the work streams.
const group = "w"

// Read waits for work, at most Options.Block, and hands it to that consumer.
// It asks for slots pieces in all, but may bring one per shard.
func (s *Store) Read(ctx context.Context, consumer string, slots int) ([]mentorship.Work, error) {
	res, err := s.readStreams(ctx, consumer, int64(max(1, slots/Shards)))
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading work: %w", errors.Join(err, s.remakeGroups(ctx, err)))
	}
	var all []mentorship.Work
	for _, stream := range res {
		shard := shardOfStream(stream.Stream)
		for _, m := range stream.Messages {
			all = append(all, s.work(ctx, shard, consumer, m.ID, 1, m.Values))
		}
	}
	if err := fault.At("read.handed"); err != nil {
		return nil, fmt.Errorf("reading work: %w", err)
	}
	return s.inDoubt(ctx, all), nil
}

// inDoubt marks work that may have been done before.
func (s *Store) inDoubt(ctx context.Context, works []mentorship.Work) []mentorship.Work {
	if len(works) > 0 && s.doubtful(ctx) {
		for i := range works {
			works[i].Again = true
		}
	}
	return works
}

// readStreams reads the streams of all shards, each as much as the others. On
// one server a single read waits for all of them.
func (s *Store) readStreams(ctx context.Context, consumer string, each int64) ([]redis.XStream, error) {
	if _, cluster := s.reader.(*redis.ClusterClient); cluster {
		return s.readShards(ctx, consumer, each)
	}
	streams := make([]string, 2*Shards)
	for i := range Shards {
		streams[i], streams[Shards+i] = workKey(i), ">"
	}
	return s.reader.XReadGroup(ctx, &redis.XReadGroupArgs{Group: group, Consumer: consumer, Streams: streams, Count: each, Block: s.block}).Result()
}

// lookEvery is how often a Cluster is asked for work that others added.
const lookEvery = 50 * time.Millisecond

// readShards reads in a Cluster, where one read cannot name two slots. Sixteen
// reads that wait would bring work while nobody has room for it, so all shards
// are asked together, without waiting, until there is something: at once when
// work was added here, and every 50 ms.
func (s *Store) readShards(ctx context.Context, consumer string, each int64) ([]redis.XStream, error) {
	end, look := time.NewTimer(s.block), time.NewTicker(lookEvery)
	defer end.Stop()
	defer look.Stop()
	for {
		res, err := s.readShardsNow(ctx, consumer, each)
		if len(res) > 0 {
			return res, nil
		}
		if err != nil {
			return nil, err
		}
		select {
		case <-look.C:
		case <-s.fresh:
		case <-end.C:
			return nil, redis.Nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// readShardsNow asks all shards, one pipeline for each node. What some handed
// out counts, whatever became of the others.
func (s *Store) readShardsNow(ctx context.Context, consumer string, each int64) (all []redis.XStream, err error) {
	p := s.reader.Pipeline()
	var cmds [Shards]*redis.XStreamSliceCmd
	for i := range cmds {
		cmds[i] = p.XReadGroup(ctx, &redis.XReadGroupArgs{Group: group, Consumer: consumer, Streams: []string{workKey(i), ">"}, Count: each, Block: -1})
	}
	_, _ = p.Exec(ctx) // each command carries its own error
	for _, c := range cmds {
		res, e := c.Result()
		if e != nil && !errors.Is(e, redis.Nil) {
			err = errors.Join(err, e)
		}
		all = append(all, res...)
	}
	return all, err
}

// stir tells a reader in a Cluster that work may have been added.
func (s *Store) stir() {
	select {
	case s.fresh <- struct{}{}:
	default:
	}
}

func shardOfStream(key string) int {
	for i := range Shards {
		if workKey(i) == key {
			return i
		}
	}
	return 0
}

// work reads an entry. A delivery whose body cannot be unpacked comes without.
func (s *Store) work(ctx context.Context, shard int, consumer, entry string, count int64, v map[string]any) mentorship.Work {
	w := mentorship.Work{
		Claim:  mentorship.Claim{Shard: shard, Entry: entry, Consumer: consumer, Count: count},
		Kind:   mentorship.WorkKind(asString(v["k"])),
		Tenant: asInt(asString(v["t"])), ID: asString(v["g"]), Event: asString(v["e"]),
		First: fromMs(asInt(asString(v["f"]))), Tries: int(asInt(asString(v["n"]))),
		Again: asString(v["a"]) == flag(true),
	}
	if w.Kind != mentorship.WorkDelivery {
		return w
	}
	body, err := s2.Decode(nil, []byte(asString(v["b"])))
	if err != nil {
		s.log.WarnContext(ctx, "a delivery cannot be unpacked", "delivery", w.ID, "tenant", w.Tenant)
	}
	w.Body = body
	return w
}

// Done ends work that needs no commit; its body is gone with it. Work that
// ended before is no error. FaultFenced: it is somebody else's now.
func (s *Store) Done(ctx context.Context, w mentorship.Work, now time.Time) error {
	cmd := s.run(ctx, scriptDone, effectKeys(w.Tenant), w.Tenant, w.Entry, w.Consumer, w.Count, ms(now))
	return ended("finishing work", cmd)
}

// Defer puts work away until that time; then it is handed out again, with one more try.
func (s *Store) Defer(ctx context.Context, w mentorship.Work, until time.Time) error {
	it := item(w)
	keys := []string{workKey(w.Shard), wakeKey(w.Shard), countKey(w.Shard), laterKey(w.Shard, it)}
	if err := ended("putting work away", s.run(ctx, scriptDefer, keys, w.Entry, w.Consumer, w.Count, it, msUp(until))); err != nil {
		return err
	}
	s.pokeAt(until)
	return nil
}

// Park sets work aside with a reason, for people to look at; after seven days it is gone.
func (s *Store) Park(ctx context.Context, w mentorship.Work, reason string) error {
	return ended("parking work", s.run(ctx, scriptPark, []string{workKey(w.Shard)},
		w.Entry, w.Consumer, w.Count, item(w), reason, int(parkedFor/time.Second)))
}

// Release gives work back at once. With died, it counts against the work as if
// its holder had died; after three such deaths it is parked.
func (s *Store) Release(ctx context.Context, w mentorship.Work, died bool) error {
	left := w.Count - 1
	if died {
		left = w.Count
	}
	return ended("giving work back", s.run(ctx, scriptRelease, []string{workKey(w.Shard)}, w.Entry, w.Consumer, w.Count, left))
}

// ended reads the answer of a script that ends a claim.
func ended(what string, cmd *redis.Cmd) error {
	answer, err := cmd.Text()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if answer == "fenced" {
		return mentorship.NewFault(mentorship.FaultFenced, errors.New(what))
	}
	return nil
}

// makeGroups makes the consumer groups, from the first entry on: what is there already is work.
func (s *Store) makeGroups(ctx context.Context) error {
	for i := range Shards {
		err := s.c.XGroupCreateMkStream(ctx, workKey(i), group, "0").Err()
		if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
			return fmt.Errorf("making consumer groups: %w", err)
		}
	}
	return nil
}

// remakeGroups answers an error that says that a group or its stream was lost.
func (s *Store) remakeGroups(ctx context.Context, err error) error {
	if !strings.Contains(err.Error(), "NOGROUP") && !strings.Contains(err.Error(), "UNBLOCKED") {
		return nil
	}
	s.sound.doubt()
	return s.makeGroups(ctx)
}
