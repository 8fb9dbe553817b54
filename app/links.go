package app

import (
	"net/url"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// reason is a fact in words, with a link to where anybody can check it:
// GitHub's own lists of commits and reviews, or the house rules.
func (a *App) reason(repo mentorship.Repo, who mentorship.Person, r matching.Reason) mentorship.Reason {
	return mentorship.Reason{
		Text: r.String(), Link: a.proof(repo, who, r), Kind: string(r.Kind), Place: r.Place, Count: r.Count,
	}
}

func (a *App) proof(repo mentorship.Repo, who mentorship.Person, r matching.Reason) string {
	if !a.shown(repo) {
		return ""
	}
	home := a.home(repo)
	switch r.Kind {
	case matching.Reviewed, matching.Welcomed:
		return home + "/pulls?q=" + query("is:pr is:merged reviewed-by:"+who.Login)
	case matching.Wrote:
		if r.Place == "" {
			return home + "/commits?author=" + url.QueryEscape(who.Login)
		}
		return home + "/commits/HEAD/" + inPath(r.Place) + "?author=" + url.QueryEscape(who.Login)
	case matching.Offered:
		return home + "/blob/HEAD/" + config.Path
	}
	return ""
}

// shown reports whether people can look at a repository under an address known here.
func (a *App) shown(repo mentorship.Repo) bool {
	return a.WebURL != "" && repo.Owner != "" && repo.Name != ""
}

// home is where people see a repository.
func (a *App) home(repo mentorship.Repo) string {
	return strings.TrimSuffix(a.WebURL, "/") + "/" + url.PathEscape(repo.Owner) + "/" + url.PathEscape(repo.Name)
}

func query(words string) string { return strings.ReplaceAll(url.QueryEscape(words), "+", "%20") }

// inPath escapes a place for a link, component by component.
func inPath(place string) string {
	parts := strings.Split(strings.Trim(place, "/"), "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
