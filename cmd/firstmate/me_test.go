package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// canary is a word somebody writes and nobody else may ever find in our pages.
const canary = "xylophonequux"

// paired is a rig on which nia's first pull request found ada.
func paired(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	pull := r.act("open_pull", act{"author": "nia", "title": canary, "body": canary + " mends the cache of the store", "files": []string{"store/cache/lru.go"}})
	r.settle()
	r.act("comment", act{"author": "ada", "number": pull.Number, "body": "/mentor accept"})
	r.settle()
	return r
}

func TestOwnPage(t *testing.T) {
	r := paired(t)
	for login, wants := range map[string][]string{
		"nia":  {"Hello nia", "as a newcomer", "Under way", "acme/widgets#", "with ada", "/issues/"},
		"ada":  {"Hello ada", "as a mentor", "Under way", "with nia", "I am away for"},
		"otto": {"Hello otto", "Nothing is kept about you here"},
	} {
		got := r.visit(login).get("/me")
		for _, want := range wants {
			if got.status != http.StatusOK || !strings.Contains(got.text, want) {
				t.Errorf("%s: %d, no %q in\n%s", login, got.status, want, got.text)
			}
		}
		if strings.Contains(got.text, canary) {
			t.Errorf("%s sees words people wrote", login)
		}
	}
}

// exported is what somebody takes with them.
func (b *browser) exported() (out struct{ Kept []mentorship.Mine }, text string) {
	b.t.Helper()
	got := b.get("/me/export")
	if err := json.Unmarshal([]byte(got.text), &out); err != nil || got.status != http.StatusOK {
		b.t.Fatalf("%d %s: %v", got.status, got.text, err)
	}
	return out, got.text
}

// say turns a switch at acme and returns the note of the next page.
func (b *browser) say(what, value string) string {
	b.t.Helper()
	got := b.do(http.MethodPost, "/me/say", url.Values{"owner": {"1"}, "say": {what}, "value": {value}}, nil)
	if got.status != http.StatusSeeOther || got.to != "/me" {
		b.t.Fatalf("%s: %d to %q\n%s", what, got.status, got.to, got.text)
	}
	_, note, _ := strings.Cut(b.get("/me").text, `role="status">`)
	note, _, _ = strings.Cut(note, "</p>")
	return note
}

func TestSwitches(t *testing.T) {
	r := paired(t)
	ada, nia := r.visit("ada"), r.visit("nia")
	for _, c := range []struct {
		who         *browser
		what, value string
		note        string
	}{
		{ada, "capacity", "3", "Done."},
		{ada, "capacity", "12", "Choose a number"},
		{ada, "capacity", "3\n/mentor opt-out", "That was not done"},
		{ada, "away", "2w", "Done."},
		{ada, "away", "2w /mentor forget-me confirm", "Done."}, // the rest is no line of its own
		{ada, "away", "", "That is no length"},
		{ada, "back", "", "Done."},
		{ada, "away", "1w", "Done."},
		{nia, "capacity", "3", "You are not listed"},
		{nia, "opt-in", "", "You are not listed"},
		{nia, "language", "xx", "Done."},     // which the pages do not speak
		{ada, "language", "es", "Hecho."},    // and the page speaks it at once
		{ada, "language", "en-GB", "Done."},  // which is close enough
		{ada, "language", "es-MX", "Hecho."}, // so is this
	} {
		if note := c.who.say(c.what, c.value); !strings.HasPrefix(note, c.note) {
			t.Errorf("%s %q: %q, want %q", c.what, c.value, note, c.note)
		}
	}
	out, _ := ada.exported()
	if s := out.Kept[0].Standing; s.Capacity != 3 || s.Language != "es-MX" || s.Away().IsZero() || s.Out() {
		t.Errorf("what ada said: %+v", s)
	}
	if got := ada.get("/me"); !strings.Contains(got.text, "Estás fuera hasta el") || !strings.Contains(got.text, `<option value="3" selected>`) {
		t.Errorf("ada's page:\n%s", got.text)
	}
}

// TestOptOutOnThePage: it does what the comment does, who was let go is looked after.
func TestOptOutOnThePage(t *testing.T) {
	r := paired(t)
	ada, nia := r.visit("ada"), r.visit("nia")
	if note := ada.say("opt-out", ""); note != "Done." {
		t.Fatalf("note %q", note)
	}
	r.settle()
	if got := nia.get("/me"); strings.Contains(got.text, "with ada") || strings.Contains(got.text, "Under way") {
		t.Errorf("nia's page:\n%s", got.text)
	}
	if got := ada.get("/me"); !strings.Contains(got.text, "You opted out") {
		t.Errorf("ada's page:\n%s", got.text)
	}
	r.keepsPromises()
}

