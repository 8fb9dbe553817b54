package board

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Role is what a reader is to an owner, from the least to the most.
type Role int

// The roles. Each sees what those before it see.
const (
	Nobody      Role = iota // has not signed in
	Guest                   // is somebody; mentors are, too: to offer help opens no board
	Viewer                  // is named in board.viewers
	Coordinator             // looks after mentoring here
)

// teamsFor is how long the members of a team are taken as read: who was
// removed has no access after that, even if no delivery ever told of it.
const teamsFor = 5 * time.Minute

// role is what a reader is to an owner now.
func (b *Board) role(ctx context.Context, who *Visitor, w mentorship.Window) (Role, error) {
	if who == nil {
		return Nobody, nil
	}
	if !w.Repo.Org && w.Repo.OwnerID == who.ID {
		return Coordinator, nil // a personal account's own
	}
	in, err := b.among(ctx, who.ID, w, w.Coordinators, w.CoordinatorTeams)
	if err != nil {
		return Guest, err
	}
	if in {
		return Coordinator, nil
	}
	in, err = b.among(ctx, who.ID, w, w.Viewers, w.ViewerTeams)
	if err != nil {
		return Guest, err
	}
	if in {
		return Viewer, nil
	}
	return Guest, nil
}

// mostAsked is for how many owners one page asks GitHub who is in their teams.
const mostAsked = 20

// boards are those a person may look at, and whether they coordinate there. It
// is a help to find the way, no right: what cannot be told now is left out.
func (b *Board) boards(ctx context.Context, who *Visitor) (out []ownBoard, err error) {
	all, err := b.Houses.Windows(ctx)
	if err != nil {
		return nil, err
	}
	asked := 0
	for _, w := range all {
		if len(w.ViewerTeams)+len(w.CoordinatorTeams) > 0 {
			if asked++; asked > mostAsked {
				w.ViewerTeams, w.CoordinatorTeams = nil, nil
			}
		}
		role, err := b.role(ctx, who, w)
		if err != nil {
			b.Log.WarnContext(ctx, "asking which boards somebody may look at", "error", err)
			continue
		}
		if role >= Viewer {
			out = append(out, ownBoard{w.Repo.Owner, role >= Coordinator})
		}
	}
	return out, nil
}

// among reports whether a person is one of those people or in one of those teams.
func (b *Board) among(ctx context.Context, person int64, w mentorship.Window, people []int64, teams []string) (bool, error) {
	if slices.Contains(people, person) {
		return true, nil
	}
	for _, team := range teams {
		members, err := b.members(ctx, w, team)
		if err != nil {
			return false, err
		}
		if slices.Contains(members, person) {
			return true, nil
		}
	}
	return false, nil
}

// teams are the members of teams as they were last read.
type teams struct {
	mu    sync.Mutex
	known map[string]team
}

type team struct {
	at      time.Time
	seats   int64 // the owner's count of changes when it was read
	members []int64
}

// mostTeams bounds what is remembered; beyond it all is read anew.
const mostTeams = 1000

// members are the people in "org/team", read anew after five minutes, and at
// once when GitHub told of a change. Where GitHub does not answer then, nobody
// is let in by what was true before.
func (b *Board) members(ctx context.Context, w mentorship.Window, name string) ([]int64, error) {
	key := fmt.Sprint(w.Repo.Tenant, "/", name)
	b.teams.mu.Lock()
	known, ok := b.teams.known[key]
	b.teams.mu.Unlock()
	now := b.Now()
	if ok && known.seats == w.Seats && now.Sub(known.at) < teamsFor && !now.Before(known.at) {
		return known.members, nil
	}
	org, slug, _ := strings.Cut(name, "/")
	people, err := b.GitHub.TeamMembers(ctx, w.Repo, org, slug)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultForbidden, mentorship.FaultPermission, mentorship.FaultUninstalled, mentorship.FaultSuspended:
		// None the App may see, or not any more: nobody is in it.
		people, err = nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading who may look at a board: %w", err)
	}
	fresh := team{at: now, seats: w.Seats}
	for _, p := range people {
		fresh.members = append(fresh.members, p.ID)
	}
	b.teams.mu.Lock()
	defer b.teams.mu.Unlock()
	if b.teams.known == nil || len(b.teams.known) >= mostTeams {
		b.teams.known = map[string]team{}
	}
	b.teams.known[key] = fresh
	return fresh.members, nil
}
