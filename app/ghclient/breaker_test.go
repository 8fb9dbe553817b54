package ghclient

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// answers is a network that answers each request with the next status, 0 for
// none at all, and with the last one from then on.
type answers struct {
	status []int
	asked  int
}

func (a *answers) RoundTrip(req *http.Request) (*http.Response, error) {
	status := a.status[min(a.asked, len(a.status)-1)]
	a.asked++
	if status == 0 {
		return nil, errors.New("the cable is cut")
	}
	body := `{"token":"t","expires_at":"2099-01-01T00:00:00Z","login":"ada","id":21}`
	return answer{status: status, body: []byte(body), header: http.Header{}}.response(req), nil
}

// TestBreaker: a host that fails ten times in a row is let alone for half a
// minute, whoever asks; then one call tries for all.
func TestBreaker(t *testing.T) {
	ok, bad := 200, 503
	run := func(n, status int) []int { return slices.Repeat([]int{status}, n) }
	for _, c := range []struct {
		name   string
		status []int
		calls  int
		asked  int // of them went out
		rests  bool
	}{
		{"well", []int{ok}, 30, 30, false},
		{"refusals are answers", []int{403}, 30, 30, false},
		{"not implemented is an answer", []int{501}, 30, 30, false},
		{"nine in a row", append(run(9, bad), ok), 30, 30, false},
		{"ten, but not in a row", append(append(run(9, bad), ok), append(run(9, 0), ok)...), 30, 30, false},
		{"ten in a row", run(1, bad), 30, 10, true},
		{"no answer at all", run(1, 0), 30, 10, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				net := &answers{status: c.status}
				var told []bool
				_, key := testKey()
				client, err := New(Options{AppID: 1, Key: key, HTTP: net, Now: time.Now, Rests: func(_ string, rests bool) { told = append(told, rests) }})
				if err != nil {
					t.Fatal(err)
				}
				var last error
				for range c.calls {
					_, last = client.Slug(t.Context())
				}
				if net.asked != c.asked || slices.Contains(told, true) != c.rests {
					t.Errorf("%d of %d calls went out, told %v", net.asked, c.calls, told)
				}
				if c.rests {
					fault, _ := errors.AsType[*mentorship.Fault](last)
					if fault == nil || fault.Kind != mentorship.FaultTransient || !fault.Until.Equal(time.Now().Add(restsFor)) {
						t.Errorf("told %v", last)
					}
				}
			})
		})
	}
}

// TestBreakerTriesAgain: after the rest a single call goes out. If it fails the
// host rests again; if not, all may ask.
func TestBreakerTriesAgain(t *testing.T) {
	for _, back := range []bool{false, true} {
		t.Run(fmt.Sprint("back: ", back), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBreaker("h", 1, func(string, bool) {})
				for range tripAfter {
					ended, err := b.allow(time.Now())
					if err != nil {
						t.Fatal(err)
					}
					ended(errOutOfOrder)
				}
				time.Sleep(restsFor + time.Millisecond)
				ended, err := b.allow(time.Now())
				if err != nil {
					t.Fatalf("nobody may try: %v", err)
				}
				_, err = b.allow(time.Now())
				if fault, _ := errors.AsType[*mentorship.Fault](err); fault == nil || !fault.Until.Equal(time.Now().Add(probeFor)) {
					t.Errorf("a second call while one tries: %v", err)
				}
				if back {
					ended(nil)
				} else {
					ended(errOutOfOrder)
				}
				if _, err = b.allow(time.Now()); (err == nil) != back {
					t.Errorf("after the try: %v", err)
				}
			})
		})
	}
}
