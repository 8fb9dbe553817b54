package main

import (
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/datadir"
	"github.com/firstmate-app/firstmate/app/grants"
	"github.com/firstmate-app/firstmate/app/redisstore/embedded"
)

// TestBadStart: whatever keeps firstmate from starting is named, with what to
// do, by the start itself and by `firstmate doctor`.
func TestBadStart(t *testing.T) {
	e, err := embedded.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	for what, x := range map[string]struct {
		world  func(*machine) // before the stand-in starts
		harm   func(*machine)
		start  string // words of the start's error
		doctor string // words of the doctor; "": it has nothing to find
	}{
		"no key in the file": {harm: func(m *machine) {
			m.write(m.cmd.AppKeyFile, "no key")
		}, start: "FIRSTMATE_APP_KEY_FILE: holds no RSA private key", doctor: "FIRSTMATE_APP_KEY_FILE: holds no RSA private key"},
		"another App's key": {harm: func(m *machine) {
			other, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				m.t.Fatal(err)
			}
			m.write(m.cmd.AppKeyFile, string(pemOf(other)))
		}, start: "GitHub does not take this key for App 1: it was deleted there, or belongs to another App. Its fingerprint is SHA256:", doctor: "compare FIRSTMATE_APP_ID and the fingerprint"},
		"another App's number": {harm: func(m *machine) { m.cmd.AppID = 2 }, start: "GitHub knows no App 2", doctor: "FIRSTMATE_APP_ID is the \"App ID\""},
		"clock 10 min behind": {world: func(m *machine) {
			m.wall = func() time.Time { return time.Now().Add(10 * time.Minute) }
		}, start: "behind GitHub's", doctor: "kept by NTP"},
		"clock 10 min ahead": {world: func(m *machine) {
			m.wall = func() time.Time { return time.Now().Add(-10 * time.Minute) }
		}, start: "ahead of GitHub's", doctor: "kept by NTP"},
		"port taken": {harm: func(m *machine) {
			other := httptest.NewServer(http.NotFoundHandler())
			m.t.Cleanup(other.Close)
			m.cmd.Listen = strings.TrimPrefix(other.URL, "http://")
		}, start: "is taken by another program", doctor: "another program answers"},
		"a disk that cannot be written to": {harm: func(m *machine) {
			file := filepath.Join(m.env["HOME"], "file")
			m.write(file, "")
			delete(m.env, "FIRSTMATE_REDIS_URL")
			m.cmd.DataDir = filepath.Join(file, "data")
		}, start: "FIRSTMATE_DATA_DIR: making the data folder", doctor: "mounted read-only"},
		"another firstmate on the folder": {harm: func(m *machine) {
			delete(m.env, "FIRSTMATE_REDIS_URL")
			unlock, err := datadir.Lock(filepath.Join(m.env["HOME"], ".local/share/firstmate"))
			if err != nil {
				m.t.Fatal(err)
			}
			m.t.Cleanup(unlock)
		}, start: "another firstmate works on this data folder"},
		"settings in part": {harm: func(m *machine) { m.cmd.AppKeyFile = "" }, start: "set FIRSTMATE_APP_KEY_FILE, too", doctor: "set FIRSTMATE_APP_KEY_FILE, too"},
		"a worker alone": {harm: func(m *machine) {
			m.cmd.AppID, m.cmd.AppKeyFile, m.cmd.WebhookSecretFile, m.cmd.Roles = 0, "", "", []string{"worker"}
		}, start: "has no setup page", doctor: "no GitHub App is configured"},
		"a proxy by http":   {harm: func(m *machine) { m.cmd.WebhookProxy = "http://smee.io/x" }, start: "--webhook-proxy: is not an https address"},
		"no certificates":   {harm: func(m *machine) { m.cmd.CAFile = m.cmd.WebhookSecretFile }, start: "FIRSTMATE_CA_FILE: holds no certificate", doctor: "FIRSTMATE_CA_FILE"},
		"nobody at the API": {harm: func(m *machine) { m.cmd.GitHubURL = unused(m.t) }, start: "asking GitHub who we are", doctor: "HTTPS_PROXY"},
	} {
		t.Run(what, func(t *testing.T) {
			m := newMachine(t, func(m *machine) {
				if x.world != nil {
					x.world(m)
				}
			})
			m.env["FIRSTMATE_REDIS_URL"] = e.URL()
			m.cmd.Clock, m.cmd.AppID = "", 1
			m.cmd.AppKeyFile, m.cmd.WebhookSecretFile = appFiles(t)
			if x.harm != nil {
				x.harm(m)
			}
			env := func(name string) string { return m.env[name] }
			err := m.cmd.serve(t.Context(), streams{&m.out, &m.log}, env)
			if err == nil || !strings.Contains(err.Error(), x.start) {
				t.Errorf("the start says %v", err)
			}
			if x.doctor == "" {
				return
			}
			c := doctorCmd{Server: m.cmd.Server, Patience: 10 * time.Millisecond, Format: "text"}
			if err := c.examine(t.Context(), streams{&m.out, &m.log}, env); exitCode(err) != exitCheckFailed && what != "nobody at the API" {
				t.Errorf("the doctor ends with %v", err)
			}
			if !strings.Contains(m.out.String(), x.doctor) {
				t.Errorf("the doctor says\n%s", m.out.String())
			}
		})
	}
}

