package main

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// race is a no that comes while words are on their way to GitHub.
type race struct {
	*story
	pull    atomic.Int64 // set while the race is on
	refuses bool         // that request is refused for a second: GitHub is busy
}

// newRace plays a story whose meets is called once, in the middle of the first
// request that fits; that request goes on when it has returned.
func newRace(t *testing.T, fits func(*http.Request) bool, meets func(r *race, pull int)) *race {
	t.Helper()
	r := &race{}
	r.story = &story{names: map[string]string{}, repos: map[string]string{}, rig: newRig(t, rigOptions{front: func(base string) http.Handler {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(u)
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if n := r.pull.Load(); n != 0 && fits(req) && r.pull.CompareAndSwap(n, 0) {
				meets(r, int(n))
				if r.refuses {
					w.Header().Set("Retry-After", "1")
					http.Error(w, `{"message":"You have exceeded a secondary rate limit."}`, http.StatusForbidden)
					return
				}
			}
			proxy.ServeHTTP(w, req)
		})
	}})}
	r.rig.start()
	return r
}

// begin opens the pull request around which the race is.
func (r *race) begin() {
	r.rig.t.Helper()
	r.play("hold\nopen_pull author=nia title=\"Keep the cache warm\" files=store/cache.go -> pull")
	r.pull.Store(int64(r.number("pull")))
	r.play("release\nsettle")
}

// comment writes a command and returns when the program has obeyed it.
func (r *race) comment(ctx context.Context, pull int, author, body string, obeyed func(mentorship.Mentorship) bool) {
	t, store := r.rig.t, r.rig.program.store
	ctx, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	if _, err := r.rig.door.do(ctx, "comment", act{"repo": "acme/widgets", "number": pull, "author": author, "body": body}); err != nil {
		t.Error(err)
		return
	}
	for ctx.Err() == nil {
		repo, _, err := store.FindRepo(ctx, "acme/widgets")
		if err != nil {
			t.Error(err)
			return
		}
		id, err := store.ByThread(ctx, repo, pull)
		if err == nil && id != "" {
			if m, err := store.Load(ctx, repo.Tenant, id); err == nil && obeyed(m) {
				return
			}
		}
	}
	t.Error("the command was never obeyed")
}

func let(login string) func(mentorship.Mentorship) bool {
	return func(m mentorship.Mentorship) bool { return m.Mentor.Login != login }
}

func looksUpAPerson(req *http.Request) bool { return strings.HasPrefix(req.URL.Path, "/user/") }

func writesAComment(req *http.Request) bool {
	return req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/comments")
}

// firstOf is the number of the first write that is so, 0 if none is.
func (l ledger) firstOf(is func(ledgerWrite) bool) int {
	if i := slices.IndexFunc(l.Writes, is); i >= 0 {
		return l.Writes[i].N
	}
	return 0
}

func namesTo(login string) func(ledgerWrite) bool {
	return func(w ledgerWrite) bool { return slices.Contains(w.Mentions, login) }
}

// TestOptOutMeetsAMention is the race of an opt-out with the mention of that
// mentor: where it comes while words are still being found, the mention does
// not go out; where the request is under way already, it is on GitHub before
// the opt-out is acknowledged, and becomes plain text at once.
func TestOptOutMeetsAMention(t *testing.T) {
	t.Parallel()
	optOut := func(r *race, pull int) { r.comment(t.Context(), pull, "ada", "/mentor opt-out", let("ada")) }
	t.Run("planned", func(t *testing.T) {
		t.Parallel()
		r := newRace(t, writesAComment, optOut)
		r.refuses = true
		r.begin()
		quiet(t, r.story, "ada")
	})
	t.Run("being worded", func(t *testing.T) {
		t.Parallel()
		r := newRace(t, looksUpAPerson, optOut)
		r.begin()
		quiet(t, r.story, "ada")
		if w := r.rig.ledger().firstOf(namesTo("grace")); w == 0 {
			t.Errorf("nobody else was asked:\n%s", r.rig.ledgerText())
		}
	})
	t.Run("under way", func(t *testing.T) {
		t.Parallel()
		r := newRace(t, writesAComment, optOut)
		r.begin()
		l := r.rig.ledger()
		mention := l.firstOf(namesTo("ada"))
		thumb := l.firstOf(func(w ledgerWrite) bool { return strings.HasPrefix(w.Kind, "reaction.") })
		edit := l.firstOf(func(w ledgerWrite) bool { return w.Kind == "comment.edit" && len(w.Mentions) == 0 })
		if mention == 0 || thumb < mention || edit < mention {
			t.Errorf("mention %d, acknowledged %d, plain %d:\n%s", mention, thumb, edit, r.rig.ledgerText())
		}
		r.rig.keepsPromises()
	})
}

// TestNoThanksMeetsAMention is the same race with the newcomer's own no: no
// comment, no tracking issue, nothing but the 👍.
func TestNoThanksMeetsAMention(t *testing.T) {
	t.Parallel()
	r := newRace(t, looksUpAPerson, func(r *race, pull int) {
		r.comment(t.Context(), pull, "nia", "/mentor no-thanks", func(m mentorship.Mentorship) bool { return m.State == mentorship.StateDeclined })
	})
	r.begin()
	r.rig.pass("90d")
	if words := slices.DeleteFunc(r.written(), func(l string) bool { return strings.HasPrefix(l, "reaction.") }); len(words) != 0 {
		t.Errorf("after the no: %v", words)
	}
}

// quiet checks that somebody who left was not mentioned, assigned or asked.
func quiet(t *testing.T, s *story, login string) {
	t.Helper()
	if s.rig.ledger().firstOf(func(w ledgerWrite) bool { return w.Applied && slices.Contains(w.Mentions, login) }) != 0 {
		t.Errorf("%s was mentioned after the opt-out:\n%s", login, s.rig.ledgerText())
	}
	s.rig.keepsPromises()
}
