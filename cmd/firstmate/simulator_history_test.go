package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

// steps, I7: each step of a record begins where the one before ended.
func (j *judgement) steps() {
	for key, m := range j.records {
		if j.town.gaps || !j.whole(key) {
			continue
		}
		history, err := j.history(key)
		if err != nil || len(history) == 0 {
			j.find("I7: history of %s: %d steps, %v", key, len(history), err)
			continue
		}
		last := mentorship.StateNone
		for _, p := range history {
			if p.From != last {
				j.find("I7: %s went from %q to %q by %s, but it was %q", key, p.From, p.To, p.Row, last)
			}
			last = p.To
		}
		if last != m.State || int64(len(history)) > m.Version {
			j.find("I7: %s is %s at version %d after %d steps to %s", key, m.State, m.Version, len(history), last)
		}
	}
}

// history is that of a record, named tenant/id.
func (j *judgement) history(key string) ([]redisstore.Passage, error) {
	tenant, id, _ := strings.Cut(key, "/")
	t, err := strconv.ParseInt(tenant, 10, 64)
	if err != nil {
		return nil, err
	}
	return j.eyes.History(context.Background(), t, id)
}

// asked, I14: whoever was mentioned to be asked was chosen in a step that the
// history tells of.
func (j *judgement) asked() {
	asked, where := map[string]int{}, map[string]string{}
	if j.town.gaps {
		return
	}
	for _, w := range j.ledger.Writes {
		if !w.Applied || w.Kind != "comment.create" || w.Body == nil || len(w.Mentions) == 0 {
			continue
		}
		if m, ok := guide.Find(*w.Body); ok && (m.Kind == mentorship.EffectGreet || m.Kind == mentorship.EffectInvite) {
			key := fmt.Sprint(simTenants()[owner(w.Repo)], "/", m.Mentorship)
			asked[key], where[key] = asked[key]+1, fmt.Sprintf("%s#%d", w.Repo, w.Number)
		}
	}
	for key, n := range asked {
		if !j.whole(key) {
			continue
		}
		history, err := j.history(key)
		told := 0
		for _, p := range history {
			if p.To == mentorship.StateInvited && p.Row != "facts" {
				told++
			}
		}
		if n > told {
			j.find("I14: %s in %s: somebody was asked %d times, the history tells of %d, %v", key, where[key], n, told, err)
		}
	}
}