func (m *machine) write(path, text string) {
	m.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// unused is an address where nobody answers.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

// everything the App needs.
func allPermissions() map[string]string {
	all := map[string]string{}
	for _, p := range grants.Permissions() {
		all[p.Name] = p.Level
	}
	return all
}

// TestTroubleWhileRunning: what goes wrong later is named in the log and by
// the doctor, and nothing is lost: once it is mended, the newcomer is greeted.
func TestTroubleWhileRunning(t *testing.T) {
	withdrawn := allPermissions()
	withdrawn["pull_requests"] = "read"
	for what, x := range map[string]struct {
		harm  func(troubled)
		mend  func(troubled)
		names string
	}{
		"permissions withdrawn": {
			func(s troubled) {
				s.rig.sim.SetPermissions(withdrawn)
				s.line(firstPull)
				s.waitsFor("a permission of the App is missing")
			},
			func(s troubled) {
				s.rig.sim.SetPermissions(allPermissions())
				s.rig.pass("61m")
			},
			"the App lacks pull_requests: write (no comment can be written on a pull request)",
		},
		"App suspended": { // GitHub tells nothing meanwhile; what was planned before waits (TestNoToken, worker)
			func(s troubled) {
				s.rig.act("suspend", act{"owner": "acme"})
				s.rig.settle()
			},
			func(s troubled) {
				s.rig.act("unsuspend", act{"owner": "acme"})
				s.rig.settle()
				s.line(firstPull)
				s.rig.settle()
			},
			"installation 1 is suspended",
		},
		"secret rotated": {
			func(s troubled) {
				s.rig.sim.SetWebhookSecret([]byte("another secret of the webhook"))
				s.line(firstPull)
				s.rig.settle()
			},
			func(s troubled) {
				s.rig.sim.SetWebhookSecret([]byte(rigSecret))
				s.rig.restart()
			},
			"GitHub signs with a secret that is not in FIRSTMATE_WEBHOOK_SECRET_FILE",
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var log safeBuffer
			s := troubled{away(t), &log}
			r := s.rig
			r.options.log = slog.New(slog.NewTextHandler(&log, nil))
			r.start()
			r.program.examine(t.Context())
			if found := r.program.trouble.now(); len(found) > 0 {
				t.Fatalf("trouble before there is any: %v", found)
			}
			x.harm(s)
			r.program.examine(t.Context())
			if !strings.Contains(log.String(), x.names) || !strings.Contains(log.String(), "remedy=") {
				t.Errorf("the log does not name it:\n%s", log.String())
			}
			if said := r.doctor(t); !strings.Contains(said, x.names) {
				t.Errorf("the doctor says\n%s", said)
			}
			if _, page := readStatus(t, r); !strings.Contains(page, "Something needs whoever runs firstmate") {
				t.Errorf("the status page does not say so:\n%s", page)
			}
			if len(r.greeted()) > 0 {
				t.Errorf("a comment although that cannot be:\n%s", r.ledgerText())
			}
			x.mend(s)
			if n := len(r.greeted()); n != 1 {
				t.Errorf("%d comments once it is mended\n%s", n, tail(log.String(), 3000))
			}
			r.program.examine(t.Context())
			if what != "secret rotated" && !strings.Contains(log.String(), "no longer so: ") {
				t.Error("the log does not say that it is over")
			}
		})
	}
}

