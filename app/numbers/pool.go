package numbers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// Area is a part of a repository, how much happens there, and which mentors
// could help with it.
type Area struct {
	Name     string
	Activity float64
	Mentors  []int64
}

// pool is who mentors in an account now, under pseudonyms, with how busy they
// were week by week, and what they cover; free is how many could be asked.
func (n *Numbers) pool(ctx context.Context, tenant int64, b *book, now time.Time) (p stats.Pool, free int, err error) {
	repos, err := n.Store.Repos(ctx, tenant)
	if err != nil {
		return p, 0, fmt.Errorf("listing repositories: %w", err)
	}
	mentors, rules, err := n.mentors(ctx, repos)
	if err != nil {
		return p, 0, err
	}
	ids := slices.Sorted(maps.Keys(mentors))
	loads, err := n.Store.Loads(ctx, tenant, ids, now)
	if err != nil {
		return p, 0, fmt.Errorf("reading how busy mentors are: %w", err)
	}
	key, err := n.Store.Secret(ctx, tenant)
	if err != nil {
		return p, 0, fmt.Errorf("hashing a mentor: %w", err)
	}
	could := map[int64]bool{}
	for _, id := range ids {
		m, name := mentors[id], chronicle.MentorPseudonym(key, id)
		if could[id], _ = mentorship.Free(m, loads[id], now, 0); could[id] {
			free++
		}
		p.Mentors = append(p.Mentors, member(m, name, loads[id], b.spans[name], now))
	}
	slices.SortFunc(p.Mentors, func(a, b stats.Mentor) int { return cmp.Compare(a.ID, b.ID) })
	p.Covers, err = n.covers(ctx, rules, could)
	return p, free, err
}

// mentors are those of all repositories who stand behind their entry. Of one
// listed in several the largest offer counts.
func (n *Numbers) mentors(ctx context.Context, repos []mentorship.Repo) (map[int64]mentorship.Mentor, map[mentorship.Repo]mentorship.Rules, error) {
	mentors, rules := map[int64]mentorship.Mentor{}, map[mentorship.Repo]mentorship.Rules{}
	for _, repo := range repos {
		r, ok, err := n.Rules(ctx, repo)
		if err != nil {
			return nil, nil, fmt.Errorf("reading house rules: %w", err)
		}
		if !ok {
			continue
		}
		rules[repo] = r
		for _, m := range r.Mentors {
			if m.Consented && (mentors[m.ID].ID == 0 || m.Capacity > mentors[m.ID].Capacity) {
				mentors[m.ID] = m
			}
		}
	}
	return mentors, rules, nil
}

// member is a mentor as the figures know one. When they agreed is not known here,
// only that they did: Since is the first moment there is.
func member(m mentorship.Mentor, name string, l mentorship.Load, spans map[string]chronicle.Span, now time.Time) stats.Mentor {
	return stats.Mentor{
		ID: name, Since: 1, Capacity: m.Capacity, Active: l.Holding, Away: m.AwayOn(now), Areas: slices.Concat(m.Topics, m.Paths),
		Languages: m.Languages, Band: band(m.Zone, now), Load: weeks(spans, m.Capacity, stats.At(now)),
	}
}

// band is the third of the world of a time zone, in winter.
func band(zone string, now time.Time) stats.Band {
	if zone == "" {
		return stats.BandUnknown
	}
	where, err := time.LoadLocation(zone)
	if err != nil {
		return stats.BandUnknown
	}
	_, january := time.Date(now.Year(), 1, 1, 12, 0, 0, 0, where).Zone()
	_, july := time.Date(now.Year(), 7, 1, 12, 0, 0, 0, where).Zone()
	return stats.BandOf(float64(min(january, july)) / 3600)
}

// yearOfWeeks is how far back the load of mentors is looked at.
const yearOfWeeks = 53

// weeks are the weeks of a mentor from their first pairing on. What they were
// ready for is taken from the pairings of that week, else from today.
func weeks(spans map[string]chronicle.Span, capacity int, now stats.Moment) (out []stats.Load) {
	const week = 7 * stats.Day
	for at := stats.WeekOf(now) - (yearOfWeeks-1)*week; at <= now; at += week {
		l := stats.Load{Week: at, Capacity: capacity}
		for _, s := range spans {
			to := s.To
			if to == 0 {
				to = now
			}
			if both := min(to, at+week) - max(s.From, at); both > 0 {
				l.MenteeDays += int(math.Ceil(float64(both) / stats.Day))
				l.Capacity = max(l.Capacity, s.Capacity)
			}
		}
		if len(out) > 0 || l.MenteeDays > 0 {
			out = append(out, l)
		}
	}
	return out
}

// covers tells of each busy part of each repository how many free mentors know
// it, and of all repositories together.
func (n *Numbers) covers(ctx context.Context, rules map[mentorship.Repo]mentorship.Rules, free map[int64]bool) (out []stats.Cover, err error) {
	repos := slices.SortedFunc(maps.Keys(rules), func(a, b mentorship.Repo) int { return cmp.Compare(a.ID, b.ID) })
	for _, repo := range repos {
		areas, err := n.Areas(ctx, repo, rules[repo])
		if err != nil {
			return nil, fmt.Errorf("asking who knows which part: %w", err)
		}
		for _, a := range areas {
			c := stats.Cover{Kind: stats.CoverArea, Name: a.Name, Repo: repo.ID, Need: int(math.Round(a.Activity))}
			for _, id := range a.Mentors {
				if free[id] {
					c.Free++
				}
			}
			if c.Need == 0 {
				continue
			}
			out = append(out, c)
			c.Repo = 0
			if len(repos) > 1 {
				c.Name = repo.Name + "/" + c.Name
			}
			out = append(out, c)
		}
	}
	return out, nil
}