func TestExport(t *testing.T) {
	r := paired(t)
	for login, kept := range map[string]int{"nia": 1, "ada": 1, "otto": 0} {
		out, text := r.visit(login).exported()
		if len(out.Kept) != kept || strings.Contains(text, canary) {
			t.Errorf("%s takes %d owners along:\n%s", login, len(out.Kept), text)
		}
		for _, private := range []string{"passed", "barred", "asked", "reasons", "rules"} {
			if strings.Contains(text, `"`+private+`"`) {
				t.Errorf("%s sees what others chose: %s", login, private)
			}
		}
	}
}

// Case 76: nobody turns switches where there is nothing of theirs.
func TestForeignSwitches(t *testing.T) {
	r := paired(t)
	otto := r.visit("otto")
	for _, owner := range []string{"1", "2", "3", "99", "", "1 ", "-1"} {
		got := otto.do(http.MethodPost, "/me/say", url.Values{"owner": {owner}, "say": {"language"}, "value": {"es"}}, nil)
		if got.status != http.StatusNotFound {
			t.Errorf("owner %q: %d", owner, got.status)
		}
	}
	for _, what := range []string{"forget-me confirm", "assign @ada", "find", "", "accept"} {
		got := r.visit("ada").do(http.MethodPost, "/me/say", url.Values{"owner": {"1"}, "say": {what}}, nil)
		if got.status != http.StatusBadRequest {
			t.Errorf("%q: %d", what, got.status)
		}
	}
}

func TestForgetMeOnThePage(t *testing.T) {
	r := paired(t)
	nia := r.visit("nia")
	other := r.visit("nia") // on the phone
	if got := nia.do(http.MethodPost, "/me/forget", nil, nil); got.status != http.StatusSeeOther {
		t.Errorf("without being sure: %d", got.status)
	}
	if got := nia.get("/me"); !strings.Contains(got.text, "Tick the box first") || !strings.Contains(got.text, "Under way") {
		t.Errorf("nothing should have changed:\n%s", got.text)
	}
	got := nia.do(http.MethodPost, "/me/forget", url.Values{"sure": {"yes"}}, nil)
	if got.status != http.StatusOK || !strings.Contains(got.text, "You are forgotten") || strings.Contains(got.text, "Sign out") {
		t.Errorf("%d\n%s", got.status, got.text)
	}
	r.settle()
	for _, b := range []*browser{nia, other} {
		if got := b.get("/me"); got.status != http.StatusSeeOther {
			t.Errorf("still signed in: %d", got.status)
		}
	}
	r.clock.look(t.Context())
	if out, text := r.visit("nia").exported(); len(out.Kept) != 0 {
		t.Errorf("still kept:\n%s", text)
	}
	if got := r.visit("ada").get("/me"); strings.Contains(got.text, "nia") {
		t.Errorf("ada's page still names nia:\n%s", got.text)
	}
}

// TestAuthorizationRevoked: who takes back at GitHub what they allowed the App
// is signed out everywhere, and their tokens are worth nothing.
func TestAuthorizationRevoked(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	vera, vito := r.visit("vera"), r.visit("vito")
	made := vera.do(http.MethodPost, "/me/tokens", url.Values{"days": {"30"}}, nil).text
	token := regexp.MustCompile(`firstmate_[0-9]+_[A-Z2-7]+`).FindString(made)
	by := func() int {
		return r.visit("").do(http.MethodGet, "/board/acme", nil, http.Header{"Authorization": {"Bearer " + token}}).status
	}
	if got := by(); got != http.StatusOK {
		t.Fatalf("by token: %d", got)
	}
	body := `{"action":"revoked","sender":{"id":801,"login":"vera"}}`
	mac := hmac.New(sha256.New, []byte(rigSecret))
	mac.Write([]byte(body))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.program.url()+webhookPath, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{
		"Content-Type": {"application/json"}, "X-Github-Event": {"github_app_authorization"}, "X-Github-Delivery": {"revoked-1"},
		"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(mac.Sum(nil))},
	}
	resp, err := vera.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := vera.get("/board/acme"); resp.StatusCode != http.StatusAccepted || got.status != http.StatusSeeOther {
		t.Errorf("vera after %d: %d", resp.StatusCode, got.status)
	}
	if got := by(); got != http.StatusUnauthorized {
		t.Errorf("by token: %d", got)
	}
	if got := vito.get("/board/acme"); got.status != http.StatusOK {
		t.Errorf("somebody else: %d", got.status)
	}
}
