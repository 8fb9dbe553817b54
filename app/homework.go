package app

import (
	"context"
	"slices"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// homeworkHits is how many closed issues a question is answered with at most.
const homeworkHits = 3

// homework finds closed issues of a conversation's repository that may hold the
// answer to a question in it. The words of the question are looked up and not
// kept, nor what went wrong with looking: a question stands without it.
func (a *App) homework(ctx context.Context, j job, t mentorship.Thread, text string) []int {
	if t.Repo.ID == j.rules.TrackingRepo.ID {
		return nil // the issues there are pages of other people
	}
	words := guide.Telling(text)
	for ; len(words) > 1; words = words[:len(words)-1] {
		found, err := a.GitHub.Related(ctx, t.Repo, words)
		if err != nil {
			a.Log.WarnContext(ctx, "closed issues about a question cannot be looked up now", "repo", t.Repo.ID, "why", mentorship.KindOf(err))
			return nil
		}
		found = slices.DeleteFunc(found, func(n int) bool { return n == t.Number })
		if len(found) > 0 {
			return found[:min(len(found), homeworkHits)]
		}
	}
	return nil
}
