package ghclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// oneComment is a write on behalf of the given tenant.
func oneComment(c *Client, t *testing.T, tenant int64) error {
	_, err := c.Do(t.Context(), tenant, mentorship.Write{
		Kind: mentorship.WriteComment, Thread: thread7, Body: "hello\n<!-- m1 -->", Marker: "<!-- m1 -->",
	})
	return err
}

// A limit is told once to the client and the gate; until it ends no request
// of that tenant goes out, and others are not held up.
func TestLimitStopsItsTenant(t *testing.T) {
	for _, c := range []struct {
		name     string
		status   int
		headers  []string
		body     string
		wait     time.Duration
		resource string
	}{
		{"403 and Retry-After", 403, []string{"Retry-After: 7"}, message(canary), 7 * time.Second, ""},
		{"429 and Retry-After", 429, []string{"Retry-After: 7"}, message(canary), 7 * time.Second, ""},
		{"secondary without headers", 403, nil, message("You have exceeded a secondary rate limit " + canary), time.Minute, ""},
		{"secondary with core's reset", 403, []string{"X-RateLimit-Reset: 99999999999", "X-RateLimit-Remaining: 12"},
			message("You have exceeded a secondary rate limit"), time.Minute, ""},
		{"used up", 403, []string{"X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1772453100", "Date: Mon, 02 Mar 2026 12:00:00 GMT"},
			message("API rate limit exceeded"), 5 * time.Minute, "core"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, "")
			f.say(newText, c.status, c.body, c.headers...)
			now := noon
			var told []Limit
			client := f.client(func(o *Options) {
				o.Now = func() time.Time { return now }
				o.Limited = func(l Limit) { told = append(told, l) }
			})
			end := noon.Add(c.wait)
			for range 2 {
				err := oneComment(client, t, 11)
				wantKind(t, err, mentorship.FaultLimited)
				if fault, ok := errors.AsType[*mentorship.Fault](err); !ok || !fault.Until.Equal(end) {
					t.Errorf("limit %v, want until %v", fault, end)
				}
			}
			if want := []Limit{{11, end, c.resource}}; !slices.Equal(told, want) {
				t.Errorf("told %v, want %v", told, want)
			}
			if n := len(f.calls(newText)); n != 1 {
				t.Errorf("%d requests during the wait", n)
			}
			f.say(newText, 201, `{"id":5}`)
			if err := oneComment(client, t, 12); err != nil {
				t.Errorf("another tenant is held up: %v", err)
			}
			now = end
			if err := oneComment(client, t, 11); err != nil {
				t.Errorf("after the wait: %v", err)
			}
		})
	}
}

// A search that is used up does not stop other calls, and the last answer
// before zero does not wake go-github's own memory.
func TestLimitOfOneResource(t *testing.T) {
	f := newFake(t, "")
	f.say("GET /search/issues", 403, message("API rate limit exceeded"), "X-RateLimit-Remaining: 0")
	spent := []string{"X-RateLimit-Limit: 5000", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 99999999999"}
	f.say("GET /users/ada", 200, `{"login":"ada","id":21}`, spent...)
	c := f.client()
	_, err := c.Earlier(t.Context(), mentorship.ScopeOrg, widgets, "ada", noon, thread7)
	wantKind(t, err, mentorship.FaultLimited)
	for range 2 {
		if _, err := c.Person(t.Context(), 11, "ada"); err != nil {
			t.Error(err)
		}
	}
	if n := len(f.calls("GET /users/ada")); n != 2 {
		t.Errorf("%d calls went out", n)
	}
}

func TestWaitScale(t *testing.T) {
	f := newFake(t, "")
	f.say(newText, 429, "")
	err := oneComment(f.client(func(o *Options) { o.WaitScale = 0.02 }), t, 11)
	fault, _ := errors.AsType[*mentorship.Fault](err)
	if want := noon.Add(1200 * time.Millisecond); fault == nil || !fault.Until.Equal(want) {
		t.Errorf("%v, want until %v", err, want)
	}
}

// What breaks on the way is doubtful for a write and harmless for a read.
func TestBrokenAnswers(t *testing.T) {
	cut := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	}
	short := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.Write([]byte(`{"id":1,"body":"` + canary))
	}
	for name, h := range map[string]http.HandlerFunc{
		"connection cut": cut, "shorter than promised": short,
		"HTML": saying(200, "<html>"+canary), "half JSON": saying(201, `{"id":5,"body":"`+canary),
		"502": saying(502, canary), "wrong type": saying(200, `["`+canary+`"]`),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			f.on(newText, h)
			f.on(getPull, h)
			c := f.client()
			wantKind(t, oneComment(c, t, 11), mentorship.FaultUnknown)
			_, err := c.Pull(t.Context(), thread7)
			wantKind(t, err, mentorship.FaultTransient)
			if n := len(f.calls(newText)); n != 1 {
				t.Errorf("the write was sent %d times", n)
			}
		})
	}
}

