package candidates

import (
	"context"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// Area is a part of a repository, and which mentors could help there: by what
// they did in it, or because they offer it.
type Area struct {
	Name     string
	Activity float64 // see matching.Area
	Mentors  []int64
}

// mostAreas is how many parts of a repository are looked at, the busiest ones.
const mostAreas = 20

// Areas are the busiest parts of a repository with the mentors of these rules.
func (a *Advisor) Areas(ctx context.Context, repo mentorship.Repo, r mentorship.Rules) ([]Area, error) {
	e, err := a.index(ctx, repo)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	known := e.index.Areas(a.Clock.Now(), mostAreas)
	e.mu.Unlock()
	out := make([]Area, len(known))
	for i, k := range known {
		out[i] = Area{Name: k.Name, Activity: k.Activity, Mentors: helpersOf(k, r)}
	}
	return out, nil
}

// helpersOf are the mentors who know an area or offer it.
func helpersOf(area matching.Area, r mentorship.Rules) (out []int64) {
	for _, m := range r.Mentors {
		_, knows := slices.BinarySearch(area.Knows, personID(m.ID))
		if m.Consented && (knows || offers(m, area.Name)) {
			out = append(out, m.ID)
		}
	}
	return out
}

// offers reports whether some pattern of a mentor's paths lies in an area, or
// everywhere.
func offers(m mentorship.Mentor, area string) bool {
	return slices.ContainsFunc(m.Paths, func(glob string) bool {
		glob = strings.TrimPrefix(glob, "/")
		return strings.HasPrefix(glob, area) || strings.HasPrefix(glob, "**")
	})
}
