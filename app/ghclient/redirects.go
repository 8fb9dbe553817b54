package ghclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// repoKey is the context key of the repository a call is about.
type repoKey struct{}

// about says which repository a call is meant for, so that a redirect cannot lead to another.
func about(ctx context.Context, repo mentorship.Repo) context.Context {
	return context.WithValue(ctx, repoKey{}, repo.ID)
}

// guardKey is the context key of who may still write.
type guardKey struct{}

// guarded has mine asked before each request that changes something.
func guarded(ctx context.Context, mine func(context.Context) error) context.Context {
	if mine == nil {
		return ctx
	}
	return context.WithValue(ctx, guardKey{}, mine)
}

// tidying lets a twin be taken away by whoever sees it: all of them keep the
// same text, and who made it may be the only one who looks again.
func tidying(ctx context.Context) context.Context {
	return guarded(ctx, func(context.Context) error { return nil })
}

// mayWrite asks whether the call may still change something.
func mayWrite(ctx context.Context) error {
	if mine, ok := ctx.Value(guardKey{}).(func(context.Context) error); ok {
		return mine(ctx)
	}
	return nil
}

// redirect returns the request to make instead, nil if the answer stands.
//
// GitHub redirects when a repository was renamed or moved, to a path by its
// id. Nothing is followed to another scheme or host, so a token never travels.
// Reads follow within the API; writes only to the very repository they were
// meant for. A path by id that names another repository (an issue that was
// transferred, a name used again) is a FaultGone.
func (d *door) redirect(req *http.Request, a answer) (*http.Request, error) {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to, err := req.URL.Parse(a.header.Get("Location"))
	if err != nil || !d.inside(to) {
		return nil, nil
	}
	id, byID := repoIn(d.path(to))
	want, known := req.Context().Value(repoKey{}).(int64)
	if known && byID && id != want {
		e := &callError{method: a.method, path: a.path, status: a.status, why: "it moved to another repository"}
		return nil, mentorship.NewFault(mentorship.FaultGone, e)
	}
	if writes(a.method, a.path) && !(known && byID) {
		return nil, nil
	}
	return repeat(req, to)
}

// inside reports whether u is below the API's base.
func (r *rules) inside(u *url.URL) bool {
	return u.Scheme == r.base.Scheme && u.Host == r.base.Host && u.User == nil && strings.HasPrefix(u.Path, r.base.Path)
}

// repoIn is the repository id of a path of the form /repositories/{id}/….
func repoIn(path string) (int64, bool) {
	rest, ok := strings.CutPrefix(path, "/repositories/")
	if !ok {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, err == nil
}

// repeat is the same request once more, at another address.
func repeat(req *http.Request, to *url.URL) (*http.Request, error) {
	again := req.Clone(req.Context())
	again.URL, again.Host = to, ""
	if req.Body == nil {
		return again, nil
	}
	if req.GetBody == nil {
		return nil, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, nil
	}
	again.Body = body
	return again, nil
}
