package house

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// history goes on from the versions known so far to those that came since, with
// the people who stood behind each. Versions that were in force stay part of it
// though git no longer tells of them: a merge hides the side it did not take,
// and a branch can be set back. Otherwise an entry that was taken out could come
// back without a new yes. For the same reason a version nobody knew cannot have
// stood before the file was read last, whatever date its commit bears.
func (a *Authority) history(ctx context.Context, repo mentorship.Repo, old mentorship.HouseText, next *mentorship.HouseText) error {
	revisions, err := a.GitHub.Revisions(ctx, repo, config.Path)
	if err != nil {
		return fmt.Errorf("reading the history of the house rules: %w", err)
	}
	pushers, err := a.Store.Pushers(ctx, repo)
	if err != nil {
		return err
	}
	past := known(old)
	for i, r := range revisions {
		by := pushers[r.SHA]
		r.Pusher = by.Person
		next.SHA = r.SHA
		if at := past.of(r.SHA); at >= 0 {
			past.again(at, r)
			continue
		}
		text, err := a.version(ctx, repo, r.SHA)
		if err != nil {
			return err
		}
		if i > 0 {
			past.onTopOf(revisions[i-1].SHA, old.ReadAt)
		}
		r.At = since(r, by, old.ReadAt, next.ReadAt)
		past.add(r, text)
	}
	next.Revisions, next.Texts = past.newest()
	return nil
}

// KeepPusher notes who brought the commits of a push. Setting the branch back to
// a commit it held before brings none: nobody agrees to an entry by that.
func (a *Authority) KeepPusher(ctx context.Context, sig mentorship.Signal) error {
	by := mentorship.Pusher{Person: sig.Push.By, At: sig.Push.At}
	if by.Bot {
		by.Person = mentorship.Person{}
	}
	commits := slices.Clone(sig.Push.Commits)
	if !sig.Push.Back {
		commits = append(commits, sig.Push.Head)
	}
	return a.Store.SetPushers(ctx, sig.Repo, commits, by)
}

// since is from when on a version stood. When a push came is GitHub's own word,
// the date of a commit is anybody's.
func since(r mentorship.Revision, by mentorship.Pusher, from, to time.Time) time.Time {
	switch {
	case !by.At.IsZero():
		return by.At
	case r.At.Before(from):
		return from
	case r.At.After(to):
		return to
	}
	return r.At
}

// past is what was in force one after the other.
type past struct {
	revisions []mentorship.Revision
	texts     []string // alongside
}

func known(t mentorship.HouseText) *past {
	n := min(len(t.Revisions), len(t.Texts))
	return &past{slices.Clone(t.Revisions[:n]), slices.Clone(t.Texts[:n])}
}

// of is where a commit's version stands, -1 if nowhere.
func (p *past) of(sha string) int {
	return slices.IndexFunc(p.revisions, func(r mentorship.Revision) bool { return r.SHA == sha })
}

func (p *past) add(r mentorship.Revision, text string) {
	p.revisions, p.texts = append(p.revisions, r), append(p.texts, text)
}

// again takes over who stands behind a version that is known.
func (p *past) again(i int, r mentorship.Revision) {
	if r.Pusher.Zero() {
		r.Pusher = p.revisions[i].Pusher
	}
	r.At, r.Older = p.revisions[i].At, p.revisions[i].Older
	p.revisions[i] = r
}

// onTopOf goes back to the version a new one was built on, if that is not the
// last: nobody stands behind what comes back that way.
func (p *past) onTopOf(sha string, at time.Time) {
	if i := p.of(sha); i >= 0 && i < len(p.revisions)-1 {
		p.add(mentorship.Revision{At: at}, p.texts[i])
	}
}

// How much of the past is kept: in a large community each mentor's own entry is
// a version, and their yes is in it.
const (
	maxVersions     = 1000
	maxVersionBytes = 1 << 20
)

// newest is as much of it as is kept.
func (p *past) newest() ([]mentorship.Revision, []string) {
	from, size := len(p.texts), 0
	for from > 0 && len(p.texts)-from < maxVersions && size+len(p.texts[from-1]) <= maxVersionBytes {
		from--
		size += len(p.texts[from])
	}
	if from > 0 && from < len(p.revisions) {
		p.revisions[from].Older = true
	}
	return p.revisions[from:], p.texts[from:]
}
