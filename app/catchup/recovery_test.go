package catchup

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// TestRecover: whom a lost memory served is asked first; then each tenant is
// read back, and one that cannot be holds up no other.
func TestRecover(t *testing.T) {
	w := newWorld()
	w.unborn = true
	c := w.catcher()
	var done []int64
	c.Begin = func(context.Context) error {
		w.unborn = false
		w.recovered = map[int64]mentorship.Recovery{1: {Began: noon}, 2: {Done: noon}, 3: {Began: noon}}
		return nil
	}
	c.Rebuild = func(ctx context.Context, tenant int64, pace *Pace) error {
		if err := pace.Next(ctx); err != nil {
			return err
		}
		if tenant == 1 && len(done) == 0 {
			done = append(done, -1)
			return errors.New("GitHub is away")
		}
		done = append(done, tenant)
		w.recovered[tenant] = mentorship.Recovery{Began: noon, Done: noon}
		return nil
	}
	if c.sound(t.Context()) {
		t.Error("an empty memory passes for sound")
	}
	for range 2 {
		c.alone(t.Context(), taskLost, c.recoverAll)
	}
	if !slices.Equal(done, []int64{-1, 3, 1}) {
		t.Errorf("read back %v", done)
	}
	if !c.sound(t.Context()) {
		t.Error("there is nothing left to read back")
	}
}

// TestPace: GitHub is asked so often an hour and no more.
func TestPace(t *testing.T) {
	w := newWorld()
	c := w.catcher()
	c.Scale = 1e-9
	p := &Pace{turn: &turn{c: c, name: taskLost, kept: time.Now()}, began: w.now}
	for range askAnHour {
		if err := p.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := p.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one more in the same hour: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	if err := p.Next(t.Context()); err != nil || p.asked != 1 {
		t.Errorf("the next hour: %v, %d", err, p.asked)
	}
}
