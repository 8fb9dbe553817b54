package house

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A community's own texts are files of its repository that the house rules
// name. They are read with the house rules; of each the last good one counts.

// ownTexts reads the texts a house names, from the default branch. One that is
// missing or has mistakes leaves the last good one in force.
func (a *Authority) ownTexts(ctx context.Context, repo mentorship.Repo, h config.House, old map[string]string) (map[string]string, error) {
	var out map[string]string
	for name, own := range h.Texts.Named() {
		text, mistakes, err := a.ownText(ctx, repo, "", name, own)
		if err != nil {
			return nil, err
		}
		if len(mistakes) > 0 {
			a.Log.WarnContext(ctx, "a text of the community's own cannot be used, the last good one stays in force",
				"repo", repo.ID, "text", name, "line", mistakes[0].Line)
			text = old[name]
		}
		if text != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[name] = text
		}
	}
	return out, nil
}

// ownText is one such text at a commit ("": the default branch), or what is
// wrong with it.
func (a *Authority) ownText(ctx context.Context, repo mentorship.Repo, sha, name string, own config.OwnText) (string, []mentorship.Note, error) {
	missing := func(message string) (string, []mentorship.Note, error) {
		return "", []mentorship.Note{{Path: config.Path, Line: own.Line, Col: max(own.Col, 1), Message: "texts." + name + ": " + message}}, nil
	}
	body, err := a.GitHub.Content(ctx, repo, own.Path, sha, guide.MaxOwnBytes)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound:
		return missing("there is no file " + own.Path)
	case mentorship.FaultInvalid:
		return missing(fmt.Sprintf("%s is no plain file of at most %d KB", own.Path, guide.MaxOwnBytes>>10))
	}
	if err != nil {
		return "", nil, fmt.Errorf("reading the text %s: %w", name, err)
	}
	notes := guide.CheckOwn(name, string(body))
	for i := range notes {
		notes[i].Path = own.Path
	}
	return string(body), notes, nil
}

// examineTexts notes what is wrong with the texts a house names, at a commit.
func (a *Authority) examineTexts(ctx context.Context, repo mentorship.Repo, sha string, h config.House, r *guide.HouseReport) error {
	named := h.Texts.Named()
	for _, name := range slices.Sorted(maps.Keys(named)) {
		_, mistakes, err := a.ownText(ctx, repo, sha, name, named[name])
		if err != nil {
			return err
		}
		r.Notes = append(r.Notes, mistakes...)
		r.Mistakes += len(mistakes)
	}
	return nil
}

// Touches reports whether a pull request changes the house rules. What cannot
// be read for good is taken for one that does not.
func (a *Authority) Touches(ctx context.Context, t mentorship.Thread) (bool, error) {
	files, err := a.GitHub.Files(ctx, t)
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden, mentorship.FaultPermission, mentorship.FaultInvalid:
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the files of a pull request: %w", err)
	}
	if slices.Contains(files, config.Path) {
		return true, nil
	}
	return a.TouchesTexts(ctx, t.Repo, files)
}

// TouchesTexts reports whether one of the files is a text the house rules name.
func (a *Authority) TouchesTexts(ctx context.Context, repo mentorship.Repo, files []string) (bool, error) {
	if !slices.ContainsFunc(files, func(f string) bool { return strings.HasSuffix(f, ".md") }) {
		return false, nil
	}
	paths, err := a.textPaths(ctx, repo)
	return slices.ContainsFunc(files, func(f string) bool { return slices.Contains(paths, f) }), err
}

// textPaths are the files that hold texts of a repository's own, by its last
// good house rules.
func (a *Authority) textPaths(ctx context.Context, repo mentorship.Repo) (out []string, err error) {
	text, err := a.house(ctx, repo)
	if err != nil || len(text.Text) == 0 || text.Missing {
		return nil, err
	}
	src := config.RepoFile
	if isOwnerRepo(repo) {
		src = config.OwnerFile
	}
	h, _ := config.ParseWith(text.Text, config.Options{Source: src})
	for _, own := range h.Texts.Named() {
		out = append(out, own.Path)
	}
	slices.SortFunc(out, cmp.Compare)
	return out, nil
}
