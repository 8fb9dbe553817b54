package config

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Files are the last good house rules of a repository and of its owner's .github
// repository, each with the people behind every version. The zero HouseText
// stands for no file. For the .github repository itself, Owner is its file and
// Repo is zero.
type Files struct{ Owner, Repo mentorship.HouseText }

// errUnreadable means that a text which was good once is not good any more.
var errUnreadable = errors.New("the stored house rules no longer parse")

// Resolve says what the house rules mean today: what counts of the two files
// (see [Merge]), who the listed people are, and whose entries act.
//
// An entry acts for a person who stood behind a version of a file that added
// or changed that entry (pushed it, wrote or approved the pull request), or who
// wrote `/mentor opt-in` while the entry stood there. Members of a team each
// stand behind its entry for themselves. What others change later: lowering
// capacity or max_new_per_week or taking paths and topics away counts at once
// and lowers what was agreed to; raising or widening waits for a new yes, and
// until then what was agreed to stays in force. It makes no difference which of
// the two files does it. Away days count as they stand. An entry that was taken
// out, alone or with the whole file (an empty text), and put back needs a new yes.
//
// A person's own words beat the files: whoever's last word was `/mentor
// opt-out` is out; `/mentor away` and `back` count beside and against the away
// days; `/mentor capacity` counts until they stand behind a newer version of
// their entry. Nobody has more than the owner's limits in force. What a mentor
// asks to read, too, counts as it stands.
//
// Consent is bound to the account, so a login that changed hands carries nothing
// over. Logins without an account and bots are left out. Coordinators are
// listed; those among them who agreed as mentors do may be mentioned. OpsRepo and TrackingRepo have only their owners and names filled in.
//
// It parses every revision; a caller that asks often keeps the answer.
func Resolve(f Files, standing map[int64]mentorship.Standing) (mentorship.Rules, error) {
	c, h, err := f.follow(standing)
	if err != nil {
		return mentorship.Rules{}, err
	}
	r := c.rules(h, f.sha())
	r.Texts = f.ownTexts(h)
	return r, nil
}

// sha is the commit of the file that is the repository's own.
func (f Files) sha() string {
	if len(f.Repo.Text) == 0 {
		return f.Owner.SHA
	}
	return f.Repo.SHA
}

// follow goes through the history of both files in order of time.
func (f Files) follow(standing map[int64]mentorship.Standing) (*consents, House, error) {
	c := &consents{accounts: accountsOf(f.Owner, f.Repo), standing: standing}
	lead := &consents{accounts: c.accounts, standing: standing}
	owner, okOwner := versions(f.Owner, OwnerFile)
	repo, okRepo := versions(f.Repo, RepoFile)
	if !okOwner || !okRepo {
		return nil, House{}, errUnreadable
	}
	var ours, theirs House
	for len(owner) > 0 || len(repo) > 0 {
		var v version
		if len(repo) == 0 || len(owner) > 0 && !repo[0].at.Before(owner[0].at) {
			v, owner = owner[0], owner[1:]
			theirs = v.house
		} else {
			v, repo = repo[0], repo[1:]
			ours = v.house
		}
		merged := Merge(theirs, ours)
		c.next(merged.Mentors, v.at, v.by)
		lead.next(asOffers(merged.Coordinators), v.at, v.by)
	}
	now := Merge(theirs, ours)
	c.leads = lead.agreed(now.Coordinators)
	return c, now, nil
}

// version is a file as it stood from a moment on.
type version struct {
	house House // zero: there was no file
	at    time.Time
	by    []mentorship.Person // who stands behind it
}

// versions are the good versions of a file, oldest first. A bad one left the
// one before in force. The last is today's; false if that is bad.
func versions(t mentorship.HouseText, src Source) ([]version, bool) {
	if len(t.Text) == 0 {
		return nil, true
	}
	var out []version
	for i, rev := range t.Revisions {
		if i >= len(t.Texts) {
			break
		}
		h, ok := parsed(t.Texts[i], src)
		if !ok {
			continue
		}
		by := rev.By
		if !rev.Pusher.Zero() {
			by = append(slices.Clone(by), rev.Pusher)
		}
		if rev.Older {
			by = nil
		}
		out = append(out, version{h, rev.At, by})
	}
	h, ok := parsed(string(t.Text), src)
	if t.Missing && src == OwnerFile {
		h = House{}
	}
	return append(out, version{house: h, at: sightOf(t)}), ok
}

