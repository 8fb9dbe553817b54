package ghclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

const (
	marker   = "<!-- firstmate v1 greet m-1 -->"
	listText = "GET /repos/acme/widgets/issues/7/comments"
	listIss  = "GET /repos/acme/widgets/issues"
)

func greeting() mentorship.Write {
	return mentorship.Write{Kind: mentorship.WriteComment, Thread: thread7, Body: "Welcome @nova\n" + marker, Marker: marker}
}

func tracking() mentorship.Write {
	return mentorship.Write{
		Kind: mentorship.WriteIssue, Thread: mentorship.Thread{Repo: widgets}, Title: "Welcome", Body: "steps\n" + marker,
		Marker: marker, Labels: []string{"mentoring"}, Assignee: "ada",
	}
}

// text renders a comment or issue in a list.
func text(id int, bot bool, body string) string {
	login, kind := "nova", "User"
	if bot {
		login, kind = "firstmate[bot]", "Bot"
	}
	return fmt.Sprintf(`{"id":%d,"number":%d,"body":%s,"user":{"login":%q,"type":%q}}`, id, id, strconv.Quote(body), login, kind)
}

func sentBody(t *testing.T, s seen) map[string]any {
	t.Helper()
	m := map[string]any{}
	if err := json.Unmarshal([]byte(s.body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFirstTryCreates(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		f.say(newText, 201, `{"id":5}`)
		f.say(newIssue, 201, `{"id":6,"number":40}`)
		f.say(listText, 200, "[]")
		f.say(listIss, 200, "[]")
		r, err := c.Do(t.Context(), 11, greeting())
		if err != nil {
			t.Fatal(err)
		}
		same(t, r, mentorship.Result{ID: 5, Number: 7})
		if r, err = c.Do(t.Context(), 11, tracking()); err != nil {
			t.Fatal(err)
		}
		same(t, r, mentorship.Result{ID: 6, Number: 40})
		same(t, sentBody(t, f.calls(newText)[0]), map[string]any{"body": greeting().Body})
		same(t, sentBody(t, f.calls(newIssue)[len(f.calls(newIssue))-1]), map[string]any{
			"title": "Welcome", "body": tracking().Body, "labels": []any{"mentoring"}, "assignees": []any{"ada"},
		})
		var order []string
		for _, s := range f.calls("") {
			if s.path != "/app" {
				order = append(order, s.method+" "+s.path)
			}
		}
		same(t, order, []string{newText, listText, newIssue, listIss}) // nothing is read before a first try
	})
}

// A text without its mark could never be found again, so it is not written.
func TestNoMark(t *testing.T) {
	f := newFake(t, "")
	for _, w := range []mentorship.Write{
		{Kind: mentorship.WriteComment, Thread: thread7, Body: "x"},
		{Kind: mentorship.WriteIssue, Thread: thread7, Body: "x", Marker: marker},
		{Kind: "dance", Thread: thread7},
	} {
		_, err := f.client().Do(t.Context(), 11, w)
		wantKind(t, err, mentorship.FaultInvalid)
	}
	if n := len(f.calls("")); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// The 101st comment stands on the second page.
func TestLostCommentIsFound(t *testing.T) {
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		f.list(listText, 150, func(i int) string {
			return text(1000+i, i == 100 || i == 3, map[bool]string{true: "hi\n" + marker, false: "hi"}[i == 100])
		})
		w := greeting()
		w.Resume = true
		r, err := c.Do(t.Context(), 11, w)
		if err != nil {
			t.Fatal(err)
		}
		same(t, r, mentorship.Result{ID: 1100, Number: 7, Found: true})
		if n := len(f.calls("POST /repos")); n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}

// A mark in somebody else's text, or another mark in ours, is not believed;
// and only the second look without success allows the write.
func TestLostWriteIsLookedForTwice(t *testing.T) {
	for name, x := range map[string]struct {
		write        mentorship.Write
		list, write2 string
		items        []string
	}{
		"comment": {greeting(), listText, newText, []string{text(1, false, marker), text(2, true, "<!-- other -->")}},
		"issue": {tracking(), listIss, newIssue, []string{
			text(1, false, marker), text(2, true, "old"),
			strings.TrimSuffix(text(3, true, marker), "}") + `,"pull_request":{"url":"x"}}`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			f.list(x.list, len(x.items), func(i int) string { return x.items[i] })
			f.say(x.write2, 201, `{"id":5,"number":5}`)
			c := f.client(func(o *Options) { o.WaitScale = 0.1 })
			w := x.write
			w.Resume = true
			_, err := c.Do(t.Context(), 11, w)
			wantKind(t, err, mentorship.FaultUnknown)
			if fault, _ := errors.AsType[*mentorship.Fault](err); !fault.Until.Equal(noon.Add(3 * time.Second)) {
				t.Errorf("look again at %v", fault.Until)
			}
			if n := len(f.calls(x.write2)); n != 0 {
				t.Fatalf("%d writes after one look", n)
			}
			w.Misses = 1
			r, err := c.Do(t.Context(), 11, w)
			if err != nil || r.Found || r.ID != 5 {
				t.Errorf("%+v, %v", r, err)
			}
			if n := len(f.calls(x.list)); n != 3 {
				t.Errorf("%d looks, want two before the write and one after it", n)
			}
		})
	}
}

// An answer that was lost has no Until: the next try starts to look.
func TestLostAnswer(t *testing.T) {
	f := newFake(t, "")
	f.say(newText, 502, canary)
	_, err := f.client().Do(t.Context(), 11, greeting())
	wantKind(t, err, mentorship.FaultUnknown)
	if fault, _ := errors.AsType[*mentorship.Fault](err); !fault.Until.IsZero() {
		t.Errorf("until %v", fault.Until)
	}
}

// A look that fails is no miss.
func TestLookFails(t *testing.T) {
	f := newFake(t, "")
	f.say(listText, 500, "")
	f.say(newText, 201, `{"id":5}`)
	w := greeting()
	w.Resume, w.Misses = true, 1
	_, err := f.client().Do(t.Context(), 11, w)
	wantKind(t, err, mentorship.FaultTransient)
	if n := len(f.calls(newText)); n != 0 {
		t.Error("written blindly")
	}
}

// What is wanted no more is only looked for, twice like what is to be tried again.
func TestLookOnly(t *testing.T) {
	f := newFake(t, "")
	f.list(listText, 3, func(i int) string { return text(30-i, true, "another") })
	w := greeting()
	w.Resume, w.LookOnly = true, true
	_, err := f.client().Do(t.Context(), 11, w)
	wantKind(t, err, mentorship.FaultUnknown)
	w.Misses = 1
	if r, err := f.client().Do(t.Context(), 11, w); err != nil || r.Found || r.ID != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if n := len(f.calls(newText)); n != 0 {
		t.Errorf("%d texts were written", n)
	}
}

func TestDoubledComment(t *testing.T) {
	f := newFake(t, "")
	f.list(listText, 3, func(i int) string { return text(30-i, true, marker) })
	f.say("DELETE /repos/acme/widgets/issues/comments/29", 204, "")
	f.say("DELETE /repos/acme/widgets/issues/comments/30", 404, message("Not Found"))
	w := greeting()
	w.Resume = true
	r, err := f.client().Do(t.Context(), 11, w)
	if err != nil || r.ID != 28 || !r.Found {
		t.Errorf("%+v, %v", r, err)
	}
	if n := len(f.calls("DELETE ")); n != 2 {
		t.Errorf("%d deletions", n)
	}
	f.say("DELETE /repos/acme/widgets/issues/comments/29", 502, "")
	_, err = f.client().Do(t.Context(), 11, w)
	wantKind(t, err, mentorship.FaultUnknown) // come back: the double still stands
}

func TestDoubledIssue(t *testing.T) {
	f := newFake(t, "")
	f.list(listIss, 2, func(i int) string { return text(41-i, true, marker) })
	f.say("PATCH /repos/acme/widgets/issues/41", 200, "{}")
	w := tracking()
	w.Resume = true
	r, err := f.client().Do(t.Context(), 11, w)
	if err != nil {
		t.Fatal(err)
	}
	same(t, r, mentorship.Result{ID: 40, Number: 40, Found: true})
	same(t, sentBody(t, f.calls("PATCH ")[0]), map[string]any{
		"state": "closed", "state_reason": "not_planned", "body": "→ #40", "labels": []any{}, "assignees": []any{},
	})
	if q := f.calls(listIss)[0].query; !strings.Contains(q, "state=all") || strings.Contains(q, "creator") {
		t.Errorf("looked through %q", q)
	}
}

// A twin made by somebody who stood still in the middle of a request is found
// right after the creation: the older text stays, whoever made it, and whether
// or not the list shows the newer one yet.
func TestTwinOfANewComment(t *testing.T) {
	const created = `,"created_at":"2026-03-02T12:00:00Z"}`
	for name, x := range map[string]struct {
		made, twin int
		shown      bool
		want, gone int
	}{
		"the twin is older":              {30, 29, true, 29, 30},
		"the twin is newer":              {30, 31, true, 30, 31},
		"the list does not show our own": {30, 29, false, 29, 30},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			f.say(newText, 201, strings.TrimSuffix(text(x.made, true, marker), "}")+created)
			shown := []int{x.twin}
			if x.shown {
				shown = append(shown, x.made)
			}
			f.list(listText, len(shown), func(i int) string { return text(shown[i], true, marker) })
			f.say(fmt.Sprint("DELETE /repos/acme/widgets/issues/comments/", x.gone), 204, "")
			r, err := f.client().Do(t.Context(), 11, greeting())
			if err != nil || r.ID != int64(x.want) {
				t.Errorf("%+v, %v, want %d", r, err, x.want)
			}
			if n := len(f.calls("DELETE ")); n != 1 {
				t.Errorf("%d deletions", n)
			}
			if q := f.calls(listText)[0].query; !strings.Contains(q, "since=2026-02-23T00") {
				t.Errorf("looked through %q", q)
			}
		})
	}
}

