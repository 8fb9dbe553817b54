package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// What /status tells those who may write in a repository: why its pull
// requests got their answer or their silence. GitHub is asked who may write
// with each look.

// Bounds of one look at decisions.
const (
	decidedShown  = 20 // decisions
	decidedAsked  = 10 // repositories whose permissions are asked for
	decidedOwners = 50 // accounts whose decisions are looked through
)

// decided are the newest decisions in repositories where somebody may write.
func (p *program) decided(ctx context.Context, who *board.Visitor) ([]mentorship.Decision, error) {
	repos, err := p.store.AllRepos(ctx, statusShown)
	if err != nil {
		return nil, err
	}
	var all []mentorship.Decision
	var seen []int64
	for _, repo := range repos {
		if slices.Contains(seen, repo.Tenant) || len(seen) >= decidedOwners {
			continue
		}
		seen = append(seen, repo.Tenant)
		some, err := p.store.Decided(ctx, repo.Tenant)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b mentorship.Decision) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return p.readable(ctx, who, all), nil
}

// readable are those of the decisions that somebody may read.
func (p *program) readable(ctx context.Context, who *board.Visitor, all []mentorship.Decision) (out []mentorship.Decision) {
	may := map[int64]bool{}
	for _, d := range all {
		yes, known := may[d.Repo.ID]
		if !known && len(may) < decidedAsked {
			yes = p.mayWrite(ctx, who, d.Repo)
			may[d.Repo.ID] = yes
		}
		if yes && len(out) < decidedShown {
			out = append(out, d)
		}
	}
	return out
}

// mayWrite reports whether somebody may write in a repository now; whoever
// cannot be asked about may not.
func (p *program) mayWrite(ctx context.Context, who *board.Visitor, repo mentorship.Repo) bool {
	level, err := p.github.Permission(ctx, repo, who.Login)
	if err != nil && mentorship.KindOf(err) != mentorship.FaultNotFound {
		p.log.WarnContext(ctx, "asking who may read decisions", "error", err)
	}
	return err == nil && level.Writes()
}

// answered is the answer to the question why a pull request was met as it was.
type answered struct {
	Asked    string
	Decision *mentorship.Decision
	Words    []string
}

// whyOf answers somebody's question about one pull request.
func (p *program) whyOf(ctx context.Context, who *board.Visitor, pull string) (*answered, error) {
	a := &answered{Asked: pull}
	name, number, err := parseThread(pull)
	if err != nil {
		a.Words = []string{"Ask like this: acme/widgets#12."}
		return a, nil //nolint:nilerr // the reader is told
	}
	repo, served, err := p.store.FindRepo(ctx, name)
	if err != nil {
		return nil, err
	}
	if !served || !p.mayWrite(ctx, who, repo) {
		a.Words = []string{"firstmate does not look after " + name + ", or you may not write there. It looks after the repositories its installation was given: Settings → GitHub Apps → Configure."}
		return a, nil
	}
	d, err := p.app.Explain(ctx, name, number)
	if mentorship.KindOf(err) == mentorship.FaultNotFound {
		a.Words, err = p.silence(ctx, repo, number)
		return a, err
	}
	if err != nil {
		return nil, err
	}
	a.Decision = &d
	if d.Verdict == mentorship.VerdictSilence {
		a.Words = []string{"To see a first comment, let somebody open a pull request who never contributed here, is no member of the organisation and has no role in the repository: an account made for it will do."}
	}
	return a, nil
}

// silence is why nothing at all may have been decided about a pull request,
// what is known first.
func (p *program) silence(ctx context.Context, repo mentorship.Repo, number int) (out []string, err error) {
	rules, found, err := p.app.Rules(ctx, repo)
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, fmt.Errorf("reading house rules: %w", err)
	}
	past, err := p.store.Backfill(ctx, repo)
	if err != nil {
		return nil, err
	}
	switch {
	case !found:
		out = append(out, "There are no house rules: .github/firstmate.yml is missing on the default branch, or was never sound. Without it firstmate says nothing.")
	case rules.Off:
		out = append(out, "The house rules switch firstmate off (program.enabled: false).")
	case !past.Done:
		out = append(out, "The history of the repository is still being read; what came before that ended is decided afterwards.")
	}
	for _, f := range p.trouble.now() {
		out = append(out, "Something is wrong ("+f.Check+"): `firstmate doctor` says what to do.")
	}
	caught, err := p.store.CaughtUp(ctx)
	if err != nil {
		return nil, err
	}
	if !caught.Done.IsZero() {
		out = append(out, "GitHub's log of deliveries was compared last at "+caught.Done.UTC().Format(time.TimeOnly)+" UTC; what was sent before and did not arrive was fetched then.")
	}
	return append(out, "Nothing was decided about #"+strconv.Itoa(number)+" in the last 30 days. A draft waits until it is ready; what was opened before the App was installed is not greeted; an issue is none."), nil
}
