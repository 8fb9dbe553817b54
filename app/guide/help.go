package guide

import (
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// The roles a person may have in a conversation, as help sorts the words.
const (
	RoleNewcomer    = "newcomer"
	RoleMentor      = "mentor"
	RoleCoordinator = "coordinator"
	RoleWriter      = "writer"
	roleAnyone      = "anyone"
)

// helpGroup is the words for one role.
type helpGroup struct {
	Title string
	Verbs []helpLine
}

type helpLine struct {
	Verb mentorship.Verb
	Line string
}

// firstVerbs are the dozen shown before `help all`, as far as they exist.
func firstVerbs() []mentorship.Verb {
	return []mentorship.Verb{
		"find", "stuck", "done", "accept", "pass", "swap", "pause", "keep-going", "no-thanks", "away", "opt-in", "opt-out",
	}
}

// whose says for whom a word is. A word that is not listed is for everybody.
func whose() map[mentorship.Verb][]string {
	newcomer, mentor, both := []string{RoleNewcomer}, []string{RoleMentor}, []string{RoleNewcomer, RoleMentor}
	leads := []string{RoleCoordinator, RoleWriter}
	return map[mentorship.Verb][]string{
		mentorship.VerbFind: {RoleNewcomer, RoleCoordinator, RoleWriter}, mentorship.VerbNoThanks: newcomer, mentorship.VerbStuck: newcomer,
		mentorship.VerbQuestion: newcomer, mentorship.VerbSlower: newcomer, mentorship.VerbOutcome: both, mentorship.VerbNext: both,
		mentorship.VerbAccept: mentor, mentorship.VerbPass: mentor, mentorship.VerbAway: mentor, mentorship.VerbBack: mentor,
		mentorship.VerbCapacity: mentor, mentorship.VerbDigest: mentor, mentorship.VerbSwap: both, mentorship.VerbDone: both, mentorship.VerbUndo: both,
		mentorship.VerbPause: both, mentorship.VerbResume: both, mentorship.VerbWiden: mentor, mentorship.VerbKeepGoing: both,
		mentorship.VerbWrapUp: both, mentorship.VerbExtend: both, mentorship.VerbGraduate: both, mentorship.VerbTouch: both, mentorship.VerbNotAFit: both,
		mentorship.VerbTopics: both, mentorship.VerbCadence: both, mentorship.VerbDuration: both, mentorship.VerbTiming: both, mentorship.VerbChannel: both,
		mentorship.VerbGoal: newcomer, mentorship.VerbThanks: newcomer,
		mentorship.VerbAssign: leads, mentorship.VerbRecommend: leads,
		mentorship.VerbAsk: newcomer, mentorship.VerbOffer: mentor, mentorship.VerbClose: {RoleCoordinator}, mentorship.VerbMute: {RoleWriter}, mentorship.VerbWhy: {RoleWriter},
	}
}

// helpRoles are all roles in the order they are shown.
func helpRoles() []string {
	return []string{RoleNewcomer, RoleMentor, RoleCoordinator, RoleWriter, roleAnyone}
}

// helpGroups are the words for somebody in these roles; all of them, or the
// dozen to begin with. A word stands under the first role it fits.
func helpGroups(lang string, roles []string, all bool) []helpGroup {
	known := helpOrder(all)
	var out []helpGroup
	for _, role := range helpRoles() {
		g := helpGroup{Title: phrase(lang, "role."+role, nil)}
		if role != roleAnyone && !slices.Contains(roles, role) {
			continue
		}
		known = slices.DeleteFunc(known, func(v mentorship.Verb) bool {
			owners, some := whose()[v]
			if some != (role != roleAnyone) || some && !slices.Contains(owners, role) {
				return false
			}
			g.Verbs = append(g.Verbs, helpLine{v, phrase(lang, "help."+string(v), nil)})
			return true
		})
		if len(g.Verbs) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// helpOrder are the words that exist, the dozen first. Without all, `help`
// itself follows the dozen, so that the rest can be found.
func helpOrder(all bool) []mentorship.Verb {
	var out []mentorship.Verb
	for _, v := range firstVerbs() {
		if slices.Contains(Verbs(), v) {
			out = append(out, v)
		}
	}
	for _, v := range Verbs() {
		if !slices.Contains(out, v) && (all || v == mentorship.VerbHelp) {
			out = append(out, v)
		}
	}
	return out
}

// help answers `/mentor help`.
func (p Page) help(e mentorship.Effect) (mentorship.Write, error) {
	much, roles, _ := strings.Cut(strings.TrimPrefix(e.Note, mentorship.NoteHelp+":"), ":")
	w := words{Lang: p.language()}
	w.Help = helpGroups(w.Lang, strings.Split(roles, ","), much == "all")
	text, err := say("verbs", w)
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(mentorship.Mentorship{}, e.Kind, e.Key)), err
}
