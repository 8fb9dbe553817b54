package house

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Check is what our check run on a commit says, as things stand now.
func (a *Authority) Check(ctx context.Context, e mentorship.Effect) (mentorship.Write, error) {
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
func (a *Authority) examine(ctx context.Context, repo mentorship.Repo, sha string, r *guide.HouseReport) (config.House, []byte, error) {
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
func (a *Authority) pathsAt(ctx context.Context, repo mentorship.Repo, sha string) []string {
	paths, err := a.GitHub.Paths(ctx, repo, sha)
	if err != nil {
		a.Log.WarnContext(ctx, "the files of a repository cannot be listed", "repo", repo.ID, "error", err)
		return nil
	}
	return paths
}

// outlook adds what the file means for people.
func (a *Authority) outlook(ctx context.Context, e mentorship.Effect, h config.House, text []byte, r *guide.HouseReport) error {
	repo := e.Thread.Repo
	now, then, unchecked, err := a.sides(ctx, e, h, text)
	if err != nil {
		return err
	}
	standing, err := a.Store.Standing(ctx, repo.Tenant, named(then))
	if err != nil {
		return fmt.Errorf("reading what people decided for themselves: %w", err)
	}
	out, err := config.Compare(now, then, standing)
	if err != nil {
		return fmt.Errorf("comparing house rules: %w", err)
	}
	asked := map[int64]int{}
	if !isOwnerRepo(repo) { // the owner's file counts where other people's changes are
		if err := a.shorten(ctx, repo, &out.Rules); err != nil {
			return err
		}
		if r.AskedOf, asked, err = a.Asked(ctx, repo, out.Rules); err != nil {
			return err
		}
	}
	r.MinMerged = out.Rules.MinMerged
	r.Places, r.Preview = out.Places, out.Rules.Mode == mentorship.ModePreview
	r.Patterns, r.Covered = coverage(out.Rules)
	for _, p := range out.Removed {
		r.Removed = append(r.Removed, p.Login)
	}
	for _, x := range out.Entries {
		entry := entryOf(x, unchecked[strings.ToLower(x.Login)])
		entry.Asked = asked[x.Person.ID]
		mentor, _ := out.Rules.Mentor(x.Person.ID)
		entry.Short = mentor.Short
		r.Entries = append(r.Entries, entry)
		if entry.Stand == guide.EntryUnknown && x.Line > 0 {
			r.Notes = append(r.Notes, mentorship.Note{
				Path: config.Path, Line: x.Line, Col: max(x.Col, 1), Warning: true, Message: unknown(x),
			})
		}
	}
	return nil
}

// sides are the files that count before and after the commit; unchecked are
// the logins nobody looked up.
func (a *Authority) sides(ctx context.Context, e mentorship.Effect, h config.House, text []byte) (now, then config.Files, unchecked map[string]bool, err error) {
	repo := e.Thread.Repo
	f, own, err := a.files(ctx, repo)
	if err != nil {
		return now, then, nil, err
	}
	var after mentorship.HouseText
	if e.Thread.Number == 0 {
		own, after = around(own, e.SHA)
	} else if after, unchecked, err = a.proposed(ctx, e, h, text, own); err != nil {
		return now, then, nil, err
	}
	return with(f, repo, own), with(f, repo, after), unchecked, nil
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