func TestTwinOfANewIssue(t *testing.T) {
	f := newFake(t, "")
	f.say(newIssue, 201, text(41, true, marker))
	f.list(listIss, 1, func(int) string { return text(40, true, marker) })
	f.say("PATCH /repos/acme/widgets/issues/41", 200, "{}")
	r, err := f.client().Do(t.Context(), 11, tracking())
	if err != nil || r.Number != 40 {
		t.Errorf("%+v, %v", r, err)
	}
	if n := len(f.calls("PATCH ")); n != 1 {
		t.Errorf("%d edits", n)
	}
}

// Where the look after a creation fails, the next try looks first.
func TestTwinCannotBeLookedFor(t *testing.T) {
	for _, status := range []int{404, 502} {
		f := newFake(t, "")
		f.say(newText, 201, `{"id":5}`)
		f.say(listText, status, "{}")
		_, err := f.client().Do(t.Context(), 11, greeting())
		wantKind(t, err, mentorship.FaultUnknown)
		if fault, _ := errors.AsType[*mentorship.Fault](err); !fault.Until.IsZero() {
			t.Errorf("until %v", fault.Until)
		}
	}
}

// Whoever lost the work writes nothing, whatever the write is and wherever in
// it that is noticed; reads are free.
func TestNothingIsWrittenByOthers(t *testing.T) {
	for _, w := range []mentorship.Write{
		greeting(), tracking(),
		{Kind: mentorship.WriteAssign, Thread: thread7, Assignee: "ada"},
		{Kind: mentorship.WriteLabel, Thread: thread7, Labels: []string{"x"}},
		{Kind: mentorship.WriteUnlabel, Thread: thread7, Labels: []string{"x"}},
		{Kind: mentorship.WriteReaction, Thread: thread7, Object: 9, Reaction: "+1"},
		{Kind: mentorship.WriteCheck, Thread: thread7, Check: mentorship.CheckRun{Name: "n", SHA: "abc", Conclusion: "success"}},
	} {
		f := newFake(t, "")
		f.say("GET /repos/acme/widgets/commits/abc/check-runs", 200, `{"total_count":0,"check_runs":[]}`)
		asked := 0
		w.Mine = func(context.Context) error {
			asked++
			return mentorship.NewFault(mentorship.FaultFenced, errors.New("it is somebody else's"))
		}
		_, err := f.client().Do(t.Context(), 11, w)
		wantKind(t, err, mentorship.FaultFenced)
		for _, s := range f.calls("") {
			if s.method != "GET" {
				t.Errorf("%s: %s %s", w.Kind, s.method, s.path)
			}
		}
		if asked != 1 {
			t.Errorf("%s: asked %d times", w.Kind, asked)
		}
	}
}

// Whoever made a twin takes it away, even where the work was lost meanwhile:
// nobody else may look again, and all keep the same one.
func TestTwinIsTakenAwayByItsMaker(t *testing.T) {
	f := newFake(t, "")
	f.say(newText, 201, text(30, true, marker))
	f.list(listText, 1, func(int) string { return text(29, true, marker) })
	f.say("DELETE /repos/acme/widgets/issues/comments/30", 204, "")
	w, asked := greeting(), 0
	w.Mine = func(context.Context) error {
		if asked++; asked > 1 {
			return mentorship.NewFault(mentorship.FaultFenced, errors.New("it is somebody else's"))
		}
		return nil
	}
	if r, err := f.client().Do(t.Context(), 11, w); err != nil || r.ID != 29 {
		t.Errorf("%+v, %v", r, err)
	}
	if n := len(f.calls("DELETE ")); n != 1 {
		t.Errorf("%d deletions", n)
	}
}
