package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
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
	complete := regexp.MustCompile(`<tr><td>\d+<td>\d+<td>complete`)
	for end := time.Now().Add(restFor); len(complete.FindAllString(page, -1)) != 2; pause(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not both repositories are complete:\n%s", page)
		}
		_, page = readStatus(t, r)
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

// TestStatusTellsOwners: who may write in a repository reads why a pull request
// was met with silence; nobody else learns that it is there.
func TestStatusTellsOwners(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: shortWorld()})
	r.start()
	pull := r.act("open_pull", act{"author": "coral", "title": "Try it", "files": []string{"store/cache.go"}})
	r.settle()
	thread := fmt.Sprintf("acme/widgets#%d", pull.Number)
	ask := func(as, about string) string {
		got := r.visit(as).get("/status?pull=" + url.QueryEscape(about))
		if got.status != http.StatusOK {
			t.Errorf("%s asks about %s: %d", as, about, got.status)
		}
		return got.text
	}
	for _, x := range []struct{ as, about, says string }{
		{"ada", thread, thread + ": silence"}, {"ada", thread, "let somebody open a pull request who never contributed here"},
		{"ada", "acme/widgets#99999", "Nothing was decided about #99999"}, {"ada", "acme/nothing#1", "does not look after acme/nothing"},
		{"ada", "nonsense", "Ask like this"}, {"kofi", thread, "does not look after acme/widgets"}, {"", thread, "Sign in"},
	} {
		if page := ask(x.as, x.about); !strings.Contains(page, x.says) {
			t.Errorf("%q asks about %s, and is not told %q:\n%s", x.as, x.about, x.says, page)
		}
	}
	for _, as := range []string{"kofi", ""} {
		if page := ask(as, ""); strings.Contains(page, "acme/widgets#"+fmt.Sprint(pull.Number)) {
			t.Errorf("%q reads decisions:\n%s", as, page)
		}
	}
	if page := ask("ada", ""); !strings.Contains(page, "<td>"+thread+"<td>silence<td>") {
		t.Errorf("the newest decision is missing:\n%s", page)
	}
}
