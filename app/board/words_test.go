package board

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestChosenLanguage: who chose a language reads pages in it, in whatever browser.
func TestChosenLanguage(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.teams["acme/board"] = append(s.teams["acme/board"], vera)
	s.signIn(s.client, vera, "")
	for _, c := range []struct {
		chosen, browser, want string
		broken                error
	}{
		{"", "es", "es", nil}, {"es", "en", "es", nil}, {"es-MX", "en", "es", nil}, {"en-GB", "es", "en", nil},
		{"fr", "es", "es", nil}, {"not a tag", "es", "es", nil}, {"", "es", "es", io.EOF},
	} {
		s.lang, s.broken = c.chosen, c.broken
		for _, page := range []string{"/me", "/board/nowhere"} {
			if g := s.ask(s.client, http.MethodGet, page, nil, "Accept-Language", c.browser); !strings.Contains(g.text, `<html lang="`+c.want+`">`) {
				t.Errorf("%+v: %s is not in %s", c, page, c.want)
			}
		}
	}
	s.lang, s.broken = "es", nil
	if s.get("/board/acme"); s.viewed != "es" {
		t.Errorf("a board is filled in %q", s.viewed)
	}
	made := s.ask(s.client, http.MethodPost, "/me/tokens", url.Values{"days": {"30"}})
	_, secret, _ := strings.Cut(made.text, tokenStart)
	secret, _, _ = strings.Cut(secret, "<")
	s.viewed = ""
	if g := s.ask(s.browser(), http.MethodGet, "/board/acme", nil, "Authorization", "Bearer "+tokenStart+secret); g.status != http.StatusOK || s.viewed != "es" {
		t.Errorf("by a token: %d in %q", g.status, s.viewed)
	}
}
