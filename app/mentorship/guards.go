package mentorship

import (
	"fmt"
	"time"
)

// NewcomerCheck is what guard NEW looks at. What was not gathered yet stays
// zero and speaks against nobody, so that cheap questions can be judged before
// dear ones are asked.
type NewcomerCheck struct {
	Pull       Pull
	Rules      Rules      // who mentors and coordinates here
	Ignored    bool       // the login fits watch.ignore
	OptedOut   bool       // the person wants no contact in this scope
	Member     bool       // belongs to the account that owns the repository
	Permission Permission // on the repository
	Earlier    bool       // opened another pull request in scope before
}

// Skip is why nothing is said to the author of a pull request (T2): a code that is
// counted ("": it is not), and a plain sentence. The zero value: they are new here.
type Skip struct{ Code, Why string }

// Newcomer is guard NEW: why the author of a pull request is not new here, zero
// if they are. The first reason found counts. Of GitHub's
// author_association only OWNER, MEMBER and COLLABORATOR say anything; NONE,
// CONTRIBUTOR and FIRST_* prove nothing (a webhook says NONE on a first pull
// request, private members appear as CONTRIBUTOR).
func Newcomer(c NewcomerCheck) Skip {
	author := c.Pull.Author
	_, listed := c.Rules.Mentor(author.ID)
	greet := c.Rules.Members == MembersGreet
	for _, r := range []struct {
		holds bool
		code  string
		why   string
	}{
		{author.Zero(), "gone", "the author's account no longer exists"},
		{author.Bot, "bot", "the author is a bot"},
		{c.Rules.Off, "off", "nothing begins while the house rules switch the programme off (program.enabled)"},
		{c.Ignored, "ignored", "the author is on the list of accounts to ignore"},
		{c.OptedOut, "opted_out", "the author asked not to be contacted"},
		{listed, "mentor", "the author is a mentor here"},
		{!author.Zero() && c.Rules.Coordinator(author.ID), "member", "the author coordinates mentoring here"},
		{!greet && association(c.Pull.Association), "member", "GitHub calls the author " + c.Pull.Association + " of this repository"},
		{!greet && c.Member, "member", "the author is a member of the organisation"},
		{!greet && c.Permission.Triages(), "member", fmt.Sprintf("the author has the %s role on this repository", c.Permission)},
		{c.Earlier, "known", "the author opened a pull request here before"},
	} {
		if r.holds {
			return Skip{r.code, r.why}
		}
	}
	return Skip{}
}

func association(a string) bool { return a == "OWNER" || a == "MEMBER" || a == "COLLABORATOR" }

// Free is guard FREE: whether a mentor may be asked now, and if not, why, as a
// plain sentence. Pairs that are barred and mentors asked in this cycle are
// left out by the machine.
func Free(m Mentor, load Load, now time.Time, author int64) (ok bool, why string) {
	for _, r := range []struct {
		holds bool
		why   string
	}{
		{!m.Consented, "has not consented"},
		{m.Short, "has fewer merged pull requests here than program.min_merged asks for"},
		{m.ID == author, "is the author of the pull request"},
		{m.Capacity <= 0, "is listed but resting"},
		{m.AwayOn(now), "is away"},
		{load.Holding >= m.Capacity, fmt.Sprintf("has no free place (%d of %d taken)", load.Holding, m.Capacity)},
		{load.Week >= m.MaxNewPerWeek, fmt.Sprintf("was asked %d times this week, of at most %d", load.Week, m.MaxNewPerWeek)},
		{load.RestUntil.After(now), "rests after an invitation that ran out"},
	} {
		if r.holds {
			return false, r.why
		}
	}
	return true, ""
}

// Wanted reports whether a planned effect still makes sense for the record as
// it stands now. What is not wanted any more is counted as done without being
// written: an invitation whose mentor was let go, a waiting comment after
// somebody was asked, words where we are to be silent.
func Wanted(m Mentorship, e Effect) bool {
	if m.State == StateErased {
		return e.Kind == EffectUnassign || m.left(e)
	}
	switch e.Kind {
	case EffectGreet, EffectInvite:
		return m.Holder() == e.Person.ID && !m.hushed(e.Thread)
	case EffectWaiting:
		return (m.State == StateQueued || m.State == StateEscalated || m.State == StateEnded) && !m.hushed(e.Thread)
	case EffectCongrats:
		return m.State == StateEnded && !m.hushed(e.Thread)
	case EffectEditComment:
		return !m.hushed(e.Thread)
	case EffectNudge:
		return m.State == StateInvited && m.Mentor.ID == e.Person.ID && m.Round == e.Round && !m.hushed(e.Thread)
	case EffectAssign:
		return m.Holder() == e.Person.ID
	case EffectUnassign:
		return m.Holder() != e.Person.ID
	case EffectOpenIssue:
		return m.Issue.Zero() && !m.State.Terminal()
	case EffectMilestone:
		return m.written() && !m.IssueMuted
	case EffectEditIssue:
		return !m.Issue.Zero() && !m.IssueMuted
	case EffectPage:
		return m.tellable(e)
	default:
		return m.stillCares(e)
	}
}