// troubled is a story with the log of its program.
type troubled struct {
	*story
	log *safeBuffer
}

// waitsFor waits until the log says something.
func (s troubled) waitsFor(words string) {
	s.rig.t.Helper()
	for end := time.Now().Add(restFor); time.Now().Before(end); pause(20 * time.Millisecond) {
		if strings.Contains(s.log.String(), words) {
			return
		}
	}
	s.rig.t.Fatalf("the log never says %q:\n%s", words, tail(s.log.String(), 3000))
}

const firstPull = `open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull`

// greeted are the comments that mention ada.
func (r *rig) greeted() (out []ledgerWrite) {
	for _, w := range r.ledger().Writes {
		if w.Kind == "comment.create" && w.Applied && slices.Contains(w.Mentions, "ada") {
			out = append(out, w)
		}
	}
	return out
}

// doctor is what `firstmate doctor` says of a running rig.
func (r *rig) doctor(t *testing.T) string {
	t.Helper()
	key, secret := appFiles(t)
	c := doctorCmd{
		Server: config.Server{
			Listen: strings.TrimPrefix(r.program.url(), "http://"), GitHubURL: r.door.base, AppID: 1, AppKeyFile: key, WebhookSecretFile: secret, WaitScale: 0.1,
		},
		Patience: time.Minute, Format: "text",
	}
	var out safeBuffer
	env := map[string]string{"FIRSTMATE_REDIS_URL": r.program.redis.URL}
	if err := c.examine(t.Context(), streams{&out, &out}, func(name string) string { return env[name] }); err != nil && exitCode(err) != exitCheckFailed {
		t.Errorf("the doctor ends with %v", err)
	}
	return out.String()
}

// TestDoctorFindsNothing: on a running program all is well, and the newest
// delivery is sent again without any effect.
func TestDoctorFindsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: shortWorld()})
	r.start()
	if said := r.doctor(t); !strings.Contains(said, "cannot tell yet: GitHub has sent nothing") || strings.Contains(said, "problem") {
		t.Errorf("before anything was sent:\n%s", said)
	}
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	s.line(firstPull)
	r.settle()
	before := len(r.ledger().Writes)
	said := r.doctor(t)
	for _, want := range []string{"agree on the time", "takes the key of App 1 (firstmate)", "every permission", "every event", "was sent again", "firstmate answers at"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if strings.Contains(said, "problem") {
		t.Errorf("a problem where there is none:\n%s", said)
	}
	r.settle()
	if after := len(r.ledger().Writes); after != before {
		t.Errorf("%d writes came of it", after-before)
	}
}

// TestStandInHasTheEvents: what the stand-in's App has by default is what ours
// asks for; nothing of ours told it so.
func TestStandInHasTheEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: shortWorld()})
	r.startOnly()
	self, err := r.program.github.Self(t.Context())
	if err != nil || !maps.Equal(self.Permissions, allPermissions()) || len(grants.Unheard(self.Events)) > 0 || len(self.Events) != len(grants.Events()) {
		t.Errorf("%+v, %v", self, err)
	}
}
