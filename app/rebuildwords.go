package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// hear gathers what people said in the conversations of a mentorship, and what
// the newcomer said in those of others.
func (r *reading) hear(ctx context.Context, out *mentorship.Remains, rules mentorship.Rules, own []mentorship.Thread) error {
	for _, t := range out.Traces {
		if t.Kind == mentorship.EffectOpenIssue {
			own = append(own, t.Thread)
		}
	}
	for _, t := range own {
		for _, w := range r.words[mentorship.Place{Repo: t.Repo.ID, Number: t.Number}] {
			if err := r.word(ctx, out, rules, t, w); err != nil {
				return err
			}
		}
	}
	if err := r.reviews(ctx, out, rules); err != nil {
		return err
	}
	newcomer := out.Pull.Author.ID
	for place, words := range r.words {
		if slices.ContainsFunc(own, func(t mentorship.Thread) bool { return t.Repo.ID == place.Repo && t.Number == place.Number }) {
			continue
		}
		p := r.papers[place]
		for _, w := range words {
			if w.By.ID == newcomer && w.At.After(out.Pull.CreatedAt) {
				out.Words = append(out.Words, mentorship.Elsewhere{
					Thread: mentorship.Thread{Repo: mentorship.Repo{Tenant: r.tenant, ID: place.Repo}, Number: place.Number},
					Pull:   p.Pull, Kind: mentorship.RemarkComment, Fellow: p.Pull && r.fellow(p.Author.ID), At: w.At,
				})
			}
		}
	}
	return nil
}

// fellow reports whether somebody is a newcomer whose mentorship is being rebuilt.
func (r *reading) fellow(person int64) bool {
	for _, place := range r.pulls[person] {
		for _, id := range []string{mentorship.NewID(mentorship.ScopeRepo, mentorship.Repo{ID: place.Repo}, person), r.orgID(place.Repo, person)} {
			if len(r.traces[id]) > 0 {
				return true
			}
		}
	}
	return false
}

func (r *reading) orgID(repo, person int64) string {
	i := slices.IndexFunc(r.repos, func(x mentorship.Repo) bool { return x.ID == repo })
	if i < 0 {
		return ""
	}
	return mentorship.NewID(mentorship.ScopeOrg, r.repos[i], person)
}

// word turns a comment into what it means to the mentorship.
func (r *reading) word(ctx context.Context, out *mentorship.Remains, rules mentorship.Rules, t mentorship.Thread, w word) error {
	e := heard(rules, t, w.Remark)
	e.Command, e.Asks = w.addressed, w.asks
	out.Words = append(out.Words, e)
	for _, c := range w.commands {
		if c.Verb == "" || guide.Personal(c.Verb) {
			continue
		}
		e := c.event
		e.Thread = t
		addressed(&e, rules, c.Command)
		if slices.Contains(forWriters(), c.Verb) {
			may, err := r.permission(ctx, t.Repo, w.By.Login)
			if err != nil {
				return err
			}
			e.Writer = may.Writes()
		}
		out.Words = append(out.Words, e)
	}
	return nil
}

// reviews adds the reviews of the first pull request.
func (r *reading) reviews(ctx context.Context, out *mentorship.Remains, rules mentorship.Rules) error {
	var found []mentorship.Remark
	err := r.ask(ctx, func() (err error) { found, err = r.a.GitHub.Reviews(ctx, out.Pull.Thread()); return err })
	if err != nil && !outOfSight(err) {
		return err
	}
	for _, v := range found {
		if v.By.Zero() || v.By.Bot {
			continue
		}
		r.seen(v.By)
		e := heard(rules, out.Pull.Thread(), v)
		if v.Review == mentorship.ReviewApproved {
			may, err := r.permission(ctx, out.Pull.Repo, v.By.Login)
			if err != nil {
				return err
			}
			e.Writer = may.Writes()
		}
		out.Words = append(out.Words, e)
	}
	return nil
}

// permission is what somebody may do today, asked once each.
func (r *reading) permission(ctx context.Context, repo mentorship.Repo, login string) (mentorship.Permission, error) {
	key := fmt.Sprintf("%d/%s", repo.ID, login)
	if may, ok := r.may[key]; ok {
		return may, nil
	}
	var may mentorship.Permission
	err := r.ask(ctx, func() (err error) { may, err = r.a.GitHub.Permission(ctx, repo, login); return err })
	if err != nil && !outOfSight(err) {
		return "", err
	}
	r.may[key] = may
	return may, nil
}

