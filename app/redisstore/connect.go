package redisstore

import (
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
var errURL = errors.New(`want redis://HOST:PORT/DB, rediss://…, unix:///PATH or redis+sentinel://HOST:PORT,HOST:PORT/MASTER`)

// parseURL turns the setting into connection options.
func parseURL(text string) (*redis.UniversalOptions, error) {
	if strings.HasPrefix(text, "redis+sentinel://") {
		return parseSentinel(text)
	}
	o := &redis.UniversalOptions{}
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
		o.DB, o.Username, o.Password, o.TLSConfig = one.DB, one.Username, one.Password, one.TLSConfig
	}
	o.IsClusterMode = len(o.Addrs) > 1
	return o, nil
}

// parseSentinel reads redis+sentinel://[user:password@]host:port[,host:port…]/master[?db=N&tls=1].
// The user and password are those of Redis; sentinel_user and sentinel_password those of the sentinels.
func parseSentinel(text string) (*redis.UniversalOptions, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errURL
	}
	q := u.Query()
	o := &redis.UniversalOptions{
		Addrs:      strings.Split(u.Host, ","),
		MasterName: strings.Trim(u.Path, "/"), Username: u.User.Username(),
		SentinelUsername: q.Get("sentinel_user"), SentinelPassword: q.Get("sentinel_password"),
	}
	o.Password, _ = u.User.Password()
	if o.MasterName == "" || u.Host == "" {
		return nil, fmt.Errorf("no name of the master: %w", errURL)
	}
	if db := q.Get("db"); db != "" {
		if o.DB, err = strconv.Atoi(db); err != nil {
			return nil, fmt.Errorf("db is no number: %w", errURL)
		}
	}
	if q.Get("tls") == "1" {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return o, nil
}

// connect opens a client that never sends a command twice by itself and tells
// the server nothing about itself, which old and hosted servers refuse.
func connect(text string) (redis.UniversalClient, error) {
	o, err := parseURL(text)
	if err != nil {
		return nil, fmt.Errorf("reading the Redis URL: %w", err)
	}
	if o.IsClusterMode {
		return nil, errors.New("connecting to Redis: a list of servers means Redis Cluster, which is not served yet; name one server or sentinels")
	}
	o.MaxRetries = -1
	o.DisableIdentity = true
	o.ContextTimeoutEnabled = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewUniversalClient(o), nil
}

// checkEviction refuses a server that may throw memory away to make room.
func checkEviction(ctx context.Context, c redis.UniversalClient, log *slog.Logger) error {
	got, err := c.ConfigGet(ctx, "maxmemory-policy").Result()
	if err != nil {
		if strings.Contains(err.Error(), "unknown command") || strings.Contains(err.Error(), "NOPERM") {
			log.Warn("the eviction policy of Redis cannot be read; it must be noeviction")
			return nil
		}
		return fmt.Errorf("asking Redis for its eviction policy: %w", err)
	}
	if p := got["maxmemory-policy"]; p != "" && p != "noeviction" {
		return fmt.Errorf("the server at the Redis URL evicts keys (maxmemory-policy %s): set it to noeviction", p)
	}
	return nil
}

// clientLog takes go-redis's own lines, one per failed dial, to our log.
type clientLog struct{ log *slog.Logger }

// Printf is called by go-redis.
func (l clientLog) Printf(ctx context.Context, format string, args ...any) {
	l.log.DebugContext(ctx, "redis client", "message", fmt.Sprintf(format, args...))
}
