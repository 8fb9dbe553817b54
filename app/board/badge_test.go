package board

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// badges fill a board with its badge alone.
type badges struct{ *world }

func (badges) File(_ context.Context, _ mentorship.Window, lang, name string, _ url.Values) (File, error) {
	return File{Name: name, Type: "image/svg+xml", Body: []byte("<svg>" + lang + "</svg>")}, nil
}

// TestBadge: where anybody may look at the board, and nowhere else, whoever asks.
func TestBadge(t *testing.T) {
	s := newSite(t, false)
	s.board.Views = badges{s.world}
	ask := func(owner, query string) *http.Response {
		w := httptest.NewRecorder()
		s.board.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.board.Badge(w, r, owner) })).
			ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/board/"+owner+"/badge.svg"+query, nil))
		return w.Result()
	}
	w := window()
	s.windows["acme"] = w
	for _, owner := range []string{"acme", "nobody"} {
		if r := ask(owner, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", owner, r.StatusCode)
		}
	}
	w.Public = true
	s.windows["acme"] = w
	r := ask("acme", "?language=es")
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/svg+xml" || r.ContentLength != 13 ||
		r.Header.Get("Cache-Control") != "public, max-age=600" || r.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" || r.Header.Get("Set-Cookie") != "" {
		t.Errorf("%d, %v", r.StatusCode, r.Header)
	}
	s.board.Views = nil
	if r := ask("acme", ""); r.StatusCode != http.StatusNotFound {
		t.Errorf("an empty board: %d", r.StatusCode)
	}
}
