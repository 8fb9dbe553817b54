package candidates

import (
	"context"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// learnWithin is how long learning from an answer may hold up the step it came with.
const learnWithin = 5 * time.Second

// Heard lets matching learn how an invitation ended: the mentor accepted, or
// let the time run out. A pass counts as neither, so that passing costs nothing.
// It is a small private help for later rankings; losing one is no harm.
func (a *Advisor) Heard(ctx context.Context, c mentorship.Commit) {
	before, after := c.Before, c.After
	accepted := before.State == mentorship.StateInvited && after.State == mentorship.StateActive && after.Mentor.ID == before.Mentor.ID
	ranOut := c.Rest != 0 && c.Rest == before.Mentor.ID
	if !accepted && !ranOut {
		return
	}
	answer := matching.Answer{
		ID:     fmt.Sprintf("%s/c%dr%d", before.ID, before.Cycle, before.Round),
		Person: personID(before.Mentor.ID), Time: c.Now, Heard: accepted,
	}
	repo := before.Pull.Repo
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), learnWithin) // the commit ended the work, and with it may end ctx
	defer stop()
	if err := a.teach(ctx, repo, matching.Lessons{Answers: []matching.Answer{answer}}); err != nil {
		a.Log.WarnContext(ctx, "learning how an invitation ended", "repo", repo.ID, "error", err)
	}
}
