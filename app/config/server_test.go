package config

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// parse reads settings as a command would.
func parse(t *testing.T, env map[string]string, args ...string) (Server, error) {
	t.Helper()
	for _, name := range []string{"FIRSTMATE_LISTEN", "PORT", "FIRSTMATE_WAIT_SCALE"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	for k, v := range env {
		t.Setenv(k, v)
	}
	var cli struct{ Server }
	parser, err := kong.New(&cli, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return cli.Server, err
}

func TestDefaults(t *testing.T) {
	s, err := parse(t, nil)
	want := Server{Listen: "127.0.0.1:8080", GitHubURL: "https://api.github.com", LogLevel: "info", LogFormat: "text", WaitScale: 1}
	want.ReconcileEvery, want.ScanEvery, want.RedisReplicas = 5*time.Minute, 24*time.Hour, -1
	if err != nil || s != want {
		t.Errorf("%+v, %v", s, err)
	}
	if got := s.Credentials(); len(got) != 3 {
		t.Errorf("missing: %q", got)
	}
}

func TestListen(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "127.0.0.1:8080"},
		{map[string]string{"PORT": "9000"}, ":9000"},
		{map[string]string{"PORT": "9000", "FIRSTMATE_LISTEN": "0.0.0.0:80"}, "0.0.0.0:80"},
		{map[string]string{"FIRSTMATE_LISTEN": "[::1]:0"}, "[::1]:0"},
	} {
		if s, err := parse(t, c.env); err != nil || s.Address() != c.want {
			t.Errorf("%v: %q, %v", c.env, s.Address(), err)
		}
	}
}

// Every wrong value is named, with its problem and an example, on one line.
func TestWrongSettings(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"FIRSTMATE_LISTEN", "localhost", "FIRSTMATE_LISTEN"}, {"FIRSTMATE_LISTEN", "1.2.3.4:99999", "FIRSTMATE_LISTEN"}, {"PORT", "http", "PORT"},
		{"FIRSTMATE_BASE_URL", "firstmate.acme.org", "FIRSTMATE_BASE_URL"}, {"FIRSTMATE_BASE_URL", "https://a.b/?x=1", "FIRSTMATE_BASE_URL"},
		{"FIRSTMATE_BASE_URL", "https://user:secret@a.b", "FIRSTMATE_BASE_URL"}, {"FIRSTMATE_BASE_URL", "http://[::1", "FIRSTMATE_BASE_URL"},
		{"FIRSTMATE_GITHUB_URL", "https://github.com", "https://api.github.com"}, {"FIRSTMATE_GITHUB_URL", "https://acme.ghe.com", "https://api.acme.ghe.com"},
		{"FIRSTMATE_GITHUB_URL", "https://github.acme.org/", "https://github.acme.org/api/v3"},
		{"FIRSTMATE_GITHUB_URL", "http://github.acme.org", "https"}, {"FIRSTMATE_GITHUB_URL", "ftp://x", "FIRSTMATE_GITHUB_URL"},
		{"FIRSTMATE_APP_ID", "-1", "FIRSTMATE_APP_ID"}, {"FIRSTMATE_METRICS_LISTEN", "x", "FIRSTMATE_METRICS_LISTEN"},
		{"FIRSTMATE_LOG_LEVEL", "loud", "FIRSTMATE_LOG_LEVEL"}, {"FIRSTMATE_LOG_FORMAT", "xml", "FIRSTMATE_LOG_FORMAT"},
		{"FIRSTMATE_RECONCILE_EVERY", "5s", "FIRSTMATE_RECONCILE_EVERY"}, {"FIRSTMATE_RECONCILE_EVERY", "2h", "between 10s and 1h"},
		{"FIRSTMATE_SCAN_EVERY", "0s", "FIRSTMATE_SCAN_EVERY"}, {"FIRSTMATE_SCAN_EVERY", "72h", "between 1h and 48h"},
		{"FIRSTMATE_WAIT_SCALE", "0", "FIRSTMATE_WAIT_SCALE"}, {"FIRSTMATE_WAIT_SCALE", "2", "FIRSTMATE_WAIT_SCALE"}, {"FIRSTMATE_WAIT_SCALE", "NaN", "FIRSTMATE_WAIT_SCALE"},
	} {
		_, err := parse(t, map[string]string{c.name: c.value})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "for example") ||
			strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s=%s: %v", c.name, c.value, err)
		}
	}
	_, err := parse(t, map[string]string{"FIRSTMATE_LOG_LEVEL": "loud", "FIRSTMATE_WAIT_SCALE": "7"})
	if err == nil || !strings.Contains(err.Error(), "LOG_LEVEL") || !strings.Contains(err.Error(), "WAIT_SCALE") {
		t.Errorf("not both named: %v", err)
	}
}

