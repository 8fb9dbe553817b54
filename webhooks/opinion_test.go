package webhooks_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

// TestSecondOpinion reads the fixtures with go-github too: both must agree on
// who, where and when.
func TestSecondOpinion(t *testing.T) {
	for name := range signals() {
		event := eventOf(name)
		body := fixture(t, name)
		// Its v60 cannot read custom properties of several values.
		body = bytes.ReplaceAll(body, []byte(`["go","ts"]`), []byte(`"go"`))
		sig, err := webhooks.Decode(event, body, us)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := github.ParseWebHook(event, body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if ours, theirs := gist(sig), theirGist(parsed); ours != theirs {
			t.Errorf("%s:\n ours   %s\n theirs %s", name, ours, theirs)
		}
	}
}

// gist is the part of a signal that go-github's types can confirm.
func gist(s mentorship.Signal) string {
	var at time.Time
	var by mentorship.Person
	switch {
	case s.Pull != nil:
		at, by = s.Pull.UpdatedAt, s.Pull.Author
	case s.Remark != nil:
		at, by = s.Remark.At, s.Remark.By
	case s.Issue != nil:
		at, by = s.Issue.UpdatedAt, s.Issue.Author
	case s.Joined != nil:
		by = s.Joined.Person
	case s.Push != nil:
		at = s.Push.At
	}
	return fmt.Sprint(s.Action, s.Repo.ID, s.Repo.Owner, s.Actor.Login, s.Number, by.ID, by.Login, at, s.SHA)
}

func theirGist(parsed any) string {
	line := func(action string, repo *github.Repository, actor *github.User, number int, by *github.User, at github.Timestamp, sha string) string {
		return fmt.Sprint(action, repo.GetID(), repo.GetOwner().GetLogin(), actor.GetLogin(), number, by.GetID(), by.GetLogin(), at.UTC(), sha)
	}
	var never github.Timestamp
	switch e := parsed.(type) {
	case *github.PullRequestEvent:
		p := e.PullRequest
		return line(e.GetAction(), e.Repo, e.Sender, p.GetNumber(), p.User, p.GetUpdatedAt(), "")
	case *github.IssueCommentEvent:
		return line(e.GetAction(), e.Repo, e.Sender, e.Issue.GetNumber(), e.Comment.User, e.Comment.GetCreatedAt(), "")
	case *github.PullRequestReviewEvent:
		return line(e.GetAction(), e.Repo, e.Sender, e.PullRequest.GetNumber(), e.Review.User, e.Review.GetSubmittedAt(), "")
	case *github.PullRequestReviewCommentEvent:
		return line(e.GetAction(), e.Repo, e.Sender, e.PullRequest.GetNumber(), e.Comment.User, e.Comment.GetCreatedAt(), "")
	case *github.IssuesEvent:
		return line(e.GetAction(), e.Repo, e.Sender, e.Issue.GetNumber(), e.Issue.User, e.Issue.GetUpdatedAt(), "")
	case *github.CheckRunEvent:
		return line(e.GetAction(), e.Repo, e.Sender, 0, nil, never, e.CheckRun.GetHeadSHA())
	case *github.CheckSuiteEvent:
		return line(e.GetAction(), e.Repo, e.Sender, 0, nil, never, e.CheckSuite.GetHeadSHA())
	case *github.PushEvent:
		repo := &github.Repository{ID: e.Repo.ID, Owner: e.Repo.Owner}
		return line("", repo, e.Sender, 0, nil, e.Repo.GetPushedAt(), "")
	case *github.MembershipEvent:
		return line(e.GetAction(), nil, e.Sender, 0, nil, never, "")
	case *github.OrganizationEvent:
		return line(e.GetAction(), nil, e.Sender, 0, e.Membership.GetUser(), never, "")
	case *github.MemberEvent:
		return line(e.GetAction(), e.Repo, e.Sender, 0, e.Member, never, "")
	case *github.TeamEvent:
		return line(e.GetAction(), nil, e.Sender, 0, nil, never, "")
	case *github.InstallationEvent:
		return line(e.GetAction(), nil, e.Sender, 0, nil, never, "")
	case *github.InstallationRepositoriesEvent:
		return line(e.GetAction(), nil, e.Sender, 0, nil, never, "")
	}
	return "?"
}
