package ghclient

import "regexp"

// propertiesKey is the name of a repository's custom properties as a key in JSON.
var propertiesKey = regexp.MustCompile(`"custom_properties"(\s*:)`)

// hideProperties renames the custom properties of repositories in an answer to
// a key that nothing reads. go-github v60 takes each of them for one string; a
// property with several values is a list, and then the whole answer around the
// repository is lost (google/go-github#3229, mended in v64).
//
// This is done to the bytes of every answer rather than with types of our own
// for a few calls: repositories hide in many answers (pull requests, issues,
// searches, lists), and an answer to a write that cannot be read would leave in
// doubt whether it was applied.
//
// body must be valid JSON. There a quote before a letter opens a string or is
// an escaped one inside it, so what is found is always a key, or the end of
// one, and never something a person wrote. The length stays the same.
func hideProperties(body []byte) []byte {
	return propertiesKey.ReplaceAll(body, []byte(`"unread_properties"$1`))
}
