package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// One line and one count for each newcomer nobody was found for in a day.
func TestAlarm(t *testing.T) {
	since := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	counted := 0
	a := New(Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Count: func(string) { counted++ }})
	look := func(hour int) mentorship.Mentorship {
		return mentorship.Mentorship{
			State: mentorship.StateQueued, Since: since, Looked: since.Add(time.Duration(hour) * time.Hour),
			Newcomer: mentorship.Person{ID: 1, Login: "nina"},
		}
	}
	for hour := range 72 {
		a.alarm(look(hour), look(hour+1))
	}
	if counted != 1 || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("%d alarms: %s", counted, log.String())
	}
	if strings.Contains(log.String(), "nina") {
		t.Errorf("the log names the person: %s", log.String())
	}
	silent := look(25)
	silent.Silent = true
	a.alarm(look(23), silent)
	asked := look(25)
	asked.State = mentorship.StateInvited
	a.alarm(look(23), asked)
	if counted != 1 {
		t.Error("an alarm for somebody who waits in a surge, or for whom somebody is asked")
	}
}
