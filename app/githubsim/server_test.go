package githubsim

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestStory(t *testing.T) {
	r := newRig(t)
	pr := r.openPull("newbie", "store/open.go", "store/new.go")
	var comment struct{ ID int64 }
	r.want(201, r.api("POST", "/repos/acme/widgets/issues/"+itoa(pr.Number)+"/comments", `{"body":"hello @ada, see @Newbie"}`), &comment)
	r.do(Action{Do: "comment", Repo: "acme/widgets", Number: pr.Number, Author: "ada", Body: "/mentor accept"})
	var issue struct{ Number int }
	r.want(201, r.api("POST", "/repos/acme/widgets/issues", `{"title":"Track","body":"x","labels":["mentorship"],"assignees":["ada"]}`), &issue)
	r.do(Action{Do: "merge", Repo: "acme/widgets", Number: pr.Number, Author: "ada"})
	r.settle()
	want := []string{
		"pull_request.opened", "issue_comment.created", "issue_comment.created", "issues.opened", "issues.labeled",
		"issues.assigned", "pull_request.closed", "push",
	}
	if got := r.hooks.events(); !slices.Equal(got, want) {
		t.Errorf("deliveries %v, want %v", got, want)
	}
	l := r.sim.Ledger()
	if len(l.Writes) != 2 || l.Writes[0].ID != comment.ID || !slices.Equal(l.Writes[0].Mentions, []string{"ada", "newbie"}) {
		t.Errorf("writes %+v", l.Writes)
	}
	for _, d := range l.Deliveries {
		if d.Status != 202 || d.Installation != 1 || d.Attempt != 1 {
			t.Errorf("delivery %+v", d)
		}
	}
	data, _ := json.Marshal(l)
	t.Log(len(data))
}