// Nobody listens: nothing was sent, so nothing is in doubt.
func TestNoConnection(t *testing.T) {
	f := newFake(t, "")
	c := f.client(func(o *Options) { o.HTTP = &http.Transport{DisableKeepAlives: true} })
	if err := oneComment(c, t, 99); err == nil { // fetches the token first
		t.Fatal("there is no such route")
	}
	f.srv.Close()
	wantKind(t, oneComment(c, t, 99), mentorship.FaultTransient)
}

// hangs answers token requests and lets everything else wait for its deadline.
type hangs struct{ waited *time.Duration }

func (h hangs) RoundTrip(req *http.Request) (*http.Response, error) {
	if asksToken(req.URL.Path) {
		a := answer{status: 201, header: http.Header{}, body: []byte(`{"token":"t","expires_at":"2999-01-01T00:00:00Z"}`)}
		return a.response(req), nil
	}
	start := time.Now()
	<-req.Context().Done()
	*h.waited = time.Since(start)
	return nil, req.Context().Err()
}

func TestDeadline(t *testing.T) {
	_, pemKey := testKey()
	synctest.Test(t, func(t *testing.T) {
		var waited time.Duration
		c, err := New(Options{
			AppID: 1, Key: pemKey, HTTP: hangs{&waited}, Timeout: time.Hour,
			Now: func() time.Time { return noon },
		})
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, oneComment(c, t, 11), mentorship.FaultUnknown)
		if waited != 20*time.Second {
			t.Errorf("waited %v", waited)
		}
		_, err = c.Pull(t.Context(), thread7)
		wantKind(t, err, mentorship.FaultTransient)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = c.Do(ctx, 11, mentorship.Write{Kind: mentorship.WriteAssign, Thread: thread7, Assignee: "ada"})
		wantKind(t, err, mentorship.FaultUnknown)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v hides the caller's deadline", err)
		}
	})
}

// No way of failing may put a credential or GitHub's words into an error.
func TestErrorsTellNoSecrets(t *testing.T) {
	for status := 200; status < 600; status++ {
		c := telltale(t, status)
		_, err := c.Pull(t.Context(), thread7)
		if err == nil || mentorship.KindOf(err) == "" {
			t.Errorf("status %d: %v holds no fault", status, err)
			continue
		}
		for _, secret := range []string{canary, "ghs_", "eyJ", "Bearer"} {
			if strings.Contains(err.Error(), secret) {
				t.Fatalf("status %d: %v", status, err)
			}
		}
	}
}

// telltale is a client of a GitHub that says everything secret in every answer.
func telltale(t *testing.T, status int) *Client {
	_, pemKey := testKey()
	c, err := New(Options{AppID: 1, Key: pemKey, Now: func() time.Time { return noon }, HTTP: tripper(func(req *http.Request) (*http.Response, error) {
		if asksToken(req.URL.Path) && status%2 == 0 {
			a := answer{status: 201, header: http.Header{}, body: []byte(`{"token":"` + canary + `","expires_at":"2999-01-01T00:00:00Z"}`)}
			return a.response(req), nil
		}
		auth := req.Header.Get("Authorization")
		h := headers("Location", "https://evil.example/"+canary, "X-Secret", auth)
		return answer{status: status, header: h, body: []byte(`{"message":"` + canary + auth + `"`)}.response(req), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
