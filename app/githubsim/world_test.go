package githubsim

import (
	"compress/gzip"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBuiltinWorld(t *testing.T) {
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	w := BuiltinWorld(now)
	mine := map[string]string{"ada": "store/", "grace": "web/", "lin": "docs/"}
	for _, repo := range w.Repos {
		merged := repo.History.Merged
		if len(merged) < 150 {
			t.Errorf("%s has %d merged pull requests", repo.Name, len(merged))
		}
		known := map[string]int{}
		for _, m := range merged {
			if m.MergedAt.After(now) || m.MergedAt.Before(now.AddDate(-1, 0, 0)) {
				t.Errorf("%s merged at %v", repo.Name, m.MergedAt)
			}
			for _, who := range append(slices.Clone(m.Reviewers), m.Author) {
				if mine[who] != "" && strings.HasPrefix(m.Files[0], mine[who]) {
					known[who]++
				}
			}
		}
		for who := range mine {
			if known[who] < len(merged)/5 {
				t.Errorf("%s: %s knows their area from %d changes only", repo.Name, who, known[who])
			}
		}
	}
	if again := BuiltinWorld(now); again.Repos[0].History.Merged[7].Author != w.Repos[0].History.Merged[7].Author {
		t.Error("the built-in world changes between calls")
	}
}

// The rules file grows entry by entry, each in a merged pull request by the
// person concerned, and ends as the world gives it.
func TestConsentsGrowTheRules(t *testing.T) {
	r := newRig(t)
	var commits []struct{ SHA string }
	r.get("/repos/acme/widgets/commits?path=.github/firstmate.yml", &commits)
	if len(commits) != 4 {
		t.Fatalf("%d commits", len(commits))
	}
	for i, who := range []string{"lin", "grace", "ada"} {
		var pulls []struct {
			Number   int
			MergedAt *time.Time `json:"merged_at"`
			User     struct{ Login string }
		}
		r.get("/repos/acme/widgets/commits/"+commits[i].SHA+"/pulls", &pulls)
		if len(pulls) != 1 || pulls[0].User.Login != who || pulls[0].MergedAt == nil {
			t.Errorf("commit %d: %+v", i, pulls)
		}
		text := r.content("acme/widgets", rulesPath, commits[i].SHA)
		if before := r.content("acme/widgets", rulesPath, commits[i+1].SHA); !strings.Contains(text, "login: "+who) || strings.Contains(before, "login: "+who) {
			t.Errorf("%s was added elsewhere:\n%s\nafter\n%s", who, text, before)
		}
	}
	if got := r.content("acme/widgets", rulesPath, ""); got != builtinRules {
		t.Errorf("the file ends as\n%s", got)
	}
	if got := r.content("acme/widgets", rulesPath, commits[3].SHA); !strings.Contains(got, "mentors: []\n") {
		t.Errorf("the file starts as\n%s", got)
	}
}

func (r *rig) content(repo, path, ref string) string {
	r.t.Helper()
	var f struct{ Content string }
	r.get("/repos/"+repo+"/contents/"+path+"?ref="+ref, &f)
	text, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(f.Content, "\n", ""))
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		name, text string
		logins     []string
		want       []string
	}{
		{"one by one", "version: 1\nmentors:\n- login: Ada # first\n  paths: [a]\n# of grace\n- {login: grace}\nwatch: {}\n", []string{"grace", "ada"}, []string{
			"version: 1\nmentors: []\nwatch: {}\n",
			"version: 1\nmentors:\n- {login: grace}\nwatch: {}\n",
			"version: 1\nmentors:\n- login: Ada # first\n  paths: [a]\n# of grace\n- {login: grace}\nwatch: {}\n",
		}},
		{"not consenting stays", "mentors:\n  - paths: []\n    login: 'ada'\n  - login: bo\n", []string{"ada"}, []string{
			"mentors:\n  - login: bo\n", "mentors:\n  - paths: []\n    login: 'ada'\n  - login: bo\n",
		}},
		{"in one line", "mentors: [{login: ada}, {login: bo}]\n", []string{"ada", "bo"}, []string{
			"version: 1\nmentors: []\n", "version: 1\nmentors:\n  - login: ada\n", "mentors: [{login: ada}, {login: bo}]\n",
		}},
		{"nobody", "version: 1\n", nil, []string{"version: 1\n"}},
	} {
		if got := growth(c.text, c.logins); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

const smallWorld = `{
 "app":{"id":7,"slug":"mate"},
 "users":[{"login":"kim","id":5},{"login":"robo[bot]","id":6,"type":"Bot"}],
 "orgs":[{"login":"crew","id":9,"members":[{"login":"kim","role":"admin"},{"login":"bo","role":"member"}],"teams":[{"slug":"core","members":["bo"]}]}],
 "installations":[{"id":3,"owner":"crew","repos":["ship"]}],
 "repos":[
  {"name":"crew/ship","id":11,"private":true,"issues":false,"permissions":{"zed":"triage"},
   "files":{"a.txt":"hi\n",".github/firstmate.yml":"version: 1\nmentors:\n  - login: bo\n"},"consents":["bo"],"history":"past.jsonl.gz"},
  {"name":"crew/boat","history":[{"author":"kim","reviewers":["bo","kim"],"files":["x","x"],"merged_at":"2026-01-02T03:04:05Z"}]}
 ]}`

func TestReadWorldFile(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "past.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, _ = z.Write([]byte(`{"id":"abc","time":"2020-05-06T07:08:09Z","author":"p1","reviewers":["p2"],"files":["a.txt","b.txt"]}` + "\n\n"))
	z.Close()
	f.Close()
	if err := os.WriteFile(filepath.Join(dir, "world.json"), []byte(smallWorld), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := ReadWorldFile(filepath.Join(dir, "world.json"))
	if err != nil {
		t.Fatal(err)
	}
	checkSmallWorld(t, w)
}

func checkSmallWorld(t *testing.T, w World) {
	t.Helper()
	sim, err := New(Options{World: &w})
	if err != nil {
		t.Fatal(err)
	}
	st := sim.st
	ship := st.repoNamed("crew/ship")
	if ship.id != 11 || !ship.private || !ship.noIssues || st.bot.login != "mate[bot]" || st.installs[0].id != 3 {
		t.Errorf("%+v", ship)
	}
	if got := ship.git.tree["a.txt"].content(); got != "hi\n" {
		t.Errorf("a given file became %q", got)
	}
	first := ship.threads[1]
	if first.user.login != "p1" || first.pull.reviews[0].user.login != "p2" || first.pull.merged.Year() != 2020 {
		t.Errorf("%+v", first)
	}
	if last := ship.threads[2]; last.user.login != "bo" || ship.git.tree[rulesPath].content() != w.Repos[0].Files[rulesPath] {
		t.Errorf("%+v", last)
	}
	boat := st.repoNamed("crew/boat")
	if st.installs[0].covers(boat) || len(boat.threads[1].pull.reviews) != 1 {
		t.Error("crew/boat is covered, or kim reviewed their own change")
	}
	for login, want := range map[string]string{"kim": "admin", "bo": "read", "zed": "triage", "p1": "none"} {
		if got := st.level(ship, st.person(login)); got != want {
			t.Errorf("%s has %s, want %s", login, got, want)
		}
	}
}

func TestWorldErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{`:              "reading world",
		`{"planets":[]}`: "planets",
		`{"repos":[{"name":"x/y","history":[{"author":"a"}]}]}`:                                 "merged_at",
		`{"repos":[{"name":"x/y","history":[{"author":"a","mood":1}]}]}`:                        "mood",
		`{"repos":[{"name":"x/y","history":"nowhere.jsonl"}]}`:                                  "history of x/y",
		`{"repos":[{"name":"xy"}]}`:                                                             "owner/name",
		`{"repos":[{"name":"x/y"},{"name":"X/Y"}]}`:                                             "twice",
		`{"repos":[{"name":"x/y","consents":["a"]}]}`:                                           "firstmate.yml",
		`{"repos":[{"name":"x/y","permissions":{"a":"all"}}]}`:                                  "permission",
		`{"users":[{"login":"a b"}]}`:                                                           "no login",
		`{"users":[{"login":"a"},{"login":"A"}]}`:                                               "twice",
		`{"users":[{"login":"a","type":"Cat"}]}`:                                                "Cat",
		`{"orgs":[{"login":"o","members":[{"login":"a","role":"boss"}]}]}`:                      "boss",
		`{"orgs":[{"login":"o"},{"login":"o"}]}`:                                                "twice",
		`{"installations":[{"id":1,"owner":"o"}]}`:                                              "does not exist",
		`{"users":[{"login":"o"}],"installations":[{"id":1,"owner":"o","repos":["x"]}]}`:        "does not exist",
		`{"users":[{"login":"o"}],"installations":[{"id":1,"owner":"o"},{"id":2,"owner":"o"}]}`: "twice",
	} {
		w, err := ReadWorld(strings.NewReader(text))
		if err == nil {
			_, err = New(Options{World: &w})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, err := ReadWorldFile(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing file is read")
	}
}
