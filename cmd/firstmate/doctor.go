package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/datadir"
	"github.com/firstmate-app/firstmate/app/doctor"
	"github.com/firstmate-app/firstmate/app/ghclient"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// doctorCmd says what is wrong with an installation, and what to do about it.
type doctorCmd struct {
	config.Server
	WebhookProxy string        `placeholder:"URL" help:"The channel serve is given, if it is."`
	Patience     time.Duration `default:"30s" help:"How long to wait for the newest delivery to be sent again."`
	Format       string        `enum:"text,json" default:"text" help:"Output: text or json."`
}

// Run prints what was found; a problem makes it fail.
func (c *doctorCmd) Run(ctx context.Context, s streams) error { return c.examine(ctx, s, os.Getenv) }

func (c *doctorCmd) examine(ctx context.Context, s streams, env func(string) string) error {
	found := c.find(ctx, env)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := printFindings(s.out, found, c.Format); err != nil {
		return err
	}
	if n := len(doctor.Problems(found)); n > 0 {
		return checkFailed(fmt.Errorf("%d of %d checks found a problem", n, len(found)))
	}
	return nil
}

// find looks at this machine first, then at GitHub and Redis.
func (c *doctorCmd) find(ctx context.Context, env func(string) string) []doctor.Finding {
	local, o, ok := c.local(ctx, env)
	if !ok {
		return local
	}
	client, err := ghclient.New(o.client())
	if err != nil {
		return append(local, doctor.Finding{Check: "app", State: doctor.Problem, Text: err.Error(), Remedy: "correct the settings"})
	}
	d := o.examiner(client)
	d.Look = patience(c.Patience)
	if o.redis.URL != "" {
		d.Memory = memory{o.redis}
	}
	return append(local, d.Examine(ctx)...)
}

// patience waits a little before each next look, as long as it lasts.
func patience(most time.Duration) func(context.Context) bool {
	end := time.Now().Add(most)
	return func(ctx context.Context) bool {
		t := time.NewTimer(min(most/10, time.Second))
		defer t.Stop()
		select {
		case <-t.C:
			return time.Now().Before(end)
		case <-ctx.Done():
			return false
		}
	}
}

// memory is the Redis that options lead to.
type memory struct{ redis redisstore.Options }

// Durability implements doctor.Memory.
func (m memory) Durability(ctx context.Context) (doctor.Durability, error) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	d, err := redisstore.Inspect(ctx, m.redis)
	return doctor.Durability(d), err
}

// local is what this machine tells by itself, and what is configured; ok is
// false where that is too little to ask anybody.
func (c *doctorCmd) local(ctx context.Context, env func(string) string) (out []doctor.Finding, o setup, ok bool) {
	bad := func(check, text, remedy string) {
		out = append(out, doctor.Finding{Check: check, State: doctor.Problem, Text: text, Remedy: remedy})
	}
	serve := serveCmd{Server: c.Server, WebhookProxy: c.WebhookProxy, Roles: []string{"web", "worker"}}
	if missing := serve.Credentials(); len(missing) == 3 {
		found, err := kept(&serve.Server, &serve.WebhookProxy, env)
		if err != nil {
			bad("settings", err.Error(), "correct the settings, or set up again with another FIRSTMATE_DATA_DIR")
			return out, o, false
		}
		if !found {
			bad("app", "no GitHub App is configured", "run `firstmate serve` and open its setup page, or set "+strings.Join(missing, ", "))
			return append(out, c.folder(env)...), o, false
		}
	} else if len(missing) > 0 {
		bad("settings", "the GitHub App is configured in part", "set "+strings.Join(missing, ", ")+", too")
		return out, o, false
	}
	o, err := serve.setup(ctx, io.Discard, env)
	if err != nil {
		bad("settings", err.Error(), "correct the setting")
		return out, o, false
	}
	if o.redis.URL == "" {
		redis, found := c.private(env)
		out, o.redis.URL = append(append(out, c.folder(env)...), found...), redis
	}
	return append(out, c.listening(ctx)), o, true
}

// folder tells whether the data folder can be written to, and by whom read.
func (c *doctorCmd) folder(env func(string) string) []doctor.Finding {
	const check = "data"
	dir, err := c.Data(env)
	if err == nil {
		err = datadir.Make(dir)
	}
	if err != nil {
		return []doctor.Finding{{Check: check, State: doctor.Problem, Text: err.Error(), Remedy: "make the folder writable for the user firstmate runs as, or name another with FIRSTMATE_DATA_DIR; a disk may be full or mounted read-only"}}
	}
	if _, files, ok, _ := datadir.Kept(dir); ok {
		if open := files.Open(); len(open) > 0 {
			return []doctor.Finding{{Check: check, State: doctor.Problem, Text: "others on this machine can read " + strings.Join(open, ", "), Remedy: "chmod 0400 " + strings.Join(open, " ")}}
		}
	}
	return []doctor.Finding{{Check: check, State: doctor.OK, Text: dir + " can be written to"}}
}

// private is the address of the private Redis, if `firstmate serve` runs it now.
func (c *doctorCmd) private(env func(string) string) (url string, found []doctor.Finding) {
	dir, err := c.Data(env)
	if err != nil {
		return "", nil
	}
	socket := filepath.Join(dir, redisFolder, "redis.sock")
	if _, err := os.Stat(socket); err != nil {
		return "", []doctor.Finding{{Check: "redis", State: doctor.Unknown, Text: "the private Redis runs only while `firstmate serve` does", Remedy: "start `firstmate serve` and ask again"}}
	}
	return "unix://" + socket, nil
}

// listening tells who answers where firstmate listens.
func (c *doctorCmd) listening(ctx context.Context) doctor.Finding {
	const check = "listen"
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	address := c.Address()
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
	if err != nil {
		return doctor.Finding{Check: check, State: doctor.Problem, Text: "FIRSTMATE_LISTEN is no address", Remedy: "for example 127.0.0.1:8080"}
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return doctor.Finding{Check: check, State: doctor.Unknown, Text: "nothing answers at " + address, Remedy: "start `firstmate serve`, with the same FIRSTMATE_LISTEN"}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 16))
	if err != nil || resp.StatusCode != http.StatusOK || string(text) != "ok\n" {
		return doctor.Finding{Check: check, State: doctor.Problem, Text: "another program answers at " + address, Remedy: "stop it, or choose another port with FIRSTMATE_LISTEN, for example 127.0.0.1:8081"}
	}
	return doctor.Finding{Check: check, State: doctor.OK, Text: "firstmate answers at " + address}
}

// printFindings prints one check a line, the remedy below.
func printFindings(w io.Writer, found []doctor.Finding, format string) error {
	if format == "json" {
		if err := json.NewEncoder(w).Encode(map[string]any{"checks": found, "problems": len(doctor.Problems(found))}); err != nil {
			return fmt.Errorf("printing: %w", err)
		}
		return nil
	}
	wide := 0
	for _, f := range found {
		wide = max(wide, len(f.Check))
	}
	for _, f := range found {
		fmt.Fprintf(w, "%-8s %-*s  %s\n", f.State, wide, f.Check, f.Text)
		if f.Remedy != "" {
			fmt.Fprintf(w, "%-8s %-*s  → %s\n", "", wide, "", f.Remedy)
		}
	}
	return nil
}
