package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// redisOptions are what the settings say of Redis; without an address its URL is empty.
func redisOptions(link config.RedisLink, env func(string) string) (o redisstore.Options, err error) {
	if o.URL, err = link.Redis(env); err != nil {
		return o, err
	}
	o.User = link.RedisUser
	if o.Password, o.SentinelPassword, err = link.RedisPasswords(); err != nil {
		return o, err
	}
	o.TLS, err = link.RedisTLS()
	return o, err
}

// openMemory opens the Redis `firstmate serve` uses, for a command that looks
// into it.
func openMemory(ctx context.Context, link config.RedisLink) (*redisstore.Store, error) {
	o, err := redisOptions(link, os.Getenv)
	if err != nil {
		return nil, badInput(err)
	}
	if o.URL == "" {
		return nil, badInput(errors.New("no Redis is configured: set FIRSTMATE_REDIS_URL to the one `firstmate serve` uses"))
	}
	o.Durability = redisstore.DurabilityUnchecked
	store, err := redisstore.Open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("opening the memory: %w", err)
	}
	return store, nil
}
