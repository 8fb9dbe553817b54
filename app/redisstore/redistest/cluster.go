package redistest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// slots is how many a Cluster has.
const slots = 16384

// Cluster runs that many masters, and for each of them that many replicas,
// until the test ends. URL names them all; nodes are the masters first.
func Cluster(t testing.TB, masters, replicas int) (url string, nodes []*Server) {
	t.Helper()
	for range masters * (1 + replicas) {
		s := Run(t, "--appendfsync", "everysec", "--cluster-enabled", "yes", "--cluster-port", fmt.Sprint(freePort(t)), "--cluster-node-timeout", "2000",
			"--repl-diskless-sync-delay", "0")
		nodes = append(nodes, s)
	}
	var urls []string
	for i, s := range nodes {
		urls = append(urls, s.URL())
		c := s.Client()
		defer c.Close()
		if i < masters {
			run(t, c, "CLUSTER", "ADDSLOTSRANGE", i*slots/masters, (i+1)*slots/masters-1)
		}
		run(t, c, "CLUSTER", "MEET", "127.0.0.1", nodes[0].Port, busPort(nodes[0]))
	}
	first := nodes[0].Client()
	defer first.Close()
	for i, s := range nodes {
		c := s.Client()
		defer c.Close()
		Until(t, "every node of the Cluster knows every other", func(ctx context.Context) bool {
			return strings.Contains(c.ClusterInfo(ctx).Val(), fmt.Sprintf("cluster_known_nodes:%d\r", len(nodes)))
		})
		if i >= masters {
			replicate(t, c, nodes[i%masters])
		}
	}
	for _, s := range nodes {
		c := s.Client()
		defer c.Close()
		Until(t, "the Cluster is whole", func(ctx context.Context) bool {
			return strings.Contains(c.ClusterInfo(ctx).Val(), "cluster_state:ok") && len(c.ClusterShards(ctx).Val()) == masters
		})
	}
	return strings.Join(urls, ","), nodes
}

func busPort(s *Server) string {
	for i, a := range s.args {
		if a == "--cluster-port" {
			return s.args[i+1]
		}
	}
	return ""
}

// replicate makes a node a replica of a master and waits until it follows.
func replicate(t testing.TB, c *redis.Client, master *Server) {
	t.Helper()
	m := master.Client()
	defer m.Close()
	id, err := m.ClusterMyID(context.Background()).Result()
	if err != nil {
		t.Fatalf("asking a node for its name: %v", err)
	}
	Until(t, "the master is known as one", func(ctx context.Context) bool { return c.ClusterReplicate(ctx, id).Err() == nil })
	Until(t, "the replica follows", func(ctx context.Context) bool {
		return strings.Contains(c.Info(ctx, "replication").Val(), "master_link_status:up")
	})
}

func run(t testing.TB, c *redis.Client, args ...any) {
	t.Helper()
	if err := c.Do(context.Background(), args...).Err(); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
}