// Signing in needs all its settings, and a way on which nobody listens.
func TestSignInSettings(t *testing.T) {
	const id, secret, base = "FIRSTMATE_OAUTH_CLIENT_ID", "FIRSTMATE_OAUTH_CLIENT_SECRET_FILE", "FIRSTMATE_BASE_URL"
	for _, c := range []struct {
		env  map[string]string
		want string // setting named, "" if all is well
	}{
		{map[string]string{}, ""},
		{map[string]string{id: "Iv1", secret: "s", base: "https://mentors.acme.org"}, ""},
		{map[string]string{id: "Iv1", secret: "s", base: "https://mentors.acme.org/"}, ""},
		{map[string]string{id: "Iv1", secret: "s", base: "http://127.0.0.1:8080"}, ""},
		{map[string]string{id: "Iv1", base: "https://mentors.acme.org"}, secret},
		{map[string]string{secret: "s", base: "https://mentors.acme.org"}, id},
		{map[string]string{id: "Iv1", secret: "s"}, base},
		{map[string]string{id: "Iv1", secret: "s", base: "http://mentors.acme.org"}, base},
		{map[string]string{id: "Iv1", secret: "s", base: "https://acme.org/mentors"}, base},
	} {
		for _, name := range []string{id, secret, base} {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
		_, err := parse(t, c.env)
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want+": ") || !strings.Contains(err.Error(), "for example")) {
			t.Errorf("%v: %v", c.env, err)
		}
	}
}

