package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// oracle holds a ledger against what firstmate promises to people. The demo
// ends with it, and so does every end-to-end test.
type oracle struct {
	consented []string // logins, lower case, that may be mentioned
	newcomers []string // logins, lower case, that may be mentioned in their own tracking issue
}

// find returns what is wrong, one line each; nil if every promise was kept.
func (o oracle) find(l ledger) []string {
	var wrong []string
	unprompted, pages := map[string]int{}, map[string]bool{}
	for _, w := range l.Writes {
		if !w.Applied {
			continue
		}
		wrong = append(wrong, o.mentions(w)...)
		if strings.HasPrefix(w.Kind, "check_run.") && strings.Contains(string(w.Data), "@") {
			wrong = append(wrong, fmt.Sprintf("write %d (%s) holds an @", w.N, w.Kind))
		}
		thread := fmt.Sprintf("%s#%d", w.Repo, w.Number)
		pages[thread] = pages[thread] || w.Kind == "issue.create" // their own page is the place to talk
		if w.Kind == "comment.create" && !isPrompted(w) && !pages[thread] {
			unprompted[thread]++
		}
	}
	for thread, n := range unprompted {
		if n > 2 {
			wrong = append(wrong, fmt.Sprintf("%s: %d unprompted comments", thread, n))
		}
	}
	wrong = append(wrong, doubled(l)...)
	slices.Sort(wrong)
	return wrong
}

// mentions checks one text: at most one mention, and only of somebody who
// agreed to be asked; a newcomer once in the own tracking issue.
func (o oracle) mentions(w ledgerWrite) []string {
	var wrong []string
	if len(w.Mentions) > 1 {
		wrong = append(wrong, fmt.Sprintf("write %d mentions %v", w.N, w.Mentions))
	}
	for _, login := range w.Mentions {
		own := slices.Contains(o.newcomers, login) && (w.Kind == "issue.create" || w.Kind == "issue.edit")
		if !own && !slices.Contains(o.consented, login) {
			wrong = append(wrong, fmt.Sprintf("write %d (%s) mentions %s, who did not agree to it", w.N, w.Kind, login))
		}
	}
	return wrong
}

// isPrompted reports whether a comment answers a command.
func isPrompted(w ledgerWrite) bool {
	return w.Body != nil && slices.ContainsFunc([]string{"reply", "stuck", "widen", "digest"}, func(kind string) bool {
		return strings.Contains(marker(*w.Body), "kind="+kind+" ")
	})
}

// doubled lists markers that were created more than once.
func doubled(l ledger) []string {
	seen := map[string]int{}
	for _, w := range l.Writes {
		if m := creation(w); m != "" {
			seen[m]++
		}
	}
	var wrong []string
	for m, n := range seen {
		if n > 1 {
			wrong = append(wrong, fmt.Sprintf("created %d times: %s", n, m))
		}
	}
	return wrong
}

// creation is the marker of an applied create, "" for everything else. Check
// runs have a commit and an id of our own.
func creation(w ledgerWrite) string {
	if w.Applied && w.Kind == "check_run.create" {
		var run struct {
			SHA      string `json:"head_sha"`
			External string `json:"external_id"`
		}
		if json.Unmarshal(w.Data, &run) == nil {
			return run.SHA + " " + run.External
		}
	}
	if !w.Applied || w.Body == nil || (w.Kind != "comment.create" && w.Kind != "issue.create") {
		return ""
	}
	return marker(*w.Body)
}

// marker is the hidden mark in a text of ours, "" if there is none.
func marker(body string) string {
	_, rest, ok := strings.Cut(body, "<!-- firstmate:v1")
	if !ok {
		return ""
	}
	m, _, _ := strings.Cut(rest, "-->")
	return strings.TrimSpace(m)
}
