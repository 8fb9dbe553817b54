package githubsim

import (
	"strings"
	"testing"
)

// What becomes of a repository or an issue is told, and answered from then on,
// as GitHub does.
func TestFates(t *testing.T) {
	r := newRig(t)
	widgets, gears := "acme/widgets", "acme/gears"
	first := r.do(Action{Do: "issue", Repo: widgets, Author: "zoe", Title: "one", Body: "x"}).Number
	second := r.do(Action{Do: "issue", Repo: widgets, Author: "zoe", Title: "two"}).Number
	comments := func(n int) string { return "/repos/acme/widgets/issues/" + itoa(n) + "/comments" }

	r.do(Action{Do: "archive", Repo: widgets, Author: "ada"})
	r.want(403, r.api("POST", comments(first), `{"body":"x"}`), nil)
	r.want(200, r.api("GET", comments(first), ""), nil)
	r.do(Action{Do: "unarchive", Repo: widgets, Author: "ada"})
	r.want(201, r.api("POST", comments(first), `{"body":"x"}`), nil)
	r.do(Action{Do: "privatize", Repo: widgets, Author: "ada"})
	r.do(Action{Do: "publicize", Repo: widgets, Author: "ada"})

	r.do(Action{Do: "delete_issue", Repo: widgets, Number: first, Author: "ada"})
	r.want(410, r.api("GET", "/repos/acme/widgets/issues/"+itoa(first), ""), nil)
	r.want(410, r.api("POST", comments(first), `{"body":"x"}`), nil)
	moved := r.do(Action{Do: "transfer_issue", Repo: widgets, Number: second, Author: "ada", To: gears})
	got := r.api("GET", "/repos/acme/widgets/issues/"+itoa(second), "")
	if to := got.header.Get("Location"); got.status != 301 || !strings.HasSuffix(to, "/issues/"+itoa(moved.Number)) {
		t.Errorf("%d to %q", got.status, to)
	}
	r.settle()
	want := "issues.opened issues.opened repository.archived repository.unarchived issue_comment.created" +
		" repository.privatized repository.publicized issues.deleted issues.transferred issues.opened"
	if got := strings.Join(r.hooks.events(), " "); got != want {
		t.Errorf("told %s", got)
	}
	for _, a := range []Action{
		{Do: "archive", Repo: "acme/nothing", Author: "ada"}, {Do: "unarchive", Repo: widgets, Author: "ada"},
		{Do: "delete_issue", Repo: widgets, Number: first, Author: "ada"},
		{Do: "transfer_issue", Repo: widgets, Number: second, Author: "ada", To: gears},
	} {
		if _, err := r.sim.Do(t.Context(), a); err == nil {
			t.Errorf("%s is possible", a.Do)
		}
	}
}
