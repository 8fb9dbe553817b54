package redisstore

import (
	"context"
	"crypto/sha1"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/fault"
)

//go:embed lua/*.lua
var luaFiles embed.FS

// script is the name of a file in lua/.
type script string

const (
	scriptAccept   script = "accept"
	scriptCommit   script = "commit"
	scriptDone     script = "done"
	scriptKeep     script = "keep"
	scriptSweep    script = "sweep"
	scriptRelease  script = "release"
	scriptDefer    script = "defer"
	scriptPark     script = "park"
	scriptUnpark   script = "unpark"
	scriptWake     script = "wake"
	scriptPump     script = "pump"
	scriptHold     script = "hold"
	scriptGate     script = "gate"
	scriptReap     script = "reap"
	scriptLearn    script = "learn"
	scriptTogether script = "together"
	scriptNewest   script = "newest"
	scriptStanding script = "standing"
	scriptTomb     script = "tomb"
	scriptForget   script = "forget"
	scriptLease    script = "lease"
	scriptSession  script = "session"
)

func allScripts() []script {
	return []script{scriptAccept, scriptCommit, scriptDone, scriptKeep, scriptSweep, scriptRelease, scriptDefer,
		scriptPark, scriptUnpark, scriptWake, scriptPump, scriptHold, scriptGate, scriptReap, scriptLearn,
		scriptTogether, scriptNewest, scriptStanding, scriptTomb, scriptForget, scriptSession, scriptLease}
}

// scripts are the sources as a server takes them, and their names there.
type scripts struct {
	source map[script]string
	sha    map[script]string
}

// shebang makes a real server (7.0 or later) watch that a script stays in its
// slot and refuse it before its first write when memory is full.
const shebang = "#!lua\n"

func readScripts(prefix string) (scripts, error) {
	s := scripts{source: map[script]string{}, sha: map[script]string{}}
	lib, err := luaFiles.ReadFile("lua/lib.lua")
	if err != nil {
		return s, err
	}
	for _, name := range allScripts() {
		text, err := luaFiles.ReadFile("lua/" + string(name) + ".lua")
		if err != nil {
			return s, err
		}
		s.source[name] = prefix + string(lib) + string(text)
		sum := sha1.Sum([]byte(s.source[name]))
		s.sha[name] = hex.EncodeToString(sum[:])
	}
	return s, nil
}

// loadScripts loads all scripts, with the shebang where the server knows it.
func loadScripts(ctx context.Context, c redis.UniversalClient) (scripts, error) {
	s, err := readScripts(shebang)
	if err != nil {
		return s, err
	}
	if err = s.load(ctx, c); err == nil || !strings.Contains(err.Error(), "ompil") {
		return s, err
	}
	if s, err = readScripts(""); err != nil {
		return s, err
	}
	return s, s.load(ctx, c)
}

// load puts the scripts a master lacks on it, on every master: a script may be
// called on any of them.
func (s scripts) load(ctx context.Context, c redis.UniversalClient) error {
	return eachMaster(ctx, c, func(ctx context.Context, c redis.Cmdable) error {
		lacking, err := s.lacking(ctx, c)
		if err != nil {
			return err
		}
		for _, name := range lacking {
			if err := c.ScriptLoad(ctx, s.source[name]).Err(); err != nil {
				return fmt.Errorf("loading script %s: %w", name, err)
			}
		}
		return nil
	})
}

// lacking is the scripts a master does not know.
func (s scripts) lacking(ctx context.Context, c redis.Cmdable) ([]script, error) {
	names := allScripts()
	shas := make([]string, len(names))
	for i, name := range names {
		shas[i] = s.sha[name]
	}
	known, err := c.ScriptExists(ctx, shas...).Result()
	if err != nil {
		return nil, fmt.Errorf("asking which scripts there are: %w", err)
	}
	var lacking []script
	for i, name := range names {
		if !known[i] {
			lacking = append(lacking, name)
		}
	}
	return lacking, nil
}

// call is one script call of a batch.
type call struct {
	name script
	keys []string
	args []any
	cmd  *redis.Cmd
}

// adds reports whether a call may add work.
func (c *call) adds() bool {
	return slices.Contains([]script{scriptAccept, scriptCommit, scriptWake, scriptUnpark, scriptGate}, c.name)
}

// runAll sends the calls in one pipeline; those a server did not know, after a
// restart or failover, are sent again once. Each call keeps its own answer;
// the error is only set when scripts could not be loaded where they were needed:
// of a Cluster another master may be away.
func (s *Store) runAll(ctx context.Context, calls []*call) error {
	defer func() {
		if slices.ContainsFunc(calls, (*call).adds) {
			s.stir()
		}
	}()
	s.send(ctx, calls)
	var unknown []*call
	for _, c := range calls {
		if noScript(c.cmd.Err()) {
			unknown = append(unknown, c)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	err := s.scripts.load(ctx, s.c)
	s.send(ctx, unknown)
	if slices.ContainsFunc(unknown, func(c *call) bool { return noScript(c.cmd.Err()) }) {
		return err
	}
	return nil
}

// send is the only way to a script, and so holds the fault points of all.
func (s *Store) send(ctx context.Context, calls []*call) {
	for _, c := range calls {
		if err := fault.At("redis.before", string(c.name)); err != nil {
			refuseAll(ctx, calls, err)
			return
		}
	}
	s.evaluate(ctx, calls)
	for _, c := range calls {
		if err := fault.At("redis.after", string(c.name)); err != nil {
			c.cmd.SetErr(err)
		}
	}
}

// refuseAll answers calls that were not sent.
func refuseAll(ctx context.Context, calls []*call, err error) {
	for _, c := range calls {
		c.cmd = redis.NewCmd(ctx)
		c.cmd.SetErr(err)
	}
}

func (s *Store) evaluate(ctx context.Context, calls []*call) {
	if s.replicas > 0 && slices.ContainsFunc(calls, (*call).mustSettle) {
		s.settled(ctx, calls)
		return
	}
	if len(calls) == 1 {
		c := calls[0]
		c.cmd = s.c.EvalSha(ctx, s.scripts.sha[c.name], c.keys, c.args...)
		return
	}
	p := s.c.Pipeline()
	for _, c := range calls {
		c.cmd = p.EvalSha(ctx, s.scripts.sha[c.name], c.keys, c.args...)
	}
	_, _ = p.Exec(ctx) // each command carries its own error
}

// run calls one script.
func (s *Store) run(ctx context.Context, name script, keys []string, args ...any) *redis.Cmd {
	c := &call{name: name, keys: keys, args: args}
	if err := s.runAll(ctx, []*call{c}); err != nil {
		c.cmd.SetErr(err)
	}
	return c.cmd
}

func noScript(err error) bool { return err != nil && strings.HasPrefix(err.Error(), "NOSCRIPT") }
