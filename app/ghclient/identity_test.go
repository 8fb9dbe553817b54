package ghclient

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/grants"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestNotTaken: why GitHub does not take the App is told apart by its words.
func TestNotTaken(t *testing.T) {
	for _, x := range []struct {
		status int
		body   string
		want   error
	}{
		{401, message("A JSON web token could not be decoded"), grants.ErrKey},
		{401, canary, grants.ErrKey},
		{401, message("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"), grants.ErrClock},
		{401, message("'Expiration time' claim ('exp') is too far in the future"), grants.ErrClock},
		{401, message("'Issuer' claim ('iss') must be the App's id"), grants.ErrApp},
		{404, message("Integration not found"), grants.ErrApp},
		{500, message("A JSON web token could not be decoded"), nil},
	} {
		f := newFake(t, "")
		f.say("GET /app", x.status, x.body)
		_, err := f.client().Self(t.Context())
		for _, kind := range []error{grants.ErrKey, grants.ErrClock, grants.ErrApp} {
			if is := errors.Is(x.want, kind); errors.Is(err, kind) != is {
				t.Errorf("%d %s: %v", x.status, x.body, err)
			}
		}
		if err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%d %s: %v", x.status, x.body, err)
		}
	}
}

func TestSelfAndHook(t *testing.T) {
	f := newFake(t, "")
	f.say("GET /app", 200, `{"id":1,"slug":"firstmate","client_id":"Iv1.x","permissions":{"issues":"write"},"events":["push"],"owner":{"custom_properties":{}}}`)
	f.say("GET /app/hook/config", 200, `{"content_type":"form","url":"https://x.example/hook","secret":"********","insecure_ssl":"0"}`)
	c := f.client()
	s, err := c.Self(t.Context())
	if err != nil || s.ID != 1 || s.ClientID != "Iv1.x" || s.Permissions["issues"] != "write" || len(s.Events) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if h, err := c.Hook(t.Context()); err != nil || h != (grants.Hook{URL: "https://x.example/hook", ContentType: "form"}) {
		t.Errorf("%+v, %v", h, err)
	}
}

// TestGrants: suspended installations are among them, on every page.
func TestGrants(t *testing.T) {
	f := newFake(t, "")
	f.say("GET /app/installations?per_page=100&page=1", 200, `[{"id":5,"account":{"login":"acme"},"permissions":{"issues":"read"}}]`,
		`Link: <`+f.srv.URL+`/app/installations?page=2>; rel="next"`)
	f.say("GET /app/installations?per_page=100&page=2", 200, `[{"id":6,"suspended_at":"2026-02-01T00:00:00Z"}]`)
	got, err := f.client().Grants(t.Context())
	if err != nil || len(got) != 2 || got[0].Account.Login != "acme" || got[0].Suspended != nil || got[1].Tenant != 6 || got[1].Suspended == nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestInstalled(t *testing.T) {
	f := newFake(t, "")
	f.say("GET /app/installations/5", 200, `{"id":5}`)
	f.say("GET /app/installations/6", 404, message("Not Found"))
	f.say("GET /app/installations/7", 500, "")
	for id, want := range map[int64]bool{5: true, 6: false} {
		if got, err := f.client().Installed(t.Context(), id); got != want || err != nil {
			t.Errorf("%d: %v, %v", id, got, err)
		}
	}
	_, err := f.client().Installed(t.Context(), 7)
	wantKind(t, err, mentorship.FaultTransient)
}

func TestRedeliver(t *testing.T) {
	f := newFake(t, "")
	f.say("POST /app/hook/deliveries/91/attempts", 202, "{}")
	f.say("POST /app/hook/deliveries/92/attempts", 404, message("Not Found"))
	if err := f.client().Redeliver(t.Context(), 91); err != nil {
		t.Error(err)
	}
	wantKind(t, f.client().Redeliver(t.Context(), 92), mentorship.FaultNotFound)
}

// TestClock: the difference comes from the date of any answer, and needs no credentials.
func TestClock(t *testing.T) {
	f := newFake(t, "")
	f.on("GET /meta", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("credentials were sent")
		}
		w.Header().Set("Date", noon.Add(10*time.Minute).Format(http.TimeFormat))
		w.WriteHeader(http.StatusUnauthorized)
	})
	if ahead, err := f.client().Clock(t.Context()); ahead != 10*time.Minute || err != nil {
		t.Errorf("%v, %v", ahead, err)
	}
}

// TestConvert: the code is never told in an error, and half an App is none.
func TestConvert(t *testing.T) {
	f := newFake(t, "")
	o := Options{BaseURL: f.srv.URL, Now: func() time.Time { return noon }}
	const whole = `{"id":9,"slug":"mate","client_id":"Iv1.x","client_secret":"cs","webhook_secret":"ws","pem":"key","html_url":"https://x.example/apps/mate"}`
	f.say("POST /app-manifests/"+canary+"/conversions", 201, whole)
	got, err := Convert(t.Context(), o, canary)
	if err != nil || got != (NewApp{ID: 9, Slug: "mate", ClientID: "Iv1.x", ClientSecret: "cs", WebhookSecret: "ws", PEM: "key", URL: "https://x.example/apps/mate"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for status, body := range map[int]string{404: message("Not Found " + canary), 422: canary, 201: strings.Replace(whole, `"pem":"key",`, "", 1)} {
		f.say("POST /app-manifests/"+canary+"/conversions", status, body)
		if _, err := Convert(t.Context(), o, canary); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%d: %v", status, err)
		}
	}
}
