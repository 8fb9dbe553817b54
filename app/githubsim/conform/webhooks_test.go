package conform

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// delivered is what a judge finds in one delivery.
func delivered(t *testing.T, event string, payload any, header http.Header) Report {
	t.Helper()
	j := material(t).NewJudge()
	defer j.Close()
	body, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://app.test/", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"X-GitHub-Hook-ID", "X-GitHub-Delivery", "X-Hub-Signature-256", "Content-Type",
		"X-GitHub-Hook-Installation-Target-Type", "X-GitHub-Hook-Installation-Target-ID",
	} {
		r.Header.Set(name, "1")
	}
	r.Header.Set("X-GitHub-Event", event)
	r.Header.Set("User-Agent", "GitHub-Hookshot/1")
	for k, v := range header {
		r.Header[http.CanonicalHeaderKey(k)] = v
	}
	sent := roundTripper(func(*http.Request) (*http.Response, error) { return &http.Response{Body: http.NoBody}, nil })
	res, err := j.Deliveries(sent).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return j.Report()
}

// recorded is GitHub's own example of an event and action that has no flaw,
// with the installation that deliveries to Apps carry.
func recorded(t *testing.T, event, action string) map[string]any {
	t.Helper()
	w := material(t).hooks
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.schema(event, action)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range w.examplesOf(event) {
		if actionOf(v) != action || len(payloadFlaws(s, v)) > 0 {
			continue
		}
		text, err := json.Marshal(v)
		var out map[string]any
		if err != nil || json.Unmarshal(text, &out) != nil {
			t.Fatal(err)
		}
		out["installation"] = map[string]any{"id": 1, "node_id": "x"}
		return out
	}
	t.Fatalf("no example of %s.%s without a flaw", event, action)
	return nil
}

func TestFindsMistakesInDeliveries(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p map[string]any)
		header http.Header
		want   []string
	}{
		"all right":          {func(map[string]any) {}, nil, nil},
		"wrong field":        {func(p map[string]any) { p["number"] = "7" }, nil, []string{"number: is string, want integer"}},
		"missing field":      {func(p map[string]any) { delete(p, "number") }, nil, []string{"number: is missing"}},
		"unknown field":      {func(p map[string]any) { p["repo"] = 1 }, nil, []string{"repo: is not described"}},
		"no installation":    {func(p map[string]any) { delete(p, "installation") }, nil, []string{"installation: is missing"}},
		"unknown action":     {func(p map[string]any) { p["action"] = "polished" }, nil, []string{"no such event or action"}},
		"unsigned":           {func(map[string]any) {}, http.Header{"X-Hub-Signature-256": nil}, []string{"header X-Hub-Signature-256: is missing"}},
		"another's delivery": {func(map[string]any) {}, http.Header{"User-Agent": {"curl"}}, []string{"header User-Agent: is not GitHub-Hookshot"}},
		"deep down": {
			func(p map[string]any) { p["pull_request"].(map[string]any)["user"].(map[string]any)["id"] = nil }, nil,
			[]string{"pull_request.user.id: is null, want integer"},
		},
		"lost head, which GitHub disputes with itself": {
			func(p map[string]any) {
				p["pull_request"].(map[string]any)["head"].(map[string]any)["user"] = nil
			}, nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := recorded(t, "pull_request", "opened")
			c.change(p)
			r := delivered(t, "pull_request", p, c.header)
			var got []string
			for _, f := range r.Findings {
				got = append(got, f.What)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
			if lost := strings.HasPrefix(name, "lost head"); lost != (len(r.Disputed) == 1) {
				t.Errorf("disputed: %v", r.Disputed)
			}
		})
	}
}

// What GitHub's own examples show is lag, for that event and action alone.
func TestLag(t *testing.T) {
	shown := 0
	for _, v := range material(t).hooks.examplesOf("issues") {
		p, _ := v.(map[string]any)
		p["installation"] = map[string]any{"id": 1, "node_id": "x"}
		r := delivered(t, "issues", p, nil)
		if len(r.Findings) > 0 {
			t.Errorf("%v", r.Findings)
		}
		shown += len(r.Lag)
	}
	if shown == 0 {
		t.Error("the examples show no lag: the test checks nothing")
	}
	r := played{method: "GET", path: "/app/installations", status: 200, answer: `[{"id":1}]`}.report(t)
	if len(r.Findings) == 0 {
		t.Error("a bare installation passes")
	}
}
