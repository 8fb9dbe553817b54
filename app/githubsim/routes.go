package githubsim

import (
	"net/http"

	"github.com/gorilla/mux"
)

// route is one operation: who may call it, what the ledger calls it (empty
// for reads), and what it does.
type route struct {
	method string
	path   string
	need   need
	kind   string
	do     func(*call) answer
}

// need says which credentials a route takes: anybody's, the App's own token,
// or an installation token with one of some permissions ("issues:write").
// The name "thread" stands for issues or pull_requests, whichever the number
// or comment in the path is.
type need struct {
	open   bool
	app    bool
	person bool // a token that stands for a person
	client bool // the App's own name and secret
	perms  []string
}

func anybody() need                  { return need{open: true} }
func asApp() need                    { return need{app: true} }
func asPerson() need                 { return need{person: true} }
func asClient() need                 { return need{client: true} }
func withToken(perms ...string) need { return need{perms: perms} }

// operations is everything the stand-in answers; anything else is 404.
func operations() []route {
	var all []route
	for _, part := range [][]route{
		appOperations(), accountOperations(), repoOperations(), pullOperations(), issueOperations(),
		labelOperations(), reactionOperations(), gitOperations(),
	} {
		all = append(all, part...)
	}
	return all
}

func appOperations() []route {
	return []route{
		{"GET", "/meta", anybody(), "", getMeta},
		{"GET", "/rate_limit", anybody(), "", getRateLimit},
		{"GET", "/app", asApp(), "", getApp},
		{"GET", "/app/installations", asApp(), "", listInstallations},
		{"GET", "/app/installations/{id:[0-9]+}", asApp(), "", getInstallation},
		{"POST", "/app/installations/{id:[0-9]+}/access_tokens", asApp(), "", postAccessToken},
		{"POST", "/app-manifests/{code}/conversions", anybody(), "", postConversion},
		{"GET", "/app/hook/config", asApp(), "", getHookConfig},
		{"GET", "/app/hook/deliveries", asApp(), "", listDeliveries},
		{"GET", "/app/hook/deliveries/{id:[0-9]+}", asApp(), "", getDelivery},
		{"POST", "/app/hook/deliveries/{id:[0-9]+}/attempts", asApp(), "", postAttempt},
		{"GET", "/repos/{owner}/{repo}/installation", asApp(), "", repoInstallation},
		{"GET", "/orgs/{org}/installation", asApp(), "", orgInstallation},
		{"GET", "/users/{username}/installation", asApp(), "", userInstallation},
		{"GET", "/installation/repositories", withToken("metadata:read"), "", installationRepos},
	}
}

func accountOperations() []route {
	return []route{
		{"GET", "/users/{username}", withToken("metadata:read"), "", getUser},
		{"GET", "/user/{id:[0-9]+}", withToken("metadata:read"), "", getUserByID},
		{"GET", "/user", asPerson(), "", getAuthenticated},
		{"DELETE", "/applications/{client}/token", asClient(), "", deleteToken},
		{"GET", "/orgs/{org}/members", withToken("members:read"), "", listMembers},
		{"GET", "/orgs/{org}/members/{username}", withToken("members:read"), "", checkMember},
		{"GET", "/orgs/{org}/memberships/{username}", withToken("members:read"), "", getMembership},
		{"GET", "/orgs/{org}/teams/{slug}/members", withToken("members:read"), "", teamMembers},
		{"GET", "/search/issues", withToken("metadata:read"), "", searchIssues},
		{"POST", "/graphql", withToken("metadata:read"), "", postGraphQL},
	}
}

func repoOperations() []route {
	const base = "/repos/{owner}/{repo}"
	return []route{
		{"GET", base, withToken("metadata:read"), "", getRepo},
		{"GET", base + "/collaborators/{username}/permission", withToken("metadata:read"), "", getPermission},
		{"GET", base + "/assignees/{username}", withToken("issues:read", "pull_requests:read"), "", checkAssignee},
	}
}

func pullOperations() []route {
	const base = "/repos/{owner}/{repo}/pulls"
	return []route{
		{"GET", base, withToken("pull_requests:read"), "", listPulls},
		{"GET", base + "/{number:[0-9]+}", withToken("pull_requests:read"), "", getPull},
		{"GET", base + "/{number:[0-9]+}/files", withToken("pull_requests:read"), "", pullFiles},
		{"GET", base + "/{number:[0-9]+}/commits", withToken("pull_requests:read"), "", pullCommits},
		{"GET", base + "/{number:[0-9]+}/reviews", withToken("pull_requests:read"), "", pullReviews},
		{"GET", base + "/{number:[0-9]+}/comments", withToken("pull_requests:read"), "", pullComments},
	}
}

