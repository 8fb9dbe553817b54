package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/mux"
)

// pageRoutes are the addresses of the pages for people, with each method they
// take; blanks are filled with what there is in boardWorld.
func (r *rig) pageRoutes() (out []pageRoute) {
	r.t.Helper()
	router, ok := r.program.pages().(*mux.Router)
	if !ok {
		r.t.Fatal("the pages have no list of routes any more")
	}
	blank := regexp.MustCompile(`\{(\w+)(?::[^}]*\))?\}`)
	filled := map[string]string{"owner": "acme", "file": "reached.csv"}
	err := router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := route.GetPathTemplate()
		if err != nil {
			return err
		}
		methods, err := route.GetMethods()
		if err != nil {
			return err
		}
		example := blank.ReplaceAllStringFunc(path, func(b string) string {
			name := blank.FindStringSubmatch(b)[1]
			if strings.Contains(b, "report") {
				return "report.csv"
			}
			if filled[name] == "" {
				return name
			}
			return filled[name]
		})
		for _, m := range methods {
			out = append(out, pageRoute{m, example, route})
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

type pageRoute struct {
	method, example string
	route           *mux.Route
}

// TestMatrixIsWhole: the matrix of routes and people leaves no route out.
func TestMatrixIsWhole(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	text, err := os.ReadFile(filepath.Join("testdata", "board", "access.golden"))
	if err != nil {
		t.Fatal(err)
	}
	var asked []*http.Request
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if !strings.HasPrefix(line, "  ") {
			continue
		}
		method := http.MethodGet
		if words[0] == http.MethodPost {
			method, words = words[0], words[1:]
		}
		req, err := http.NewRequestWithContext(t.Context(), method, "http://firstmate.test"+words[0], nil)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, req)
	}
	for _, p := range r.pageRoutes() {
		if p.method == http.MethodHead || p.example == "/logout" || p.example == "/login" && p.method == http.MethodPost {
			continue // as GET; about whoever asks, and nothing else
		}
		if !slices.ContainsFunc(asked, func(req *http.Request) bool {
			return req.Method == p.method && p.route.Match(req, &mux.RouteMatch{})
		}) {
			t.Errorf("%s %s is not in the matrix: add it to TestWhoMaySee", p.method, p.example)
		}
	}
}

// Case 74: what changes something is a post, and is turned away where another
// site sends it, whoever is signed in; to look at such an address changes nothing.
func TestChangesComeFromHere(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	vera := r.visit("vera")
	posts := 0
	for _, p := range r.pageRoutes() {
		if p.method != http.MethodPost {
			continue
		}
		posts++
		for _, header := range []http.Header{
			{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}},
			{"Sec-Fetch-Site": nil, "Origin": {"https://evil.example"}}, {"Sec-Fetch-Site": nil, "Origin": {"null"}},
		} {
			if got := vera.do(http.MethodPost, p.example, nil, header); got.status != http.StatusForbidden {
				t.Errorf("POST %s from %v: %d", p.example, header, got.status)
			}
		}
		if got := vera.get(p.example); got.status != http.StatusMethodNotAllowed && p.example != "/login" {
			t.Errorf("GET %s: %d", p.example, got.status)
		}
	}
	if posts < 6 {
		t.Errorf("only %d addresses change something", posts)
	}
	if got := vera.get("/board/acme"); got.status != http.StatusOK {
		t.Errorf("signed out after all: %d", got.status)
	}
}

// Case 78: a query that chooses what there is not is refused, and one that asks
// for what nobody offers changes nothing.
func TestOddQueries(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	vera := r.visit("vera")
	plain := vera.get("/board/acme")
	for query, want := range map[string]int{
		"limit=1000000000": http.StatusOK, "cursor=%ff%00": http.StatusOK, "sort=login&order=desc": http.StatusOK,
		"window=month": http.StatusOK, "window=month&window=week": http.StatusBadRequest, "window=forever": http.StatusBadRequest,
		"repo=widgets&repo=gears": http.StatusBadRequest, "repo=.github%2f..": http.StatusBadRequest, "window=%zz": http.StatusBadRequest,
		"window=" + strings.Repeat("x", 4000): http.StatusBadRequest,
	} {
		got := vera.get("/board/acme?" + query)
		if got.status != want {
			t.Errorf("%.60s: %d, want %d", query, got.status, want)
		}
		if want == http.StatusOK && len(got.text) < len(plain.text)/2 {
			t.Errorf("%.60s: another page:\n%s", query, got.text)
		}
		for _, file := range []string{"figures/reached.csv", "report.json"} {
			if f := vera.get("/board/acme/" + file + "?" + query); (f.status == http.StatusOK) != (want == http.StatusOK) {
				t.Errorf("%s?%.60s: %d", file, query, f.status)
			}
		}
	}
}

// Case 82: what tells of the inside of the program is not there from outside.
func TestInsidesAreNotServed(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	for _, login := range []string{"", "coral"} {
		who := r.visit(login)
		for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/asynq", "/_sim/ledger", "/.env", "/.git/config"} {
			if got := who.get(path); got.status != http.StatusNotFound {
				t.Errorf("%s as %q: %d", path, login, got.status)
			}
		}
	}
}

// Cases 83 and 84: a program that has its App takes no setting up from anybody:
// an installation or a manifest's code in an address is nobody's proof of anything.
func TestSetUpIsShut(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	for _, login := range []string{"", "otto", "coral"} {
		who := r.visit(login)
		for _, path := range []string{"/setup", "/setup?installation_id=1&setup_action=install", "/setup/callback?code=guess&state=guess", "/setup?token=guess"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				if got := who.do(method, path, nil, nil); got.status != http.StatusNotFound {
					t.Errorf("%s %s as %q: %d", method, path, login, got.status)
				}
			}
		}
	}
}
