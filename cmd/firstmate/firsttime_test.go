package main

import (
	"context"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// machine is a machine on which `firstmate serve` runs as people run it, before
// a stand-in on which the App does not exist yet.
type machine struct {
	t *testing.T
	stage
	world    githubsim.World
	wall     func() time.Time // of the stand-in; nil is real time
	cmd      serveCmd
	env      map[string]string
	out, log safeBuffer
	ended    chan error
	end      context.CancelFunc
}

// newMachine prepares one; change says what is different about it.
func newMachine(t *testing.T, change ...func(*machine)) *machine {
	t.Helper()
	w := githubsim.BuiltinWorld(time.Now())
	w.Installations = nil
	for i := range w.Repos {
		w.Repos[i].History.Merged = w.Repos[i].History.Merged[:20]
	}
	m := &machine{t: t, env: map[string]string{"HOME": t.TempDir()}, world: w}
	m.around = judged
	t.Cleanup(m.close)
	for _, f := range change {
		f(m)
	}
	if err := m.openStandIn(t.Context(), githubsim.Options{World: &m.world, Wall: m.wall, AppKey: &appKey().PublicKey, WebhookSecret: []byte(rigSecret)}); err != nil {
		t.Fatal(err)
	}
	m.cmd = serveCmd{
		Server: config.Server{Listen: "127.0.0.1:0", GitHubURL: m.door.base, LogLevel: "info", LogFormat: "text", WaitScale: 0.1, Missed: config.Missed{ReconcileEvery: 5 * time.Minute, ScanEvery: 24 * time.Hour}},
		Roles:  []string{"web", "worker"}, Clock: m.door.base,
	}
	return m
}

// withoutRules takes the house rules out of acme/widgets.
func (m *machine) withoutRules() {
	for i := range m.world.Repos {
		if r := &m.world.Repos[i]; r.Name == "acme/widgets" {
			r.Files, r.Consents = map[string]string{"README.md": "# widgets\n"}, nil
		}
	}
}

// needsRedis skips a test that wants a private Redis where there is none.
func needsRedis(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return
	}
	if _, err := exec.LookPath("valkey-server"); err == nil {
		return
	}
	if os.Getenv(redistest.Require) == "1" {
		t.Fatal("redis-server is missing: install the package redis-server")
	}
	t.Skip("left out: a private Redis, because redis-server is not installed")
}

// start runs the command until the test ends.
func (m *machine) start() {
	m.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	m.end, m.ended = cancel, make(chan error, 1)
	go func() {
		m.ended <- m.cmd.serve(ctx, streams{&m.out, &m.log}, func(name string) string { return m.env[name] })
	}()
	m.t.Cleanup(func() {
		m.end()
		select {
		case <-m.ended:
		default:
			<-m.ended
		}
		if m.t.Failed() {
			m.t.Logf("output:\n%s\nlog:\n%s", m.out.String(), tail(m.log.String(), 4000))
		}
	})
}

// stop ends it and returns how it ended.
func (m *machine) stop() error {
	m.end()
	err := <-m.ended
	m.ended <- err // for the cleanup
	return err
}

// says waits until something is printed or logged, and returns what is in the parentheses.
func (m *machine) says(in *safeBuffer, pattern string) string {
	m.t.Helper()
	p := regexp.MustCompile(pattern)
	for end := time.Now().Add(restFor); time.Now().Before(end); {
		if found := p.FindStringSubmatch(in.String()); found != nil {
			return found[1]
		}
		select {
		case err := <-m.ended:
			m.ended <- err
			m.t.Fatalf("no %s; it ended: %v", pattern, err)
		default:
			pause(10 * time.Millisecond)
		}
	}
	m.t.Fatalf("no %s", pattern)
	return ""
}

// pause is a short wait between two looks at another goroutine's doing.
func pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	<-t.C
}

