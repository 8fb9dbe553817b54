package datadir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

var (
	app     = App{ID: 7, Slug: "mate", ClientID: "Iv1.x", GitHubURL: "https://api.github.com", BaseURL: "https://x.example"}
	secrets = Secrets{Key: "the key", Webhook: "hook", Client: "client"}
)

// TestKept: what was kept is read again, by its owner alone.
func TestKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "firstmate")
	if _, _, ok, err := Kept(dir); ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	if err := Keep(dir, app, secrets); err != nil {
		t.Fatal(err)
	}
	got, files, ok, err := Kept(dir)
	if got != app || !ok || err != nil {
		t.Errorf("%+v, %v, %v", got, ok, err)
	}
	for path, want := range map[string]string{files.Key: "the key", files.Webhook: "hook\n", files.Client: "client\n"} {
		text, err := os.ReadFile(path)
		info, _ := os.Stat(path)
		if err != nil || string(text) != want || info.Mode().Perm() != 0o400 {
			t.Errorf("%s: %q, %v, %v", path, text, info.Mode(), err)
		}
	}
	for _, path := range []string{dir, filepath.Dir(files.Key)} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if open := files.Open(); open != nil {
		t.Error(open)
	}
	if err := os.Chmod(files.Key, 0o644); err != nil {
		t.Fatal(err)
	}
	if open := files.Open(); len(open) != 1 || open[0] != files.Key {
		t.Error(open)
	}
}

// TestKeptOnce: the second of two set-ups changes nothing and leaves nothing behind.
func TestKeptOnce(t *testing.T) {
	dir := t.TempDir()
	if err := Keep(dir, app, secrets); err != nil {
		t.Fatal(err)
	}
	other := app
	other.ID = 8
	if err := Keep(dir, other, secrets); !errors.Is(err, ErrKept) {
		t.Errorf("%v", err)
	}
	got, _, _, err := Kept(dir)
	names, _ := os.ReadDir(dir)
	if got != app || err != nil || len(names) != 1 {
		t.Errorf("%+v, %v, %v", got, err, names)
	}
}

func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "{", `{"app_id":0}`} {
		if err := os.MkdirAll(filepath.Join(dir, "app"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "app", "app.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, ok, err := Kept(dir); ok || err == nil {
			t.Errorf("%q: %v, %v", text, ok, err)
		}
	}
}

// TestNoFolder: where none can be made, the error says so before anything is asked of GitHub.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Make(filepath.Join(file, "data")); err == nil {
		t.Error("a folder in a file")
	}
	if err := Keep(filepath.Join(file, "data"), app, secrets); err == nil {
		t.Error("kept in a file")
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("%v", err)
	}
	unlock()
	unlock, err = Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
