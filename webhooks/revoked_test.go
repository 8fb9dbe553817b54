package webhooks_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/webhooks"
)

// TestRevoked: a person who takes back what they allowed the App is told of at
// once, and nothing of it is kept.
func TestRevoked(t *testing.T) {
	const taken = `{"action":"revoked","sender":{"id":77,"login":"canary-words"}}`
	for name, c := range map[string]struct {
		post    *post
		fail    error
		want    webhooks.Outcome
		revoked []int64
	}{
		"revoked":        {delivery(taken).with("X-GitHub-Event", "github_app_authorization"), nil, webhooks.Ignored, []int64{77}},
		"memory is away": {delivery(taken).with("X-GitHub-Event", "github_app_authorization"), errors.New("away"), webhooks.Unkept, []int64{77}},
		"another event":  {delivery(taken).with("X-GitHub-Event", "ping"), nil, webhooks.Ignored, nil},
		"another action": {delivery(`{"action":"granted","sender":{"id":77}}`).with("X-GitHub-Event", "github_app_authorization"), nil, webhooks.Ignored, nil},
		"nobody":         {delivery(`{"action":"revoked","sender":{"id":0}}`).with("X-GitHub-Event", "github_app_authorization"), nil, webhooks.Ignored, nil},
		"another shape":  {delivery(`{"action":"revoked","sender":[1]}`).with("X-GitHub-Event", "github_app_authorization"), nil, webhooks.Ignored, nil},
		"a wrong signature": {
			delivery(taken).with("X-GitHub-Event", "github_app_authorization").with("X-Hub-Signature-256", sign([]byte("somebody-else's-secret"), []byte(taken))),
			nil, webhooks.Forged, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDoor(t)
			d.fail = c.fail
			if status, text, _ := d.send(t, c.post); status != c.want.Status() {
				t.Errorf("%d %s", status, text)
			}
			if !slices.Equal(d.revoked, c.revoked) || len(d.kept) != 0 {
				t.Errorf("revoked %v, kept %v", d.revoked, d.kept)
			}
		})
	}
}
