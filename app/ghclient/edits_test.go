package ghclient

import (
	"net/http"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestEditComment(t *testing.T) {
	const patch = "PATCH /repos/acme/widgets/issues/comments/201"
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		f.say(patch, 200, "{}")
		edit := mentorship.Write{Kind: mentorship.WriteCommentEdit, Thread: thread7, Object: 201}
		edit.Rewrite = func(now string) (string, bool) { return now + " again", true }
		r, err := c.Do(t.Context(), 11, edit)
		if err != nil {
			t.Fatal(err)
		}
		same(t, r, mentorship.Result{ID: 201, Number: 7})
		same(t, sentBody(t, f.calls(patch)[0]), map[string]any{"body": "hello again"})
		for _, same := range []func(string) (string, bool){
			func(now string) (string, bool) { return "anything", false },
			func(now string) (string, bool) { return now, true },
			func(now string) (string, bool) { return now + "\r\n", true },
		} {
			edit.Rewrite = same
			if r, err := c.Do(t.Context(), 11, edit); err != nil || !r.Found {
				t.Errorf("%+v, %v", r, err)
			}
		}
		if n := len(f.calls(patch)); n != 1 {
			t.Errorf("%d writes, want none for the same text", n)
		}
		edit.Object = 202
		_, err = c.Do(t.Context(), 11, edit)
		wantKind(t, err, mentorship.FaultForbidden) // somebody else's
		edit.Object = 404
		_, err = c.Do(t.Context(), 11, edit)
		wantKind(t, err, mentorship.FaultNotFound)
	})
}

func TestEditIssue(t *testing.T) {
	const patch = "PATCH /repos/acme/widgets/issues/20"
	for name, c := range map[string]struct {
		write mentorship.Write
		want  map[string]any // nil: nothing is written
	}{
		"same text":        {mentorship.Write{Body: "old text\nsecond line"}, nil},
		"same title":       {mentorship.Write{Body: "old text\nsecond line", Title: "Welcome"}, nil},
		"new text":         {mentorship.Write{Body: "new"}, map[string]any{"body": "new"}},
		"new title":        {mentorship.Write{Body: "old text\nsecond line", Title: "Bye"}, map[string]any{"title": "Bye"}},
		"closed":           {mentorship.Write{Body: "old text\nsecond line", Close: true}, map[string]any{"state": "closed", "state_reason": "completed"}},
		"closed with text": {mentorship.Write{Body: "new", Close: true}, map[string]any{"body": "new", "state": "closed", "state_reason": "completed"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			f.say(patch, 200, "{}")
			c.write.Kind, c.write.Thread = mentorship.WriteIssueEdit, issue20
			r, err := f.client().Do(t.Context(), 11, c.write)
			if err != nil || r.ID != 8020 || r.Number != 20 || r.Found != (c.want == nil) {
				t.Errorf("%+v, %v", r, err)
			}
			sent := f.calls(patch)
			if len(sent) == 0 && c.want == nil {
				return
			}
			same(t, sentBody(t, sent[0]), c.want)
		})
	}
}

func TestEditLeavesOthersAlone(t *testing.T) {
	f := newFake(t, "")
	theirs := mentorship.Thread{Repo: widgets, Number: 21}
	_, err := f.client().Do(t.Context(), 11, mentorship.Write{Kind: mentorship.WriteIssueEdit, Thread: theirs, Body: "x", Close: true})
	wantKind(t, err, mentorship.FaultForbidden)
	f.say("GET /repos/acme/widgets/issues/20", 200,
		`{"id":8020,"number":20,"state":"closed","body":"x","user":{"login":"firstmate[bot]","type":"Bot"}}`)
	r, err := f.client().Do(t.Context(), 11, mentorship.Write{Kind: mentorship.WriteIssueEdit, Thread: issue20, Body: "x", Close: true})
	if err != nil || !r.Found {
		t.Errorf("closed already: %+v, %v", r, err)
	}
	if n := len(f.calls("PATCH ")); n != 0 {
		t.Errorf("%d writes", n)
	}
}

func TestSmallWrites(t *testing.T) {
	const assignees = " /repos/acme/widgets/issues/7/assignees"
	const labels = " /repos/acme/widgets/issues/7/labels"
	const reactions = "POST /repos/acme/widgets/issues/comments/211/reactions"
	everyBase(t, func(t *testing.T, f *fake, c *Client) {
		f.say("POST"+assignees, 201, `{"id":8007,"number":7}`)
		f.say("DELETE"+assignees, 200, `{"id":8007,"number":7}`)
		f.say(reactions, 201, `{"id":1,"content":"+1"}`)
		do := func(w mentorship.Write, want mentorship.Result) {
			t.Helper()
			w.Thread = thread7
			got, err := c.Do(t.Context(), 11, w)
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, want)
		}
		do(mentorship.Write{Kind: mentorship.WriteAssign, Assignee: "ada"}, mentorship.Result{ID: 8007, Number: 7})
		do(mentorship.Write{Kind: mentorship.WriteUnassign, Assignee: "ada"}, mentorship.Result{ID: 8007, Number: 7})
		react := mentorship.Write{Kind: mentorship.WriteReaction, Object: 211, Reaction: "+1"}
		do(react, mentorship.Result{ID: 1, Number: 7})
		f.say(reactions, 200, `{"id":1,"content":"+1"}`)
		do(react, mentorship.Result{ID: 1, Number: 7, Found: true})
		f.say("POST"+labels, 200, `[{"id":3,"name":"paused"}]`)
		do(mentorship.Write{Kind: mentorship.WriteLabel, Labels: []string{"paused"}}, mentorship.Result{Number: 7})
		same(t, sentBody(t, f.calls("POST" + labels)[0]), map[string]any{"labels": []any{"paused"}})
		f.say("DELETE"+labels+"/paused", 200, `[]`)
		do(mentorship.Write{Kind: mentorship.WriteUnlabel, Labels: []string{"paused"}}, mentorship.Result{Number: 7})
		f.say("DELETE"+labels+"/paused", 404, `{"message":"Label does not exist"}`) // taken off already
		do(mentorship.Write{Kind: mentorship.WriteUnlabel, Labels: []string{"paused"}}, mentorship.Result{Number: 7})
		do(mentorship.Write{Kind: mentorship.WriteNothing}, mentorship.Result{Found: true})
		same(t, sentBody(t, f.calls("DELETE" + assignees)[0]), map[string]any{"assignees": []any{"ada"}})
		same(t, sentBody(t, f.calls(reactions)[0]), map[string]any{"content": "+1"})
	})
}

// Refusals keep their kind on the way out.
func TestRefusedWrites(t *testing.T) {
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want mentorship.FaultKind
	}{
		"issues disabled": {saying(410, message("Issues are disabled for this repo")), mentorship.FaultLocked},
		"archived":        {saying(403, message("Repository was archived so is read-only.")), mentorship.FaultLocked},
		"no permission":   {saying(403, message("Resource not accessible by integration")), mentorship.FaultSuspended},
		"invalid":         {saying(422, message("Validation Failed "+canary)), mentorship.FaultInvalid},
		"not there":       {saying(404, message("Not Found")), mentorship.FaultNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			f.on(newIssue, c.h)
			_, err := f.client().Do(t.Context(), 11, tracking())
			wantKind(t, err, c.want)
		})
	}
}
