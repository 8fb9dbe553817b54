package app

import (
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// unmetAfter is how long somebody may wait for a mentor before those who run
// the program are told.
const unmetAfter = 24 * time.Hour

// alarm tells, once for each newcomer, that nobody was found for them in a day.
func (a *App) alarm(before, after mentorship.Mentorship) {
	waits := after.State == mentorship.StateQueued && !after.Silent && !after.Preview && after.FrozenAt.IsZero()
	since := after.Since.Add(unmetAfter)
	if !waits || before.State != mentorship.StateQueued || !before.Looked.Before(since) || after.Looked.Before(since) {
		return
	}
	a.Count("nobody_for_a_day")
	a.Log.Warn("a newcomer waits for a mentor for a day", "installation", after.Pull.Repo.Tenant, "repo", after.Pull.Repo.ID, "number", after.Pull.Number)
}