// TestSetUpAgain: once an App is kept, the next start needs no setting, the
// setup page stays shut, and what is kept is read by its owner alone.
func TestSetUpAgain(t *testing.T) {
	t.Parallel()
	e, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	m := newMachine(t, func(m *machine) { m.env["FIRSTMATE_REDIS_URL"] = e.URL() })
	m.start()
	base := m.says(&m.out, `set up at (http://\S+)/setup`)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/setup": 200, "/status": 404, "/webhooks/github": 404} {
		if got := statusOf(t, base+path); got != want {
			t.Errorf("while setting up, %s: %d", path, got)
		}
	}
	m.setUp(base)
	if at := m.says(&m.out, `listening on (\S+)`); at != base {
		t.Errorf("set up at %s, then listening on %s", base, at)
	}
	for path, want := range map[string]int{"/setup": 404, "/setup/created": 404, "/readyz": 200, "/installed": 404, "/installed?installation_id=999": 404} {
		if got := statusOf(t, base+path); got != want {
			t.Errorf("afterwards, %s: %d", path, got)
		}
	}
	if err := m.stop(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(m.env["HOME"], ".local/share/firstmate/app/*"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		info, _ := os.Stat(f)
		if err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
		if filepath.Base(f) != "app.json" && (len(text) == 0 || strings.Contains(m.log.String(), strings.TrimSpace(string(text)))) {
			t.Errorf("%s is empty or logged", f)
		}
	}
	again := newMachine(t, func(n *machine) { n.env = m.env })
	again.cmd.GitHubURL, again.cmd.Clock = m.door.base, m.door.base
	again.start()
	again.says(&again.out, `(listening on) `)
	if strings.Contains(again.log.String(), "setup page") {
		t.Error("the setup page is open again")
	}
}

// setUp goes through the setup page without a browser.
func (m *machine) setUp(base string) {
	m.t.Helper()
	b := m.person(base)
	token := m.says(&m.log, `token=(\S+)`)
	b.post("/setup/token", "token="+token)
	page := b.post("/setup/address", "base="+base+"&name=mate&keep=here&org=acme")
	page = b.submit(page, m.door.base+"/organizations/acme/settings/apps/new")
	page = b.submit(page, m.door.base+"/organizations/acme/settings/apps")
	if !strings.Contains(page, "The App is made") {
		m.t.Fatalf("the App was not made:\n%s", page)
	}
}

func statusOf(t *testing.T, url string) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// TestNoPrivateRedis: where none is to be had, the start says what to install.
func TestNoPrivateRedis(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	m := newMachine(t)
	m.cmd.AppID = 1
	m.cmd.AppKeyFile, m.cmd.WebhookSecretFile = appFiles(t)
	err := m.cmd.serve(t.Context(), streams{&m.out, &m.log}, func(name string) string { return m.env[name] })
	if exitCode(err) != exitBadInput || !strings.Contains(err.Error(), "apt-get install redis-server") {
		t.Errorf("%d, %v", exitCode(err), err)
	}
}

// appFiles are files with the tests' key and secret.
func appFiles(t *testing.T) (key, secret string) {
	t.Helper()
	dir := t.TempDir()
	key, secret = filepath.Join(dir, "key.pem"), filepath.Join(dir, "secret")
	if err := errors.Join(os.WriteFile(key, pemOf(appKey()), 0o600), os.WriteFile(secret, []byte(rigSecret+"\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	return key, secret
}

// person fills forms in, without a browser.
type person struct {
	t    *testing.T
	base string
	http *http.Client
}

func (m *machine) person(base string) *person {
	m.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	p := &person{m.t, base, &http.Client{Jar: jar}}
	m.t.Cleanup(p.http.CloseIdleConnections)
	return p
}

// post sends a form and returns the page it leads to.
func (p *person) post(address, form string) string {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.base + address
	}
	resp, err := p.http.Post(address, "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s, %v\n%s", address, resp.Status, err, text)
	}
	return string(text)
}

// submit sends the form of a page that leads there, as it is filled in.
func (p *person) submit(page, to string) string {
	p.t.Helper()
	form := regexp.MustCompile(`(?s)<form[^>]* action="([^"]*)".*?</form>`).FindStringSubmatch(page)
	if form == nil {
		p.t.Fatalf("no form in\n%s", page)
	}
	address := html.UnescapeString(form[1])
	if strings.HasPrefix(address, "/") {
		address = strings.TrimSuffix(to, address) + address
	}
	if got, _, _ := strings.Cut(address, "?"); got != to {
		p.t.Fatalf("the form leads to %s, want %s", address, to)
	}
	fields := url.Values{}
	for _, input := range regexp.MustCompile(`<input[^>]* name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form[0], -1) {
		fields.Set(input[1], html.UnescapeString(input[2]))
	}
	return p.post(address, fields.Encode())
}
