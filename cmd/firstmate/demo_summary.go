package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
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
	return s, p.people(&s)
}

// people adds what the records say: pairings, steps and graduations.
func (p *play) people(s *summary) error {
	for _, name := range p.newcomers() {
		m, err := p.record(name)
		if err != nil {
			return err
		}
		s.StepsTicked += len(m.Ticks)
		s.Pairings += pairings(m)
		if !m.Years.Graduated.IsZero() {
			s.Graduated++
		}
	}
	return nil
}

// pairings is how many mentors somebody had or has.
func pairings(m mentorship.Mentorship) (n int) {
	n = len(m.Former)
	again := slices.ContainsFunc(m.Former, func(p mentorship.Person) bool { return p.ID == m.Mentor.ID })
	if !m.Paired.IsZero() && !m.Mentor.Zero() && !again {
		n++
	}
	return n
}

// record is what firstmate remembers of somebody's way here.
func (p *play) record(name string) (mentorship.Mentorship, error) {
	var m mentorship.Mentorship
	repo, ok, err := p.program.store.FindRepo(p.ctx, p.repo)
	if err != nil || !ok {
		return m, fmt.Errorf("finding the demo's repository (found: %v): %w", ok, err)
	}
	id, err := p.program.store.ByThread(p.ctx, repo, p.threads[name])
	if err != nil {
		return m, fmt.Errorf("finding %s's mentorship: %w", name, err)
	}
	if m, err = p.program.store.Load(p.ctx, repo.Tenant, id); err != nil {
		return m, fmt.Errorf("loading %s's mentorship: %w", name, err)
	}
	return m, nil
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
── In figures %s
  %3d deliveries accepted     %d newcomers found, %d greeted
  %3d pairings                %d tracking issues, %d steps ticked, %d graduated
  %3d effects doubled         %d effects lost                    %.1f seconds
`, strings.Repeat("─", screen-14), s.Deliveries, s.Newcomers, s.Greeted, s.Pairings, s.TrackingIssues, s.StepsTicked, s.Graduated,
		s.EffectsDoubled, s.EffectsLost, s.Seconds)
}

// promises holds everything written so far against what is promised to people.
func (p *play) promises() error {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return err
	}
	o := oracle{consented: p.consented(), newcomers: p.newcomers()}
	if wrong := o.find(l); len(wrong) > 0 {
		return checkFailed(errors.New("promises broken: " + strings.Join(wrong, "; ")))
	}
	return nil
}

// verdict holds the story against what it promises.
func (p *play) verdict(s summary) error {
	if err := p.promises(); err != nil {
		return err
	}
	want := summary{Newcomers: 3, Greeted: 3, Pairings: 2, TrackingIssues: 2}
	if p.year() { // three mentors of Nia's, one of Omar's, and Nia herself
		want = summary{Newcomers: 4, Greeted: 4, Pairings: 5, TrackingIssues: 3, Graduated: 1}
	}
	got := s
	got.Deliveries, got.StepsTicked, got.Seconds = 0, 0, 0
	if got != want {
		return fmt.Errorf("the story did not end as it should: %+v", s)
	}
	return nil
}
