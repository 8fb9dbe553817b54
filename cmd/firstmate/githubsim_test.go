package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// simFiles are a secret file and the place of a key.
func simFiles(t *testing.T) (secret, key string) {
	t.Helper()
	dir := t.TempDir()
	secret, key = filepath.Join(dir, "secret"), filepath.Join(dir, "key.pem")
	if err := os.WriteFile(secret, []byte("first-secret-signs\nsecond\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return secret, key
}

func TestGithubSimServes(t *testing.T) {
	secret, key := simFiles(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lines, w := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{
			"github-sim", "--listen", "127.0.0.1:0", "--webhook-url", "http://127.0.0.1:1/hook",
			"--webhook-secret-file", secret, "--app-key-file", key, "--create-key",
		}, w, io.Discard)
		w.Close()
	}()
	line := make([]byte, 200)
	n, _ := lines.Read(line)
	base, ok := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "listening on ")
	if !ok {
		t.Fatalf("it says %q", line[:n])
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/_sim/clock", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var clock struct{ Now string }
	if err := json.NewDecoder(resp.Body).Decode(&clock); err != nil || clock.Now == "" {
		t.Errorf("clock %+v, %v", clock, err)
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file %v, %v", info, err)
	}
	cancel()
	if code := <-done; code != exitDone && code != exitInterrupted {
		t.Errorf("it ends with %d", code)
	}
}

func TestGithubSimRefuses(t *testing.T) {
	secret, key := simFiles(t)
	if err := createKey(key); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(secret)
	for name, text := range map[string]string{"empty": "\n", "nokey": "x", "world": `{"planets":[]}`, "wrongworld": `{"repos":[{"name":"x"}]}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	good := map[string]string{"--listen": "127.0.0.1:0", "--webhook-url": "http://127.0.0.1:1/", "--webhook-secret-file": secret, "--app-key-file": key}
	for _, c := range []struct{ flag, value string }{
		{"--listen", "0.0.0.0:0"},
		{"--listen", "example.org:80"},
		{"--listen", "nonsense"},
		{"--webhook-secret-file", at("none")},
		{"--webhook-secret-file", at("empty")},
		{"--app-key-file", at("none")},
		{"--app-key-file", at("nokey")},
		{"--world", at("none")},
		{"--world", at("world")},
		{"--world", at("wrongworld")},
	} {
		args := []string{"github-sim"}
		for flag, value := range good {
			if flag != c.flag {
				args = append(args, flag, value)
			}
		}
		var stderr bytes.Buffer
		code := run(t.Context(), append(args, c.flag, c.value), io.Discard, &stderr)
		if code != exitBadInput || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s %s: exit %d, %q", c.flag, c.value, code, stderr.String())
		}
	}
}
