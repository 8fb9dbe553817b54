package ghclient

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Nothing goes to another host, scheme or base path, with or without a token.
func TestRedirectsElsewhere(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the stranger was called")
	}))
	defer stranger.Close()
	f := newFake(t, "/api/v3")
	host := strings.TrimPrefix(f.srv.URL, "http://")
	for _, to := range []string{
		stranger.URL + "/api/v3/repos/acme/widgets/pulls/7",
		"https://" + host + "/api/v3/repositories/501/pulls/7",
		"//" + strings.TrimPrefix(stranger.URL, "http://") + "/api/v3/x",
		"http://user@" + host + "/api/v3/repositories/501/pulls/7",
		f.srv.URL + "/other/path",
		"",
		"::",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			f.say(getPull, status, canary, "Location: "+to)
			f.say(newText, status, canary, "Location: "+to)
			c := f.client()
			_, err := c.Pull(t.Context(), thread7)
			wantKind(t, err, mentorship.FaultTransient)
			wantKind(t, oneComment(c, t, 11), mentorship.FaultUnknown)
		}
	}
}

func TestRedirectsByID(t *testing.T) {
	for _, base := range bases {
		f := newFake(t, base)
		to := f.srv.URL + base + "/repositories/501/"
		f.say(getPull, 301, "", "Location: "+to+"pulls/7")
		f.say("GET /repositories/501/pulls/7", 200, string(f.data[getPull]))
		f.say(newText, 307, "", "Location: "+to+"issues/7/comments")
		f.say("POST /repositories/501/issues/7/comments", 201, `{"id":5}`)
		c := f.client()
		if p, err := c.Pull(t.Context(), thread7); err != nil || p.Number != 7 {
			t.Errorf("the read was not followed: %v", err)
		}
		if err := oneComment(c, t, 11); err != nil {
			t.Errorf("the write was not followed: %v", err)
		}
		for _, call := range f.calls("") {
			if strings.HasPrefix(call.path, "/repositories/") && !strings.HasPrefix(call.auth, "token ghs_") {
				t.Errorf("%s went without the token", call.path)
			}
		}
		if sent := f.calls("POST /repositories/501/"); len(sent) != 1 || !strings.Contains(sent[0].body, "hello") {
			t.Errorf("the write arrived as %v", sent)
		}
	}
}

// A path by id that names another repository is not where we wanted to go.
func TestRedirectsToAnotherRepository(t *testing.T) {
	f := newFake(t, "")
	f.say(newText, 307, "", "Location: "+f.srv.URL+"/repositories/666/issues/7/comments")
	f.say("GET /repos/acme/widgets/issues/20", 301, "", "Location: /repositories/666/issues/3")
	c := f.client()
	wantKind(t, oneComment(c, t, 11), mentorship.FaultGone)
	_, err := c.Do(t.Context(), 11, mentorship.Write{Kind: mentorship.WriteIssueEdit, Thread: issue20, Body: "x"})
	wantKind(t, err, mentorship.FaultGone)
	// Writes do not follow to a path by name, which may belong to anybody.
	f.say(newText, 307, "", "Location: "+f.srv.URL+"/repos/acme/other/issues/7/comments")
	wantKind(t, oneComment(c, t, 11), mentorship.FaultUnknown)
	if n := len(f.calls("POST /repos/acme/other")) + len(f.calls("POST /repositories")); n != 0 {
		t.Errorf("%d writes went astray", n)
	}
}

func TestRedirectLoop(t *testing.T) {
	f := newFake(t, "")
	f.say(getPull, 301, "", "Location: /repos/acme/widgets/pulls/7")
	_, err := f.client().Pull(t.Context(), thread7)
	wantKind(t, err, mentorship.FaultTransient)
	if n := len(f.calls(getPull)); n != 4 {
		t.Errorf("%d requests", n)
	}
}

// Whatever a Location header says, we stay below the base.
func FuzzRedirect(f *testing.F) {
	f.Add("https://evil.example/x", "GET")
	f.Add("/api/v3/repositories/501/pulls/7", "POST")
	f.Add(`\\evil.example/api/v3`, "GET")
	base := &url.URL{Scheme: "https", Host: "ghe.example", Path: "/api/v3/"}
	d := &door{rules: &rules{base: base}}
	f.Fuzz(func(t *testing.T, location, method string) {
		req, err := http.NewRequest(method, base.String()+"repos/o/n/issues", io.NopCloser(strings.NewReader("x")))
		if err != nil {
			return
		}
		a := answer{method: req.Method, path: "/repos/o/n/issues", status: 307, header: http.Header{"Location": {location}}}
		next, err := d.redirect(req, a)
		if err != nil || next == nil {
			return
		}
		if next.URL.Host != base.Host || next.URL.Scheme != "https" || !strings.HasPrefix(next.URL.Path, base.Path) {
			t.Errorf("%q leads to %v", location, next.URL)
		}
	})
}
