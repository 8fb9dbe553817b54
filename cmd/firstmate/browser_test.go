package main

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/board/browsertest"
)

// TestSignInInABrowser: a person signs in at the stand-in, looks at everything
// that is theirs, and signs out, in a true browser.
func TestSignInInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	r := paired(t)
	for _, eyes := range browsertest.AllEyes() {
		t.Run(eyes.Name, func(t *testing.T) {
			tab := b.Tab(t, eyes)
			base := r.program.url()
			tab.Open(base + "/board/acme/ops")
			if tab.Where() != base+"/login?next=%2Fboard%2Facme%2Fops" {
				t.Fatalf("at %s", tab.Where())
			}
			tab.Click("main button")
			if text := tab.Text(); !strings.Contains(text, "Who are you?") {
				t.Fatalf("at %s:\n%s", tab.Where(), text)
			}
			tab.Click(`a[href*="as=coral"]`)
			if tab.Where() != base+"/board/acme/ops" {
				t.Fatalf("at %s:\n%s", tab.Where(), tab.Text())
			}
			tab.Check("ops-" + eyes.Name)
			tab.Open(base + "/board/acme")
			tab.Check("board-own-" + eyes.Name)
			tab.Open(base + "/board/initech")
			if text := tab.Text(); !strings.Contains(text, "There is nothing here") {
				t.Errorf("a foreign board:\n%s", text)
			}
			tab.Check("nothing-" + eyes.Name)
			tab.Click(`form[action="/logout"] button`)
			if tab.Where() != base+"/login" {
				t.Errorf("signed out, and at %s", tab.Where())
			}
			tab.Open(base + "/me")
			if !strings.HasPrefix(tab.Where(), base+"/login") {
				t.Errorf("signed out, and at %s", tab.Where())
			}
		})
	}
}

// TestKeyboardAlone: a mentor signs in and says that they are away, with
// nothing but the tab, arrow and enter keys; the focus is seen at each step.
func TestKeyboardAlone(t *testing.T) {
	b := browsertest.Start(t)
	r := paired(t)
	tab := b.Tab(t, browsertest.AllEyes()[0])
	base := r.program.url()
	tab.Open(base + "/login")
	walk := func(want string) {
		t.Helper()
		tab.Press("\t")
		if got := tab.Focus(); got != want {
			t.Fatalf("the focus is on %q, want %q", got, want)
		}
	}
	walk("a Skip to the content")
	walk("a firstmate")
	walk("button Continue with GitHub")
	tab.Enter()
	tab.Press("\t") // the stand-in lists ada first
	tab.Enter()
	if tab.Where() != base+"/me" || !strings.Contains(tab.Text(), "Hello ada") {
		t.Fatalf("at %s:\n%s", tab.Where(), tab.Text())
	}
	walk("a Skip to the content")
	tab.Press("\r")
	if got := tab.Focus(); got != "main Hello ada" && !strings.HasPrefix(got, "main") {
		t.Errorf("skipped to %q", got)
	}
	for _, want := range []string{"a acme/widgets#", "a Tracking issue", "select I am away for"} {
		tab.Press("\t")
		if got := tab.Focus(); !strings.HasPrefix(got, want) || strings.HasSuffix(got, "(unseen)") {
			t.Fatalf("the focus is on %q, want %q", got, want)
		}
	}
	walk("button Be away")
	tab.Enter()
	if text := tab.Text(); !strings.Contains(text, "Done.") || !strings.Contains(text, "You are away until") {
		t.Errorf("after going away:\n%s", text)
	}
	for _, c := range tab.Complaints() {
		t.Errorf("the browser complains: %s", c)
	}
}

// settled is a rig on which everything stands on the pages of nia and ada that can.
func settled(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, rigOptions{world: boardWorld()})
	pull, issue := asksPulse(r)
	r.act("push", act{"number": pull.Number, "author": "ada", "files": []string{"store/cache.go"}})
	r.act("close", act{"number": pull.Number, "author": "nia"})
	r.act("comment", act{"number": issue, "author": "nia", "body": "/mentor thanks a lot"})
	r.act("comment", act{"number": issue, "author": "ada", "body": "/mentor thanks to you"})
	week := r.act("issue", act{"author": "ada", "title": "My week"})
	r.settle()
	r.visit("ada").post("/me/digest", url.Values{"owner": {"1"}, "issue": {"acme/widgets#" + strconv.Itoa(week.Number)}})
	return r
}

// TestOwnPageInABrowser: the page of one's own, as a newcomer and as a mentor,
// their record, and the address of a calendar.
func TestOwnPageInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	r := settled(t)
	for _, eyes := range browsertest.AllEyes() {
		for _, login := range []string{"nia", "ada"} {
			t.Run(login+" "+eyes.Name, func(t *testing.T) {
				tab := b.Tab(t, eyes)
				tab.Open(r.program.url() + "/login")
				if !strings.Contains(tab.Where(), "/me") { // another tab of this browser may be signed in
					tab.Click("main button")
					tab.Click(`a[href$="as=` + login + `"], a[href*="as=` + login + `&"]`)
				}
				if text := tab.Text(); !strings.Contains(text, "Hello "+login) {
					t.Fatalf("at %s:\n%s", tab.Where(), text)
				}
				tab.Check("me-" + login + "-" + eyes.Name)
				tab.Open(r.program.url() + "/me/record")
				if text := tab.Text(); !strings.Contains(text, "Mentorships of "+login) {
					t.Errorf("the record of %s:\n%s", login, text)
				}
				tab.Check("record-" + login + "-" + eyes.Name)
				tab.Open(r.program.url() + "/me")
				if login == "ada" {
					tab.Click(`form[action="/me/calendar"] button`)
					if text := tab.Text(); !strings.Contains(text, ".ics") {
						t.Errorf("no address of a calendar:\n%s", text)
					}
					tab.Check("calendar-" + eyes.Name)
				}
				tab.Click(`form[action="/logout"] button`)
			})
		}
	}
}
