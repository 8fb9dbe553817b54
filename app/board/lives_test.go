package board

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// bare is one request without a network, by whoever has that cookie; the newest
// cookie is returned with the answer.
func (s *site) bare(method, target, cookie string) (got *httptest.ResponseRecorder, newest string) {
	s.t.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.Host = "127.0.0.1:1"
	r.Header.Set("Cookie", cookie)
	got = httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(got, r)
	for _, k := range got.Result().Cookies() {
		if k.MaxAge >= 0 {
			cookie = k.Name + "=" + k.Value
		}
	}
	return got, cookie
}

// timely signs somebody in, who needs that long on GitHub's page; it is empty
// where that did not work out.
func (s *site) timely(long time.Duration) (cookie string) {
	s.t.Helper()
	begun, cookie := s.bare(http.MethodPost, "/login", "")
	to, err := url.Parse(begun.Header().Get("Location"))
	if err != nil || to.Query().Get("state") == "" {
		s.t.Fatalf("sent to %q, %v", begun.Header().Get("Location"), err)
	}
	s.code["code"] = vera
	time.Sleep(long)
	back, cookie := s.bare(http.MethodGet, callback+"?code=code&state="+to.Query().Get("state"), cookie)
	if back.Code != http.StatusSeeOther {
		return ""
	}
	return cookie
}

// Case 67: a state counts for ten minutes.
func TestStatesRunOut(t *testing.T) {
	s := newSite(t, false)
	synctest.Test(t, func(t *testing.T) {
		for long, in := range map[time.Duration]bool{signInWithin - time.Second: true, signInWithin + time.Second: false} {
			if got := s.timely(long); (got != "") != in {
				t.Errorf("after %s: signed in %v", long, got != "")
			}
		}
	})
}

// Case 71: a session ends 8 hours after the last visit, and after 24 hours
// whoever looks in.
func TestSessionsRunOut(t *testing.T) {
	s := newSite(t, false)
	s.windows["acme"] = window()
	s.teams["acme/board"] = []mentorship.Person{vera}
	synctest.Test(t, func(t *testing.T) {
		visits := func(every time.Duration) (lived time.Duration) {
			began, cookie := time.Now(), s.timely(0)
			for {
				time.Sleep(every)
				var got *httptest.ResponseRecorder
				if got, cookie = s.bare(http.MethodGet, "/board/acme", cookie); got.Code != http.StatusOK {
					if !strings.HasPrefix(got.Header().Get("Location"), "/login?") {
						t.Errorf("answered %d to %q", got.Code, got.Header().Get("Location"))
					}
					return time.Since(began)
				}
			}
		}
		if lived := visits(7*time.Hour + 59*time.Minute); lived < sessionLife || lived > sessionLife+8*time.Hour {
			t.Errorf("visited every 8 hours it lives %s", lived)
		}
		if lived := visits(8*time.Hour + time.Minute); lived != 8*time.Hour+time.Minute {
			t.Errorf("left alone for 8 hours it lives %s", lived)
		}
		if lived := visits(10 * time.Minute); lived < sessionLife || lived > sessionLife+10*time.Minute {
			t.Errorf("visited all the time it lives %s", lived)
		}
	})
}
