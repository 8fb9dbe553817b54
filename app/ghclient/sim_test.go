package ghclient_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/ghclient"
	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

var simKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// sim is a client before the stand-in with its built-in world, and the
// repository acme/widgets in it.
func sim(t *testing.T, prefix string) (*githubsim.Server, *ghclient.Client, mentorship.Repo) {
	t.Helper()
	server, c, _ := simAt(t, prefix)
	installs, err := c.Installations(t.Context())
	if err != nil || len(installs) != 1 {
		t.Fatalf("%v, %v", installs, err)
	}
	repos, err := c.Repos(t.Context(), installs[0].Tenant)
	i := slices.IndexFunc(repos, func(r mentorship.Repo) bool { return r.Name == "widgets" })
	if err != nil || i < 0 {
		t.Fatalf("%v, %v", repos, err)
	}
	return server, c, repos[i]
}

// simAt is a client before the stand-in, and the stand-in's address.
func simAt(t *testing.T, prefix string) (*githubsim.Server, *ghclient.Client, string) {
	t.Helper()
	key := simKey()
	server, err := githubsim.New(githubsim.Options{AppKey: &key.PublicKey, Spoiled: ghclient.SpoiledBySim})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(ghclient.JudgedBySim(server))
	t.Cleanup(web.Close)
	t.Cleanup(server.Close)
	c, err := ghclient.New(ghclient.Options{
		BaseURL: web.URL + prefix, AppID: 1, Now: server.Now,
		Key: pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, c, web.URL
}

func act(t *testing.T, s *githubsim.Server, a githubsim.Action) githubsim.Result {
	t.Helper()
	r, err := s.Do(t.Context(), a)
	if err != nil {
		t.Fatalf("%s: %v", a.Do, err)
	}
	return r
}

func opened(t *testing.T, s *githubsim.Server, repo mentorship.Repo, author string) mentorship.Thread {
	t.Helper()
	r := act(t, s, githubsim.Action{
		Do: "open_pull", Repo: "acme/widgets", Author: author, Title: "Mend the cache",
		Files: githubsim.Paths("store/cache/lru.go"),
	})
	return mentorship.Thread{Repo: repo, Number: r.Number}
}

// What the client reads is what happened, on both addresses of the stand-in.
func TestReadsFromStandIn(t *testing.T) {
	for _, prefix := range []string{"", "/api/v3"} {
		t.Run(prefix, func(t *testing.T) {
			server, c, repo := sim(t, prefix)
			if !repo.Org || repo.Owner != "acme" || repo.Branch == "" || repo.OwnerID == 0 {
				t.Errorf("repository %+v", repo)
			}
			pull := opened(t, server, repo, "nova")
			act(t, server, githubsim.Action{Do: "review", Repo: "acme/widgets", Number: pull.Number, Author: "ada", State: "approved", Body: "good"})
			act(t, server, githubsim.Action{Do: "check_suite", Repo: "acme/widgets", Number: pull.Number, Conclusion: "success"})
			p, err := c.Pull(t.Context(), pull)
			if err != nil || p.Author.Login != "nova" || p.Closed || p.Head == "" || p.Repo.ID != repo.ID {
				t.Errorf("%+v, %v", p, err)
			}
			if green, err := c.ChecksPassed(t.Context(), repo, p.Head); err != nil || !green {
				t.Errorf("checks %v, %v", green, err)
			}
			rs, err := c.Remarks(t.Context(), pull)
			if err != nil || len(rs) != 1 || rs[0].Review != mentorship.ReviewApproved || rs[0].By.Login != "ada" {
				t.Errorf("%+v, %v", rs, err)
			}
			act(t, server, githubsim.Action{Do: "merge", Repo: "acme/widgets", Number: pull.Number, Author: "ada"})
			ch, err := c.Change(t.Context(), pull)
			if err != nil || len(ch.Reviewers) != 1 || !slices.Equal(ch.Files, []string{"store/cache/lru.go"}) {
				t.Errorf("%+v, %v", ch, err)
			}
			newest, _, err := c.Past(t.Context(), repo, "")
			if err != nil || newest[0].ID != ch.ID || newest[0].Author != ch.Author || !slices.Equal(newest[0].Reviewers, ch.Reviewers) {
				t.Errorf("%+v, %v", newest[0], err)
			}
		})
	}
}

// Reactions are read anew each time, and those of bots are nobody's answer.
func TestEmojisOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	pull := opened(t, server, repo, "nova")
	said := act(t, server, githubsim.Action{Do: "comment", Repo: "acme/widgets", Number: pull.Number, Author: "ada", Body: "Hello"})
	if got, err := c.Emojis(t.Context(), pull, said.ID); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, content := range []string{"+1", "heart"} {
		act(t, server, githubsim.Action{Do: "react", Repo: "acme/widgets", ID: said.ID, Author: "nova", Content: content})
	}
	if _, err := c.Do(t.Context(), repo.Tenant, mentorship.Write{Kind: mentorship.WriteReaction, Thread: pull, Object: said.ID, Reaction: "eyes"}); err != nil {
		t.Fatal(err)
	}
	got, err := c.Emojis(t.Context(), pull, said.ID)
	if err != nil || len(got) != 2 || got[0].By.Login != "nova" || got[0].Content != "+1" || got[1].Content != "heart" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = c.Emojis(t.Context(), pull, said.ID+1000)
	if mentorship.KindOf(err) != mentorship.FaultNotFound {
		t.Error(err)
	}
}

func TestPeopleOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	opened(t, server, repo, "nova")
	for login, member := range map[string]bool{"ada": true, "nova": false} {
		if got, err := c.Member(t.Context(), repo, login); err != nil || got != member {
			t.Errorf("%s: member %v, %v", login, got, err)
		}
		if p, err := c.Permission(t.Context(), repo, login); err != nil || p.Writes() != member {
			t.Errorf("%s: %v, %v", login, p, err)
		}
		if p, err := c.Person(t.Context(), repo.Tenant, login); err != nil || p.Login != login || p.Bot {
			t.Errorf("%+v, %v", p, err)
		}
	}
	_, err := c.Person(t.Context(), repo.Tenant, "nobody-at-all")
	if mentorship.KindOf(err) != mentorship.FaultNotFound {
		t.Error(err)
	}
}

func TestEarlierOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	first := opened(t, server, repo, "nova")
	server.Advance(time.Hour)
	second := opened(t, server, repo, "nova")
	for thread, want := range map[mentorship.Thread]bool{first: false, second: true} {
		p, err := c.Pull(t.Context(), thread)
		if err != nil {
			t.Fatal(err)
		}
		for _, scope := range []mentorship.Scope{mentorship.ScopeOrg, mentorship.ScopeRepo} {
			got, err := c.Earlier(t.Context(), scope, repo, "nova", p.CreatedAt, thread)
			if err != nil || got != want {
				t.Errorf("%s in %s: %v, %v", thread, scope, got, err)
			}
		}
	}
}

// The whole past is read page by page, each change once.
func TestPastOfStandIn(t *testing.T) {
	_, c, repo := sim(t, "")
	seen := map[string]bool{}
	cursor := ""
	for pages := 0; ; pages++ {
		changes, next, err := c.Past(t.Context(), repo, cursor)
		if err != nil || pages > 100 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, ch := range changes {
			if seen[ch.ID] || ch.Author == "" || len(ch.Files) == 0 {
				t.Errorf("%+v", ch)
			}
			seen[ch.ID] = true
		}
		if cursor = next; next == "" {
			break
		}
	}
	if len(seen) < 200 {
		t.Errorf("%d changes", len(seen))
	}
}

func TestHouseOfStandIn(t *testing.T) {
	_, c, repo := sim(t, "")
	const rules = ".github/firstmate.yml"
	text, err := c.Content(t.Context(), repo, rules, "", 1<<16)
	if err != nil || !strings.Contains(string(text), "mentors:") {
		t.Errorf("%q, %v", text, err)
	}
	if paths, err := c.Paths(t.Context(), repo, repo.Branch); err != nil || !slices.Contains(paths, rules) {
		t.Errorf("%v, %v", paths, err)
	}
	revs, err := c.Revisions(t.Context(), repo, rules)
	if err != nil || len(revs) == 0 {
		t.Fatalf("%v, %v", revs, err)
	}
	behind := map[string]bool{}
	for i, r := range revs {
		for _, p := range r.By {
			behind[p.Login] = true
		}
		if i > 0 && r.At.Before(revs[i-1].At) {
			t.Errorf("%v is out of order", r)
		}
		old, err := c.Content(t.Context(), repo, rules, r.SHA, 1<<16)
		if err != nil || len(old) == 0 {
			t.Errorf("at %s: %q, %v", r.SHA, old, err)
		}
	}
	for _, login := range []string{"ada", "grace", "lin"} {
		if !behind[login] {
			t.Errorf("%s consented, but stands behind nothing in %v", login, revs)
		}
	}
}

