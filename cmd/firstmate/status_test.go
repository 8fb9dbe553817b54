package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestStatusShowsThePastBeingRead: whoever runs the program sees how far the
// past of each repository was read, and no name of any repository.
func TestStatusShowsThePastBeingRead(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.start()
	resp, page := readStatus(t, r)
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%s, %s", resp.Status, resp.Header.Get("Content-Type"))
	}
	if policy := resp.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("content security policy %q", policy)
	}
	if rows := regexp.MustCompile(`<tr><td>\d+<td>\d+<td>complete`).FindAllString(page, -1); len(rows) != 2 {
		t.Errorf("%d repositories complete, want 2:\n%s", len(rows), page)
	}
	for _, name := range []string{"widgets", "gears", "acme"} {
		if strings.Contains(page, name) {
			t.Errorf("the page names %s", name)
		}
	}
}

// TestPastIsPutTogether: once the past was read it lies in Redis as an index,
// and a program that starts anew finds the same mentor for the same reason.
func TestPastIsPutTogether(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.start()
	widgets, _, err := r.program.store.FindRepo(t.Context(), "acme/widgets")
	if err != nil {
		t.Fatal(err)
	}
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	s.line(`open_pull author=nia title="Keep the cache warm" files=store/cache.go,store/disk.go -> pull`)
	r.settle()
	l, err := r.program.store.Recall(t.Context(), widgets, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Index) == 0 || len(l.Changes) > 0 {
		t.Errorf("an index of %d bytes and %d single changes", len(l.Index), len(l.Changes))
	}
}

// TestUnmet: who waits for a mentor for more than a day is counted, not named.
func TestUnmet(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.start()
	s := &story{rig: r, names: map[string]string{}, repos: map[string]string{}}
	s.play(`config author=ada text="version: 1\ntimers: {quiet: 0s}\nmentors: []\n"
settle
open_pull author=nia title="Keep the cache warm" files=store/cache.go -> pull
settle`)
	if _, page := readStatus(t, r); strings.Contains(page, "waits for a mentor") {
		t.Errorf("an alarm at once:\n%s", page)
	}
	r.pass("25h")
	if _, page := readStatus(t, r); !strings.Contains(page, "1 newcomer waits for a mentor for more than a day") || strings.Contains(page, "nia") {
		t.Errorf("after a day:\n%s", page)
	}
}

// readStatus reads /status.
func readStatus(t *testing.T, r *rig) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(r.program.url() + "/status")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}
