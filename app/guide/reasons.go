package guide

import (
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// reasonText is a reason as a clause about the mentor, such as "reviewed 14
// changes in store/ this year". Records of earlier versions hold the English
// clause alone. What comes out holds names people wrote: escape it.
func reasonText(lang string, r mentorship.Reason) string {
	if r.Kind == "" {
		return r.Text
	}
	id := "reason." + r.Kind
	switch matching.ReasonKind(r.Kind) {
	case matching.Reviewed, matching.Wrote, matching.KnewBefore:
		id += whereabouts(r.Place)
	}
	d := data{"Place": r.Place}
	if r.Count > 0 {
		d["Count"] = r.Count
	}
	if text := phrase(lang, id, d); text != "" {
		return text
	}
	return r.Text // of a kind this version has no words for
}

// whereabouts tells how a place is spoken of: a folder, a file, or all of it.
func whereabouts(place string) string {
	switch {
	case place == "":
		return ".here"
	case strings.HasSuffix(place, "/"):
		return ".in"
	}
	return ".on"
}
