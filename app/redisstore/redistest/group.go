package redistest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// GroupName is what sentinels call the group.
const GroupName = "mates"

// Group is a master with two replicas, and three sentinels that watch it.
type Group struct {
	// URL is where clients find it.
	URL string

	t         testing.TB
	nodes     []*member
	sentinels []*member
}

// member is one process and what stands before it: all others, and clients,
// know it by its front alone.
type member struct {
	*Server
	front *front
}

func newMember(s *Server, t testing.TB) *member { return &member{s, newFront(t, s.Addr())} }

// NewGroup runs a group until the test ends. A master is given up after a
// second and a half of silence.
func NewGroup(t testing.TB) *Group {
	t.Helper()
	g := &Group{t: t}
	for range 3 {
		s := prepare(t, "--bind-source-addr", inside, "--repl-diskless-sync-delay", "0", "--replica-announce-ip", "127.0.0.1",
			"--appendfsync", "everysec", "--repl-timeout", "10", "--repl-ping-replica-period", "1")
		n := newMember(s, t)
		s.args = append(s.args, "--replica-announce-port", fmt.Sprint(n.front.port()))
		s.Start(t, g.follow()...)
		g.nodes = append(g.nodes, n)
	}
	var addrs []string
	for range 3 {
		s := newMember(prepare(t), t)
		g.watch(s)
		g.sentinels = append(g.sentinels, s)
		addrs = append(addrs, s.front.listener.Addr().String())
	}
	g.URL = "redis+sentinel://" + strings.Join(addrs, ",") + "/" + GroupName
	g.Whole()
	return g
}

// follow are arguments of a server that begins as a replica of the master, if there is one.
func (g *Group) follow() []string {
	if len(g.nodes) == 0 {
		return nil
	}
	return []string{"--replicaof", "127.0.0.1 " + fmt.Sprint(g.master().front.port())}
}

// watch starts a sentinel.
func (g *Group) watch(s *member) {
	g.t.Helper()
	path := filepath.Join(s.Dir, "sentinel.conf")
	lines := []string{
		fmt.Sprintf("port %d", s.Port), "bind 127.0.0.1", "dir " + s.Dir, "loglevel warning", "bind-source-addr " + inside,
		"sentinel announce-ip 127.0.0.1", fmt.Sprintf("sentinel announce-port %d", s.front.port()),
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d 2", GroupName, g.nodes[0].front.port()),
		"sentinel down-after-milliseconds " + GroupName + " 1500", "sentinel failover-timeout " + GroupName + " 5000",
		"sentinel parallel-syncs " + GroupName + " 2",
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		g.t.Fatalf("writing %s: %v", path, err)
	}
	s.launch(g.t, []string{path, "--sentinel"})
}

// master is who a majority of sentinels holds for the master; nil where they
// do not agree. Before there are sentinels it is the first.
func (g *Group) master() *member {
	if len(g.sentinels) == 0 {
		return g.nodes[0]
	}
	votes := map[string]int{}
	for _, s := range g.sentinels {
		c := s.Client()
		answer, err := c.Do(context.Background(), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", GroupName).StringSlice()
		c.Close()
		if err == nil && len(answer) == 2 {
			votes[answer[1]]++
		}
	}
	for _, n := range g.nodes {
		if votes[strconv.Itoa(n.front.port())] >= 2 {
			return n
		}
	}
	return nil
}

// Whole waits until there is one master, both others follow it closely, and all
// sentinels know of all of them.
func (g *Group) Whole() {
	g.t.Helper()
	Until(g.t, "the group is whole", func(ctx context.Context) bool {
		m := g.master()
		if m == nil {
			return false
		}
		c := m.Client()
		defer c.Close()
		info := c.Info(ctx, "replication").Val()
		if !strings.Contains(info, "role:master") || strings.Count(info, "state=online") != len(g.nodes)-1 {
			return false
		}
		for _, s := range g.sentinels {
			if !g.sees(ctx, s, m) {
				return false
			}
		}
		return true
	})
}

// sees reports whether a sentinel knows all of the group to be well.
func (g *Group) sees(ctx context.Context, s, master *member) bool {
	c := redis.NewSentinelClient(&redis.Options{Addr: s.Addr(), DisableIdentity: true, MaxRetries: -1})
	defer c.Close()
	m := c.Master(ctx, GroupName).Val()
	if m["port"] != strconv.Itoa(master.front.port()) || m["flags"] != "master" || m["num-other-sentinels"] != "2" {
		return false
	}
	well := 0
	for _, r := range c.Replicas(ctx, GroupName).Val() {
		if r["flags"] == "slave" && r["master-link-status"] == "ok" {
			well++
		}
	}
	return well == len(g.nodes)-1
}

// Failover makes the group change its master in one of these ways, and heals
// what was done once it has.
//
//	kill    the master dies and comes back as a replica
//	freeze  its process stands still, and goes on
//	split   it stays with the clients, cut off from all the others: neither side notices more than silence
//	hand    the sentinels are asked to
func (g *Group) Failover(kind string) {
	g.t.Helper()
	old := g.master()
	heal := func() {}
	switch kind {
	case "kill":
		old.Kill()
		heal = func() { old.Start(g.t, g.follow()...) }
	case "freeze":
		old.Freeze(true)
		heal = func() { old.Freeze(false) }
	case "split":
		g.split(old, true)
		heal = func() { g.split(old, false) }
	case "hand":
		c := g.sentinels[0].Client()
		defer c.Close()
		run(g.t, c, "SENTINEL", "FAILOVER", GroupName)
	default:
		g.t.Fatalf("no such failover: %s", kind)
	}
	Until(g.t, "another master after "+kind, func(ctx context.Context) bool {
		now := g.master()
		if now == nil || now == old {
			return false
		}
		c := now.Client()
		defer c.Close()
		return strings.Contains(c.Info(ctx, "replication").Val(), "role:master")
	})
	heal()
}

// split cuts a master off from servers, and clients from those who could tell
// them of another one.
func (g *Group) split(master *member, cut bool) {
	master.front.hold(true, cut)
	for _, s := range g.sentinels {
		s.front.hold(false, cut)
	}
}