func issueOperations() []route {
	const base = "/repos/{owner}/{repo}/issues"
	const one = base + "/{number:[0-9]+}"
	return []route{
		{"GET", base, withToken("issues:read", "pull_requests:read"), "", listIssues},
		{"POST", base, withToken("issues:write"), "issue.create", postIssue},
		{"GET", base + "/comments", withToken("issues:read", "pull_requests:read"), "", listRepoComments},
		{"GET", base + "/comments/{comment:[0-9]+}", withToken("thread:read"), "", getComment},
		{"PATCH", base + "/comments/{comment:[0-9]+}", withToken("thread:write"), "comment.edit", patchComment},
		{"DELETE", base + "/comments/{comment:[0-9]+}", withToken("thread:write"), "comment.delete", deleteComment},
		{"GET", one, withToken("thread:read"), "", getIssue},
		{"PATCH", one, withToken("thread:write"), "issue.edit", patchIssue},
		{"GET", one + "/comments", withToken("thread:read"), "", listComments},
		{"POST", one + "/comments", withToken("thread:write"), "comment.create", postComment},
		{"POST", one + "/assignees", withToken("thread:write"), "assignee.add", postAssignees},
		{"DELETE", one + "/assignees", withToken("thread:write"), "assignee.remove", deleteAssignees},
	}
}

func labelOperations() []route {
	const base = "/repos/{owner}/{repo}"
	const one = base + "/issues/{number:[0-9]+}/labels"
	return []route{
		{"GET", base + "/labels", withToken("issues:read", "pull_requests:read"), "", listLabels},
		{"POST", base + "/labels", withToken("issues:write", "pull_requests:write"), "label.create", postLabel},
		{"GET", base + "/labels/{label:.+}", withToken("issues:read", "pull_requests:read"), "", getLabel},
		{"GET", one, withToken("thread:read"), "", issueLabels},
		{"POST", one, withToken("thread:write"), "label.add", postIssueLabels},
		{"DELETE", one + "/{label:.+}", withToken("thread:write"), "label.remove", deleteIssueLabel},
	}
}

func reactionOperations() []route {
	const onComment = "/repos/{owner}/{repo}/issues/comments/{comment:[0-9]+}/reactions"
	const onIssue = "/repos/{owner}/{repo}/issues/{number:[0-9]+}/reactions"
	return []route{
		{"GET", onComment, withToken("issues:read"), "", listReactions},
		{"POST", onComment, withToken("issues:write"), "reaction.create", postReaction},
		{"DELETE", onComment + "/{reaction:[0-9]+}", withToken("issues:write"), "reaction.delete", deleteReaction},
		{"GET", onIssue, withToken("issues:read"), "", listReactions},
		{"POST", onIssue, withToken("issues:write"), "reaction.create", postReaction},
		{"DELETE", onIssue + "/{reaction:[0-9]+}", withToken("issues:write"), "reaction.delete", deleteReaction},
	}
}

func gitOperations() []route {
	const base = "/repos/{owner}/{repo}"
	const at = base + "/commits/{ref:.+}"
	return []route{
		{"GET", base + "/contents{path:(?:/.*)?}", withToken("contents:read"), "", getContents},
		{"GET", base + "/git/trees/{sha:.+}", withToken("contents:read"), "", getTree},
		{"GET", base + "/commits", withToken("contents:read"), "", listCommits},
		{"GET", at + "/pulls", withToken("pull_requests:read", "contents:read"), "", commitPulls},
		{"GET", at + "/check-runs", withToken("checks:read"), "", commitRuns},
		{"GET", at + "/check-suites", withToken("checks:read"), "", commitSuites},
		{"GET", at, withToken("contents:read"), "", getCommit},
		{"POST", base + "/check-runs", withToken("checks:write"), "check_run.create", postCheckRun},
		{"GET", base + "/check-runs/{run:[0-9]+}", withToken("checks:read"), "", getCheckRun},
		{"PATCH", base + "/check-runs/{run:[0-9]+}", withToken("checks:write"), "check_run.edit", patchCheckRun},
	}
}

// apiRouter knows the operations by method and path.
func apiRouter(list []route) *mux.Router {
	m := mux.NewRouter().SkipClean(true)
	for _, r := range list {
		m.NewRoute().Name(r.name()).Methods(r.method).Path(r.path).Handler(http.NotFoundHandler())
	}
	return m
}

func (r *route) name() string { return r.method + " " + r.path }

func routeNamed(list []route, name string) *route {
	for i := range list {
		if list[i].name() == name {
			return &list[i]
		}
	}
	return nil
}
