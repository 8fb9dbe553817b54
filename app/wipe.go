package app

import "context"

// wipeLeft deletes all of those who uninstalled the App thirty days ago.
func (a *App) wipeLeft(ctx context.Context) {
	left, err := a.Store.Left(ctx, a.Clock.Now())
	if err != nil {
		a.Log.WarnContext(ctx, "who left cannot be read now", "error", err)
		return
	}
	for _, tenant := range left {
		if err := a.Store.Wipe(ctx, tenant); err != nil {
			a.Log.WarnContext(ctx, "what is kept of an installation that left cannot be deleted now", "installation", tenant, "error", err)
			continue
		}
		a.Count("wiped")
		a.Log.InfoContext(ctx, "all of an installation that left was deleted", "installation", tenant)
	}
}
