package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// mainJob is the main job as human acts, one a line, in story language.
const mainJob = `
open_pull author=nia title="Keep the cache warm" files=store/cache.go,store/disk.go -> pull
comment number=pull author=ada body="/mentor accept"
check_suite number=pull conclusion=success
review number=pull author=ada state=approved
merge number=pull author=ada
`

// mainLedger is what firstmate writes for it.
func mainLedger() []string {
	return []string{
		"comment.create pull mentions ada",
		"issue.create issue mentions nia",
		"assignee.add issue",
		"comment.edit pull",
		"issue.edit issue",
		"comment.create issue",
		"issue.edit issue",
		"reaction.create pull",
	}
}

// TestMainJobOnRealRedis plays the main job with a restart of the program and
// a crash of Redis in the middle; then everything is delivered once more, in
// reversed order, and nothing new is written.
func TestMainJobOnRealRedis(t *testing.T) {
	t.Parallel()
	url, crashRedis := redistest.Start(t)
	s := &story{rig: newRig(t, rigOptions{redis: url}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	for i, line := range lines(mainJob) {
		s.line(line)
		s.rig.settle()
		switch i {
		case 0:
			s.rig.restart()
		case 1:
			crashRedis()
			s.rig.settle()
		}
	}
	// After the crash what is created is looked for first; edits do not wait for it.
	got, want := slices.Sorted(slices.Values(s.unrepeated())), slices.Sorted(slices.Values(mainLedger()))
	if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	s.holds("issue", []string{"[x] M1", "Done: F1 F3 F4 R1 R4"})
	before := len(s.rig.ledger().Writes)
	s.rig.redeliver("reverse")
	if after := len(s.rig.ledger().Writes); after != before {
		t.Errorf("delivered again: %d writes became %d:\n%s", before, after, s.rig.ledgerText())
	}
	s.rig.keepsPromises()
}

// TestMainJobOnCluster plays it on a Redis Cluster of three masters.
func TestMainJobOnCluster(t *testing.T) {
	t.Parallel()
	url, _ := redistest.Cluster(t, 3, 0)
	s := &story{rig: newRig(t, rigOptions{redis: url, alone: true, world: shortWorld()}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	for i, line := range lines(mainJob) {
		s.line(line)
		s.rig.settle()
		if i == 1 {
			s.rig.restart()
		}
	}
	if diff := cmp.Diff(mainLedger(), s.unrepeated()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	s.rig.keepsPromises()
}

// unrepeated is the ledger in short lines with each edit only once in a row,
// and the edits of a stage as one: how many there are depends on timing.
func (s *story) unrepeated() []string {
	var out []string
	for _, l := range s.written() {
		if len(out) == 0 || out[len(out)-1] != l {
			out = append(out, l)
		}
	}
	return out
}

// TestOrderBetweenActs holds the deliveries of each human act back and lets
// them go in reversed order: the ledger is the same.
func TestOrderBetweenActs(t *testing.T) {
	t.Parallel()
	var ledgers [][]string
	for _, order := range []string{"same", "reverse"} {
		s := &story{rig: newRig(t, rigOptions{}), names: map[string]string{}, repos: map[string]string{}}
		s.rig.start()
		for _, line := range lines(mainJob) {
			s.rig.held(order, func() { s.line(line) })
		}
		s.rig.keepsPromises()
		s.holds("issue", []string{"[x] M1"})
		ledgers = append(ledgers, s.unrepeated())
	}
	if diff := cmp.Diff(ledgers[0], ledgers[1]); diff != "" {
		t.Errorf("reversed deliveries (-same +reverse):\n%s", diff)
	}
}

// held plays an act while deliveries are held back, then lets them go.
func (r *rig) held(order string, play func()) {
	r.t.Helper()
	if _, err := r.door.do(r.t.Context(), "hold", nil); err != nil {
		r.t.Fatal(err)
	}
	play()
	if _, err := r.door.do(r.t.Context(), "release", act{"order": order}); err != nil {
		r.t.Fatal(err)
	}
	r.settle()
}

// TestRestartKeepsTimers ends the program while an invitation runs; the one
// that starts later serves its timers.
func TestRestartKeepsTimers(t *testing.T) {
	t.Parallel()
	url, _ := redistest.Start(t)
	s := &story{rig: newRig(t, rigOptions{redis: url}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.line(lines(mainJob)[0])
	s.rig.settle()
	s.rig.restart()
	s.rig.pass("49h")
	want := []string{
		"comment.create pull mentions ada", "comment.create pull mentions grace", "comment.edit pull",
	}
	if diff := cmp.Diff(want, s.unrepeated()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
}

// TestRefusedAtTheDoor sends what is not GitHub's over HTTP: a clear answer,
// no effect, and firstmate works on.
func TestRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	var logged safeBuffer
	r := newRig(t, rigOptions{log: slog.New(slog.NewJSONHandler(&logged, nil))})
	r.start()
	body := `{"action":"opened","installation":{"id":1},"repository":{"id":1},"number":1,"pull_request":{"body":"canary-words"}}`
	for _, c := range []struct {
		name, body string
		header     map[string]string
		want       int
	}{
		{"unsigned", body, map[string]string{"X-Hub-Signature-256": ""}, 401},
		{"forged", body, map[string]string{"X-Hub-Signature-256": sign("another secret, not ours", body)}, 401},
		{"sha1 only", body, map[string]string{"X-Hub-Signature-256": "", "X-Hub-Signature": "sha1=" + strings.Repeat("a", 40)}, 401},
		{"truncated", body[:60], nil, 400},
		{"not JSON", "hello", nil, 400},
		{"form", "payload=%7B%7D", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415},
		{"no event", body, map[string]string{"X-GitHub-Event": ""}, 400},
		{"wrong event", body, map[string]string{"X-GitHub-Event": "issue_comment"}, 202},
		{"unknown event", body, map[string]string{"X-GitHub-Event": "sponsorship"}, 202},
		{"unknown installation", strings.Replace(body, `"installation":{"id":1}`, `"installation":{"id":99}`, 1), nil, 202},
	} {
		if got := r.post(c.name, c.body, c.header); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	r.settle()
	if w := r.ledger().Writes; len(w) != 0 {
		t.Errorf("something was written: %v", w)
	}
	if strings.Contains(logged.String(), "canary-words") {
		t.Error("people's words are in the log")
	}
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	s.line(lines(mainJob)[0])
	r.settle()
	if diff := cmp.Diff(mainLedger()[:1], s.written()); diff != "" {
		t.Errorf("firstmate does not work on (-want +got):\n%s", diff)
	}
}

// post delivers a webhook by hand, signed unless the header says otherwise.
func (r *rig) post(id, body string, header map[string]string) int {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.program.url()+webhookPath, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for k, v := range map[string]string{
		"Content-Type": "application/json", "X-GitHub-Event": "pull_request",
		"X-GitHub-Delivery": strings.ReplaceAll(id, " ", "-"), "X-Hub-Signature-256": sign(rigSecret, body),
	} {
		req.Header.Set(k, v)
	}
	for k, v := range header {
		if v == "" {
			req.Header.Del(k)
			continue
		}
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode
}

func sign(secret, body string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}

// safeBuffer is a buffer many goroutines may write to.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestAnswersToScripts checks what scripts rely on: 0 done, 1 a check failed, 2 wrong
// input, with one line on stderr.
func TestAnswersToScripts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args string
		want int
		says string
	}{
		{"version", 0, ""},
		{"--help", 0, ""},
		{"nonsense", 2, "nonsense"},
		{"serve --app-id 1", 2, "FIRSTMATE_APP_KEY_FILE"},
		{"serve --app-id 1 --webhook-proxy http://smee.io/x", 2, "https://smee.io"},
		{"explain acme", 2, "acme/widgets#12"},
		{"backtest", 2, "--history"},
		{"check no/such/file.yml", 2, "no/such/file.yml"},
	} {
		t.Run(c.args, func(t *testing.T) {
			var out, errs safeBuffer
			if got := run(t.Context(), strings.Fields(c.args), &out, &errs); got != c.want {
				t.Errorf("exit %d, want %d: %s", got, c.want, errs.String())
			}
			if !strings.Contains(errs.String(), c.says) {
				t.Errorf("stderr %q lacks %q", errs.String(), c.says)
			}
			if c.want != 0 && strings.Count(strings.TrimSpace(errs.String()), "\n") > 0 {
				t.Errorf("more than one line on stderr:\n%s", errs.String())
			}
		})
	}
}