// farewell is who asked to be forgotten, and when.
type farewell struct {
	mentorship.Person
	at time.Time
}

// honour takes over what people said of themselves by command, in the order they
// said it, and returns who asked to be forgotten and did not come back.
func (r *reading) honour(ctx context.Context) (map[int64]farewell, error) {
	type told struct {
		word
		place mentorship.Place
	}
	var all []told
	for place, words := range r.words {
		for _, w := range words {
			if len(w.commands) > 0 {
				all = append(all, told{w, place})
			}
		}
	}
	slices.SortFunc(all, func(a, b told) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	forgotten := map[int64]farewell{}
	for _, l := range all {
		for i, c := range l.commands {
			if err := r.obey(ctx, l.word, l.place, c.Command, i, forgotten); err != nil {
				return nil, err
			}
		}
	}
	for _, who := range forgotten {
		hash, err := r.a.hash(ctx, r.tenant, who.ID)
		if err != nil {
			return nil, err
		}
		if _, err := r.a.Store.Bury(ctx, r.tenant, hash, who.at); err != nil {
			return nil, fmt.Errorf("remembering that somebody is forgotten: %w", err)
		}
	}
	return forgotten, nil
}

// obey takes over one command about the person who wrote it.
func (r *reading) obey(ctx context.Context, w word, place mentorship.Place, c guide.Command, index int, forgotten map[int64]farewell) error {
	own := r.papers[place].Author.ID == w.By.ID
	switch {
	case c.Verb == mentorship.VerbForget && c.Argument == "confirm":
		forgotten[w.By.ID] = farewell{w.By, mentorship.SaidAt(w.At, index)}
		return nil
	case c.Verb == mentorship.VerbFind && own, c.Verb == mentorship.VerbOptIn:
		delete(forgotten, w.By.ID)
	}
	if c.Verb == mentorship.VerbDigest {
		return r.digest(ctx, w, place, c, index, own)
	}
	if c.Verb == mentorship.VerbNoThanks && own && !r.spoke(place) {
		c.Verb = mentorship.VerbOptOut // said before anything began
	}
	if !guide.Personal(c.Verb) || c.Verb == mentorship.VerbForget {
		return nil
	}
	s, note := guide.Standing(c, w.Remark, index)
	if note != "" {
		return nil
	}
	if c.Verb != mentorship.VerbOptOut && c.Verb != mentorship.VerbLanguage {
		listed, err := r.a.listed(ctx, job{repo: mentorship.Repo{Tenant: r.tenant}}, w.By)
		if err != nil || !listed {
			return err
		}
	}
	return r.a.Store.SetStanding(ctx, r.tenant, s)
}

// spoke reports whether we wrote about a mentorship in a conversation.
func (r *reading) spoke(place mentorship.Place) bool {
	for _, ts := range r.traces {
		if slices.ContainsFunc(ts, func(t mentorship.Trace) bool {
			return t.Thread.Repo.ID == place.Repo && t.Thread.Number == place.Number
		}) {
			return true
		}
	}
	return false
}

// digest takes over that a mentor wants, or no longer wants, a note of the week.
func (r *reading) digest(ctx context.Context, w word, place mentorship.Place, c guide.Command, index int, own bool) error {
	s := mentorship.Standing{Person: w.By, DigestAt: mentorship.SaidAt(w.At, index)}
	i := slices.IndexFunc(r.repos, func(x mentorship.Repo) bool { return x.ID == place.Repo })
	if c.Argument == "on" && own && !r.papers[place].Pull && i >= 0 {
		rules, _, err := r.a.house.Rules(ctx, r.repos[i])
		if err != nil {
			return err
		}
		entry, ok := rules.Mentor(w.By.ID)
		if !ok || !entry.Consented {
			return nil
		}
		s.Digest = place
		if err := r.a.planDigest(ctx, r.tenant, entry, r.a.Clock.Now()); err != nil {
			return err
		}
	} else if c.Argument != "off" {
		return nil
	}
	return r.a.Store.SetStanding(ctx, r.tenant, s)
}
