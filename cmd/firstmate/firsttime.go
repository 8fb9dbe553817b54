package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gorilla/mux"

	"github.com/firstmate-app/firstmate/app/board/firsttime"
	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/datadir"
	"github.com/firstmate-app/firstmate/app/ghclient"
	"github.com/firstmate-app/firstmate/webhooks"
)

// kept puts the App that the setup page made in the place of settings that
// were left out; false if there is none. Credentials are never mixed: whoever
// names one of them names all.
func kept(c *config.Server, proxy *string, env func(string) string) (bool, error) {
	dir, err := c.Data(env)
	if err != nil {
		return false, nil //nolint:nilerr // without a folder nothing is kept
	}
	app, files, ok, err := datadir.Kept(dir)
	if !ok || err != nil {
		return false, err
	}
	if c.GitHubURL == "https://api.github.com" {
		c.GitHubURL = app.GitHubURL
	}
	if c.GitHubURL != app.GitHubURL {
		return false, fmt.Errorf("FIRSTMATE_GITHUB_URL: the App kept in %s belongs to %s; name that one, or another data folder", dir, app.GitHubURL)
	}
	c.AppID, c.AppKeyFile, c.WebhookSecretFile = app.ID, files.Key, files.Webhook
	if c.OAuthClientID == "" && c.OAuthSecretFile == "" {
		c.OAuthClientID, c.OAuthSecretFile = app.ClientID, files.Client
	}
	if c.BaseURL == "" {
		c.BaseURL = app.BaseURL
	}
	if *proxy == "" {
		*proxy = app.Proxy
	}
	return true, c.Validate()
}

// firstTime serves the setup page until an App was made. The listener stays
// open for what comes after.
func (c *serveCmd) firstTime(ctx context.Context, s streams, log *slog.Logger, env func(string) string) (net.Listener, error) {
	dir, ready := c.Data(env)
	roots, err := c.Roots()
	if err != nil {
		return nil, badInput(err)
	}
	listener, err := listen(ctx, c.Address())
	if err != nil {
		return nil, err
	}
	token := rand.Text()
	page, err := firsttime.New(firsttime.Options{
		WebURL: webURL(c.GitHubURL), BaseURL: c.BaseURL, Proxy: c.WebhookProxy, Token: token, Folder: dir, Log: log,
		Convert: func(ctx context.Context, code string) (firsttime.App, error) {
			app, err := ghclient.Convert(ctx, ghclient.Options{BaseURL: c.GitHubURL, Roots: roots, Now: systemClock{}.Now}, code)
			return firsttime.App{
				ID: app.ID, Slug: app.Slug, ClientID: app.ClientID, Key: app.PEM, WebhookSecret: app.WebhookSecret,
				ClientSecret: app.ClientSecret, URL: app.URL,
			}, err
		},
		Ready: func() error {
			if ready != nil {
				return ready
			}
			return datadir.Make(dir)
		},
		Keep: func(a firsttime.App) error {
			return datadir.Keep(dir, datadir.App{ID: a.ID, Slug: a.Slug, ClientID: a.ClientID, GitHubURL: c.GitHubURL, BaseURL: a.BaseURL, Proxy: a.Proxy},
				datadir.Secrets{Key: a.Key, Webhook: a.WebhookSecret, Client: a.ClientSecret})
		},
	})
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	where := "http://" + listener.Addr().String() + "/setup"
	log.WarnContext(ctx, "no GitHub App is configured yet: open the setup page and enter the token", "page", where, "token", token)
	fmt.Fprintln(s.out, "set up at "+where)
	app, err := waitForApp(ctx, listener, page)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, c.adopt(app, env, log)
}

// waitForApp serves the setup page on a listener that stays open.
func waitForApp(ctx context.Context, l net.Listener, page *firsttime.Page) (app firsttime.App, err error) {
	server := webhooks.Server(setupRoutes(page), l.Addr().String())
	ended := make(chan error, 1)
	stays := &staying{Listener: l}
	go func() { ended <- server.Serve(stays) }()
	select {
	case app = <-page.Done():
	case err = <-ended:
		return app, fmt.Errorf("serving the setup page: %w", err)
	case <-ctx.Done():
		err = ctx.Err()
	}
	down, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	if server.Shutdown(down) != nil {
		_ = server.Close()
	}
	if serving := <-ended; !errors.Is(serving, http.ErrServerClosed) {
		err = errors.Join(err, serving)
	}
	return app, errors.Join(err, stays.again())
}