// Approvers stand behind a change of the rules only as it was merged.
func TestApproversOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	const rules = ".github/firstmate.yml"
	newest := func() (names []string) {
		revs, err := c.Revisions(t.Context(), repo, rules)
		if err != nil || len(revs) == 0 {
			t.Fatalf("%v, %v", revs, err)
		}
		for _, p := range revs[len(revs)-1].By {
			names = append(names, p.Login)
		}
		return names
	}
	r := act(t, server, githubsim.Action{
		Do: "open_pull", Repo: "acme/widgets", Author: "lin", Title: "Mentors", Files: githubsim.Paths(rules),
	})
	review := func(login, state string) {
		act(t, server, githubsim.Action{Do: "review", Repo: "acme/widgets", Number: r.Number, Author: login, State: state})
	}
	review("ada", "approved")
	act(t, server, githubsim.Action{Do: "push", Repo: "acme/widgets", Number: r.Number, Author: "lin", Files: githubsim.Paths(rules)})
	review("grace", "approved")
	act(t, server, githubsim.Action{Do: "merge", Repo: "acme/widgets", Number: r.Number, Author: "coral"})
	if got := newest(); !slices.Equal(got, []string{"lin", "grace"}) {
		t.Errorf("%v stand behind it, ada has not seen what was merged", got)
	}
	text := "version: 1\n"
	act(t, server, githubsim.Action{
		Do: "config", Repo: "acme/widgets", Author: "lin", Text: &text, Via: "pull", Approvers: []string{"ada", "grace"},
	})
	if got := newest(); !slices.Equal(got, []string{"lin", "ada", "grace"}) {
		t.Errorf("%v stand behind it", got)
	}
}

// A write whose answer is lost is found again and not repeated, for each
// place where the answer can get lost.
func TestLostAnswersOfStandIn(t *testing.T) {
	for _, fault := range []string{"lost", "reset", "truncated", "html"} {
		t.Run(fault, func(t *testing.T) {
			server, c, repo := sim(t, "")
			pull := opened(t, server, repo, "nova")
			const mark = "<!-- firstmate:v1 test -->"
			for _, w := range []mentorship.Write{
				{Kind: mentorship.WriteComment, Thread: pull, Body: "hello\n" + mark, Marker: mark},
				{Kind: mentorship.WriteIssue, Thread: mentorship.Thread{Repo: repo}, Title: "T", Body: "b\n" + mark, Marker: mark, Labels: []string{"mentoring"}},
			} {
				var rules githubsim.Faults
				text := `{"seed":1,"rules":[{"match":"POST /repos/**","fault":"` + fault + `","when":"after"}]}`
				if err := json.Unmarshal([]byte(text), &rules); err != nil {
					t.Fatal(err)
				}
				if err := server.SetFaults(rules); err != nil {
					t.Fatal(err)
				}
				_, err := c.Do(t.Context(), repo.Tenant, w)
				if mentorship.KindOf(err) != mentorship.FaultUnknown {
					t.Fatalf("%s: %v", w.Kind, err)
				}
				w.Resume = true
				if r, err := c.Do(t.Context(), repo.Tenant, w); err != nil || !r.Found || r.ID == 0 {
					t.Errorf("%s: %+v, %v", w.Kind, r, err)
				}
			}
			applied := 0
			for _, w := range server.Ledger().Writes {
				if w.Applied && strings.HasSuffix(w.Kind, ".create") && !strings.HasPrefix(w.Kind, "label") {
					applied++
				}
			}
			if applied != 2 {
				t.Errorf("%d things were created, want 2", applied)
			}
		})
	}
}

// An account that suspends or removes the App is out of reach, till it comes back.
func TestSuspendedOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	pull := opened(t, server, repo, "nova")
	act(t, server, githubsim.Action{Do: "suspend", Owner: "acme"})
	_, err := c.Pull(t.Context(), pull)
	if mentorship.KindOf(err) != mentorship.FaultSuspended {
		t.Errorf("suspended: %v", err)
	}
	act(t, server, githubsim.Action{Do: "unsuspend", Owner: "acme"})
	if _, err := c.Pull(t.Context(), pull); err != nil {
		t.Errorf("back again: %v", err)
	}
	act(t, server, githubsim.Action{Do: "uninstall", Owner: "acme"})
	_, err = c.Pull(t.Context(), pull)
	if mentorship.KindOf(err) != mentorship.FaultUninstalled {
		t.Errorf("uninstalled: %v", err)
	}
	_, err = c.Do(t.Context(), 4711, mentorship.Write{Kind: mentorship.WriteAssign, Thread: pull, Assignee: "ada"})
	if f, ok := errors.AsType[*mentorship.Fault](err); !ok || f.Kind != mentorship.FaultUninstalled {
		t.Errorf("unknown installation: %v", err)
	}
}

// A permission the App lacks is told apart from a block, and named.
func TestPermissionOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	pull := opened(t, server, repo, "nova")
	if err := server.SetFaults(githubsim.Faults{Rules: []githubsim.FaultRule{{Match: "POST /repos/**", Fault: "permission"}}}); err != nil {
		t.Fatal(err)
	}
	const mark = "<!-- firstmate:v1 permission -->"
	w := mentorship.Write{Kind: mentorship.WriteComment, Thread: pull, Body: "hello " + mark, Marker: mark}
	_, err := c.Do(t.Context(), repo.Tenant, w)
	if mentorship.KindOf(err) != mentorship.FaultPermission || !strings.Contains(err.Error(), "pull_requests=write") {
		t.Errorf("%v", err)
	}
	if _, err := c.Do(t.Context(), repo.Tenant, w); err != nil {
		t.Errorf("granted: %v", err)
	}
}
