package redisstore

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestParseURL(t *testing.T) {
	cases := []struct {
		url    string
		addrs  string
		check  func(o *redis.UniversalOptions) bool
		refuse bool
	}{
		{url: "redis://localhost:6379", addrs: "localhost:6379"},
		{url: "redis://u:p%40ss@h:1/3", addrs: "h:1", check: func(o *redis.UniversalOptions) bool {
			return o.Username == "u" && o.Password == "p@ss" && o.DB == 3 && o.TLSConfig == nil
		}},
		{url: "rediss://h:1", addrs: "h:1", check: func(o *redis.UniversalOptions) bool { return o.TLSConfig != nil }},
		{url: "unix:///run/redis.sock?db=2", addrs: "/run/redis.sock", check: func(o *redis.UniversalOptions) bool { return o.DB == 2 }},
		{url: "h:1", addrs: "h:1"},
		{url: "redis+sentinel://u:pw@a:1,b:2/main?db=4&sentinel_password=sp&tls=1", addrs: "a:1,b:2", check: func(o *redis.UniversalOptions) bool {
			return o.MasterName == "main" && o.DB == 4 && o.Password == "pw" && o.SentinelPassword == "sp" && o.TLSConfig != nil
		}},
		{url: "redis://a:1,redis://b:2", addrs: "a:1,b:2", check: func(o *redis.UniversalOptions) bool { return o.IsClusterMode }},
		{url: "redis+sentinel://a:1/main/3", addrs: "a:1", check: func(o *redis.UniversalOptions) bool { return o.MasterName == "main" && o.DB == 3 }},
		{url: "rediss://:pw@a:1,rediss://b:2", addrs: "a:1,b:2", check: func(o *redis.UniversalOptions) bool {
			return o.IsClusterMode && o.Password == "pw" && o.TLSConfig != nil && o.TLSConfig.ServerName == ""
		}},
		{url: "rediss://a:1,redis://b:2", refuse: true},
		{url: "redis://a:1/2,redis://b:2", refuse: true},
		{url: "redis+sentinel://a:1", refuse: true},
		{url: "redis+sentinel://a:1/main?db=x", refuse: true},
		{url: "http://secret@h", refuse: true},
		{url: "redis://secret:secret@h:port", refuse: true},
		{url: "redis+sentinel://secret:%zz@a:1/x", refuse: true},
	}
	for _, c := range cases {
		o, err := parseURL(c.url)
		if c.refuse {
			if err == nil || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: error %v", c.url, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		if got := strings.Join(o.Addrs, ","); got != c.addrs || c.check != nil && !c.check(o) {
			t.Errorf("%s became %s, %+v", c.url, got, o)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := closed.Addr().String()
	closed.Close()
	for _, url := range []string{"ftp://x", "redis://" + addr, "redis://" + addr + ",redis://" + addr, "redis+sentinel://" + addr + "/main", ""} {
		s, err := Open(t.Context(), Options{URL: url})
		if err == nil {
			s.Close()
			t.Errorf("%q was opened", url)
		}
	}
}

func TestScale(t *testing.T) {
	idle := func(scale float64) time.Duration { return newStore(Options{WaitScale: scale}).idle() }
	got := []time.Duration{idle(0), idle(1), idle(0.1), idle(0.001), idle(7)}
	want := []time.Duration{7 * time.Second, 7 * time.Second, 700 * time.Millisecond, 140 * time.Millisecond, 7 * time.Second}
	if !slices.Equal(got, want) {
		t.Errorf("takeover after %v, want %v", got, want)
	}
	if b := newStore(Options{Block: time.Microsecond}).block; b < time.Millisecond {
		t.Errorf("a read blocks %v, which Redis takes for ever", b)
	}
}
