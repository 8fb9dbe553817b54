package githubsim

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

func TestAppToken(t *testing.T) {
	r := newRig(t)
	now := time.Now()
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	hs, _ := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"iss": "1", "exp": now.Add(time.Minute).Unix()}).SignedString([]byte("x"))
	number, _ := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": 1, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}).SignedString(testKey())
	noExp, _ := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": "1", "iat": now.Unix()}).SignedString(testKey())
	for _, c := range []struct {
		name, auth string
		status     int
	}{
		{"good", "Bearer " + r.jwt(), 200},
		{"number as issuer", "Bearer " + number, 200},
		{"ten minutes", "Bearer " + signJWT(testKey(), "1", now, now.Add(10*time.Minute)), 200},
		{"none", "", 401},
		{"other key", "Bearer " + signJWT(stranger, "1", now, now.Add(time.Minute)), 401},
		{"other App", "Bearer " + signJWT(testKey(), "2", now, now.Add(time.Minute)), 401},
		{"too long", "Bearer " + signJWT(testKey(), "1", now, now.Add(11*time.Minute)), 401},
		{"expired", "Bearer " + signJWT(testKey(), "1", now.Add(-time.Hour), now.Add(-time.Minute)), 401},
		{"from the future", "Bearer " + signJWT(testKey(), "1", now.Add(2*time.Minute), now.Add(3*time.Minute)), 401},
		{"shared secret", "Bearer " + hs, 401},
		{"no end", "Bearer " + noExp, 401},
		{"an installation's token", "Bearer " + r.token, 401},
		{"rubbish", "Bearer x.y.z", 401},
	} {
		if got := r.send("GET", "/app", "", c.auth); got.status != c.status {
			t.Errorf("%s: %d, want %d: %s", c.name, got.status, c.status, got.body)
		}
	}
}

func TestInstallationToken(t *testing.T) {
	r := newRig(t)
	if len(r.token) <= 40 || strings.Count(r.token, ".") < 2 || !strings.HasPrefix(r.token, "ghs_1_") {
		t.Errorf("token %q is not of today's form", r.token)
	}
	const path = "/repos/acme/widgets/issues"
	narrow := r.mint("1", `{"repositories":["gears"],"permissions":{"issues":"read"}}`)
	for _, c := range []struct {
		name, method, path, auth string
		status                   int
	}{
		{"bearer", "GET", path, "Bearer " + r.token, 200},
		{"nobody", "GET", path, "", 401},
		{"wrong", "GET", path, "token ghs_wrong", 401},
		{"the App itself", "GET", path, "Bearer " + r.jwt(), 403},
		{"a person's", "GET", path, "token ghp_abc", 401},
		{"other repository", "GET", path, "token " + narrow, 404},
		{"this repository", "GET", "/repos/acme/gears/issues", "token " + narrow, 200},
		{"may not write", "POST", "/repos/acme/gears/issues", "token " + narrow, 403},
		{"may not read contents", "GET", "/repos/acme/gears/contents/README.md", "token " + narrow, 403},
		{"open to all", "GET", "/meta", "", 200},
	} {
		if got := r.send(c.method, c.path, `{"title":"x"}`, c.auth); got.status != c.status {
			t.Errorf("%s: %d, want %d: %s", c.name, got.status, c.status, got.body)
		}
	}
	if n := len(r.sim.Ledger().Writes); n != 0 {
		t.Errorf("%d writes were entered", n)
	}
}

// A comment on a pull request needs pull_requests, one on an issue issues.
func TestPermissionOfThreads(t *testing.T) {
	s := newScene(t)
	issues := "token " + s.mint("1", `{"permissions":{"issues":"write"}}`)
	pulls := "token " + s.mint("1", `{"permissions":{"pull_requests":"write"}}`)
	for _, c := range []struct {
		path, auth string
		status     int
	}{
		{"/repos/acme/widgets/issues/{PULL}/comments", issues, 403},
		{"/repos/acme/widgets/issues/{PULL}/comments", pulls, 201},
		{"/repos/acme/widgets/issues/{ISSUE}/comments", issues, 201},
		{"/repos/acme/widgets/issues/{ISSUE}/comments", pulls, 403},
	} {
		got := s.send("POST", s.fill(c.path), `{"body":"x"}`, c.auth)
		if got.status != c.status {
			t.Errorf("%s: %d, want %d", c.path, got.status, c.status)
		}
		if accepted := got.header.Get("X-Accepted-GitHub-Permissions"); !strings.HasSuffix(accepted, "=write") {
			t.Errorf("accepted permissions %q", accepted)
		}
	}
}

func TestSuspendedAndUninstalled(t *testing.T) {
	r := newRig(t)
	const path = "/repos/acme/widgets"
	r.do(Action{Do: "suspend", Owner: "acme"})
	r.want(403, r.api("GET", path, ""), nil)
	r.want(403, r.send("POST", "/app/installations/1/access_tokens", "null", "Bearer "+r.jwt()), nil)
	r.openPull("zoe", "a")
	r.do(Action{Do: "unsuspend", Owner: "acme"})
	r.want(200, r.api("GET", path, ""), nil)
	r.do(Action{Do: "uninstall", Owner: "acme"})
	r.want(401, r.api("GET", path, ""), nil)
	r.want(404, r.send("POST", "/app/installations/1/access_tokens", "null", "Bearer "+r.jwt()), nil)
	r.want(404, r.send("GET", "/app/installations/1", "", "Bearer "+r.jwt()), nil)
	again := r.do(Action{Do: "install", Owner: "acme"})
	r.token = r.mint(itoa(again.ID), "")
	r.want(200, r.api("GET", path, ""), nil)
	r.settle()
	want := "installation.suspend installation.unsuspend installation.deleted installation.created"
	if got := strings.Join(r.hooks.events(), " "); got != want {
		t.Errorf("deliveries %s, want %s", got, want)
	}
}

func TestTokenEnds(t *testing.T) {
	r := newRig(t)
	r.sim.mu.Lock()
	r.sim.wall = func() time.Time { return time.Now().Add(61 * time.Minute) }
	r.sim.mu.Unlock()
	r.want(401, r.api("GET", "/repos/acme/widgets", ""), nil)
}

// The stand-in's clock does not age credentials: clients know real time only.
func TestClockLeavesTokensAlone(t *testing.T) {
	r := newRig(t)
	r.sim.Advance(48 * time.Hour)
	r.want(200, r.api("GET", "/repos/acme/widgets", ""), nil)
	r.mint("1", "null")
}
