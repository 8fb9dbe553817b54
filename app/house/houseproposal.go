package house

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// with puts a repository's own file among those that count for it.
func with(f config.Files, repo mentorship.Repo, own mentorship.HouseText) config.Files {
	if isOwnerRepo(repo) {
		return config.Files{Owner: own}
	}
	if own.Missing {
		own = mentorship.HouseText{}
	}
	f.Repo = own
	return f
}

// around is the file right before a commit of the default branch, and as that
// commit left it; for a commit that is none of its history, the newest.
func around(own mentorship.HouseText, sha string) (before, after mentorship.HouseText) {
	at := len(own.Revisions) - 1
	if i := slices.IndexFunc(own.Revisions, func(r mentorship.Revision) bool { return r.SHA == sha }); i >= 0 {
		at = i
	}
	if at < 0 {
		return mentorship.HouseText{}, own
	}
	return upTo(own, at), upTo(own, at+1)
}

// upTo is the file as the first n versions left it.
func upTo(own mentorship.HouseText, n int) mentorship.HouseText {
	if n >= len(own.Revisions) || n > len(own.Texts) {
		return own
	}
	own.Revisions, own.Texts = own.Revisions[:n], own.Texts[:n]
	own.Text, own.SHA, own.Missing = nil, "", true
	for i := n - 1; i >= 0; i-- {
		if _, findings := config.Parse([]byte(own.Texts[i])); config.Valid(findings) {
			own.Text, own.SHA, own.Missing, own.ReadAt = []byte(own.Texts[i]), own.Revisions[i].SHA, false, own.Revisions[i].At
			break
		}
	}
	return own
}

// maxNewNames is how many names nobody knows yet are looked up for one pull
// request: anybody may open one, and each name costs a read.
const maxNewNames = 25

// proposed is the file as it will stand once a pull request is merged.
// unchecked are the logins nobody looked up.
func (a *Authority) proposed(
	ctx context.Context, e mentorship.Effect, h config.House, text []byte, own mentorship.HouseText,
) (after mentorship.HouseText, unchecked map[string]bool, err error) {
	p := config.Proposal{SHA: e.SHA, Text: text, At: a.Clock.Now()}
	pull, err := a.GitHub.Pull(ctx, e.Thread)
	if err != nil {
		return after, nil, fmt.Errorf("reading the pull request: %w", err)
	}
	if p.By, err = a.GitHub.Approvers(ctx, e.Thread, e.SHA); err != nil {
		return after, nil, fmt.Errorf("reading who approved: %w", err)
	}
	if !pull.Author.Zero() && !pull.Author.Bot {
		p.By = append(p.By, pull.Author)
	}
	if own.Missing && len(own.Text) > 0 { // taken away, and every entry with it
		own.Revisions = append(slices.Clone(own.Revisions), mentorship.Revision{At: own.ReadAt})
		own.Texts = append(slices.Clone(own.Texts), "")
	}
	known, fresh := maps.Clone(own.People), config.House{Version: h.Version, Coordinators: h.Coordinators}
	if known == nil {
		known = map[string]mentorship.Person{}
	}
	unchecked = map[string]bool{}
	for _, o := range h.Mentors {
		_, ok := known[strings.ToLower(o.Login)]
		switch {
		case o.Login != "" && ok:
		case len(fresh.Mentors) < maxNewNames:
			fresh.Mentors = append(fresh.Mentors, o)
		default:
			unchecked[strings.ToLower(o.Login)] = true
		}
	}
	if p.People, p.Teams, err = a.accounts(ctx, e.Thread.Repo, fresh, nil); err != nil {
		return after, nil, err
	}
	maps.Copy(known, p.People)
	p.People = known
	return config.Proposed(own, p), unchecked, nil
}
