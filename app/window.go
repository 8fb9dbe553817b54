package app

import (
	"context"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Window is what an owner's own house rules say of their board; ok is false
// where there are none.
func (a *App) Window(ctx context.Context, owner string) (w mentorship.Window, ok bool, err error) {
	return a.house.Window(ctx, owner)
}
