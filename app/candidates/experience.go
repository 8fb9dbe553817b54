package candidates

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// experience is what this process knows of one repository's past. The store
// holds the truth; here is the index over it, brought up to date before each use.
type experience struct {
	mu     sync.Mutex
	index  *matching.Index
	at     string // how far the store's lessons are in it
	single int    // lessons in it that the store still holds one by one
	lacks  bool   // the store holds an index this version cannot read, which must stay
}

// index returns the repository's experience with everything learnt so far.
func (a *Advisor) index(ctx context.Context, repo mentorship.Repo) (*experience, error) {
	e := a.knowledge.of(repo)
	e.mu.Lock()
	defer e.mu.Unlock()
	lessons, err := a.Store.Recall(ctx, repo, e.at)
	if err != nil {
		return nil, fmt.Errorf("reading what was learnt of repository %d: %w", repo.ID, err)
	}
	err = e.index.Learn(lessons)
	if len(lessons.Index) > 0 {
		e.lacks = err != nil
	}
	if err != nil {
		a.Log.ErrorContext(ctx, "what was learnt of a repository cannot be read by this version; mentors are found by what came since", "repo", repo.ID, "error", err)
	}
	e.at = lessons.At
	if len(lessons.Index) > 0 {
		e.single = 0
	}
	e.single += len(lessons.Changes) + len(lessons.Answers)
	if e.single >= putTogetherAfter && !e.lacks {
		a.putTogether(ctx, repo, e)
	}
	return e, nil
}

// putTogetherAfter is how many single lessons are read again at every start
// before they are put together into an index.
const putTogetherAfter = 50

// putTogether forgets what has faded and keeps the index in place of single
// lessons. It costs time, not knowledge, when it fails.
func (a *Advisor) putTogether(ctx context.Context, repo mentorship.Repo, e *experience) {
	e.index.Compact(a.Clock.Now(), matching.MaxEntries)
	var data []byte
	gone, err := a.buriedAmong(ctx, repo.Tenant, e.index.People())
	if err == nil {
		e.index.Forget(gone)
		data, err = e.index.MarshalBinary()
	}
	if err == nil {
		err = a.Store.PutTogether(ctx, repo, e.at, data)
	}
	if err != nil {
		a.Log.WarnContext(ctx, "putting together what was learnt of a repository", "repo", repo.ID, "error", err)
		return
	}
	e.single = 0
	a.Log.InfoContext(ctx, "experience put together", "repo", repo.ID, "bytes", len(data))
}

func (e *experience) rank(q matching.Query) []matching.Candidate {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.index.Rank(q, matching.WeightsShip())
}

// reasons are the facts that speak for a person.
func (e *experience) reasons(q matching.Query, p matching.PersonID) []matching.Reason {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.index.Reasons(q, p)
}

func (e *experience) newcomer(p matching.PersonID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.index.Newcomer(p)
}

// helped are those who reviewed what p did as a newcomer.
func (e *experience) helped(p matching.PersonID) []matching.PersonID {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.index.Helped(p)
}

// Learn adds one merged pull request to the repository's experience.
func (a *Advisor) Learn(ctx context.Context, r mentorship.Rules, p mentorship.Pull) error {
	t := p.Thread()
	c, err := a.GitHub.Change(ctx, t)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone:
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading a merged pull request: %w", err)
	}
	if c.ID == "" { // a bot's: teaches nothing
		return nil
	}
	a.measure(ctx, r, p, c)
	if err := a.teach(ctx, t.Repo, matching.Lessons{Changes: []matching.Change{c}}); err != nil {
		return fmt.Errorf("learning a merged pull request: %w", err)
	}
	return nil
}

// maxPast is how many merged pull requests of a repository are read: the
// newest ones, as older experience has faded away.
const maxPast = 20_000

// WantPast asks for a repository's past to be read, soon.
func (a *Advisor) WantPast(repo mentorship.Repo) {
	select {
	case a.backfills <- repo:
	default:
		a.Log.Warn("too many repositories wait for their past to be read; this one is read at the next start", "repo", repo.ID)
	}
}

// ReadPasts reads the past of repositories, one after the other, until ctx
// ends. What cannot be read now is tried again later, from where it stopped;
// again is called then too.
func (a *Advisor) ReadPasts(ctx context.Context, again func(context.Context)) {
	var later []mentorship.Repo
	tick := time.NewTicker(a.PastAgain)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, repo := range later {
				a.WantPast(repo)
			}
			later = nil
			again(ctx)
		case repo := <-a.backfills:
			if err := a.readPast(ctx, repo); err != nil && ctx.Err() == nil {
				a.Log.WarnContext(ctx, "a repository's past cannot be read now", "repo", repo.ID, "error", err)
				later = append(later, repo)
			}
		}
	}
}

// readPast goes on where the last attempt stopped: newest first, page by page.
func (a *Advisor) readPast(ctx context.Context, repo mentorship.Repo) error {
	b, err := a.Store.Backfill(ctx, repo)
	if err != nil {
		return fmt.Errorf("reading backfill progress: %w", err)
	}
	for !b.Done {
		changes, next, err := a.GitHub.Past(ctx, repo, b.Cursor)
		if err != nil {
			return fmt.Errorf("reading merged pull requests: %w", err)
		}
		if err := fault.At("past.read"); err != nil {
			return err
		}
		if err := a.teach(ctx, repo, matching.Lessons{Changes: changes}); err != nil {
			return fmt.Errorf("learning merged pull requests: %w", err)
		}
		b.Changes += len(changes)
		b.Cursor, b.At = next, a.Clock.Now()
		b.Done = next == "" || b.Changes >= maxPast
		if err := a.Store.SetBackfill(ctx, repo, b); err != nil {
			return fmt.Errorf("keeping backfill progress: %w", err)
		}
		a.Log.InfoContext(ctx, "past read", "repo", repo.ID, "changes", b.Changes, "done", b.Done)
	}
	return nil
}
