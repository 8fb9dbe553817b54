package githubsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// logKept is how long GitHub shows a delivery.
const logKept = 3 * 24 * time.Hour

// attempts lists the delivery log, newest first, as far as GitHub keeps it.
func (c *call) attempts() []*attempt {
	oldest := c.st.now().Add(-logKept)
	var out []*attempt
	for i := len(c.s.out.log) - 1; i >= 0; i-- {
		if a := c.s.out.log[i]; a.at.After(oldest) {
			out = append(out, a)
		}
	}
	return out
}

// listDeliveries pages with a cursor, as GitHub does here. status=failure
// finds only answers of 400 and more, as documented: a delivery that never
// connected has no status.
func listDeliveries(c *call) answer {
	before := int64(1) << 62
	if cursor := c.query.Get("cursor"); cursor != "" {
		n, err := strconv.ParseInt(cursor, 10, 64)
		if err != nil {
			return invalid("HookDelivery", "cursor", "invalid", "")
		}
		before = n
	}
	want := c.query.Get("status")
	page, more := []*attempt{}, false
	for _, a := range c.attempts() {
		good := a.Status >= 200 && a.Status < 400
		if a.ID >= before || want == "success" && !good || want == "failure" && a.Status < 400 {
			continue
		}
		if len(page) == c.perPage() {
			more = true
			break
		}
		page = append(page, a)
	}
	res := ok(each(page, c.view.attempt))
	if more {
		res.link(fmt.Sprintf(`<%s>; rel="next"`, c.with("cursor", itoa(page[len(page)-1].ID))))
	}
	return res
}

// attempt is one line of the delivery log.
func (v view) attempt(a *attempt) obj {
	o := obj{
		"id": a.ID, "guid": a.GUID, "delivered_at": stamp(a.at), "redelivery": a.redelivery,
		"duration": a.duration.Seconds(), "status": a.verdict, "status_code": a.Status, "event": a.Event,
		"action": nil, "installation_id": nil, "repository_id": nil, "throttled_at": nil,
	}
	if a.Action != "" {
		o["action"] = a.Action
	}
	if a.Installation != 0 {
		o["installation_id"] = a.Installation
	}
	if a.parcel.repo != nil {
		o["repository_id"] = a.parcel.repo.id
	}
	return o
}

func (c *call) attemptAsked() *attempt {
	for _, a := range c.attempts() {
		if a.ID == c.number("id") {
			return a
		}
	}
	return nil
}

func getDelivery(c *call) answer {
	a := c.attemptAsked()
	if a == nil {
		return notFound()
	}
	o := c.view.attempt(a)
	var got any
	if a.got != "" {
		got = a.got
	}
	var headers any
	if a.gotHeaders != nil {
		headers = a.gotHeaders
	}
	o["url"] = c.s.out.url
	o["request"] = obj{"headers": a.sentHeaders, "payload": json.RawMessage(a.parcel.payload)}
	o["response"] = obj{"headers": headers, "payload": got}
	return ok(o)
}

func postAttempt(c *call) answer {
	a := c.attemptAsked()
	if a == nil {
		return notFound()
	}
	c.s.enqueue(a.parcel)
	return answer{status: http.StatusAccepted, body: obj{}}
}