// parsed is the house a text describes; an empty text is no house.
func parsed(text string, src Source) (House, bool) {
	if text == "" {
		return House{}, true
	}
	h, findings := ParseWith([]byte(text), Options{Source: src})
	return h, Valid(findings)
}

// sightOf is since when today's text is known to stand, where no revision says so.
func sightOf(at mentorship.HouseText) time.Time {
	if len(at.Revisions) == 0 {
		return time.Time{}
	}
	return at.ReadAt
}

// rules puts the house into the words of the rest of the program.
func (c *consents) rules(h House, sha string) mentorship.Rules {
	r := mentorship.Rules{
		SHA: sha, Mode: h.Mode, OpsRepo: repoNamed(h.OpsRepo), Scope: h.Scope, Ignore: h.Ignore, SpamLabels: h.SpamLabels,
		Quiet: h.Quiet, Nudge: h.Nudge, Accept: h.Accept, Rounds: h.Rounds,
		Checkin: h.Checkin, Help: h.Help, Idle: h.Idle, Pause: h.Pause,
		Open: h.Open, TrackingRepo: repoNamed(h.TrackingRepo), Label: h.Label,
		Coordinators: c.coordinators(h.Coordinators), Leads: c.leads,
		Language: h.Language, Playbooks: h.Playbooks, Glossary: h.Glossary, Contact: h.Contact,
		Off: !h.Enabled, HoldOut: 100 - h.Rollout, Gate: h.Gate, Drafts: h.Drafts, Issues: h.Issues, Members: h.Members,
		DailyHellos: h.DailyHellos, Seasons: seasons(h.Seasons), Release: h.Release,
		Term: h.Term, Graduation: h.Graduation, NudgeVia: h.NudgeVia, MinMerged: h.MinMerged, Wordless: !h.Checkins, Pulse: h.Pulse,
	}
	for _, m := range c.members(h.Mentors) {
		r.Mentors = append(r.Mentors, c.mentor(m, h))
	}
	return r
}

// coordinators are the people named, and the members of the teams named, each once.
func (c *consents) coordinators(names []string) []mentorship.Person {
	var out []mentorship.Person
	for _, n := range names {
		login, team := n, ""
		if strings.Contains(n, "/") {
			login, team = "", n
		}
		for _, who := range c.of(login, team) {
			if !slices.ContainsFunc(out, func(p mentorship.Person) bool { return p.ID == who.ID }) {
				out = append(out, who)
			}
		}
	}
	return out
}

// mentor is an entry of today's file with what is in force of it.
func (c *consents) mentor(m member, h House) mentorship.Mentor {
	o, agreed := c.inForce(m)
	o = o.capped(h)
	s := c.standing[m.who.ID]
	return mentorship.Mentor{
		Person: m.who, Paths: o.Paths, Capacity: o.Capacity, MaxNewPerWeek: o.MaxNewPerWeek,
		Away: cutAt(m.offer.Away, s.BackAt), AwayUntil: s.Away(), Consented: agreed,
		Topics: o.Topics, AskMeAbout: o.AskMeAbout, CameFrom: o.CameFrom, Languages: o.Languages, Zone: o.Zone,
		Cadence: o.Cadence, Duration: o.Duration, Timing: strings.Join(o.Timing, ", "), Forms: o.Forms, Trial: o.Trial,
		ReadFirst: m.offer.ReadFirst, Resources: m.offer.Resources, Unguarded: m.offer.Guard == guardOff,
	}
}

// cutAt ends the range of away days the person came back in.
func cutAt(ranges []mentorship.DateRange, back time.Time) []mentorship.DateRange {
	var out []mentorship.DateRange
	for _, r := range ranges {
		if !back.IsZero() && r.Contains(back) {
			r.To = back.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)
		}
		if !r.To.Before(r.From) {
			out = append(out, r)
		}
	}
	return out
}
