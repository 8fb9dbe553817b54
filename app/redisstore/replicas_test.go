package redisstore_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/redisstore/storetest"
)

// pushed is a delivery of that tenant.
func pushed(tenant int64, id string) mentorship.Delivery {
	return mentorship.Delivery{ID: id, Event: "push", Tenant: tenant, Body: []byte("{}"), At: then()}
}

// following waits until a replica has all its master has.
func following(t *testing.T, replica *redistest.Server) {
	t.Helper()
	c := replica.Client()
	defer c.Close()
	redistest.Until(t, "the replica follows", func(ctx context.Context) bool {
		return strings.Contains(c.Info(ctx, "replication").Val(), "master_link_status:up")
	})
}

// TestReplicasAreWaitedFor: what no replica has is not accepted, not even as
// known already, and nothing goes out; once replicas are there, all goes on.
func TestReplicasAreWaitedFor(t *testing.T) {
	master := redistest.Run(t, "--repl-diskless-sync-delay", "0")
	s := storetest.Open(t, redisstore.Options{URL: master.URL(), Replicas: 1})
	b := &bench{t: t, s: s}
	b.planned()
	if turn, err := s.Pump(t.Context(), b.work, then()); err == nil || turn.Effect != nil {
		t.Errorf("an effect goes out that no replica knows of: %+v, %v", turn, err)
	}
	for _, when := range []string{"new", "known already"} {
		if _, err := s.Accept(t.Context(), pushed(lostTenant, "guid")); err == nil || !strings.Contains(err.Error(), "replicas") {
			t.Errorf("%s, and no replica has it: %v", when, err)
		}
	}
	replica := redistest.Run(t, "--replicaof", "127.0.0.1 "+fmt.Sprint(master.Port))
	following(t, replica)
	if fresh, err := s.Accept(t.Context(), pushed(lostTenant, "guid")); err != nil || fresh {
		t.Errorf("with a replica: new %v, %v", fresh, err)
	}
	turn, err := s.Pump(t.Context(), b.work, then())
	if err != nil || turn.Effect == nil || !turn.Resume {
		t.Errorf("with a replica: %+v, %v", turn, err)
	}
	replica.Freeze(true)
	if _, err := s.Accept(t.Context(), pushed(lostTenant, "another")); err == nil {
		t.Error("accepted, though the only replica is silent")
	}
	replica.Freeze(false)
	redistest.Until(t, "it is accepted after all", func(ctx context.Context) bool {
		_, err := s.Accept(ctx, pushed(lostTenant, "another"))
		return err == nil
	})
}

// TestClusterWithReplicas: on each master of a Cluster its replica is waited
// for; where a master dies its replica takes over, and accepts once it has one
// itself. Nothing that was accepted is lost, and what is handed out is in doubt.
func TestClusterWithReplicas(t *testing.T) {
	url, nodes := redistest.Cluster(t, 3, 1)
	s := storetest.Open(t, redisstore.Options{URL: url, Replicas: -1, WaitScale: 0.02})
	const many = 24
	accepted := map[string]bool{}
	accept := func(ctx context.Context, tenant int) bool {
		d := pushed(int64(tenant), fmt.Sprint("guid-", tenant))
		_, err := s.Accept(ctx, d)
		accepted[d.ID] = accepted[d.ID] || err == nil
		return err == nil
	}
	for tenant := range many {
		if !accept(t.Context(), tenant) {
			t.Fatalf("tenant %d is not served", tenant)
		}
	}
	nodes[1].Kill()
	successor := nodes[4].Client()
	defer successor.Close()
	redistest.Until(t, "the replica takes over", func(ctx context.Context) bool {
		return strings.Contains(successor.Info(ctx, "replication").Val(), "role:master")
	})
	nodes[1].Start(t)
	for tenant := many; tenant < 2*many; tenant++ {
		redistest.Until(t, fmt.Sprint("tenant ", tenant, " is served again"), func(ctx context.Context) bool { return accept(ctx, tenant) })
	}
	again := 0
	redistest.Until(t, "all that was accepted is handed out", func(ctx context.Context) bool {
		works, err := s.Read(ctx, "reader", 16)
		for _, w := range works {
			delete(accepted, w.ID)
			if w.Again {
				again++
			}
		}
		return err == nil && len(accepted) == 0
	})
	if again != 2*many {
		t.Errorf("%d of %d are in doubt after a failover", again, 2*many)
	}
}