// staying is a listener that its server lets go of without closing it: who
// comes in between waits, and is not turned away.
type staying struct{ net.Listener }

// Close only ends the wait for the next connection.
func (s *staying) Close() error {
	if l, ok := s.Listener.(*net.TCPListener); ok {
		return l.SetDeadline(time.Unix(1, 0))
	}
	return s.Listener.Close()
}

// again makes the listener fit for another server.
func (s *staying) again() error {
	if l, ok := s.Listener.(*net.TCPListener); ok {
		return l.SetDeadline(time.Time{})
	}
	return nil
}

// adopt takes the App that was just made, from where it is kept or, where it
// was shown once, from memory.
func (c *serveCmd) adopt(app firsttime.App, env func(string) string, log *slog.Logger) error {
	ok, err := kept(&c.Server, &c.WebhookProxy, env)
	if err != nil {
		return err
	}
	if ok && c.AppID == app.ID {
		log.Info("the App is made and its credentials are kept; the setup page is shut", "app", app.ID)
		return nil
	}
	log.Warn("the App is made; its credentials are in memory alone: set FIRSTMATE_APP_ID and the others before the next start", "app", app.ID)
	c.AppID, c.OAuthClientID, c.BaseURL, c.WebhookProxy = app.ID, app.ClientID, app.BaseURL, app.Proxy
	c.given = &app
	return nil
}

// setupRoutes is every path answered while no App is configured.
func setupRoutes(page *firsttime.Page) http.Handler {
	r := mux.NewRouter()
	read := func(path string, do http.HandlerFunc) {
		r.Handle(path, page.Guard(do)).Methods(http.MethodGet)
	}
	change := func(path string, do http.HandlerFunc) { r.Handle(path, page.Guard(do)).Methods(http.MethodPost) }
	read("/setup", page.Begin)
	change("/setup/token", page.Claim)
	change("/setup/address", page.Ask)
	read("/setup/created", page.Created) // it uses a code up: no HEAD
	read("/static/{name}", func(w http.ResponseWriter, r *http.Request) { page.Static.Send(w, r, mux.Vars(r)["name"]) })
	r.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/setup", http.StatusSeeOther) }).Methods(http.MethodGet)
	r.HandleFunc("/healthz", (&program{}).healthz).Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = json.NewEncoder(w).Encode(readiness{Reasons: []string{"no GitHub App is configured yet: open /setup"}}) // a reader who went away is no news
	}).Methods(http.MethodGet, http.MethodHead)
	return r
}

// listen opens an address, and names what is in the way.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, badInput(fmt.Errorf("FIRSTMATE_LISTEN: %s is taken by another program, perhaps another firstmate; stop that one, or choose another port, for example 127.0.0.1:8081", address))
	case errors.Is(err, syscall.EACCES):
		return nil, badInput(fmt.Errorf("FIRSTMATE_LISTEN: this user may not listen on %s; ports below 1024 belong to root, so choose another, for example 127.0.0.1:8080", address))
	case err != nil:
		return nil, badInput(fmt.Errorf("FIRSTMATE_LISTEN: %w", err))
	}
	return l, nil
}

// credentials makes sure that there is an App: the one that is configured, the
// one that is kept, or one that is made now on the setup page. The listener is
// nil unless the page was served on it.
func (c *serveCmd) credentials(ctx context.Context, s streams, log *slog.Logger, env func(string) string) (net.Listener, error) {
	missing := c.Credentials()
	if len(missing) == 0 {
		return nil, nil
	}
	if len(missing) < 3 {
		return nil, badInput(fmt.Errorf("the GitHub App is configured in part: set %s, too; without all of them the setup page makes an App", strings.Join(missing, ", ")))
	}
	if ok, err := kept(&c.Server, &c.WebhookProxy, env); ok || err != nil {
		if err != nil {
			err = badInput(err)
		}
		return nil, err
	}
	if !slices.Contains(c.Roles, "web") {
		return nil, badInput(errors.New("no GitHub App is configured, and a worker alone has no setup page: run `firstmate serve` with the role web once, or set " + strings.Join(missing, ", ")))
	}
	return c.firstTime(ctx, s, log, env)
}