func TestOAuthSecret(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	for text, want := range map[string]string{
		"0123456789abcdef0123\n": "0123456789abcdef0123", "0123456789abcdef\r\nrest": "0123456789abcdef",
		"short-secret": "", "": "", "\n0123456789abcdef": "",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Server{OAuthSecretFile: file}.OAuthSecret()
		if got != want || (err == nil) != (want != "") || err != nil && strings.Contains(err.Error(), "short-secret") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if got, err := (Server{}).OAuthSecret(); got != "" || err != nil {
		t.Errorf("none: %q, %v", got, err)
	}
	if _, err := (Server{OAuthSecretFile: file + "-no"}).OAuthSecret(); err == nil {
		t.Error("a file that is not there is no error")
	}
}

func TestGoodURLs(t *testing.T) {
	for _, u := range []string{"https://github.acme.org/api/v3", "http://127.0.0.1:9", "http://localhost:9/api/v3/", "http://[::1]:9"} {
		if err := checkGitHubURL(u); err != nil {
			t.Error(err)
		}
	}
}

func TestCheckClock(t *testing.T) {
	for _, c := range []struct {
		clock, github string
		ok            bool
	}{
		{"", "https://api.github.com", true},
		{"http://127.0.0.1:1/_sim/clock", "http://127.0.0.1:1", true},
		{"http://localhost:1/_sim/clock", "http://[::1]:1", true},
		{"http://127.0.0.1:1/_sim/clock", "https://api.github.com", false},
		{"http://clock.example/", "http://127.0.0.1:1", false},
		{"127.0.0.1:1", "http://127.0.0.1:1", false},
		{"http://127.0.0.1:1", "http://127.0.0.1.evil.example", false},
	} {
		if err := CheckClock(c.clock, c.github); (err == nil) != c.ok {
			t.Errorf("CheckClock(%q, %q) = %v", c.clock, c.github, err)
		}
	}
}

func TestParseSecrets(t *testing.T) {
	const a, b = "0123456789abcdef", "fedcba9876543210"
	got, err := ParseSecrets([]byte(a + "\r\n\n" + b + " \n"))
	if err != nil || len(got) != 2 || string(got[0]) != a || string(got[1]) != b {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{"", "\n \n", "short", a + "\nshort-one\n", strings.Repeat(a+"\n", 11)} {
		if got, err := ParseSecrets([]byte(text)); err == nil || strings.Contains(err.Error(), "short-one") {
			t.Errorf("ParseSecrets(%q) = %q, %v", text, got, err)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	der, _ := x509.MarshalPKCS8PrivateKey(key)
	pkcs8 := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for _, text := range [][]byte{pkcs1, pkcs8} {
		if got, err := (Server{AppKeyFile: write("key", string(text))}).AppKey(); err != nil || !slices.Equal(got, text) {
			t.Error(err)
		}
	}
	for _, text := range []string{"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", strings.Repeat("x", maxFile+1)} {
		if _, err := (Server{AppKeyFile: write("key", text)}).AppKey(); err == nil {
			t.Errorf("taken for a key: %.20q", text)
		}
	}
	if s, err := (Server{WebhookSecretFile: write("secret", "0123456789abcdef\n")}).Secrets(); err != nil || len(s) != 1 {
		t.Errorf("%q, %v", s, err)
	}
	for _, path := range []string{"", filepath.Join(dir, "absent"), dir} {
		if _, err := (Server{WebhookSecretFile: path}).Secrets(); err == nil || !strings.Contains(err.Error(), "FIRSTMATE_WEBHOOK_SECRET_FILE") {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestRedis(t *testing.T) {
	file := filepath.Join(t.TempDir(), "redis")
	if err := os.WriteFile(file, []byte("rediss://:hidden@redis:6379/1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		env, file, want string
		ok              bool
	}{
		{"", "", "", true},
		{"redis://127.0.0.1:6379", "", "redis://127.0.0.1:6379", true},
		{"", file, "rediss://:hidden@redis:6379/1", true},
		{"redis+sentinel://a:26379,b:26379/main/0", "", "redis+sentinel://a:26379,b:26379/main/0", true},
		{"redis://a:1,redis://b:2", "", "redis://a:1,redis://b:2", true},
		{"unix:///run/redis.sock", "", "unix:///run/redis.sock", true},
		{"redis://a:1", file, "", false},
		{"http://hidden", "", "", false}, {"redis://", "", "", false}, {"redis://a:1,hidden:2", "", "", false}, {"", "/absent", "", false},
	} {
		got, err := Server{RedisLink: RedisLink{RedisURLFile: c.file}}.Redis(func(string) string { return c.env })
		if (err == nil) != c.ok || c.ok && got != c.want || err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("%q %q: %q, %v", c.env, c.file, got, err)
		}
	}
}

func TestData(t *testing.T) {
	for _, c := range []struct{ set, xdg, home, want string }{
		{"/d", "/x", "/h", "/d"}, {"", "/x", "/h", "/x/firstmate"}, {"", "", "/h", "/h/.local/share/firstmate"},
		{"", "relative", "/h", "/h/.local/share/firstmate"}, {"", "", "", ""},
	} {
		env := map[string]string{"XDG_DATA_HOME": c.xdg, "HOME": c.home}
		got, err := Server{DataDir: c.set}.Data(func(name string) string { return env[name] })
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}
