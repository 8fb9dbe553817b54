package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// post sends a form of somebody's own page and returns the note of the next one.
func (b *browser) post(path string, form url.Values) string {
	b.t.Helper()
	got := b.do(http.MethodPost, path, form, nil)
	if got.status != http.StatusSeeOther || got.to != "/me" {
		b.t.Fatalf("%s: %d to %q\n%s", path, got.status, got.to, got.text)
	}
	_, note, _ := strings.Cut(b.get("/me").text, `role="status">`)
	note, _, _ = strings.Cut(note, "</p>")
	return note
}

// calendar makes the address of somebody's calendar, ours left out.
func (b *browser) calendar() string {
	b.t.Helper()
	made := b.do(http.MethodPost, "/me/calendar", url.Values{"days": {"90"}}, nil)
	address := regexp.MustCompile(regexp.QuoteMeta(b.base) + `(/calendar/[0-9]+_[A-Z2-7]{26}\.ics)<`).FindStringSubmatch(made.text)
	if made.status != http.StatusOK || address == nil {
		b.t.Fatalf("%d: no address in\n%s", made.status, made.text)
	}
	return address[1]
}

// lacks complains about words that must not stand in what somebody sees.
func (s shown) lacks(t *testing.T, who string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(s.text, w) {
			t.Errorf("%s sees %q in\n%s", who, w, s.text)
		}
	}
}

// TestCalendar: whoever has the address reads its owner's days, and nobody's
// name; dropped, or its owner forgotten, it is worth nothing.
func TestCalendar(t *testing.T) {
	r := paired(t)
	ada, nia, anybody := r.visit("ada"), r.visit("nia"), r.visit("")
	addresses := map[*browser]string{ada: ada.calendar(), nia: nia.calendar()}
	for owner, address := range addresses {
		got := anybody.get(address)
		if got.status != http.StatusOK || got.header.Get("Content-Type") != "text/calendar; charset=utf-8" ||
			!strings.Contains(got.text, "SUMMARY:acme/widgets#") || !strings.HasPrefix(got.text, "BEGIN:VCALENDAR\r\n") {
			t.Errorf("%s: %d %v\n%s", owner.base, got.status, got.header, got.text)
		}
		got.lacks(t, "anybody", "nia", "ada", canary)
	}
	ada.say("away", "2w")
	if got := anybody.get(addresses[ada]); !strings.Contains(got.text, "SUMMARY:acme: you are back") {
		t.Errorf("away:\n%s", got.text)
	}
	secret := strings.TrimSuffix(strings.TrimPrefix(addresses[ada], "/calendar/"), ".ics")
	for _, token := range []string{"firstmate_" + secret, "calendar_" + secret, secret} {
		if got := anybody.do(http.MethodGet, "/board/acme", nil, http.Header{"Authorization": {"Bearer " + token}}); got.status != http.StatusUnauthorized {
			t.Errorf("as a token for boards: %d", got.status)
		}
	}
	hash := regexp.MustCompile(`name="token" value="([0-9a-f]{64})"`).FindStringSubmatch(ada.get("/me").text)
	if hash == nil {
		t.Fatal("ada's page does not list the calendar")
	}
	nia.post("/me/tokens/drop", url.Values{"token": {hash[1]}}) // somebody else's: nothing happens
	if got := anybody.get(addresses[ada]); got.status != http.StatusOK {
		t.Errorf("dropped by somebody else: %d", got.status)
	}
	ada.post("/me/tokens/drop", url.Values{"token": {hash[1]}})
	nia.do(http.MethodPost, "/me/forget", url.Values{"sure": {"yes"}}, nil)
	r.settle()
	for _, address := range addresses {
		if got := anybody.get(address); got.status != http.StatusNotFound {
			t.Errorf("worth nothing any more: %d\n%s", got.status, got.text)
		}
	}
}

