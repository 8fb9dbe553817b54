package board

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// dated is a site on which vera has one date of each kind, and a calendar.
func dated(t *testing.T) (s *site, address string) {
	t.Helper()
	s = newSite(t, false)
	pull := mentorship.Thread{Repo: mentorship.Repo{Owner: "acme", Name: "widgets"}, Number: 5}
	for i, kind := range mentorship.DateKinds() {
		d := mentorship.Date{Kind: kind, At: s.now.AddDate(0, 0, i+1), Owner: "acme", Tenant: 1, Story: "o1-7", Pull: pull}
		switch {
		case kind == mentorship.DateBack:
			d.Pull, d.Story = mentorship.Thread{}, ""
		case i%2 == 0:
			d.Issue = mentorship.Thread{Repo: pull.Repo, Number: 50}
		}
		s.dates = append(s.dates, d)
	}
	s.signIn(s.client, vera, "")
	made := s.ask(s.client, http.MethodPost, "/me/calendar", url.Values{"days": {"30"}})
	found := regexp.MustCompile(`/calendar/7_[A-Z2-7]{26}\.ics`).FindString(made.text)
	if made.status != http.StatusOK || found == "" || !strings.Contains(made.text, s.server.URL+found) {
		t.Fatalf("%d\n%s", made.status, made.text)
	}
	return s, found
}

// TestCalendarFile: other programs read it, by RFC 5545, and each date says the
// same of itself each time.
func TestCalendarFile(t *testing.T) {
	s, address := dated(t)
	for _, lang := range languages() {
		got := s.ask(s.browser(), http.MethodGet, address, nil, "Accept-Language", lang)
		cal, err := ics.ParseCalendar(strings.NewReader(got.text))
		if err != nil || got.status != http.StatusOK {
			t.Fatalf("%d: %v\n%s", got.status, err, got.text)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(got.text, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("a line of %d bytes: %q", len(line), line)
			}
		}
		uids := map[string]bool{}
		for i, e := range cal.Events() {
			d := s.dates[i]
			uids[e.Id()] = true
			begins, err := e.GetAllDayStartAt()
			if err != nil || begins.Format(time.DateOnly) != dayOf(d.At) {
				t.Errorf("%s begins %s: %v", d.Kind, begins, err)
			}
			summary, link := e.GetProperty(ics.ComponentPropertySummary).Value, e.GetProperty(ics.ComponentPropertyUrl)
			if strings.Contains(summary, "date.") || !strings.HasPrefix(summary, "acme") {
				t.Errorf("%s in %s: %q", d.Kind, lang, summary)
			}
			if (link == nil) != d.Pull.Zero() || link != nil && !strings.HasPrefix(link.Value, "https://github.test/acme/widgets/") {
				t.Errorf("%s leads to %v", d.Kind, link)
			}
			if e.GetProperty(ics.ComponentPropertyDtstamp) == nil || strings.ContainsAny(e.Id(), " /") || strings.Contains(e.Id(), "o1-7") {
				t.Errorf("%s is %q", d.Kind, e.Id())
			}
		}
		if len(uids) != len(mentorship.DateKinds()) {
			t.Errorf("%d dates, told apart", len(uids))
		}
	}
	s.lang = "es"
	if g := s.ask(s.browser(), http.MethodGet, address, nil, "Accept-Language", "en"); !strings.Contains(g.text, "vuelves hoy") {
		t.Errorf("not in the language vera chose:\n%s", g.text)
	}
}

// TestCalendarSecrets: an address is good for one calendar, until it ends.
func TestCalendarSecrets(t *testing.T) {
	s, address := dated(t)
	stranger := s.browser()
	status := func(path string) int { return s.ask(stranger, http.MethodGet, path, nil).status }
	for _, wrong := range []string{
		strings.Replace(address, "/7_", "/8_", 1), strings.Replace(address, "/7_", "/", 1), address[:len(address)-5] + ".ics",
		"/calendar/.ics", "/calendar/7_.ics", "/calendar/99999999999999999999_AAAA.ics",
	} {
		if got := status(wrong); got != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, got)
		}
	}
	made := s.ask(s.client, http.MethodPost, "/me/tokens", url.Values{"days": {"30"}})
	board := regexp.MustCompile(`firstmate_(7_[A-Z2-7]+)`).FindStringSubmatch(made.text)
	if got := status("/calendar/" + board[1] + ".ics"); got != http.StatusNotFound {
		t.Errorf("a token for boards opens a calendar: %d", got)
	}
	s.broken = io.EOF
	if got := status(address); got != http.StatusServiceUnavailable {
		t.Errorf("where dates cannot be read: %d", got)
	}
	s.broken = nil
	if got := status(address); got != http.StatusOK {
		t.Errorf("again: %d", got)
	}
	s.now = s.now.AddDate(0, 0, 31)
	if got := status(address); got != http.StatusNotFound {
		t.Errorf("after its time: %d", got)
	}
	again := s.browser()
	s.signIn(again, vera, "")
	for _, days := range []string{"", "1", "36500"} {
		if g := s.ask(again, http.MethodPost, "/me/calendar", url.Values{"days": {days}}); g.status != http.StatusBadRequest {
			t.Errorf("%q days: %d", days, g.status)
		}
	}
}

// TestOwnPageWords: everything that can stand on it has its words, in every language.
func TestOwnPageWords(t *testing.T) {
	s, _ := dated(t)
	pull := s.dates[0].Pull
	m := mentorship.Mine{
		Tenant: 1, Owner: "acme", Listed: true, Dates: s.dates, Digest: pull,
		Thanks: []mentorship.Thank{{At: s.now, Thread: pull, Comment: 9}},
		Record: []mentorship.Credit{{Owner: "acme", Pull: pull, From: s.now, More: 2}, {Owner: "acme", Mentored: true, Pull: pull, From: s.now, To: s.now}},
		Mentored: []mentorship.Story{{
			ID: "o1-7", Pull: pull, State: mentorship.StateActive, TookAt: s.now, WordAt: s.now, Pulse: &mentorship.OwnPulse{At: s.now, Answer: 2},
		}},
	}
	for _, end := range mentorship.InvitationEnds() {
		m.Invitations = append(m.Invitations, mentorship.Invitation{Pull: pull, At: s.now, Until: s.now, End: end})
	}
	s.mine = []mentorship.Mine{m}
	name := regexp.MustCompile(`\b(me|date|record|calendar|token)\.[a-z_.0-9]+`)
	for _, lang := range languages() {
		for _, page := range []string{"/me", "/me/record"} {
			g := s.ask(s.client, http.MethodGet, page, nil, "Accept-Language", lang)
			visible := regexp.MustCompile(`(href|src|action)="[^"]*"`).ReplaceAllString(g.text, "")
			if found := name.FindAllString(visible, -1); found != nil || g.status != http.StatusOK || strings.ContainsAny(visible, "{}") {
				t.Errorf("%s in %s: %d says %q", page, lang, g.status, found)
			}
		}
	}
	s.note = mentorship.NoteDigest
	for _, form := range []url.Values{{"owner": {"1"}}, {"owner": {"1"}, "off": {"yes"}, "issue": {"acme/widgets#5"}}, {"owner": {"1"}, "issue": {"acme/widgets#6"}}} {
		s.ask(s.client, http.MethodPost, "/me/digest", form)
		if g := s.get("/me"); !strings.Contains(g.text, "That has to be an issue you opened yourself") {
			t.Errorf("%v: no note", form)
		}
	}
	if len(s.said) != 1 {
		t.Errorf("said %q", s.said)
	}
}
