package main

import (
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/telemetry"
)

// TestMetrics: a scrape after the main job tells what happened, knows every
// name that alerts and the dashboard ask for, and tells of nobody.
func TestMetrics(t *testing.T) {
	r := newRig(t, rigOptions{metrics: "127.0.0.1:0"})
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	r.start()
	s.play(mainJob)
	r.settle()
	text := r.scraped("/metrics")
	for _, want := range []string{
		`firstmate_redis_up 1`, `firstmate_installations 1`, `firstmate_parked 0`, `firstmate_inbox_waiting 0`,
		`firstmate_outcomes_total{outcome="newcomer"} 1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("lacks %q in\n%s", want, text)
		}
	}
	if !strings.Contains(text, `firstmate_webhook_seconds_count{code="202"}`) {
		t.Error("deliveries are not timed")
	}
	for _, who := range []string{"nia", "ada", "acme", "widgets", rigSecret} {
		if regexp.MustCompile(`"[^"]*\b` + regexp.QuoteMeta(who) + `\b[^"]*"`).MatchString(text) {
			t.Errorf("a label tells of %s", who)
		}
	}
	for _, file := range []string{"alerts.yaml", "dashboard.json"} {
		asked, err := os.ReadFile("../../charts/firstmate/files/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\b(firstmate|process)_[a-z_]+`).FindAllString(string(asked), -1) {
			name = strings.TrimSuffix(name, "_bucket")
			if !strings.Contains(text, "# TYPE "+name+" ") {
				t.Errorf("%s asks for %s, which no scrape tells", file, name)
			}
		}
	}
	if got := r.scraped("/healthz"); got != "ok\n" {
		t.Errorf("healthz says %q", got)
	}
	if got := r.scraped("/readyz"); !strings.Contains(got, `"ready":true`) {
		t.Errorf("readyz says %s", got)
	}
}

// scraped is an answer of the metrics' own address.
func (r *rig) scraped(path string) string {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.program.metricsURL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s answered %s (%v): %s", path, resp.Status, err, body)
	}
	return string(body)
}

// TestCollectorAway: where nobody takes the traces, all else goes on, and the
// program ends as if they had been taken.
func TestCollectorAway(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	traces, err := telemetry.NewTraces(t.Context(), "test", os.Getenv, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, rigOptions{traces: traces})
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	r.start()
	for _, line := range lines(mainJob) {
		s.line(line)
		r.settle()
	}
	r.stop() // says it when closing went wrong
	s.holds("issue", []string{"M1"})
}
