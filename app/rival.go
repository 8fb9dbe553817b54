package app

import (
	"context"
	"fmt"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// rivals reports whether a text is another deployment's of firstmate. Only a
// bot's marker means something, for everybody can write one.
func rivals(r mentorship.Remark) bool {
	_, marked := guide.Find(r.Text)
	return marked && r.By.Bot && !r.ByUs
}

// rival leaves a conversation to another deployment that spoke in it.
func (a *App) rival(ctx context.Context, j job, sig mentorship.Signal) (bool, error) {
	id, err := a.Store.ByThread(ctx, j.repo, sig.Number)
	if err != nil || id == "" {
		return false, err
	}
	thread := mentorship.Thread{Repo: j.repo, Number: sig.Number}
	err = a.run(ctx, j, move{tenant: j.repo.Tenant, id: id, name: "rival", finish: true, events: []mentorship.Event{mentorship.Rival{Thread: thread}}})
	if err != nil {
		return false, fmt.Errorf("leaving a conversation to another deployment: %w", err)
	}
	return true, nil
}
