package webhooks

import (
	"encoding/json"
	"fmt"
	"time"
)

// The payloads hold what we read and nothing else, so that a change in the
// rest of GitHub's format cannot hurt. What may be null is a pointer or has a
// zero that means the same.
// Source: docs.github.com, "Webhook events and payloads".

type account struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Type  string `json:"type"`
}

type repository struct {
	ID            int64    `json:"id"`
	Name          string   `json:"name"`
	FullName      string   `json:"full_name"`
	Owner         *account `json:"owner"`
	DefaultBranch string   `json:"default_branch"`
}

// origin is where an event comes from and who caused it.
type origin struct {
	Repository repository `json:"repository"`
	Sender     *account   `json:"sender"`
}

type pullPayload struct {
	origin
	Pull pullRequest `json:"pull_request"`
}

type pullRequest struct {
	Number      int       `json:"number"`
	State       string    `json:"state"`
	User        *account  `json:"user"`
	Association string    `json:"author_association"`
	Title       string    `json:"title"`
	Body        string    `json:"body"`
	Draft       bool      `json:"draft"`
	Merged      bool      `json:"merged"`
	Locked      bool      `json:"locked"`
	Additions   int       `json:"additions"`
	Deletions   int       `json:"deletions"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	ClosedAt    time.Time `json:"closed_at"`
	MergedAt    time.Time `json:"merged_at"`
	Head        struct {
		SHA string `json:"sha"`
	} `json:"head"` // its repository is not looked at: it may be gone
	Labels []label `json:"labels"`
}

type issuePayload struct {
	origin
	Issue    issue    `json:"issue"`
	Assignee *account `json:"assignee"` // who was assigned by this
	Changes  struct {
		Body *struct {
			From string `json:"from"`
		} `json:"body"`
	} `json:"changes"`
}

type issue struct {
	Number    int       `json:"number"`
	State     string    `json:"state"`
	User      *account  `json:"user"`
	Body      string    `json:"body"`
	Locked    bool      `json:"locked"`
	UpdatedAt time.Time `json:"updated_at"`
	Pull      *struct{} `json:"pull_request"` // there when the issue is one
	Labels    []label   `json:"labels"`
}

type label struct {
	Name string `json:"name"`
}

type commentPayload struct {
	origin
	Issue   issue   `json:"issue"`
	Comment comment `json:"comment"`
}

type reviewCommentPayload struct {
	origin
	Pull    pullRequest `json:"pull_request"`
	Comment comment     `json:"comment"`
}

type comment struct {
	ID        int64     `json:"id"`
	User      *account  `json:"user"`
	Body      string    `json:"body"`
	CreatedAt time.Time `json:"created_at"`
	Via       *struct {
		ID int64 `json:"id"`
	} `json:"performed_via_github_app"`
}

type reviewPayload struct {
	origin
	Pull   pullRequest `json:"pull_request"`
	Review struct {
		ID          int64     `json:"id"`
		User        *account  `json:"user"`
		Body        string    `json:"body"`
		State       string    `json:"state"`
		SubmittedAt time.Time `json:"submitted_at"` // may be null; the pull request's update is as good
	} `json:"review"`
}

type commit struct {
	SHA string `json:"head_sha"`
	App struct {
		ID int64 `json:"id"`
	} `json:"app"` // whose check it is; zero where that is null
}

type checkRunPayload struct {
	origin
	Run commit `json:"check_run"`
}

type checkSuitePayload struct {
	origin
	Suite commit `json:"check_suite"`
}

type teamPayload struct {
	Team struct {
		Slug string `json:"slug"` // missing when the team is gone
	} `json:"team"`
	Organization *account `json:"organization"`
	Sender       *account `json:"sender"`
}

type rolePayload struct {
	origin
	Member *account `json:"member"`
}

type joinedPayload struct {
	Membership struct {
		User *account `json:"user"`
	} `json:"membership"`
	Organization *account `json:"organization"`
	Sender       *account `json:"sender"`
}

type pushPayload struct {
	Ref        string `json:"ref"`
	Before     string `json:"before"`
	After      string `json:"after"`
	Created    bool   `json:"created"`
	Deleted    bool   `json:"deleted"`
	Forced     bool   `json:"forced"`
	Repository struct {
		repository
		PushedAt stamp `json:"pushed_at"`
	} `json:"repository"`
	Sender  *account       `json:"sender"`
	Commits []pushedCommit `json:"commits"`
}

type pushedCommit struct {
	ID       string   `json:"id"`
	Added    []string `json:"added"`
	Modified []string `json:"modified"`
	Removed  []string `json:"removed"`
}

type installationPayload struct {
	Installation struct {
		Account *account `json:"account"`
	} `json:"installation"`
	Repositories []repository `json:"repositories"`
	Added        []repository `json:"repositories_added"`
	Removed      []repository `json:"repositories_removed"`
	Sender       *account     `json:"sender"`
}

// stamp is a time that push events give in seconds and all others as RFC 3339.
type stamp struct{ time.Time }

// UnmarshalJSON reads either form; null leaves the zero time.
func (s *stamp) UnmarshalJSON(b []byte) error {
	var seconds int64
	if json.Unmarshal(b, &seconds) == nil {
		if seconds != 0 {
			s.Time = time.Unix(seconds, 0)
		}
		return nil
	}
	if err := json.Unmarshal(b, &s.Time); err != nil {
		return fmt.Errorf("reading a time: %w", err)
	}
	return nil
}