// TestOwnRecord: both may show what they did, with what is public and no name but
// their own; a mentor who handed over keeps theirs.
func TestOwnRecord(t *testing.T) {
	r := paired(t)
	ada, nia, otto := r.visit("ada"), r.visit("nia"), r.visit("otto")
	record := func(b *browser, login string) []map[string]any {
		t.Helper()
		var out struct {
			Login       string
			Mentorships []map[string]any
		}
		got := b.get("/me/record.json")
		if err := json.Unmarshal([]byte(got.text), &out); err != nil || out.Login != login {
			t.Fatalf("%d %s: %v", got.status, got.text, err)
		}
		page := b.get("/me/record")
		if page.status != http.StatusOK || !strings.Contains(page.text, "Mentorships of "+login) || !strings.Contains(page.text, "not a certificate") {
			t.Errorf("%d\n%s", page.status, page.text)
		}
		others := map[string][]string{"ada": {"nia", canary}, "nia": {"ada", canary}, "otto": {"ada", "nia", canary}}[login]
		got.lacks(t, login, others...)
		page.lacks(t, login, others...)
		return out.Mentorships
	}
	day := r.clock.Now().UTC().Format("2006-01-02")
	one := func(role string, more map[string]any) []map[string]any {
		pull := r.door.base + "/acme/widgets/pull/" + strconv.Itoa(ownFirstPull(r))
		out := map[string]any{"role": role, "owner": "acme", "pull_request": pull, "from": day}
		for k, v := range more {
			out[k] = v
		}
		return []map[string]any{out}
	}
	if diff := cmp.Diff(one("mentor", nil), record(ada, "ada")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(one("newcomer", nil), record(nia, "nia")); diff != "" {
		t.Error(diff)
	}
	if got := record(otto, "otto"); len(got) > 0 {
		t.Errorf("otto's: %v", got)
	}
	r.act("merge", act{"number": ownFirstPull(r), "author": "ada"})
	r.act("comment", act{"author": "nia", "number": ownFirstPull(r), "body": "/mentor not-a-fit now"})
	r.settle()
	if diff := cmp.Diff(one("mentor", map[string]any{"to": day}), record(ada, "ada")); diff != "" {
		t.Error("after a hand-over, whose reason is told nowhere:\n" + diff)
	}
	if diff := cmp.Diff(one("newcomer", map[string]any{"to": day, "merged": day}), record(nia, "nia")); diff != "" {
		t.Error(diff)
	}
	if got := ada.get("/me"); !strings.Contains(got.text, "you accepted") {
		t.Errorf("ada's invitation:\n%s", got.text)
	}
}

// ownFirstPull is the number of the pull request our first comment is on.
func ownFirstPull(r *rig) int {
	r.t.Helper()
	for _, w := range r.ledger().Writes {
		if w.Kind == "comment.create" {
			return w.Number
		}
	}
	r.t.Fatal("nothing was written")
	return 0
}

// TestThanksAndInvitations: each sees their own, as places; nobody sees words.
func TestThanksAndInvitations(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	pull := r.act("open_pull", act{"author": "nia", "title": canary, "files": []string{"store/cache/lru.go"}})
	r.settle()
	ada, nia := r.visit("ada"), r.visit("nia")
	if got := ada.get("/me"); !strings.Contains(got.text, "waits for your answer there") || !strings.Contains(got.text, "(until ") {
		t.Errorf("an open invitation:\n%s", got.text)
	}
	nia.get("/me").lacks(t, "nia", "Invitations")
	r.act("comment", act{"author": "ada", "number": pull.Number, "body": "/mentor accept"})
	r.settle()
	r.act("comment", act{"author": "nia", "number": pull.Number, "body": "/mentor thanks you are a " + canary})
	r.settle()
	got := ada.get("/me")
	for _, want := range []string{"you accepted", "Thanks you heard", "acme/widgets/issues/" + strconv.Itoa(pull.Number) + "#issuecomment-"} {
		if !strings.Contains(got.text, want) {
			t.Errorf("no %q in\n%s", want, got.text)
		}
	}
	got.lacks(t, "ada", canary)
	nia.get("/me").lacks(t, "nia", "Thanks you heard", "Invitations", canary)
	out, text := ada.exported()
	if len(out.Kept[0].Thanks) != 1 || len(out.Kept[0].Invitations) != 1 || strings.Contains(text, canary) {
		t.Errorf("ada takes along:\n%s", text)
	}
}

// TestDigestOnThePage: it does what the command does, and takes no other place.
func TestDigestOnThePage(t *testing.T) {
	r := paired(t)
	ada, nia := r.visit("ada"), r.visit("nia")
	week := r.act("issue", act{"author": "ada", "title": "My week"})
	foreign := r.act("issue", act{"author": "omar", "title": "Not hers"})
	hers := r.act("open_pull", act{"author": "ada", "title": "A change", "files": []string{"store/a.go"}})
	r.settle()
	tracking := strconv.Itoa(r.trackingIssue())
	on := func(b *browser, issue string) string {
		return b.post("/me/digest", url.Values{"owner": {"1"}, "issue": {issue}})
	}
	number := strconv.Itoa(week.Number)
	for _, issue := range []string{
		"", "my week", "#" + number, "acme/widgets#" + strconv.Itoa(foreign.Number), "acme/widgets#" + strconv.Itoa(hers.Number),
		"acme/widgets#" + tracking, "acme/widgets#99999", "acme/secret#" + number, "initech/.github#1", "acme/widgets#0",
	} {
		if note := on(ada, issue); !strings.HasPrefix(note, "That has to be an issue you opened yourself") {
			t.Errorf("%q: %q", issue, note)
		}
	}
	mine := r.act("issue", act{"author": "nia", "title": "Nia's week"})
	r.settle()
	if note := on(nia, "acme/widgets#"+strconv.Itoa(mine.Number)); !strings.HasPrefix(note, "You are not listed") {
		t.Errorf("a newcomer: %q", note)
	}
	for _, issue := range []string{"acme/widgets#" + number, r.door.base + "/acme/widgets/issues/" + number} {
		if note := on(ada, issue); note != "Done." {
			t.Errorf("%q: %q", issue, note)
		}
	}
	if got := ada.get("/me"); !strings.Contains(got.text, "On Mondays you hear from firstmate in") {
		t.Errorf("ada's page:\n%s", got.text)
	}
	byPage, _ := ada.exported()
	r.pass("1h")
	r.act("comment", act{"author": "ada", "number": week.Number, "body": "/mentor digest on"})
	r.settle()
	byCommand, _ := ada.exported()
	if diff := cmp.Diff(byCommand.Kept[0].Digest, byPage.Kept[0].Digest); diff != "" || byPage.Kept[0].Digest.Zero() {
		t.Errorf("the command does something else: %s", diff)
	}
	if note := ada.post("/me/digest", url.Values{"owner": {"1"}, "off": {"yes"}}); note != "Done." {
		t.Errorf("off: %q", note)
	}
	if out, _ := ada.exported(); !out.Kept[0].Digest.Zero() || out.Kept[0].Standing.DigestAt.IsZero() {
		t.Errorf("off: %+v", out.Kept[0].Standing)
	}
}

// TestDigestComes: what the page turned on writes on Mondays.
func TestDigestComes(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	r.start()
	r.act("config", act{"author": "ada", "text": "version: 1\ntimers: {quiet: 0s}\nmentors:\n  - login: ada\n    capacity: 0\n    paths: [store/**]\n"})
	r.settle()
	r.act("open_pull", act{"author": "nia", "title": "Keep the cache warm", "files": []string{"store/cache.go"}})
	week := r.act("issue", act{"author": "ada", "title": "My week"})
	r.settle()
	ada := r.visit("ada")
	if note := ada.post("/me/digest", url.Values{"owner": {"1"}, "issue": {"acme/widgets#" + strconv.Itoa(week.Number)}}); note != "Done." {
		t.Fatalf("on: %q", note)
	}
	written := func() (n int) {
		for _, w := range r.ledger().Writes {
			if w.Number == week.Number && w.Kind == "comment.create" {
				n++
			}
		}
		return n
	}
	r.pass("7d")
	if n := written(); n != 1 {
		t.Errorf("%d notes after a week", n)
	}
	ada = r.visit("ada") // a session does not last a week
	if note := ada.post("/me/digest", url.Values{"owner": {"1"}, "off": {"yes"}}); note != "Done." {
		t.Fatalf("off: %q", note)
	}
	r.pass("7d")
	if n := written(); n != 1 {
		t.Errorf("%d notes, the last after it was turned off", n)
	}
}

// TestForTheMentorsEyes: that a mentor took over stands on their page alone.
func TestForTheMentorsEyes(t *testing.T) {
	r := paired(t)
	r.act("push", act{"number": ownFirstPull(r), "author": "ada", "files": []string{"store/cache/lru.go"}})
	r.settle()
	const note = "you pushed to the newcomer&#39;s branch"
	if got := r.visit("ada").get("/me"); !strings.Contains(got.text, note) {
		t.Errorf("ada's page:\n%s", got.text)
	}
	for _, login := range []string{"nia", "coral", "grace"} {
		r.visit(login).get("/me").lacks(t, login, note, "took_over")
		_, text := r.visit(login).exported()
		shown{text: text}.lacks(t, login, "took_over")
	}
	r.act("close", act{"number": ownFirstPull(r), "author": "nia"})
	r.settle()
	if got := r.visit("ada").get("/me"); !strings.Contains(got.text, "A word from you helps now") {
		t.Errorf("ada's page:\n%s", got.text)
	}
	r.visit("nia").get("/me").lacks(t, "nia", "A word from you helps now")
}

// asksPulse lets two work together for a fortnight, so that they are asked how it is.
func asksPulse(r *rig) (pull acted, issue int) {
	r.t.Helper()
	r.start()
	pull = r.act("open_pull", act{"author": "nia", "title": "Keep the cache warm", "files": []string{"store/cache.go"}})
	r.settle()
	r.act("comment", act{"author": "ada", "number": pull.Number, "body": "/mentor accept"})
	r.settle()
	issue = r.trackingIssue()
	r.act("comment", act{"number": issue, "author": "nia", "body": "/mentor keep-going"})
	r.settle()
	for range 3 {
		r.pass("5d")
		r.act("comment", act{"number": issue, "author": "nia", "body": "It goes well."})
		r.act("comment", act{"number": issue, "author": "ada", "body": "Very well."})
		r.settle()
	}
	return pull, issue
}

// newestIn is our newest comment in a thread.
func newestIn(r *rig, thread int) (id int64) {
	for _, w := range r.ledger().Writes {
		if w.Kind == "comment.create" && w.Number == thread && w.Applied {
			id = w.ID
		}
	}
	return id
}

// TestPulseOnThePage: an answer there is its giver's alone, stands against a
// reaction, and may be changed.
func TestPulseOnThePage(t *testing.T) {
	r := newRig(t, rigOptions{world: boardWorld()})
	_, issue := asksPulse(r)
	ada, nia := r.visit("ada"), r.visit("nia")
	out, _ := nia.exported()
	if out.Kept[0].Welcomed[0].Pulse == nil {
		t.Fatalf("nia is not asked:\n%s", r.ledgerText())
	}
	story := regexp.MustCompile(`name="story" value="([^"]+)"`).FindStringSubmatch(nia.get("/me").text)
	if story == nil {
		t.Fatal("no question on nia's page")
	}
	answer := func(b *browser, story, value string) string {
		return b.post("/me/answer", url.Values{"owner": {"1"}, "story": {story}, "value": {value}})
	}
	for _, wrong := range [][2]string{{story[1], ""}, {story[1], "4"}, {story[1], "-1"}, {"o9-999", "3"}, {"", "3"}} {
		if note := answer(nia, wrong[0], wrong[1]); !strings.HasPrefix(note, "Nothing is asked of you there") {
			t.Errorf("%v: %q", wrong, note)
		}
	}
	grace := r.visit("grace") // a mentor here, but not in this
	if note := answer(grace, story[1], "3"); !strings.HasPrefix(note, "Nothing is asked of you there") {
		t.Errorf("somebody else: %q", note)
	}
	said := func(b *browser) [2]int {
		out, _ := b.exported()
		var n [2]int
		for i, all := range [][]mentorship.Story{out.Kept[0].Welcomed, out.Kept[0].Mentored} {
			if len(all) > 0 && all[0].Pulse != nil {
				n[i] = all[0].Pulse.Answer
			}
		}
		return n
	}
	if note := answer(nia, story[1], "3"); note != "Done." {
		t.Errorf("an answer: %q", note)
	}
	if note := answer(nia, story[1], "1"); note != "Done." {
		t.Errorf("changed: %q", note)
	}
	if got := said(nia); got != [2]int{1, 0} {
		t.Errorf("nia's answer: %v", got)
	}
	if got := said(ada); got != [2]int{} {
		t.Errorf("ada sees an answer: %v", got)
	}
	for login, content := range map[string]string{"nia": "heart", "ada": "+1"} {
		r.act("react", act{"id": newestIn(r, issue), "author": login, "content": content})
	}
	r.pass("3d")
	if nia, ada := said(r.visit("nia")), said(r.visit("ada")); nia != [2]int{1, 0} || ada != [2]int{0, 2} {
		t.Errorf("after reactions: %v and %v", nia, ada)
	}
	r.keepsPromises()
}

// TestPulseByLinkAlone: with `link` the question leads to that page and asks for
// no reaction; where there is no page nobody is asked.
func TestPulseByLinkAlone(t *testing.T) {
	for base, asked := range map[string]bool{"https://mentors.acme.test": true, "": false} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			w := boardWorld()
			for i := range w.Repos {
				if w.Repos[i].Name == "acme/.github" {
					w.Repos[i].Files[".github/firstmate.yml"] += "privacy: {pulse: link}\n"
				}
			}
			r := newRig(t, rigOptions{world: w, base: base})
			asksPulse(r)
			text := r.ledgerText()
			if got := strings.Contains(text, "(https://mentors.acme.test/me)"); got != asked || strings.Contains(text, "thumbs up") {
				t.Errorf("asked: %v\n%s", got, text)
			}
		})
	}
}
