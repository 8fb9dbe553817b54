package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// houseCheck is what our check run on a commit says, as things stand now.
func (a *App) houseCheck(ctx context.Context, e mentorship.Effect) (mentorship.Write, error) {
	r := guide.HouseReport{SHA: e.SHA, Number: e.Thread.Number}
	w := mentorship.Write{Kind: mentorship.WriteCheck, Thread: e.Thread}
	house, text, err := a.examine(ctx, e.Thread.Repo, e.SHA, &r)
	if err == nil && r.Mistakes == 0 && !r.Gone {
		err = a.outlook(ctx, e, house, text, &r)
	}
	if err != nil {
		return w, err
	}
	w.Check = guide.HouseCheck(r)
	return w, nil
}

// examine reads the file at a commit and notes what is wrong with it.
func (a *App) examine(ctx context.Context, repo mentorship.Repo, sha string, r *guide.HouseReport) (config.House, []byte, error) {
	text, err := a.GitHub.Content(ctx, repo, config.Path, sha, config.MaxBytes)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound:
		r.Gone = true
		return config.House{}, nil, nil
	case mentorship.FaultInvalid:
		r.Mistakes = 1
		r.Notes = []mentorship.Note{{Path: config.Path, Line: 1, Col: 1, Message: "this is no plain file of at most 64 KB"}}
		return config.House{}, nil, nil
	}
	if err != nil {
		return config.House{}, nil, fmt.Errorf("reading house rules at a commit: %w", err)
	}
	o, err := a.beside(ctx, repo)
	if err != nil {
		return config.House{}, nil, err
	}
	if o.Source == config.RepoFile && sha != "" {
		o.Paths = a.pathsAt(ctx, repo, sha)
	}
	house, findings := config.ParseWith(text, o)
	for _, f := range findings {
		r.Notes = append(r.Notes, mentorship.Note{Path: config.Path, Line: f.Line, Col: f.Col, Warning: f.Warning, Message: f.Message})
		if !f.Warning {
			r.Mistakes++
		}
	}
	if r.Mistakes > 0 {
		return house, text, nil
	}
	return house, text, a.examineTexts(ctx, repo, sha, house, r)
}

// pathsAt are the files at a commit, for remarks about patterns that fit none
// of them; nil where they cannot be told.
func (a *App) pathsAt(ctx context.Context, repo mentorship.Repo, sha string) []string {
	paths, err := a.GitHub.Paths(ctx, repo, sha)
	if err != nil {
		a.Log.Warn("the files of a repository cannot be listed", "repo", repo.ID, "error", err)
		return nil
	}
	return paths
}

// outlook adds what the file means for people.
func (a *App) outlook(ctx context.Context, e mentorship.Effect, h config.House, text []byte, r *guide.HouseReport) error {
	repo := e.Thread.Repo
	now, own, err := a.files(ctx, repo)
	if err != nil {
		return err
	}
	var after mentorship.HouseText
	unchecked := map[string]bool{}
	if e.Thread.Number == 0 {
		own, after = around(own, e.SHA)
	} else if after, unchecked, err = a.proposed(ctx, e, h, text, own); err != nil {
		return err
	}
	now, then := with(now, repo, own), with(now, repo, after)
	standing, err := a.Store.Standing(ctx, repo.Tenant, named(then))
	if err != nil {
		return fmt.Errorf("reading what people decided for themselves: %w", err)
	}
	out, err := config.Compare(now, then, standing)
	if err != nil {
		return fmt.Errorf("comparing house rules: %w", err)
	}
	of, asked := 0, map[int64]int{}
	if !isOwnerRepo(repo) {
		if of, asked, err = a.asked(ctx, repo, out.Rules); err != nil {
			return err
		}
	}
	r.AskedOf, r.Places, r.Preview = of, out.Places, out.Rules.Mode == mentorship.ModePreview
	r.Patterns, r.Covered = coverage(out.Rules)
	for _, p := range out.Removed {
		r.Removed = append(r.Removed, p.Login)
	}
	for _, x := range out.Entries {
		entry := entryOf(x, unchecked[strings.ToLower(x.Login)])
		entry.Asked = asked[x.Person.ID]
		r.Entries = append(r.Entries, entry)
		if entry.Stand == guide.EntryUnknown && x.Line > 0 {
			r.Notes = append(r.Notes, mentorship.Note{
				Path: config.Path, Line: x.Line, Col: max(x.Col, 1), Warning: true, Message: unknown(x),
			})
		}
	}
	return nil
}

