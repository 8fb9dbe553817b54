package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// summary is what `demo --format json` prints: integers, and the seconds it took.
type summary struct {
	Deliveries     int     `json:"deliveries"` // accepted, distinct ids
	Newcomers      int     `json:"newcomers"`  // found to be new
	Greeted        int     `json:"greeted"`    // first comments
	Pairings       int     `json:"pairings"`   // mentors who accepted
	TrackingIssues int     `json:"tracking_issues"`
	StepsTicked    int     `json:"steps_ticked"` // at the end, shown or not
	Graduated      int     `json:"graduated"`
	EffectsDoubled int     `json:"effects_doubled"` // applied creates beyond the first per marker
	EffectsLost    int     `json:"effects_lost"`    // planned and not in the ledger at the end
	Seconds        float64 `json:"seconds"`
}

// summary adds up what happened, from the ledger and from memory.
func (p *play) summary(ctx context.Context, took time.Duration) (summary, error) {
	l, err := p.door.ledger(ctx)
	if err != nil {
		return summary{}, err
	}
	pending, err := p.program.store.Pending(ctx, p.program.clock.Now())
	if err != nil {
		return summary{}, fmt.Errorf("counting pending work: %w", err)
	}
	s := summary{Seconds: math.Round(took.Seconds()*10) / 10, EffectsLost: pending.Effects}
	s.Deliveries = accepted(l)
	s.Newcomers = p.program.count("newcomer")
	s.EffectsLost += p.program.count("effect_refused")
	seen := map[string]bool{}
	for _, w := range l.Writes {
		m := creation(w)
		if m == "" {
			continue
		}
		if seen[m] {
			s.EffectsDoubled++
		}
		seen[m] = true
		switch {
		case w.Kind == "issue.create":
			s.TrackingIssues++
		case strings.Contains(m, string(mentorship.EffectGreet)):
			s.Greeted++
		}
	}
	return s, p.people(ctx, &s)
}

// people adds what the records say: pairings and steps.
func (p *play) people(ctx context.Context, s *summary) error {
	repo, ok, err := p.program.store.FindRepo(ctx, p.repo)
	if err != nil || !ok {
		return fmt.Errorf("finding the demo's repository (found: %v): %w", ok, err)
	}
	for _, name := range []string{"nia", "omar", "kim"} {
		id, err := p.program.store.ByThread(ctx, repo, p.threads[name])
		if err != nil {
			return fmt.Errorf("finding %s's mentorship: %w", name, err)
		}
		m, err := p.program.store.Load(ctx, repo.Tenant, id)
		if err != nil {
			return fmt.Errorf("loading %s's mentorship: %w", name, err)
		}
		s.StepsTicked += len(m.Ticks)
		if !m.Paired.IsZero() {
			s.Pairings++
		}
	}
	return nil
}

func accepted(l ledger) int {
	guids := map[string]bool{}
	for _, d := range l.Deliveries {
		if d.Status == 202 {
			guids[d.GUID] = true
		}
	}
	return len(guids)
}

func (s summary) print(w io.Writer) {
	fmt.Fprintf(w, `
── In figures ──────────────────────────────────────────────────────────────────
  %3d deliveries accepted     %d newcomers found, %d greeted
  %3d pairings                %d tracking issues, %d steps ticked by real events
  %3d effects doubled         %d effects lost                    %.1f seconds
`, s.Deliveries, s.Newcomers, s.Greeted, s.Pairings, s.TrackingIssues, s.StepsTicked,
		s.EffectsDoubled, s.EffectsLost, s.Seconds)
}

// verdict holds the story against what it promises.
func (p *play) verdict(s summary) error {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return err
	}
	o := oracle{consented: p.consented(), newcomers: []string{"nia", "omar", "kim"}}
	if wrong := o.find(l); len(wrong) > 0 {
		return errors.New("promises broken: " + strings.Join(wrong, "; "))
	}
	want := summary{Newcomers: 3, Greeted: 3, Pairings: 2, TrackingIssues: 2}
	got := summary{Newcomers: s.Newcomers, Greeted: s.Greeted, Pairings: s.Pairings, TrackingIssues: s.TrackingIssues,
		EffectsDoubled: s.EffectsDoubled, EffectsLost: s.EffectsLost}
	if got != want {
		return fmt.Errorf("the story did not end as it should: %+v", got)
	}
	return nil
}
