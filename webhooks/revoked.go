package webhooks

import (
	"context"
	"encoding/json"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// authorizationEvent tells that a person took back what they allowed the App.
// GitHub sends it to every App, and it belongs to no installation.
const authorizationEvent = "github_app_authorization"

// revoke acts on it at once: there is nothing in it to be worked on later.
// Anything else that belongs to no installation is ignored.
func (rc *Receiver) revoke(ctx context.Context, d mentorship.Delivery) (Outcome, error) {
	var p struct {
		Action string
		Sender struct{ ID int64 }
	}
	if d.Event != authorizationEvent || json.Unmarshal(d.Body, &p) != nil || p.Action != "revoked" || p.Sender.ID <= 0 {
		return Ignored, nil
	}
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	if err := rc.Revoked(ctx, p.Sender.ID, d.At); err != nil {
		return Unkept, err
	}
	return Ignored, nil
}
