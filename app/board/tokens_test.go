package board

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// makeToken makes a token for whoever is signed in.
func (s *site) makeToken(days string) string {
	s.t.Helper()
	g := s.ask(s.client, http.MethodPost, "/me/tokens", url.Values{"days": {days}})
	secret := regexp.MustCompile(`firstmate_[0-9]+_[A-Z2-7]{26}`).FindString(g.text)
	if g.status != http.StatusOK || secret == "" {
		s.t.Fatalf("%d\n%s", g.status, g.text)
	}
	return secret
}

// by asks with a token and nothing else.
func (s *site) by(token, method, path string) got {
	s.t.Helper()
	return s.ask(s.browser(), method, path, nil, "Authorization", "Bearer "+token)
}

func TestTokens(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"], s.windows["globex"] = window(), mentorship.Window{Repo: mentorship.Repo{Tenant: 5, Owner: "globex", OwnerID: 6, Org: true}}
	s.teams["acme/board"] = []mentorship.Person{vera}
	s.signIn(s.client, vera, "")
	secret := s.makeToken("30")
	for hash, data := range s.tokens[vera.ID] {
		if strings.Contains(secret, hash) || strings.Contains(string(data), secret) {
			t.Error("the token is kept as it is")
		}
	}
	for what, c := range map[string]struct {
		g      got
		status int
	}{
		"a board":           {s.by(secret, http.MethodGet, "/board/acme"), http.StatusOK},
		"other tenant's":    {s.by(secret, http.MethodGet, "/board/globex"), http.StatusNotFound},
		"more than a role":  {s.by(secret, http.MethodGet, "/board/acme/ops"), http.StatusNotFound},
		"page of one's own": {s.by(secret, http.MethodGet, "/me"), http.StatusSeeOther},
		"export":            {s.by(secret, http.MethodGet, "/me/export"), http.StatusSeeOther},
		"another token":     {s.by(secret, http.MethodPost, "/me/tokens"), http.StatusSeeOther},
		"forget-me":         {s.by(secret, http.MethodPost, "/me/forget"), http.StatusSeeOther},
		"in the query":      {s.ask(s.browser(), http.MethodGet, "/board/acme?token="+secret+"&access_token="+secret, nil), http.StatusSeeOther},
		"half":              {s.by(secret[:len(secret)-1], http.MethodGet, "/board/acme"), http.StatusUnauthorized},
		"somebody else's":   {s.by(strings.Replace(secret, "_7_", "_8_", 1), http.MethodGet, "/board/acme"), http.StatusUnauthorized},
		"another scheme":    {s.ask(s.browser(), http.MethodGet, "/board/acme", nil, "Authorization", "Basic "+secret), http.StatusUnauthorized},
		"nonsense":          {s.by("x", http.MethodGet, "/board/acme"), http.StatusUnauthorized},
		"not a number":      {s.by("firstmate_99999999999999999999_x", http.MethodGet, "/board/acme"), http.StatusUnauthorized},
	} {
		if c.g.status != c.status || c.g.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d, want %d (cookie %q)", what, c.g.status, c.status, c.g.header.Get("Set-Cookie"))
		}
	}
	if len(s.forgot) != 0 || len(s.tokens[vera.ID]) != 1 {
		t.Error("a program did what only a person may")
	}
	s.teams["acme/board"], s.now = nil, s.now.Add(teamsFor)
	if g := s.by(secret, http.MethodGet, "/board/acme"); g.status != http.StatusNotFound {
		t.Errorf("its owner left the team: %d", g.status)
	}
}

