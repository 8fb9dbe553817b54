package webhooks_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

// typical is a body of 14 kB, the mean of GitHub's: the fixture filled up with
// links, as in the original.
func typical(b *testing.B) []byte {
	b.Helper()
	links := map[string]any{}
	for i := range 140 {
		links[fmt.Sprintf("field_%d_url", i)] = "https://api.github.com/repos/harbour-lab/lantern/somewhere{/id}"
	}
	return alter(b, "pull_request.opened", links, "pull_request", "_links")
}

// BenchmarkReceiver is the path from request to answer without the wire and
// without the memory behind Keep.
func BenchmarkReceiver(b *testing.B) {
	body := typical(b)
	rc, err := webhooks.New(webhooks.Options{
		Secrets: func() [][]byte { return [][]byte{secret} }, Now: func() time.Time { return noon },
		Keep: func(context.Context, mentorship.Delivery) (bool, error) { return true, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	header := delivery(string(body)).header
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		req.Header = header
		w := httptest.NewRecorder()
		rc.ServeHTTP(w, req)
		if w.Code != http.StatusAccepted {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkDecodePullRequest(b *testing.B) {
	body := typical(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := webhooks.Decode("pull_request", body, us); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseWebHook is what go-github's full types would cost.
func BenchmarkParseWebHook(b *testing.B) {
	body := []byte(strings.ReplaceAll(string(typical(b)), `["go","ts"]`, `"go"`))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := github.ParseWebHook("pull_request", body); err != nil {
			b.Fatal(err)
		}
	}
}
