package ghclient

import (
	"net/http"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A word of a question is a word, whatever stands in it.
func TestRelatedAsksForWords(t *testing.T) {
	f := newFake(t, "")
	f.on("GET /search/issues", func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query().Get("q"); q != `is:issue is:closed repo:acme/widgets "allocator" "repo:acme/secret"` {
			t.Errorf("query %q", q)
		}
		w.Write([]byte(`{"total_count":1,"items":[{"number":6}]}`))
	})
	got, err := f.client().Related(t.Context(), widgets, []string{"allocator", `re"po:acme/secr\et`})
	if err != nil || len(got) != 1 || got[0] != 6 {
		t.Errorf("%v, %v", got, err)
	}
}

// What went wrong is told without the words.
func TestRelatedKeepsWords(t *testing.T) {
	f := newFake(t, "")
	f.say("GET /search/issues", 422, message("cannot search for allocator"))
	_, err := f.client().Related(t.Context(), widgets, []string{"allocator"})
	wantKind(t, err, mentorship.FaultInvalid)
	if strings.Contains(err.Error(), "allocator") {
		t.Errorf("the error tells the words: %v", err)
	}
}
