package candidates

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// question is what matching is asked about a newcomer's change: its files, and
// whatever else is known now that may help. live is the pull request as it
// stands on GitHub, where it was just read.
func (a *Advisor) question(ctx context.Context, m mentorship.Mentorship, pool map[matching.PersonID]mentorship.Mentor, live *mentorship.Pull, now time.Time) (*experience, matching.Query, error) {
	var files []string
	if !m.Facts.Pull.Issue {
		var err error
		if files, err = a.GitHub.Files(ctx, m.Pull); err != nil {
			return nil, matching.Query{}, fmt.Errorf("reading the files of the change: %w", err)
		}
	}
	index, err := a.index(ctx, m.Pull.Repo)
	if err != nil {
		return nil, matching.Query{}, err
	}
	q := about(pool, now)
	q.Author, q.Files, q.Topic = personID(m.Newcomer.ID), files, m.Topic
	if live == nil && len(pool) > 1 && !m.Facts.Pull.Issue {
		if p, err := a.GitHub.Pull(ctx, m.Pull); err == nil { // a help, not a need
			live = &p
		}
	}
	if live != nil {
		q.Title, q.Labels = live.Title, live.Labels
	}
	if err := a.addOwned(ctx, m.Pull.Repo, &q); err != nil {
		return nil, q, err
	}
	standing, err := a.Store.Standing(ctx, m.Pull.Repo.Tenant, []int64{m.Newcomer.ID})
	if err != nil {
		return nil, q, fmt.Errorf("reading what the newcomer speaks: %w", err)
	}
	if spoken := standing[m.Newcomer.ID].Language; spoken != "" {
		q.Languages = []string{spoken}
	}
	for _, p := range index.helped(q.Author) {
		q.Contact[p] = true
	}
	for _, w := range m.Facts.MentorWords {
		q.Contact[personID(w.By.ID)] = true
	}
	return index, q, nil
}

// addOwned adds whom CODEOWNERS names for which files.
func (a *Advisor) addOwned(ctx context.Context, repo mentorship.Repo, q *matching.Query) error {
	owned, err := a.CodeOwners(ctx, repo, q.Files)
	if err != nil {
		return err
	}
	q.Owned = map[matching.PersonID][]string{}
	for id, files := range owned {
		q.Owned[personID(id)] = files
	}
	return nil
}

// about is a question to these mentors, with what they told of themselves.
func about(pool map[matching.PersonID]mentorship.Mentor, now time.Time) matching.Query {
	q := matching.Query{
		Time: now, Declared: map[matching.PersonID][]string{},
		Contact: map[matching.PersonID]bool{}, Profiles: map[matching.PersonID]matching.Profile{},
	}
	for id, m := range pool {
		q.Pool = append(q.Pool, id)
		if len(m.Paths) > 0 {
			q.Declared[id] = m.Paths
		}
		q.Profiles[id] = matching.Profile{
			Topics: m.Topics, AskMeAbout: m.AskMeAbout, CameFrom: m.CameFrom, Languages: m.Languages, Awake: awake(m.Zone, now),
		}
	}
	return q
}

// Waking hours, by the clock on the mentor's wall.
const (
	wakes  = 8
	sleeps = 22
)

// awake tells whether it is daytime in that time zone; not known is no.
func awake(zone string, now time.Time) bool {
	at := config.Zone(zone)
	if zone == "" || at == nil {
		return false
	}
	hour := now.In(at).Hour()
	return hour >= wakes && hour < sleeps
}
