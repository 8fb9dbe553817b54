package house

import (
	"context"
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Window is what an owner's own house rules say of their board; ok is false
// where there are none. A repository's file has no say in it: whoever may write
// to one repository could open the board of all.
func (a *Authority) Window(ctx context.Context, owner string) (w mentorship.Window, ok bool, err error) {
	repo, found, err := a.Store.FindRepo(ctx, owner+"/"+ownerRepo)
	if err != nil || !found {
		return w, false, wrapped(err, "looking for the owner's defaults")
	}
	text, err := a.house(ctx, repo)
	if err != nil || len(text.Text) == 0 || text.Missing {
		return w, false, wrapped(err, "reading the owner's defaults")
	}
	h, findings := config.ParseWith(text.Text, config.Options{Source: config.OwnerFile})
	if !config.Valid(findings) {
		return w, false, nil // good once, and by rules of today not any more: it opens nothing
	}
	w = mentorship.Window{Repo: repo, Public: h.Public, K: h.K, KSensitive: h.KSensitive}
	w.Viewers, w.ViewerTeams = apart(h.Viewers, text.People)
	w.Coordinators, w.CoordinatorTeams = apart(h.Coordinators, text.People)
	if w.Seats, err = a.Store.Seats(ctx, repo.Tenant); err != nil {
		return w, false, fmt.Errorf("asking how often teams changed: %w", err)
	}
	return w, true, nil
}

// apart tells people, by their account numbers, from teams. A login nobody has is nobody.
func apart(named []string, people map[string]mentorship.Person) (ids []int64, teams []string) {
	for _, n := range named {
		n = strings.ToLower(n)
		if strings.Contains(n, "/") {
			teams = append(teams, n)
		} else if p := people[n]; p.ID != 0 && !p.Bot {
			ids = append(ids, p.ID)
		}
	}
	return ids, teams
}

// wrapped says what was being done when an error came, if one did.
func wrapped(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
