package redisstore

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// errURL says what is wrong with a Redis URL without repeating it: it may hold a password.
var errURL = errors.New(`want redis://HOST:PORT/DB, rediss://…, unix:///PATH, redis+sentinel://HOST:PORT,HOST:PORT/MASTER, or a list with commas for a Cluster`)

// parseURL turns the setting into connection options.
func parseURL(text string) (*redis.UniversalOptions, error) {
	if strings.HasPrefix(text, "redis+sentinel://") {
		return parseSentinel(text)
	}
	o := &redis.UniversalOptions{}
	plain := 0
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if !strings.Contains(part, "://") {
			part = "redis://" + part
		}
		one, err := redis.ParseURL(part)
		if err != nil {
			return nil, errURL
		}
		o.Addrs = append(o.Addrs, one.Addr)
		o.DB = max(o.DB, one.DB)
		o.Username, o.Password = cmp.Or(o.Username, one.Username), cmp.Or(o.Password, one.Password)
		if one.TLSConfig == nil {
			plain++
		} else {
			o.TLSConfig = one.TLSConfig
		}
	}
	if o.IsClusterMode = len(o.Addrs) > 1; !o.IsClusterMode {
		return o, nil
	}
	switch {
	case o.DB != 0:
		return nil, errors.New("a Cluster has no database but 0: leave the number out")
	case o.TLSConfig != nil && plain > 0:
		return nil, errors.New("of the nodes of a Cluster some are named with rediss:// and some without: name all alike")
	case o.TLSConfig != nil:
		o.TLSConfig.ServerName = "" // each node is asked for its own name
	}
	return o, nil
}

// parseSentinel reads redis+sentinel://[user:password@]host:port[,host:port…]/master[/N][?db=N&tls=1].
// The user and password are those of Redis; sentinel_user and sentinel_password those of the sentinels.
func parseSentinel(text string) (*redis.UniversalOptions, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errURL
	}
	q := u.Query()
	master, db, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	o := &redis.UniversalOptions{
		Addrs:      strings.Split(u.Host, ","),
		MasterName: master, Username: u.User.Username(),
		SentinelUsername: q.Get("sentinel_user"), SentinelPassword: q.Get("sentinel_password"),
	}
	o.Password, _ = u.User.Password()
	if o.MasterName == "" || u.Host == "" {
		return nil, fmt.Errorf("no name of the master: %w", errURL)
	}
	if db = cmp.Or(q.Get("db"), db); db != "" {
		if o.DB, err = strconv.Atoi(db); err != nil {
			return nil, fmt.Errorf("db is no number: %w", errURL)
		}
	}
	if q.Get("tls") == "1" {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return o, nil
}

// clientOptions are what a connection is made with: the address, and what is
// said beside it of user, passwords and TLS.
func clientOptions(o Options) (*redis.UniversalOptions, error) {
	c, err := parseURL(o.URL)
	if err != nil {
		return nil, err
	}
	if o.Password != "" && c.Password != "" {
		return nil, errors.New("there is a password in the URL and another beside it: give only one")
	}
	c.Username, c.Password = cmp.Or(o.User, c.Username), cmp.Or(o.Password, c.Password)
	c.SentinelPassword = cmp.Or(o.SentinelPassword, c.SentinelPassword)
	if o.TLS != nil {
		if c.TLSConfig == nil {
			return nil, errors.New("certificates are set, but the URL asks for no TLS: write rediss://, or redis+sentinel://…?tls=1")
		}
		name := cmp.Or(o.TLS.ServerName, c.TLSConfig.ServerName)
		c.TLSConfig = o.TLS.Clone()
		c.TLSConfig.ServerName = name
	}
	return c, nil
}

// connect opens a client that never sends a command twice by itself (but to
// another node of a Cluster) and tells the server nothing about itself, which
// old and hosted servers refuse. connected is told of each new connection.
func connect(o Options, connected func()) (redis.UniversalClient, error) {
	c, err := clientOptions(o)
	if err != nil {
		return nil, fmt.Errorf("reading the Redis URL: %w", err)
	}
	c.MaxRetries = -1
	c.DisableIdentity = true
	c.ContextTimeoutEnabled = true
	c.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	c.OnConnect = func(context.Context, *redis.Conn) error {
		connected()
		return nil
	}
	return redis.NewUniversalClient(c), nil
}

// eachMaster does something on each server that takes writes.
func eachMaster(ctx context.Context, c redis.UniversalClient, do func(ctx context.Context, c redis.Cmdable) error) error {
	if cluster, ok := c.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, m *redis.Client) error { return do(ctx, m) })
	}
	return do(ctx, c)
}

// clientLog takes go-redis's own lines, one per failed dial, to our log.
type clientLog struct{ log *slog.Logger }

// Printf is called by go-redis.
func (l clientLog) Printf(ctx context.Context, format string, args ...any) {
	l.log.DebugContext(ctx, "redis client", "message", fmt.Sprintf(format, args...))
}
