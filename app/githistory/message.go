package githistory

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

var (
	withAddress     = regexp.MustCompile(`[^<>]*<[^<>]*>`)
	homuSubject     = regexp.MustCompile(`(?i)^(?:auto merge|rollup merge) of #\d+ .*\br=([^\s]+)\s*$`)
	borsSubject     = regexp.MustCompile(`^Merge (#\d+\s*)+$`)
	borsLine        = regexp.MustCompile(`(?m)^\d+: .*\br=(\S+)(?: a=\S+)?\s*$`)
	seeMergeRequest = regexp.MustCompile(`(?m)^See merge request \S+$`)
)

// The trailers that name reviewers, lower case.
const (
	keyReviewedBy = "reviewed-by" // git's own convention, one person a line
	keyReviewedIs = "reviewed by" // Phabricator: who accepted
	keyReviewers  = "reviewers"   // Phabricator: who was asked
)

// trailers returns the people a message names as reviewers, as they are
// written there: "Name <mail>", a name, or a login. A trailer is any line after
// the first that begins with the key. Who was asked counts only where the
// message does not say who accepted.
func trailers(message []byte) []string {
	found := map[string][]string{}
	_, rest, _ := bytes.Cut(message, []byte("\n"))
	for line := range bytes.Lines(rest) {
		key, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(key) < len(keyReviewers) || len(key) > len(keyReviewedBy) {
			continue
		}
		switch k := strings.ToLower(string(key)); k {
		case keyReviewedBy, keyReviewedIs, keyReviewers:
			found[k] = append(found[k], contacts(string(value))...)
		}
	}
	if len(found[keyReviewedIs]) > 0 {
		delete(found, keyReviewers)
	}
	return slices.Concat(found[keyReviewedBy], found[keyReviewedIs], found[keyReviewers])
}

// contacts splits a list at its commas, but not those within a name that is
// followed by an address.
func contacts(list string) []string {
	var parts []string
	if strings.Contains(list, "<") {
		parts = withAddress.FindAllString(list, -1)
	} else {
		parts = strings.Split(list, ",")
	}
	var out []string
	for _, p := range parts {
		if p = strings.Trim(p, " \t\r\n,;&\"'"); squeeze(p) != "" && !isNobody(p) {
			out = append(out, p)
		}
	}
	return out
}

// isNobody tells whether a word in the place of a reviewer names nobody: a
// group (Phabricator writes "#core") or an empty phrase.
func isNobody(word string) bool {
	return strings.HasPrefix(word, "#") || slices.Contains(
		[]string{"none", "n/a", "na", "nobody", "noone", "no one", "pending", "tbd", "todo", "self", "me", "try", "-"}, strings.ToLower(word))
}

// mergeReview is what the message of a merge says about who reviewed the
// commits it brought in.
type mergeReview struct {
	merger bool       // whoever merged did
	each   [][]string // these did, one list per branch; a single list is for all
}

// mergeReviewOf reads the messages of the usual tools. "Merge pull request"
// (GitHub, Gitea, Bitbucket) and GitLab's "See merge request" are a review by
// whoever pressed the button; bors and homu name the reviewers themselves:
//
//	Auto merge of #12 - nia:fix, r=ada,lin
//	Merge #12 #13                             and below, one line for each:  12: Fix it r=ada a=nia
func mergeReviewOf(message []byte) (mergeReview, bool) {
	subject, body, _ := bytes.Cut(message, []byte("\n"))
	if m := homuSubject.FindSubmatch(subject); m != nil {
		return mergeReview{each: [][]string{contacts(string(m[1]))}}, true
	}
	if borsSubject.Match(subject) {
		var r mergeReview
		for _, m := range borsLine.FindAllSubmatch(body, -1) {
			r.each = append(r.each, contacts(string(m[1])))
		}
		return r, len(r.each) > 0
	}
	r := mergeReview{each: [][]string{trailers(message)}}
	r.merger = bytes.HasPrefix(subject, []byte("Merge pull request ")) || seeMergeRequest.Match(body)
	return r, r.merger || len(r.each[0]) > 0
}