// TestTLS runs the conformance suite on a server that takes TLS alone, from
// those who have a certificate, and from a user with a password.
func TestTLS(t *testing.T) {
	papers, port := redistest.NewPapers(t), redistest.TLSPort(t)
	server := redistest.Run(t, papers.Args(port)...)
	raw := server.Client()
	defer raw.Close()
	allow(t, server)
	ca, err := os.ReadFile(papers.CA)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(papers.ClientCert, papers.ClientKey)
	if err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(ca)
	o := redisstore.Options{
		URL: fmt.Sprintf("rediss://127.0.0.1:%d", port), User: "firstmate", Password: mayPassword, Gate: apart,
		TLS: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trust, Certificates: []tls.Certificate{pair}},
	}
	for name, spoil := range map[string]func(o *redisstore.Options){
		"nobody vouches for the server": func(o *redisstore.Options) { o.TLS = nil },
		"no certificate of ours":        func(o *redisstore.Options) { o.TLS = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trust} },
		"another name":                  func(o *redisstore.Options) { o.TLS = o.TLS.Clone(); o.TLS.ServerName = "redis.example" },
		"wrong password":                func(o *redisstore.Options) { o.Password = "secret guess" },
		"two passwords":                 func(o *redisstore.Options) { o.URL = strings.Replace(o.URL, "//", "//:secret@", 1) },
		"TLS is not asked for":          func(o *redisstore.Options) { o.URL = server.URL() },
	} {
		wrong := o
		spoil(&wrong)
		s, err := redisstore.Open(t.Context(), wrong)
		if err == nil {
			s.Close()
		}
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), mayPassword) {
			t.Errorf("%s: %v", name, err)
		}
	}
	storetest.Run(t, func(t *testing.T) storetest.Bench {
		b := storetest.Bench{Raw: raw, Open: func(t *testing.T) *redisstore.Store { return storetest.Open(t, o) }}
		b.Flush(t)
		return b
	})
}

// TestDoubt: after Redis started anew work may have been done before, for a
// while, also for a process that comes later; without a new start it is not.
func TestDoubt(t *testing.T) {
	server := redistest.Run(t)
	open := func(scale float64) *redisstore.Store {
		t.Helper()
		return storetest.Open(t, redisstore.Options{URL: server.URL(), WaitScale: scale})
	}
	reads := func(s *redisstore.Store, id string) (again bool) {
		t.Helper()
		redistest.Until(t, id+" is accepted", func(ctx context.Context) bool {
			_, err := s.Accept(ctx, pushed(lostTenant, id))
			return err == nil
		})
		redistest.Until(t, id+" is read", func(ctx context.Context) bool {
			works, err := s.Read(ctx, "reader", 1)
			if err == nil && len(works) == 1 {
				again = works[0].Again
				if err := s.Done(ctx, works[0], then()); err != nil { // a tenant's share of work in hand is small
					t.Error(err)
				}
			}
			return len(works) == 1
		})
		return again
	}
	told := func(s *redisstore.Store) bool {
		select {
		case <-s.Lost():
			return true
		default:
			return false
		}
	}
	one := open(1)
	if reads(one, "first") || reads(open(1), "second") || told(one) {
		t.Error("in doubt without a reason")
	}
	server.Kill()
	server.Start(t)
	if !reads(one, "third") || !told(one) {
		t.Error("not in doubt after a new start")
	}
	if !reads(open(1), "fourth") || !reads(one, "fifth") || told(one) {
		t.Error("the doubt ended, or was told twice")
	}
	server.Kill()
	server.Start(t)
	late := open(0.001) // nobody was there when it happened
	if !reads(late, "sixth") || !told(late) {
		t.Error("a process that came later has no doubt")
	}
	redistest.Until(t, "the doubt ends", func(ctx context.Context) bool { return !reads(late, fmt.Sprint(time.Now().UnixNano())) })
}

// TestDoubtOfEffects: what goes out after a new start is looked for first.
func TestDoubtOfEffects(t *testing.T) {
	server := redistest.Run(t)
	s := storetest.Open(t, redisstore.Options{URL: server.URL()})
	b := &bench{t: t, s: s}
	b.planned()
	server.Kill()
	server.Start(t)
	redistest.Until(t, "an effect goes out", func(ctx context.Context) bool {
		turn, err := s.Pump(ctx, b.work, then())
		if err == nil && !turn.Resume {
			t.Error("an effect goes out that is not looked for")
		}
		return err == nil
	})
}

// TestReadOnlyHeals: a master that became a replica refuses; when it is a master
// again, or its name leads to one, the same store goes on, and has doubts: another
// one may have reigned meanwhile, although this process never ended.
func TestReadOnlyHeals(t *testing.T) {
	server := redistest.Run(t)
	s := storetest.Open(t, redisstore.Options{URL: server.URL()})
	raw := server.Client()
	defer raw.Close()
	role := func(args ...any) {
		t.Helper()
		if err := raw.Do(t.Context(), append([]any{"REPLICAOF"}, args...)...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	role("127.0.0.1", "1")
	if _, err := s.Accept(t.Context(), pushed(1, "a")); err == nil || !strings.Contains(err.Error(), "READONLY") {
		t.Errorf("a replica accepts: %v", err)
	}
	if _, err := s.Read(t.Context(), "reader", 1); err == nil {
		t.Error("a replica hands out work")
	}
	role("NO", "ONE")
	if _, err := s.Accept(t.Context(), pushed(1, "a")); err != nil {
		t.Error(err)
	}
	redistest.Until(t, "work is read", func(ctx context.Context) bool {
		works, err := s.Read(ctx, "reader", 1)
		if err == nil && len(works) == 1 && !works[0].Again {
			t.Error("not in doubt under a new reign")
		}
		return err == nil && len(works) == 1
	})
}
