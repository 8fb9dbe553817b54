// Package datadir is the folder of one machine: the credentials of the App
// that the setup page made, and the lock that keeps two programs apart.
package datadir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// App is the App that the setup page made, as it is kept. Secrets are in files
// of their own and not here.
type App struct {
	ID        int64  `json:"app_id"`
	Slug      string `json:"slug"`
	ClientID  string `json:"client_id"`
	GitHubURL string `json:"github_url"`
	BaseURL   string `json:"base_url"`
	Proxy     string `json:"webhook_proxy,omitempty"`
}

// Secrets are the App's credentials.
type Secrets struct{ Key, Webhook, Client string }

// Files is where the App's credentials lie.
type Files struct{ Key, Webhook, Client string }

// ErrKept says that an App is kept already.
var ErrKept = errors.New("an App is kept there already: two set-ups ran at once")

const (
	folder     = "app"
	aboutFile  = "app.json"
	keyFile    = "key.pem"
	hookFile   = "webhook-secret"
	clientFile = "oauth-client-secret"
)

// Make makes sure that the folder is there, is ours alone, and can be written to.
func Make(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("writing to the data folder: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// Keep writes an App and its credentials, readable by their owner alone
// (0400). They appear whole or not at all. ErrKept: there is one already.
func Keep(dir string, a App, s Secrets) error {
	if err := Make(dir); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(dir, ".app-*") // mode 0700
	if err != nil {
		return fmt.Errorf("making a folder for credentials: %w", err)
	}
	defer func() { _ = os.RemoveAll(fresh) }() // it is gone where all went well
	about, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return fmt.Errorf("writing about the App: %w", err)
	}
	for name, text := range map[string]string{keyFile: s.Key, hookFile: s.Webhook + "\n", clientFile: s.Client + "\n", aboutFile: string(about) + "\n"} {
		if err := write(filepath.Join(fresh, name), text); err != nil {
			return fmt.Errorf("keeping credentials: %w", err)
		}
	}
	target := filepath.Join(dir, folder)
	if _, err := os.Stat(target); err == nil {
		return ErrKept
	}
	if err := os.Rename(fresh, target); err != nil {
		if _, there := os.Stat(target); there == nil {
			return ErrKept
		}
		return fmt.Errorf("keeping credentials: %w", err)
	}
	return sync(dir)
}

// write makes a file that only its owner can read, on the disk.
func write(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// sync puts the names in a folder on the disk.
func sync(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Kept is the App that is kept in a data folder and where its credentials
// lie; ok is false where there is none.
func Kept(dir string) (a App, f Files, ok bool, err error) {
	at := filepath.Join(dir, folder)
	text, err := os.ReadFile(filepath.Join(at, aboutFile))
	if errors.Is(err, fs.ErrNotExist) {
		return a, f, false, nil
	}
	if err != nil {
		return a, f, false, fmt.Errorf("reading about the App: %w", err)
	}
	if err := json.Unmarshal(text, &a); err != nil || a.ID <= 0 {
		return a, f, false, fmt.Errorf("%s is damaged: move the folder %s away and set up again, or restore it", filepath.Join(at, aboutFile), at)
	}
	return a, Files{filepath.Join(at, keyFile), filepath.Join(at, hookFile), filepath.Join(at, clientFile)}, true, nil
}

// Open lists the credentials that others than their owner can read.
func (f Files) Open() (out []string) {
	for _, path := range []string{f.Key, f.Webhook, f.Client} {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			out = append(out, path)
		}
	}
	return out
}

// ErrLocked says that another firstmate works on the folder.
var ErrLocked = errors.New("another firstmate works on this data folder")

// Lock keeps other programs from the folder until the returned function is
// called, or the process ends however it ends. ErrLocked: somebody was there first.
func Lock(dir string) (unlock func(), err error) {
	if err := Make(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the data folder: %w", err)
	}
	if err := lock(f); err != nil {
		holder, _ := os.ReadFile(path)
		f.Close()
		return nil, fmt.Errorf("%s (process %s): %w", dir, string(holder), ErrLocked)
	}
	_ = f.Truncate(0)
	_, _ = f.WriteString(strconv.Itoa(os.Getpid())) // only to be told to whoever comes second
	return func() { f.Close() }, nil
}
