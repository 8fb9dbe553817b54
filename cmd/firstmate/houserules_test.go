package main

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// rulesNaming are house rules that list these logins.
func rulesNaming(logins ...string) string {
	return "version: 1\ntimers: {quiet: 0s}\nmentors:\n  - login: " + strings.Join(logins, "\n  - login: ") + "\n"
}

// TestForkNamesHundreds opens a pull request from a fork that lists 200 logins:
// they are named in a check on the base repository, in code style and not all
// of them looked up; nobody is mentioned, and nothing of it is ever a rule.
func TestForkNamesHundreds(t *testing.T) {
	t.Parallel()
	var lookups atomic.Int64
	r := newRig(t, rigOptions{front: func(base string) http.Handler {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(u)
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if strings.HasPrefix(req.URL.Path, "/users/crowd-") {
				lookups.Add(1)
			}
			proxy.ServeHTTP(w, req)
		})
	}})
	r.start()
	var logins []string
	for i := range 200 {
		logins = append(logins, fmt.Sprintf("crowd-%03d", i))
	}
	out := r.act("open_pull", act{
		"author": "mallory", "title": "Everybody", "fork": true,
		"files": map[string]string{".github/firstmate.yml": rulesNaming(logins...)},
	})
	r.settle()
	runs := r.ledger().checkRuns()
	if len(runs) != 1 || runs[0].repo != "acme/widgets" || runs[0].number != out.Number || runs[0].verdict == "failure" {
		t.Fatalf("checks: %+v", runs)
	}
	if !strings.Contains(runs[0].summary, "Not looked up") || !strings.Contains(runs[0].summary, "`crowd-000`") {
		t.Errorf("summary: %s", runs[0].summary)
	}
	if n := lookups.Load(); n == 0 || n > 25 {
		t.Errorf("%d accounts were looked up for a stranger", n)
	}
	r.keepsPromises() // nobody who did not agree is mentioned
	second := r.act("open_pull", act{"author": "nia", "title": "A change", "files": []string{"store/a.go"}})
	r.settle()
	if d, err := r.program.app.Explain(t.Context(), "acme/widgets", second.Number); err != nil || !strings.Contains(d.Reason, "ada is free") {
		t.Errorf("the rules of the fork count: %+v, %v", d, err)
	}
}

// TestMentorsWhoAreNone: a bot, a login nobody has, a login that changed hands.
func TestMentorsWhoAreNone(t *testing.T) {
	t.Parallel()
	w := githubsim.BuiltinWorld(time.Now())
	w.Users = append(w.Users, githubsim.WorldUser{Login: "tidy[bot]", ID: 990, Type: "Bot"}, githubsim.WorldUser{Login: "helper", ID: 991, Type: "Bot"})
	r := newRig(t, rigOptions{world: &w})
	r.start()
	r.act("config", act{"author": "ada", "text": rulesNaming("ada", "helper", "nobody-at-all")})
	r.settle()
	runs := r.ledger().checkRuns()
	summary := runs[len(runs)-1].summary
	if !strings.Contains(summary, "**No such account:** `helper`, `nobody-at-all`") {
		t.Errorf("summary: %s", summary)
	}
	// ada leaves her login behind, and somebody else takes it. The entry goes on
	// meaning who agreed to it: the one with the new name is asked, the other never.
	r.act("rename_user", act{"login": "ada", "to": "ada-lovelace"})
	r.act("issue", act{"author": "ada", "title": "I am new here"})
	r.act("config", act{"author": "coral", "text": rulesNaming("ada", "helper")})
	r.settle()
	runs = r.ledger().checkRuns()
	if summary := runs[len(runs)-1].summary; strings.Contains(summary, "Not agreed yet") {
		t.Errorf("a new name took consent away: %s", summary)
	}
	out := r.act("open_pull", act{"author": "nia", "title": "A change", "files": []string{"store/a.go"}})
	r.settle()
	if d, err := r.program.app.Explain(t.Context(), "acme/widgets", out.Number); err != nil || !strings.HasPrefix(d.Reason, "ada-lovelace is free") {
		t.Errorf("%+v, %v", d, err)
	}
	for _, w := range r.ledger().Writes {
		if len(w.Mentions) > 0 && !slices.Equal(w.Mentions, []string{"ada-lovelace"}) {
			t.Errorf("write %d mentions %v", w.N, w.Mentions)
		}
	}
}

// TestPreviewExplains: in preview the decision holds who would have been asked, and why.
func TestPreviewExplains(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.start()
	r.act("config", act{"author": "coral", "text": rulesText("|coordinators: [coral]|mode: preview")})
	r.settle()
	out := r.act("open_pull", act{"author": "nia", "title": "A change", "files": []string{"store/wal/append.go"}})
	r.settle()
	d, err := r.program.app.Explain(t.Context(), "acme/widgets", out.Number)
	if err != nil || d.Verdict != mentorship.VerdictInvited || !slices.Contains(d.Details, "mentor: ada") || len(d.Details) < 3 {
		t.Errorf("%+v, %v", d, err)
	}
	for _, w := range r.ledger().Writes {
		if !strings.HasPrefix(w.Kind, "check_run.") {
			t.Errorf("written in preview: %s", w.Kind)
		}
	}
}

// TestRulesChangedWhileDown takes a mentor off the list while firstmate is not
// running: the newcomer is sent to somebody else when it is back.
func TestRulesChangedWhileDown(t *testing.T) {
	t.Parallel()
	redis, _ := redistest.Start(t)
	s := &story{rig: newRig(t, rigOptions{redis: redis}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.line(lines(mainJob)[0])
	s.rig.settle()
	s.rig.stop()
	s.rig.act("config", act{"author": "coral", "text": rulesNaming("grace")})
	s.rig.start()
	want := []string{"comment.create pull mentions ada", "comment.create pull mentions grace", "comment.edit pull"}
	if diff := cmp.Diff(want, s.unrepeated()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	s.rig.keepsPromises()
}
