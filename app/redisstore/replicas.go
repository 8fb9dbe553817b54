package redisstore

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// replicasWithin is how long replicas may take to have what counts only then.
const replicasWithin = time.Second

// errUnreplicated says that Redis took something, and that too few replicas
// have it yet: a failover may forget it.
var errUnreplicated = errors.New("not enough replicas of Redis have it")

// mustSettle reports whether a call counts only once replicas have it: a
// delivery is acknowledged to GitHub, an effect goes out where nobody can take
// it back. What a failover forgets of the rest is done anew.
func (c *call) mustSettle() bool { return c.name == scriptAccept || c.name == scriptPump }

// outside reports whether the answer lets something happen outside.
func (c *call) outside() bool {
	if c.cmd.Err() != nil || c.name != scriptPump {
		return c.cmd.Err() == nil
	}
	answer, _ := c.cmd.Slice()
	return len(answer) > 0 && asString(answer[0]) == "effect"
}

// settled sends calls and waits for replicas to have them. WAIT speaks of what
// its connection wrote, so each master is asked in the pipeline of its calls.
// https://redis.io/docs/latest/commands/wait/
func (s *Store) settled(ctx context.Context, calls []*call) {
	cluster, ok := s.c.(*redis.ClusterClient)
	if !ok {
		s.settledOn(ctx, s.c, calls)
		return
	}
	var all sync.WaitGroup
	for node, part := range byMaster(ctx, cluster, calls) {
		all.Go(func() { s.settledOn(ctx, node, part) })
	}
	all.Wait()
	if slices.ContainsFunc(calls, func(c *call) bool { return movedAway(c.cmd.Err()) }) {
		cluster.ReloadState(ctx) // a pipeline on one node follows nobody
	}
}

// byMaster sorts calls by the node they belong to; those without one are refused.
func byMaster(ctx context.Context, c *redis.ClusterClient, calls []*call) map[*redis.Client][]*call {
	parts := map[*redis.Client][]*call{}
	for _, one := range calls {
		node, err := c.MasterForKey(ctx, one.keys[0])
		if err != nil {
			refuseAll(ctx, []*call{one}, err)
			continue
		}
		parts[node] = append(parts[node], one)
	}
	return parts
}

func (s *Store) settledOn(ctx context.Context, node redis.Cmdable, calls []*call) {
	p := node.Pipeline()
	for _, c := range calls {
		c.cmd = p.EvalSha(ctx, s.scripts.sha[c.name], c.keys, c.args...)
	}
	wait := p.Do(ctx, "WAIT", s.replicas, replicasWithin.Milliseconds())
	_, _ = p.Exec(ctx) // each command carries its own error
	if n, err := wait.Int(); err == nil && n >= s.replicas {
		return
	}
	for _, c := range calls {
		if c.mustSettle() && c.outside() {
			c.cmd.SetErr(errUnreplicated)
		}
	}
}

// movedAway reports whether a node is not, or not any more, the one to ask.
func movedAway(err error) bool {
	if err == nil || noScript(err) || errors.Is(err, errUnreplicated) {
		return false
	}
	return !refused(err) || slices.ContainsFunc([]string{"MOVED", "READONLY", "CLUSTERDOWN", "ASK"}, func(s string) bool {
		return strings.HasPrefix(err.Error(), s)
	})
}
