package webhooks

import (
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Fetched reads a payload that was fetched from the App's delivery log as the
// receiver reads a body that was sent: the same checks, but for the signature,
// which the log does not need, since the App itself asked GitHub for it. It must
// be of the installation the log names.
func Fetched(a mentorship.Attempt, body []byte, at time.Time) (d mentorship.Delivery, ok bool) {
	if len(body) > MaxBody {
		return d, false
	}
	d, out := delivery(a.GUID, a.Event, body, at)
	return d, out == Accepted && d.Tenant == a.Tenant
}

// Ours reports whether an event of that name and action could concern firstmate.
func Ours(event, action string) bool {
	form, ok := formOf(event)
	return ok && form.handles(action)
}
