package telemetry

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

const aGUID = "72d3162e-cc78-11e3-81ab-4c9367dc0958"

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("scrape answered %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func holds(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if !strings.Contains(text, l+"\n") {
			t.Errorf("lacks %q in\n%s", l, text)
		}
	}
}

func TestScrape(t *testing.T) {
	now := Reading{
		Inbox: 3, Effects: 2, Oldest: 1500 * time.Millisecond, Parked: 1, Invited: 4, Unmet: 5, Installations: 6, Budget: 4711,
		Outcomes: map[string]int{"webhook_accepted": 7},
	}
	var failed error
	m := NewMetrics("v1", func(context.Context) (Reading, error) { return now, failed }, slog.New(slog.DiscardHandler))
	holds(t, scrape(t, m),
		`firstmate_build_info{version="v1"} 1`, "firstmate_redis_up 1", "firstmate_inbox_waiting 3", "firstmate_effects_waiting 2",
		"firstmate_work_oldest_seconds 1.5", "firstmate_wake_late_seconds 0", "firstmate_parked 1", "firstmate_invitations_waiting 4",
		"firstmate_newcomers_without_mentor 5", "firstmate_installations 6", "firstmate_github_budget_left 4711",
		`firstmate_outcomes_total{outcome="webhook_accepted"} 7`)
	if wrong, err := testutil.GatherAndLint(m.registry); err != nil || len(wrong) > 0 {
		t.Errorf("names and units: %v (%v)", wrong, err)
	}

	failed, now = errors.New("Redis is away"), Reading{Budget: -1, Outcomes: now.Outcomes}
	text := scrape(t, m)
	holds(t, text, "firstmate_redis_up 0", `firstmate_outcomes_total{outcome="webhook_accepted"} 7`)
	if strings.Contains(text, "firstmate_inbox_waiting ") || strings.Contains(text, "firstmate_github_budget_left ") {
		t.Errorf("tells what it does not know:\n%s", text)
	}
}

func TestWebhookIsTimed(t *testing.T) {
	m := NewMetrics("v1", func(context.Context) (Reading, error) { return Reading{}, nil }, slog.New(slog.DiscardHandler))
	h := m.Webhook(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil))
	holds(t, scrape(t, m), `firstmate_webhook_seconds_count{code="202"} 1`)
}

func TestBudget(t *testing.T) {
	var b Budget
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if n := b.Left(now); n != -1 {
		t.Errorf("knows %d of nobody", n)
	}
	b.Note(1, 4000, now.Add(time.Hour))
	b.Note(2, 12, now.Add(time.Minute))
	if n := b.Left(now); n != 12 {
		t.Errorf("fewest %d", n)
	}
	if n := b.Left(now.Add(time.Minute)); n != 4000 {
		t.Errorf("after an hour that is over: %d", n)
	}
}

func TestLogsNameTheDelivery(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(Logs(slog.NewJSONHandler(&out, nil)))
	ask := func(id string) {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("X-GitHub-Delivery", id)
		Named(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			log.With("a", 1).InfoContext(r.Context(), "hello")
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
	ask(aGUID)
	if !strings.Contains(out.String(), `"delivery":"`+aGUID+`"`) {
		t.Errorf("logged %s", &out)
	}
	out.Reset()
	log.InfoContext(WithDelivery(t.Context(), aGUID), "hello", "delivery", aGUID)
	if n := strings.Count(out.String(), "delivery"); n != 1 {
		t.Errorf("named %d times: %s", n, &out)
	}
	out.Reset()
	for _, strange := range []string{"", "my name is nia", strings.Repeat("a", 36), strings.Repeat("-", 36), "zzd3162e-cc78-11e3-81ab-4c9367dc0958"} {
		ask(strange)
	}
	if strings.Contains(out.String(), "delivery") {
		t.Errorf("what strangers send is logged: %s", &out)
	}
}

// TestOneTrace: what happens to a delivery at different times is one trace.
func TestOneTrace(t *testing.T) {
	kept := tracetest.NewInMemoryExporter()
	traces := sending(sdktrace.WithSyncer(kept))
	webhook := Named(traces.Server("webhook", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	r := httptest.NewRequest(http.MethodPost, "/webhooks/github", strings.NewReader("words of a person"))
	r.Header.Set("X-GitHub-Delivery", aGUID)
	r.Header.Set("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")
	webhook.ServeHTTP(httptest.NewRecorder(), r)

	github := httptest.NewServer(http.NotFoundHandler())
	defer github.Close()
	client := &http.Client{Transport: traces.Client(http.DefaultTransport)}
	err := traces.Span(WithDelivery(t.Context(), aGUID), "delivery", func(error) string { return "gone" }, func(ctx context.Context) error {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, github.URL+"/users/nia", nil)
		if err != nil {
			return err
		}
		resp, err := client.Do(q)
		if err != nil {
			return err
		}
		return errors.Join(resp.Body.Close(), errors.New("nia said something"))
	})
	if err == nil {
		t.Error("the error was lost")
	}
	spans := kept.GetSpans()
	if len(spans) != 3 {
		t.Fatalf("%d spans", len(spans))
	}
	for _, s := range spans {
		if id := s.SpanContext.TraceID().String(); id != strings.ReplaceAll(aGUID, "-", "") {
			t.Errorf("span %s belongs to trace %s", s.Name, id)
		}
		for _, a := range s.Attributes {
			if strings.Contains(a.Value.String(), "nia") {
				t.Errorf("span %s tells %s=%s", s.Name, a.Key, a.Value.String())
			}
		}
		if strings.Contains(s.Name+s.Status.Description, "nia") {
			t.Errorf("span %s tells %s", s.Name, s.Status.Description)
		}
	}
	if err := traces.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTracesOnlyWhereAsked(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1"}, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"}, false},
	} {
		traces, err := NewTraces(t.Context(), "v1", func(name string) string { return c.env[name] }, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		_, sends := traces.provider.(*sdktrace.TracerProvider)
		if sends != c.want {
			t.Errorf("%v: sends %v", c.env, sends)
		}
		if err := traces.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