func TestTokensEnd(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.teams["acme/board"] = []mentorship.Person{vera}
	s.signIn(s.client, vera, "")
	short, long := s.makeToken("30"), s.makeToken("365")
	page := s.get("/me").text
	if strings.Contains(page, short) || !strings.Contains(page, "…"+short[len(short)-4:]) || !strings.Contains(page, "good until 2027-03-02") {
		t.Errorf("the page:\n%s", page)
	}
	s.now = s.now.AddDate(0, 0, 30)
	for secret, status := range map[string]int{short: http.StatusUnauthorized, long: http.StatusOK} {
		if g := s.by(secret, http.MethodGet, "/board/acme"); g.status != status {
			t.Errorf("after thirty days: %d, want %d", g.status, status)
		}
	}
	if g := s.ask(s.client, http.MethodPost, "/me/tokens/drop", url.Values{"token": {hashOf(long)}}); g.to != "/me" {
		t.Errorf("dropping: %d", g.status)
	}
	if g := s.by(long, http.MethodGet, "/board/acme"); g.status != http.StatusUnauthorized {
		t.Errorf("dropped: %d", g.status)
	}
	s.tokens = map[int64]map[string][]byte{}
	for range mostTokens {
		s.makeToken("90")
	}
	s.ask(s.client, http.MethodPost, "/me/tokens", url.Values{"days": {"90"}})
	if page := s.get("/me").text; len(s.tokens[vera.ID]) != mostTokens || !strings.Contains(page, "Ten tokens are the most") {
		t.Errorf("%d tokens", len(s.tokens[vera.ID]))
	}
	for _, days := range []string{"", "31", "-1", "1000000000"} {
		if g := s.ask(s.client, http.MethodPost, "/me/tokens", url.Values{"days": {days}}); g.status != http.StatusBadRequest {
			t.Errorf("%q days: %d", days, g.status)
		}
	}
}

// TestOwnPageStates: every state a mentorship can be in has its words.
func TestOwnPageStates(t *testing.T) {
	s := newSite(t, false)
	s.signIn(s.client, vera, "")
	pull := mentorship.Thread{Repo: mentorship.Repo{Owner: "acme", Name: "widgets"}, Number: 5}
	for _, state := range []mentorship.State{
		mentorship.StateSeen, mentorship.StateQueued, mentorship.StateInvited, mentorship.StateEscalated, mentorship.StateActive, mentorship.StatePaused,
		mentorship.StateWrapping, mentorship.StateGraduated, mentorship.StateLongTerm, mentorship.StateEnded, mentorship.StateSkipped, mentorship.StateDeclined,
	} {
		story := []mentorship.Story{{Pull: pull, State: state, Since: s.now}}
		s.mine = []mentorship.Mine{{Tenant: 1, Owner: "acme", Welcomed: story, Mentored: story}}
		for _, lang := range languages() {
			g := s.ask(s.client, http.MethodGet, "/me", nil, "Accept-Language", lang)
			if g.status != http.StatusOK || strings.Contains(g.text, "me.state") {
				t.Errorf("%s in %s: %d\n%s", state, lang, g.status, g.text)
			}
		}
	}
}

func TestSwitchesSayWhatCommandsSay(t *testing.T) {
	s := newSite(t, false)
	s.signIn(s.client, vera, "")
	s.mine = []mentorship.Mine{{Tenant: 4, Owner: "acme", Listed: true}}
	for _, form := range []url.Values{
		{"owner": {"4"}, "say": {"away"}, "value": {"2w"}}, {"owner": {"4"}, "say": {"back"}, "value": {"ignored"}}, {"owner": {"4"}, "say": {"opt-out"}},
	} {
		if g := s.ask(s.client, http.MethodPost, "/me/say", form); g.to != "/me" {
			t.Errorf("%v: %d", form, g.status)
		}
	}
	if got := strings.Join(s.said, "|"); got != "4 vera: away 2w|4 vera: back|4 vera: opt-out" {
		t.Errorf("said %s", got)
	}
	if g := s.ask(s.client, http.MethodPost, "/me/say", url.Values{"owner": {"4"}, "say": {"away"}, "value": {strings.Repeat("x", mostForm)}}); g.status != http.StatusNotFound && g.status != http.StatusBadRequest {
		t.Errorf("a form that is too large: %d", g.status)
	}
	s.now = s.now.Add(time.Hour)
	if g := s.ask(s.client, http.MethodPost, "/me/forget", url.Values{"sure": {"yes"}}); g.status != http.StatusOK || len(s.forgot) != 1 || s.out[vera.ID] != s.now {
		t.Errorf("forgetting: %d, %v", g.status, s.forgot)
	}
}
