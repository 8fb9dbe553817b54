package githubsim

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// view turns state into the objects GitHub answers and sends. Links lead to
// its two bases; asOf, when set, hides what happened after it.
type view struct {
	st   *state
	api  string // base of REST links, without a slash at the end
	web  string // base of pages
	asOf time.Time
	hook bool // shows things as deliveries do
}

// sees says whether something made at a time is visible.
func (v view) sees(made time.Time) bool { return v.asOf.IsZero() || !made.After(v.asOf) }

// stamp is a time as GitHub writes it, nil for none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// nodeID makes the opaque global id of an object.
func nodeID(kind string, id any) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "0%d:%s%v", len(kind), kind, id))
}

// orNull keeps a typed nil out of the JSON.
func orNull[T any](p *T, f func(*T) obj) any {
	if p == nil {
		return nil
	}
	return f(p)
}

func text(p *string) any {
	if p == nil {
		return nil
	}
	return *p
}

// each maps a list; the answer is never null.
func each[T any](in []T, f func(T) obj) []obj {
	out := make([]obj, 0, len(in))
	for _, x := range in {
		out = append(out, f(x))
	}
	return out
}

// user is an account as it appears inside other objects. Deleted people show
// as ghost.
func (v view) user(u *user) obj {
	u = v.st.authorOf(u)
	api, path := v.api+"/users/"+url.PathEscape(u.login), "/"+u.login
	if slug, isApp := strings.CutSuffix(u.login, "[bot]"); isApp {
		path = "/apps/" + slug
	}
	return obj{
		"login": u.login, "id": u.id, "node_id": nodeID(u.kind, u.id),
		"avatar_url":  fmt.Sprintf("%s/avatars/u/%d?v=4", v.web, u.id),
		"gravatar_id": "", "url": api, "html_url": v.web + path,
		"followers_url": api + "/followers", "following_url": api + "/following{/other_user}",
		"gists_url": api + "/gists{/gist_id}", "starred_url": api + "/starred{/owner}{/repo}",
		"subscriptions_url": api + "/subscriptions", "organizations_url": api + "/orgs",
		"repos_url": api + "/repos", "events_url": api + "/events{/privacy}",
		"received_events_url": api + "/received_events", "type": u.kind, "site_admin": false,
	}
}

func (v view) maybeUser(u *user) any { return orNull(u, v.user) }

// profile is an account on its own page.
func (v view) profile(u *user) obj {
	o := v.user(u)
	for _, k := range []string{"name", "company", "blog", "location", "email", "hireable", "bio", "twitter_username"} {
		o[k] = nil
	}
	repos := 0
	for _, r := range v.st.repos {
		if r.owner == u && !r.private {
			repos++
		}
	}
	o["public_repos"], o["public_gists"], o["followers"], o["following"] = repos, 0, 0, 0
	o["created_at"], o["updated_at"] = stamp(u.created), stamp(u.created)
	o["user_view_type"] = "public"
	return o
}

// organization is an organisation as payloads and memberships carry it.
func (v view) organization(u *user) obj {
	api := v.api + "/orgs/" + u.login
	return obj{
		"login": u.login, "id": u.id, "node_id": nodeID(kindOrg, u.id), "url": api,
		"repos_url": api + "/repos", "events_url": api + "/events", "hooks_url": api + "/hooks",
		"issues_url": api + "/issues", "members_url": api + "/members{/member}",
		"public_members_url": api + "/public_members{/member}",
		"avatar_url":         fmt.Sprintf("%s/avatars/u/%d?v=4", v.web, u.id), "description": nil,
	}
}

// app is the App as objects it made carry it.
func (v view) app() obj {
	st := v.st
	return obj{
		"id": st.app.id, "slug": st.app.slug, "node_id": nodeID("Integration", st.app.id),
		"owner": v.user(st.app.owner), "name": st.app.slug, "description": "Mentors for first pull requests.",
		"external_url": v.web, "html_url": v.web + "/apps/" + st.app.slug,
		"created_at": stamp(st.app.created), "updated_at": stamp(st.app.created),
		"permissions": st.app.perms, "events": st.app.events,
	}
}

// ciApp is the App behind other people's check suites.
func (v view) ciApp() obj {
	o := v.app()
	o["id"], o["slug"], o["node_id"] = int64(15368), "github-actions", nodeID("Integration", 15368)
	o["name"], o["description"] = "GitHub Actions", "Automate your workflow."
	o["html_url"], o["permissions"] = v.web+"/apps/github-actions", obj{"checks": "write", "contents": "read", "metadata": "read"}
	return o
}

// viaApp is the performed_via_github_app field.
func (v view) viaApp(yes bool) any {
	if !yes {
		return nil
	}
	return v.app()
}

// appPermissions is what the App of a world asks for and every installation grants.
func appPermissions() map[string]string {
	return map[string]string{
		"metadata": "read", "contents": "read", "pull_requests": "write",
		"issues": "write", "checks": "write", "members": "read",
	}
}

// appEvents is what the App of a world subscribes to.
func appEvents() []string {
	return []string{
		"check_run", "check_suite", "issue_comment", "issues", "member", "membership", "organization",
		"pull_request", "pull_request_review", "pull_request_review_comment", "push", "repository", "team",
	}
}

func (v view) label(r *repo) func(*label) obj {
	return func(l *label) obj {
		return obj{
			"id": l.id, "node_id": nodeID("Label", l.id), "url": v.repoAPI(r) + "/labels/" + url.PathEscape(l.name),
			"name": l.name, "description": l.description, "color": l.color, "default": l.name == "bug" || l.name == "enhancement",
		}
	}
}

func (v view) reactions(of string, rs []*reaction) obj {
	o := obj{"url": of + "/reactions", "total_count": len(rs)}
	for _, c := range reactionContents() {
		o[c] = 0
	}
	for _, r := range rs {
		o[r.content] = o[r.content].(int) + 1
	}
	return o
}

func reactionContents() []string {
	return []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}
}

func (v view) reaction(r *reaction) obj {
	return obj{
		"id": r.id, "node_id": nodeID("Reaction", r.id), "user": v.user(r.user),
		"content": r.content, "created_at": stamp(r.created),
	}
}
