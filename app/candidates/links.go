package candidates

import (
	"net/url"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// reason is a fact in words, with a link to where anybody can check it:
// GitHub's own lists of commits and reviews, or the house rules.
func (a *Advisor) reason(repo mentorship.Repo, who mentorship.Person, r matching.Reason) mentorship.Reason {
	return mentorship.Reason{
		Text: r.String(), Link: a.proof(repo, who, r), Kind: string(r.Kind), Place: r.Place, Count: r.Count,
	}
}

func (a *Advisor) proof(repo mentorship.Repo, who mentorship.Person, r matching.Reason) string {
	home := repo.Home(a.WebURL)
	if home == "" {
		return ""
	}
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

func query(words string) string { return strings.ReplaceAll(url.QueryEscape(words), "+", "%20") }

// inPath escapes a place for a link, component by component.
func inPath(place string) string {
	parts := strings.Split(strings.Trim(place, "/"), "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
