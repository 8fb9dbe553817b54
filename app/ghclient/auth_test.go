package ghclient

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestNewRefuses(t *testing.T) {
	_, pemKey := testKey()
	now := func() time.Time { return noon }
	for name, o := range map[string]Options{
		"no key":         {AppID: 1, Now: now},
		"a public key":   {AppID: 1, Now: now, Key: []byte("-----BEGIN PUBLIC KEY-----\n" + canary + "\n-----END PUBLIC KEY-----")},
		"no App":         {Key: pemKey, Now: now},
		"no clock":       {Key: pemKey, AppID: 1},
		"no scheme":      {Key: pemKey, AppID: 1, Now: now, BaseURL: "api.github.com"},
		"user info":      {Key: pemKey, AppID: 1, Now: now, BaseURL: "https://" + canary + "@api.github.com"},
		"another scheme": {Key: pemKey, AppID: 1, Now: now, BaseURL: "ftp://api.github.com"},
		"a query":        {Key: pemKey, AppID: 1, Now: now, BaseURL: "https://api.github.com?x=1"},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGraphQLAddress(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.github.com":     "https://api.github.com/graphql",
		"https://ghe.example/api/v3": "https://ghe.example/api/graphql",
		"http://127.0.0.1:8090/":     "http://127.0.0.1:8090/graphql",
		"https://proxy.example/gh":   "https://proxy.example/gh/graphql",
	} {
		u, err := parseBase(base)
		if err != nil {
			t.Fatal(err)
		}
		if got := graphqlURL(u); got != want {
			t.Errorf("%s: %s, want %s", base, got, want)
		}
	}
}

// One token serves many calls; tenants never share one.
func TestTokens(t *testing.T) {
	f := newFake(t, "")
	c := f.client()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := c.Person(t.Context(), int64(11+i%2), "ada"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if f.tokens != 2 {
		t.Errorf("%d tokens for two tenants", f.tokens)
	}
}

// refusing takes any token but the first n.
func (f *fake) refusing(route string, n int, body string) {
	f.on(route, func(w http.ResponseWriter, r *http.Request) {
		auth := r.Header.Get("Authorization")
		if number := auth[strings.LastIndex(auth, ".")+1:]; number <= string(rune('0'+n)) {
			saying(401, message("Bad credentials "+canary))(w, r)
			return
		}
		saying(201, body)(w, r)
	})
}

func TestTokenRefused(t *testing.T) {
	f := newFake(t, "")
	f.refusing(newText, 1, `{"id":5}`)
	c := f.client()
	if err := oneComment(c, t, 11); err != nil {
		t.Errorf("a fresh token was not tried: %v", err)
	}
	sent := f.calls(newText)
	if len(sent) != 2 || sent[0].body != sent[1].body || sent[0].auth == sent[1].auth {
		t.Errorf("the retry differs: %v", sent)
	}
	f.refusing(newText, 9, "")
	wantKind(t, oneComment(c, t, 11), mentorship.FaultSuspended)
	if n := len(f.calls(newText)); n != 4 {
		t.Errorf("%d requests, want two more", n)
	}
}

func TestNoToken(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   mentorship.FaultKind
	}{
		{404, message("Not Found"), mentorship.FaultUninstalled},
		{403, message("This installation has been suspended"), mentorship.FaultSuspended},
		{401, message("'Expiration time' claim ('exp') is too far in the future"), mentorship.FaultTransient},
		{500, canary, mentorship.FaultTransient},
		{201, `{"token":"` + canary, mentorship.FaultTransient},
		{429, "", mentorship.FaultLimited},
	} {
		f := newFake(t, "")
		f.say(newToken, c.status, c.body)
		wantKind(t, oneComment(f.client(), t, 11), c.want)
		if n := len(f.calls(newText)); n != 0 {
			t.Errorf("status %d: the write went out all the same", c.status)
		}
	}
}

func TestSlug(t *testing.T) {
	f := newFake(t, "")
	c := f.client()
	for range 2 {
		if slug, err := c.Slug(t.Context()); slug != "firstmate" || err != nil {
			t.Errorf("%q, %v", slug, err)
		}
	}
	if n := len(f.calls("GET /app")); n != 1 {
		t.Errorf("asked %d times", n)
	}
	f.say("GET /app", 401, message(canary))
	_, err := f.client().Slug(t.Context())
	wantKind(t, err, mentorship.FaultTransient)
	f.say("GET /app", 200, "{}")
	_, err = f.client().Slug(t.Context())
	wantKind(t, err, mentorship.FaultTransient)
}
