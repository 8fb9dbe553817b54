package webhooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

var (
	// ErrNotOurs says that a delivery is of no concern to firstmate: an event
	// or action it does not handle. It is acknowledged and counted.
	ErrNotOurs = errors.New("not ours")
	// ErrMalformed says that a body does not fit the event it came as. It has
	// no effect, and trying again would not help.
	ErrMalformed = errors.New("body does not fit the event")
)

// App is who we are on GitHub.
type App struct {
	ID   int64
	Slug string // our account is Slug + "[bot]"
}

// wrote reports whether a text is ours: written through the App with that id
// (0 if through none), or by our own account.
func (a App) wrote(by mentorship.Person, via int64) bool {
	if via != 0 && via == a.ID {
		return true
	}
	return a.Slug != "" && strings.EqualFold(by.Login, a.Slug+"[bot]")
}

// Decode says what a delivery means. The event name decides how the body is
// read, and the body must have the shape of that event, since the name is not
// signed. Errors are ErrNotOurs or ErrMalformed and hold nothing of the body.
func Decode(event string, body []byte, us App) (mentorship.Signal, error) {
	form, ok := formOf(event)
	if !ok {
		return mentorship.Signal{}, ErrNotOurs
	}
	env, err := scan(body)
	if err != nil {
		return mentorship.Signal{}, fmt.Errorf("%s: %w", event, ErrMalformed)
	}
	if env.installation == 0 || !form.handles(env.action) {
		return mentorship.Signal{}, fmt.Errorf("%s: %w", event, ErrNotOurs)
	}
	if env.subjects != form.about {
		return mentorship.Signal{}, fmt.Errorf("%s: %w", event, ErrMalformed)
	}
	sig, err := form.read(body, env, us)
	if err != nil {
		return mentorship.Signal{}, fmt.Errorf("%s: %w", event, err)
	}
	return sig, nil
}

// form is what an event we handle looks like, and how it is read.
type form struct {
	about   subject  // exactly these of the telling keys stand at the top
	actions []string // those we handle; none for events without an action
	read    reading
}

// reading turns a body of the right shape into a signal.
type reading func(body []byte, env envelope, us App) (mentorship.Signal, error)

// reads makes a reading of a function that takes the payload.
func reads[P any](convert func(P, envelope, App) (mentorship.Signal, error)) reading {
	return func(body []byte, env envelope, us App) (mentorship.Signal, error) {
		var p P
		if json.Unmarshal(body, &p) != nil { // its words quote the body
			return mentorship.Signal{}, ErrMalformed
		}
		return convert(p, env, us)
	}
}

func (f form) handles(action string) bool {
	return f.actions == nil || slices.Contains(f.actions, action)
}

func formOf(event string) (form, bool) {
	switch event {
	case "pull_request":
		return form{aboutRepository | aboutPull, []string{
			"opened", "edited", "closed", "reopened", "synchronize", "ready_for_review",
			"converted_to_draft", "labeled", "unlabeled", "locked", "unlocked",
		}, reads(pullSignal)}, true
	case "issue_comment":
		return form{
			aboutRepository | aboutIssue | aboutComment,
			[]string{"created", "edited", "deleted"}, reads(commentSignal),
		}, true
	case "pull_request_review":
		return form{
			aboutRepository | aboutPull | aboutReview,
			[]string{"submitted", "dismissed"}, reads(reviewSignal),
		}, true
	case "pull_request_review_comment":
		return form{aboutRepository | aboutPull | aboutComment, []string{"created"}, reads(reviewCommentSignal)}, true
	case "issues":
		return form{aboutRepository | aboutIssue, []string{
			"opened", "edited", "closed", "reopened", "transferred", "deleted", "locked", "unlocked", "assigned", "labeled",
		}, reads(issueSignal)}, true
	case "check_run":
		return form{aboutRepository | aboutCheckRun, []string{"completed", "rerequested"}, reads(checkRunSignal)}, true
	case "check_suite":
		return form{aboutRepository | aboutCheckSuite, []string{"completed", "rerequested"}, reads(checkSuiteSignal)}, true
	case "push":
		return form{aboutRepository | aboutCommits, nil, reads(pushSignal)}, true
	case "repository":
		return form{aboutRepository, []string{"archived", "unarchived", "deleted"}, reads(repositorySignal)}, true
	case "membership":
		return form{aboutTeam | aboutMember, []string{"added", "removed"}, reads(teamSignal)}, true
	case "organization":
		return form{aboutMembership, []string{"member_added", "member_removed"}, reads(joinedSignal)}, true
	case "member":
		return form{aboutRepository | aboutMember, []string{"added", "edited"}, reads(roleSignal)}, true
	case "team":
		return form{aboutTeam, []string{"edited", "deleted"}, reads(teamSignal)}, true
	case "installation":
		return form{
			0, []string{"created", "deleted", "suspend", "unsuspend", "new_permissions_accepted"},
			reads(installationSignal),
		}, true
	case "installation_repositories":
		return form{aboutRepoList, []string{"added", "removed"}, reads(installationSignal)}, true
	}
	return form{}, false
}
