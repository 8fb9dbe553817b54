package githubsim

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

type gqlType map[string]gqlField

// gqlIs says whether a concrete type is an instance of an interface.
func gqlIs(typ, on string) bool {
	return on == "Actor" && (typ == "User" || typ == "Bot" || typ == "Organization") ||
		on == "Node" && typ != "PageInfo" || on == "RepositoryOwner" && (typ == "User" || typ == "Organization")
}

// plain makes a scalar field.
func plain[T any](f func(*gqlRun, T) any) gqlField {
	return gqlField{get: func(g *gqlRun, v any, _ map[string]any) (any, error) { return f(g, v.(T)), nil }}
}

// below makes a field that leads to another object.
func below[T any](typ string, f func(*gqlRun, T) any) gqlField {
	field := plain(f)
	field.gives = typ
	return field
}

// gqlTypes is the part of GitHub's schema that the stand-in answers.
func gqlTypes() map[string]gqlType {
	return map[string]gqlType{
		"Query": gqlQuery(), "RateLimit": gqlRateLimit(), "Repository": gqlRepository(),
		"PullRequestConnection": gqlConnection("PullRequest"), "PullRequestEdge": gqlEdge("PullRequest"),
		"PullRequestReviewConnection": gqlConnection("PullRequestReview"), "PullRequestReviewEdge": gqlEdge("PullRequestReview"),
		"PullRequestChangedFileConnection": gqlConnection("PullRequestChangedFile"), "PullRequestChangedFileEdge": gqlEdge("PullRequestChangedFile"),
		"PageInfo": gqlPageInfo(), "PullRequest": gqlPull(), "PullRequestReview": gqlReview(),
		"PullRequestChangedFile": gqlFile(), "Commit": gqlCommit(),
		"Actor": gqlActor(), "RepositoryOwner": gqlNamed(), "Node": {"id": gqlID()},
		"User": gqlAccount(), "Bot": gqlAccount(), "Organization": gqlAccount(), "Mannequin": gqlAccount(),
	}
}

func gqlQuery() gqlType {
	return gqlType{
		"repository": {gives: "Repository", args: "owner! name! followRenames", get: gqlFindRepo},
		"rateLimit":  {gives: "RateLimit", args: "dryRun", get: func(*gqlRun, any, map[string]any) (any, error) { return limitOf("/graphql"), nil }},
	}
}

func gqlFindRepo(g *gqlRun, _ any, args map[string]any) (any, error) {
	full := fmt.Sprint(args["owner"], "/", args["name"])
	r := g.c.st.repoNamed(full)
	if r == nil && args["followRenames"] != false {
		r = g.c.st.repoOnceNamed(full)
	}
	if !g.c.reaches(r) {
		return nil, &gqlFault{"NOT_FOUND", fmt.Sprintf("Could not resolve to a Repository with the name '%s'.", full)}
	}
	return r, nil
}

func gqlRateLimit() gqlType {
	left := func(g *gqlRun, l limit) int {
		key, _ := g.c.s.window(g.c.payer(), l)
		return l.remaining(g.c.s.used[key])
	}
	return gqlType{
		"limit":     plain(func(_ *gqlRun, l limit) any { return l.size }),
		"cost":      plain(func(*gqlRun, limit) any { return 1 }),
		"nodeCount": plain(func(*gqlRun, limit) any { return 0 }),
		"remaining": plain(func(g *gqlRun, l limit) any { return left(g, l) }),
		"used":      plain(func(g *gqlRun, l limit) any { return l.size - left(g, l) }),
		"resetAt": plain(func(g *gqlRun, l limit) any {
			_, reset := g.c.s.window(g.c.payer(), l)
			return stamp(time.Unix(reset, 0))
		}),
	}
}

func gqlRepository() gqlType {
	return gqlType{
		"id":            gqlID(),
		"databaseId":    plain(func(_ *gqlRun, r *repo) any { return r.id }),
		"name":          plain(func(_ *gqlRun, r *repo) any { return r.name }),
		"nameWithOwner": plain(func(_ *gqlRun, r *repo) any { return r.fullName() }),
		"isPrivate":     plain(func(_ *gqlRun, r *repo) any { return r.private }),
		"url":           plain(func(g *gqlRun, r *repo) any { return g.c.view.repoWeb(r) }),
		"owner":         below("RepositoryOwner", func(_ *gqlRun, r *repo) any { return actorNode(r.owner) }),
		"pullRequest": {gives: "PullRequest", args: "number!", get: func(g *gqlRun, v any, args map[string]any) (any, error) {
			n, _ := args["number"].(float64)
			if is := v.(*repo).threads[int(n)]; is != nil && is.pull != nil {
				return is, nil
			}
			return nil, &gqlFault{"NOT_FOUND", fmt.Sprintf("Could not resolve to a PullRequest with the number of %v.", args["number"])}
		}},
		"pullRequests": {gives: "PullRequestConnection", args: "first last after before states orderBy", get: gqlPulls},
	}
}

func gqlPulls(g *gqlRun, v any, args map[string]any) (any, error) {
	states := words(args["states"])
	var list []*issue
	for _, is := range v.(*repo).sortedThreads() {
		if is.pull != nil && g.c.view.sees(is.created) && (len(states) == 0 || slices.Contains(states, pullState(is))) {
			list = append(list, is)
		}
	}
	order, _ := args["orderBy"].(map[string]any)
	key := func(is *issue) time.Time { return is.created }
	if order["field"] == "UPDATED_AT" {
		key = func(is *issue) time.Time { return is.updated }
	}
	slices.SortStableFunc(list, func(a, b *issue) int { return cmp.Or(key(a).Compare(key(b)), cmp.Compare(a.id, b.id)) })
	if order["direction"] == "DESC" {
		slices.Reverse(list)
	}
	return connect(list, args, func(is *issue) string { return fmt.Sprintf("%d:%d", key(is).UnixNano(), is.id) })
}

