// Package grants is what the App asks of GitHub: permissions and events, each
// with what it is for. The App manifest is made of it, and `firstmate doctor`
// and the running program hold what was really granted against it, so there is
// one list. Sources: GitHub's table of permissions for GitHub Apps
// (docs.github.com, "Permissions required for GitHub Apps") and docs/operate.md.
package grants

import "slices"

// Permission is one thing the App may do, as GitHub names it.
type Permission struct {
	Name  string // as in a manifest: "pull_requests"
	Level string // "read" or "write"
	For   string // what does not work without it
}

// Event is one webhook the App subscribes to.
type Event struct {
	Name string
	For  string // what goes unnoticed without it
}

// Permissions is everything asked for, and nothing that is not needed.
func Permissions() []Permission {
	return []Permission{
		{"metadata", "read", "nothing works: GitHub wants it of every App"},
		{"contents", "read", "house rules (.github/firstmate.yml) and CODEOWNERS cannot be read"},
		{"pull_requests", "write", "no comment can be written on a pull request"},
		{"issues", "write", "there is no tracking issue, and no reaction to a command"},
		{"checks", "write", "mistakes in house rules are not shown on the commit that makes them"},
		{"members", "read", "members cannot be told from newcomers, nor teams be read, so that nobody is greeted"},
	}
}

// Events is everything subscribed to. GitHub sends installation,
// installation_repositories and github_app_authorization unasked.
func Events() []Event {
	return []Event{
		{"check_run", "\"re-run\" on the check of house rules does nothing"},
		{"check_suite", "the step \"checks are green\" ticks late"},
		{"issue_comment", "commands and a mentor's answers are seen late"},
		{"issues", "a tracking issue that is closed, moved or edited is noticed late"},
		{"member", "who may write is learnt late"},
		{"membership", "who joins or leaves a team is learnt late"},
		{"organization", "who joins or leaves the organisation is learnt late"},
		{"pull_request", "a newcomer's pull request is found by the daily scan only"},
		{"pull_request_review", "a mentor's review is seen late"},
		{"pull_request_review_comment", "a mentor's word beside the code is seen late"},
		{"push", "changed house rules count late"},
		{"repository", "a repository that is renamed, moved or archived is noticed late"},
		{"team", "a team that is renamed or deleted is noticed late"},
	}
}

// Lacking are the permissions that are missing, or held at a lower level than
// asked for. have is level by name, as GitHub tells it.
func Lacking(have map[string]string) []Permission {
	return slices.DeleteFunc(Permissions(), func(p Permission) bool {
		return have[p.Name] == p.Level || have[p.Name] == "write" || have[p.Name] == "admin"
	})
}

// Unheard are the events that are not subscribed to.
func Unheard(have []string) []Event {
	return slices.DeleteFunc(Events(), func(e Event) bool { return slices.Contains(have, e.Name) })
}