func unknown(x config.Entry) string {
	if x.Team != "" {
		return fmt.Sprintf("team %s has no members the App can see; the entry waits", x.Team)
	}
	return fmt.Sprintf("there is no person called %s on GitHub (bots cannot be mentors); the entry waits", x.Login)
}

func entryOf(x config.Entry, unchecked bool) guide.HouseEntry {
	e := guide.HouseEntry{Login: x.Login, Team: x.Team, Added: x.Added, Raised: x.Raised, Stand: guide.EntryActs}
	switch {
	case unchecked:
		e.Stand = guide.EntryUnchecked
	case x.Unknown:
		e.Stand = guide.EntryUnknown
	case x.OptedOut:
		e.Stand = guide.EntryOut
	case x.Waiting:
		e.Stand = guide.EntryWaits
	}
	if e.Login == "" {
		e.Login = x.Team
	}
	return e
}

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
const maxNewNames = 50

// proposed is the file as it will stand once a pull request is merged.
// unchecked are the logins nobody looked up.
func (a *App) proposed(
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
	if p.People, p.Teams, err = a.accounts(ctx, e.Thread.Repo, fresh); err != nil {
		return after, nil, err
	}
	maps.Copy(known, p.People)
	p.People = known
	return config.Proposed(own, p), unchecked, nil
}

// coverage are the paths mentors list, and those at least two of them cover.
func coverage(r mentorship.Rules) (all, twice []string) {
	for _, m := range r.Mentors {
		all = append(all, m.Paths...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for _, p := range all {
		n := 0
		for _, m := range r.Mentors {
			if slices.ContainsFunc(m.Paths, func(q string) bool { return q == p || config.Covers(q, p) }) {
				n++
			}
		}
		if n > 1 {
			twice = append(twice, p)
		}
	}
	return all, twice
}

// opsIssue is the write that brings the ops issue about a repository's house
// rules in line with the file on its default branch.
func (a *App) opsIssue(ctx context.Context, e mentorship.Effect) (mentorship.Write, error) {
	none := mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}
	repo := e.Thread.Repo
	known, err := a.Store.Ops(ctx, repo)
	if err != nil {
		return none, err
	}
	r, _, err := a.rules(ctx, repo)
	if err != nil {
		return none, fmt.Errorf("reading house rules: %w", err)
	}
	if known.Zero() && r.OpsRepo.ID == 0 {
		return none, nil
	}
	var report guide.HouseReport
	if _, _, err := a.examine(ctx, repo, "", &report); err != nil {
		return none, err
	}
	mistakes := slices.DeleteFunc(report.Notes, func(n mentorship.Note) bool { return n.Warning })
	return guide.OpsIssue(e, known, r.OpsRepo, mistakes), nil
}

// keepOps remembers what became of the ops issue. One that is gone is opened
// anew at the next mistake.
func (a *App) keepOps(ctx context.Context, e mentorship.Effect, w mentorship.Write, done mentorship.Result, failed error) error {
	switch {
	case w.Kind == mentorship.WriteIssue && failed == nil:
		return a.Store.SetOps(ctx, e.Thread.Repo, mentorship.Thread{Repo: w.Thread.Repo, Number: done.Number})
	case w.Kind == mentorship.WriteIssueEdit && failed != nil:
		return a.Store.SetOps(ctx, e.Thread.Repo, mentorship.Thread{})
	}
	return nil
}
