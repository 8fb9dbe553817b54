package board

import (
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/board/browsertest"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// example is a board with one figure of each kind.
func example() View {
	return View{
		Intro: "Eleven people came with a first pull request in the last quarter; nine were answered within two days.",
		Taken: "As of 1 March 2026.",
		Choices: []Choice{{Name: "window", Label: "Window", Options: []Option{
			{Value: "month", Text: "Last month"}, {Value: "quarter", Text: "Last quarter", Chosen: true},
		}}},
		Sections: []Section{{ID: "first", Title: "The first days", Intro: "Whether somebody answers decides whether people stay.", Figures: []Figure{
			{
				ID: "first-answer", Title: "Time to the first human answer", Good: "Shows whether newcomers are left waiting.",
				Value: "31 h", Unit: "median", N: "11 newcomers", Window: "December 2025 to February 2026",
				Plot:       &Plot{Light: "/static/mark.svg", Dark: "/static/mark.svg", Alt: "Half were answered within 31 hours.", Width: 640, Height: 320},
				Caveat:     "Those still waiting are counted as waiting, not left out.",
				Definition: "First comment or review by a person other than the newcomer, counted from the moment the pull request was ready.",
				Source:     &Link{Text: "CHAOSS: time to first response", To: "https://chaoss.community/kb/metric-time-to-first-response"},
				Data: &Table{Caption: "Answered within", Head: []string{"Hours", "People"}, Rows: [][]Cell{
					{{Text: "24"}, {Text: "5", Number: true}}, {{Text: "48"}, {Text: "fewer than 5", Hidden: true}},
				}},
				Downloads: []Link{{Text: "CSV", To: "/x.csv"}, {Text: "JSON", To: "/x.json"}},
			},
			{ID: "declined", Title: "Said no, thanks", Good: "Tells whether the offer is wanted.", Hidden: "Fewer than 10 people", N: "fewer than 10", Window: "the last quarter"},
			{ID: "retention", Title: "Still here after a year", Good: "The question behind all the others.", Later: "Collected from version 1.1 on; the first answer can be given in a year.", Wide: true},
		}}},
		Ops: []Section{{ID: "waiting", Title: "Waiting for a mentor", Figures: []Figure{{ID: "waits", Title: "Newcomers who wait", Value: "2", Unit: "longer than a day"}}}},
	}
}

// TestPagesInABrowser: every page, by light and dark, on a desk and a phone,
// shuts nobody out and keeps the policy.
func TestPagesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.windows["globex"] = mentorship.Window{Repo: mentorship.Repo{Tenant: 9, Owner: "globex", OwnerID: 4, Org: true, Name: ".github"}, Public: true}
	for _, eyes := range browsertest.AllEyes() {
		t.Run(eyes.Name, func(t *testing.T) {
			tab := b.Tab(t, eyes)
			page := func(name, path, wants string) {
				t.Helper()
				tab.Open(s.server.URL + path)
				if text := tab.Text(); !strings.Contains(text, wants) {
					t.Errorf("%s: no %q in\n%s", name, wants, text)
				}
				tab.Check(name + "-" + eyes.Name)
			}
			page("login", "/login", "Continue with GitHub")
			page("missing", "/login/callback", "Signing in did not work out")
			s.view = View{}
			page("board-empty", "/board/globex", "The first figures are on their way")
			s.view = example()
			page("board", "/board/globex", "Time to the first human answer")
		})
	}
}