// words reads an enum or a list of them.
func words(v any) []string {
	list, isList := v.([]any)
	if !isList && v != nil {
		list = []any{v}
	}
	var out []string
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	return out
}

func pullState(is *issue) string {
	if !is.pull.merged.IsZero() {
		return "MERGED"
	}
	return strings.ToUpper(is.state)
}

// page is one stretch of a connection.
type gqlPage struct {
	nodes    []any
	cursors  []string
	total    int
	more     bool
	moreBack bool
}

// connect cuts the stretch that first or last, after and before ask for.
func connect[T any](list []T, args map[string]any, key func(T) string) (any, error) {
	cursor := func(x T) string { return base64.StdEncoding.EncodeToString([]byte("cursor:v2:" + key(x))) }
	from, to := 0, len(list)
	if after, _ := args["after"].(string); after != "" {
		i := slices.IndexFunc(list, func(x T) bool { return cursor(x) == after })
		if i < 0 {
			return nil, &gqlFault{"INVALID_CURSOR_ARGUMENTS", fmt.Sprintf("`%s` does not appear to be a valid cursor.", after)}
		}
		from = i + 1
	}
	if before, _ := args["before"].(string); before != "" {
		if i := slices.IndexFunc(list, func(x T) bool { return cursor(x) == before }); i >= 0 {
			to = max(from, i)
		}
	}
	p := &gqlPage{total: len(list)}
	if n, is := args["first"].(float64); is && to-from > int(n) {
		to, p.more = from+int(n), true
	} else if n, is := args["last"].(float64); is && to-from > int(n) {
		from, p.moreBack = to-int(n), true
	}
	for _, x := range list[from:to] {
		p.nodes, p.cursors = append(p.nodes, x), append(p.cursors, cursor(x))
	}
	return p, nil
}

func gqlConnection(node string) gqlType {
	return gqlType{
		"totalCount": plain(func(_ *gqlRun, p *gqlPage) any { return p.total }),
		"pageInfo":   below("PageInfo", func(_ *gqlRun, p *gqlPage) any { return p }),
		"nodes":      below(node, func(_ *gqlRun, p *gqlPage) any { return append([]any{}, p.nodes...) }),
		"edges": below(node+"Edge", func(_ *gqlRun, p *gqlPage) any {
			out := []any{}
			for i := range p.nodes {
				out = append(out, [2]any{p.cursors[i], p.nodes[i]})
			}
			return out
		}),
	}
}

func gqlEdge(node string) gqlType {
	return gqlType{
		"cursor": plain(func(_ *gqlRun, e [2]any) any { return e[0] }),
		"node":   below(node, func(_ *gqlRun, e [2]any) any { return e[1] }),
	}
}

func gqlPageInfo() gqlType {
	edge := func(p *gqlPage, last bool) any {
		switch {
		case len(p.cursors) == 0:
			return nil
		case last:
			return p.cursors[len(p.cursors)-1]
		}
		return p.cursors[0]
	}
	return gqlType{
		"hasNextPage":     plain(func(_ *gqlRun, p *gqlPage) any { return p.more }),
		"hasPreviousPage": plain(func(_ *gqlRun, p *gqlPage) any { return p.moreBack }),
		"startCursor":     plain(func(_ *gqlRun, p *gqlPage) any { return edge(p, false) }),
		"endCursor":       plain(func(_ *gqlRun, p *gqlPage) any { return edge(p, true) }),
	}
}

// actorNode is an account in GraphQL; deleted people are null there.
func actorNode(u *user) any {
	if u == nil || u.gone {
		return nil
	}
	return gqlNode{u.kind, u}
}

func gqlActor() gqlType {
	return gqlType{
		"login":        plain(func(_ *gqlRun, u *user) any { return strings.TrimSuffix(u.login, "[bot]") }),
		"url":          plain(func(g *gqlRun, u *user) any { return g.c.view.user(u)["html_url"] }),
		"resourcePath": plain(func(_ *gqlRun, u *user) any { return "/" + u.login }),
		"avatarUrl": {args: "size", get: func(g *gqlRun, v any, _ map[string]any) (any, error) {
			return g.c.view.user(v.(*user))["avatar_url"], nil
		}},
	}
}

// gqlID is the global id of whatever is a Node.
func gqlID() gqlField {
	return plain(func(_ *gqlRun, v any) any {
		switch v := v.(type) {
		case *user:
			return nodeID(v.kind, v.id)
		case *repo:
			return nodeID("Repository", v.id)
		case *issue:
			return nodeID("PullRequest", v.pull.id)
		case reviewOf:
			return nodeID("PullRequestReview", v.id)
		case *commit:
			return nodeID("Commit", v.sha)
		}
		return nil
	})
}

// gqlNamed is an actor that has an id by itself.
func gqlNamed() gqlType {
	t := gqlActor()
	t["id"] = gqlID()
	return t
}

// gqlAccount is an actor of a known kind, which has a numeric id.
func gqlAccount() gqlType {
	t := gqlNamed()
	t["databaseId"] = plain(func(_ *gqlRun, u *user) any { return u.id })
	t["createdAt"] = plain(func(_ *gqlRun, u *user) any { return stamp(u.created) })
	return t
}
