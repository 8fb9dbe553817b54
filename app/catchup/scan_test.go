package catchup

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func (w *world) scan(t *testing.T) error {
	t.Helper()
	c := w.catcher()
	return c.scan(t.Context(), &turn{c: c, name: taskScan, kept: time.Now()})
}

// looks are what was asked to be looked at.
func (w *world) looks(t *testing.T) (out []mentorship.Look) {
	t.Helper()
	for _, d := range w.kept {
		var l mentorship.Look
		if err := json.Unmarshal(d.Body, &l); err != nil || d.Event != mentorship.EventLook || !d.Again {
			t.Fatalf("%+v: %v", d, err)
		}
		l.Repo = mentorship.Repo{}
		out = append(out, l)
	}
	return out
}

// TestScan: what changed since the last scan, a little earlier for good measure,
// is looked at, what changed first goes first.
func TestScan(t *testing.T) {
	w := newWorld()
	mark := noon.Add(-25 * time.Hour)
	w.scans[501] = mentorship.Scan{Mark: mark, At: mark}
	w.place.Heard = map[int64]time.Time{1: noon}
	at := func(n int, since time.Duration) mentorship.Pull {
		return mentorship.Pull{Number: n, UpdatedAt: mark.Add(since)}
	}
	w.pulls = []mentorship.Pull{at(9, time.Hour), at(7, -95*time.Minute), at(3, -3*time.Hour)}
	w.said = []mentorship.Talk{{Number: 4}, {Number: 9, Pull: true}, {Number: 2, Pull: true}}
	if err := w.scan(t); err != nil {
		t.Fatal(err)
	}
	since := mark.Add(-scanOverlap)
	want := []mentorship.Look{
		{Number: 7, Pull: true, Since: since}, {Number: 9, Pull: true, Said: true, Since: since},
		{Number: 4, Said: true, Since: since}, {Number: 2, Pull: true, Said: true, Since: since},
	}
	if diff := cmp.Diff(want, w.looks(t)); diff != "" {
		t.Errorf("looks (-want +got):\n%s", diff)
	}
	if got := w.scans[501]; got.Mark != noon || got.At != noon {
		t.Errorf("the place is %+v", got)
	}
}

// TestScanIsDue tells when a repository is looked through.
func TestScanIsDue(t *testing.T) {
	for name, c := range map[string]struct {
		rested, silent time.Duration
		unread, due    bool
	}{
		"a day":                         {24 * time.Hour, time.Minute, false, true},
		"less":                          {23 * time.Hour, time.Minute, false, false},
		"beyond the log":                {7 * 24 * time.Hour, 0, false, true},
		"nothing was heard":             {6 * time.Hour, 7 * time.Hour, false, true},
		"nothing was heard, just now":   {5 * time.Hour, 7 * time.Hour, false, false},
		"the log cannot be read":        {15 * time.Minute, time.Minute, true, true},
		"the same, looked through then": {14 * time.Minute, time.Minute, true, false},
		"a clock that was set back":     {-25 * time.Hour, 0, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.scans[501] = mentorship.Scan{Mark: noon.Add(-c.rested), At: noon.Add(-c.rested)}
			w.place.Heard = map[int64]time.Time{1: noon.Add(-c.silent)}
			if c.unread {
				w.place.Unread = noon.Add(-time.Minute)
			}
			if err := w.scan(t); err != nil || (len(w.scanned) == 1) != c.due {
				t.Errorf("%v, scanned %v", err, w.scanned)
			}
		})
	}
}

// TestScanOfANewRepository begins now.
func TestScanOfANewRepository(t *testing.T) {
	w := newWorld()
	w.pulls = []mentorship.Pull{{Number: 1, UpdatedAt: noon}}
	if err := w.scan(t); err != nil || len(w.kept) > 0 || w.scans[501].Mark != noon {
		t.Errorf("%v, %v, %+v", err, w.kept, w.scans)
	}
}

// TestScanInTrouble: what cannot be read stays due, holds up no other
// installation, and switched-off issues are no trouble.
func TestScanInTrouble(t *testing.T) {
	w := newWorld()
	w.repos = []mentorship.Repo{{Tenant: 1, ID: 501}, {Tenant: 1, ID: 502}, {Tenant: 2, ID: 601}}
	past := mentorship.Scan{Mark: noon.Add(-25 * time.Hour), At: noon.Add(-25 * time.Hour)}
	w.scans = map[int64]mentorship.Scan{501: past, 502: past, 601: past}
	w.faults["pulls"] = mentorship.NewFault(mentorship.FaultLimited, errors.New("429"))
	if err := w.scan(t); err == nil {
		t.Error("no error")
	}
	if diff := cmp.Diff([]int64{501, 601}, w.scanned); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(past, w.scans[501]); diff != "" {
		t.Errorf("the place moved: %s", diff)
	}
	for _, kind := range []mentorship.FaultKind{mentorship.FaultSuspended, mentorship.FaultNotFound} {
		w.faults["pulls"] = mentorship.NewFault(kind, errors.New("out of reach"))
		if err := w.scan(t); err != nil || w.scans[501].Mark != past.Mark {
			t.Errorf("out of reach: %v, %+v", err, w.scans[501])
		}
	}
	if w.scans[501].At != noon {
		t.Error("a repository that is gone is asked for at every pass")
	}
	w.scans[502] = past
	w.faults = map[string]error{"said": mentorship.NewFault(mentorship.FaultGone, errors.New("410"))}
	if err := w.scan(t); err != nil || w.scans[502].At != noon {
		t.Errorf("%v, %+v", err, w.scans)
	}
}
