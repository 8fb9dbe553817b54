package config

import (
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"go.yaml.in/yaml/v4"
)

// key is one key of the house rules. The tables below are the one place where
// keys are told: the parser, [Merge], the JSON Schema and the reference table in
// docs/configure.md come from them. C is what the key belongs to: a [House], or
// the [Offer] of an entry under mentors.
type key[C any] struct {
	Path    string // from the top of the file, such as "timers.quiet" or "mentors[].login"
	Default string // as the guide shows it
	Allowed string // as the guide shows it
	Meaning string
	Example string // a value, as it is written in the file
	schema  func() schema
	read    func(p *parser, n *yaml.Node, to *C)
	take    func(to, from *C) // nil: where both files have it, the two are not simply exchanged
}

// of joins a kind of value with its place in C.
func of[C, T any](path string, k kind[T], at func(*C) *T) key[C] {
	return key[C]{
		Path: path, Allowed: k.allowed, schema: k.schema,
		read: func(p *parser, n *yaml.Node, to *C) {
			if v, ok := k.read(p, n, strings.TrimPrefix(path, "mentors[].")); ok {
				*at(to) = v
			}
		},
		take: func(to, from *C) { *at(to) = *at(from) },
	}
}

// tells adds what people read about the key.
func (k key[C]) tells(example, byDefault, meaning string) key[C] {
	k.Example, k.Default, k.Meaning = example, byDefault, meaning
	return k
}

// addsUp marks a key whose two values [Merge] puts together itself, or never takes over.
func (k key[C]) addsUp() key[C] {
	k.take = nil
	return k
}

const day = 24 * time.Hour

// houseKeys are the keys of the file but those of an entry under mentors, in
// the order of the guide.
func houseKeys() []key[House] {
	return slices.Concat(ownerKeys(), programKeys(), pairingKeys(), privacyKeys(), wordKeys())
}

// ownerKeys are those that tell what counts where.
func ownerKeys() []key[House] {
	return []key[House]{
		of("version", versionOne(), func(h *House) *int { return &h.Version }).addsUp().
			tells("1", "needed", "The version of this format."),
		of("extends", choice(extendsOrg, extendsNone), func(h *House) *string { return &h.Extends }).addsUp().
			tells("none", "`org`", "Whether the owner's defaults count here: `none` leaves all of them aside, limits too. Not in the owner's own file."),
		of("lock", list(lockable(), 50, "keys or sections"), func(h *House) *[]string { return &h.Lock }).addsUp().
			tells("[program.mode, timers]", "nothing", "Keys no repository may set. Only in the owner's `.github` repository."),
		of("limits.mentor_active", count(0, maxCapacity, "limits.mentor_active is a number from 0 to 8: the most newcomers a mentor has at once"),
			func(h *House) *int { return &h.MentorActive }).addsUp().
			tells("3", "none", "The `capacity` of entries that do not say, and the most that is in force for any entry. Only in the owner's `.github` repository."),
		of("limits.mentor_new_per_week", count(0, maxPerWeek, "limits.mentor_new_per_week is a number from 0 to 5: the most invitations a mentor gets in seven days"),
			func(h *House) *int { return &h.MentorPerWeek }).addsUp().
			tells("1", "none", "The same for `max_new_per_week`. Only in the owner's `.github` repository."),
		of("limits.nudge_via", choice(mentorship.NudgeAssign, mentorship.NudgeComment, mentorship.NudgeNone), func(h *House) *mentorship.NudgeVia { return &h.NudgeVia }).addsUp().
			tells("none", "`assign`", "How a mentor who was asked and has not answered is reminded, once: by an assignment without words, by a comment (one of the two we write unasked, so nobody else is asked after it), or not at all. Only in the owner's `.github` repository."),
		of("limits.daily_hellos", count(1, 200, "limits.daily_hellos is a number between 1 and 200: the most newcomers who are greeted in 24 hours"),
			func(h *House) *int { return &h.DailyHellos }).addsUp().
			tells("10", "`20`", "The most newcomers greeted in 24 hours, in all repositories together; who comes after that waits in silence (see `surge.release`), and so does the flood of more than five times the usual. Only in the owner's `.github` repository."),
		of("board.viewers", list(personOrTeam(), maxViewers, "logins or teams"), func(h *House) *[]string { return &h.Viewers }).addsUp().
			tells("[acme/governing-board]", "nobody", "Who may look at the board, beside the coordinators named in this file. Teams are those of this organisation; who leaves one has no access after five minutes at most. Only in the owner's `.github` repository."),
		of("board.public", yesNo(), func(h *House) *bool { return &h.Public }).addsUp().
			tells("true", "`false`", "Whether anybody may look at the board, which shows groups and never persons. Only in the owner's `.github` repository."),
		of("board.k", count(minK, maxK, "board.k is a number from 5 to 50: below 5 a number would show single persons"), func(h *House) *int { return &h.K }).addsUp().
			tells("8", "`5`", "How many people must stand behind a number that is about people. Only in the owner's `.github` repository."),
		of("board.k_sensitive", count(minK, maxK, "board.k_sensitive is a number from 5 to 50: below 5 a number would show single persons"), func(h *House) *int { return &h.KSensitive }).addsUp().
			tells("12", "`10`", "The same for what people chose or felt, such as declining or changing a mentor. Not less than `k`. Only in the owner's `.github` repository."),
		of("board.report_repo", repository("board.report_repo is a repository such as acme/mentoring"), func(h *House) *string { return &h.ReportRepo }).addsUp().
			tells("acme/mentoring", "none", "Where the issue with the figures of the board lives: charts and tables, edited in place at the beginning of each month. Whoever may read that repository reads them. firstmate must be installed there. Only in the owner's `.github` repository."),
	}
}

// programKeys are those of what is done at all, and for whom.
func programKeys() []key[House] {
	return []key[House]{
		of("program.enabled", yesNo(), func(h *House) *bool { return &h.Enabled }).
			tells("false", "`true`", "`false` begins nothing new; what runs is finished."),
		of("program.rollout", count(0, 100, "rollout is a percentage from 0 to 100"), func(h *House) *int { return &h.Rollout }).
			tells("50", "`100`", "The share of newcomers who are greeted, chosen by a hash that stays the same for each of them. The others get help by `/mentor find` as everybody does, and can be compared with."),
		of("program.mode", choice(mentorship.ModeLive, mentorship.ModePreview), func(h *House) *mentorship.Mode { return &h.Mode }).
			tells("preview", "`live`", "`preview` writes nothing to anybody; what would have happened is kept for `firstmate explain` and `/mentor why`."),
		of("program.min_merged", count(0, maxMerged, "program.min_merged is a number from 0 to 50: how many merged pull requests a mentor has here before they are asked"),
			func(h *House) *int { return &h.MinMerged }).
			tells("3", "`0`", "How many merged pull requests of their own in this repository a mentor has before they are asked. Until its past is read nobody is held back, and what runs goes on."),
		of("program.ops_repo", repository("program.ops_repo is a repository such as acme/mentoring"), func(h *House) *string { return &h.OpsRepo }).
			tells("acme/mentoring", "none", "Where the issue for coordinators lives: mistakes in the house rules, newcomers who wait for a person, and a flood of first pull requests stand in it, and it is edited in place. firstmate must be installed there."),
		of("program.coordinators", list(personOrTeam(), maxCoords, "logins or teams"), func(h *House) *[]string { return &h.Coordinators }).addsUp().
			tells("[grace, acme/mentoring]", "nobody", "People who look after mentoring. A newcomer nobody took on is left with them for seven days, and one of those who agreed (as mentors do: their own change, approval, or `/mentor opt-in`) is mentioned once in the issue of `ops_repo`. They may use `/mentor assign @login` and `/mentor find`."),
		of("program.language", spoken(), func(h *House) *string { return &h.Language }).
			tells("es", "`en`", "The language of texts for people who chose none by `/mentor language`. There are texts in `en` and `es`; for any other language they are English."),
		of("program.private_contact", contact(), func(h *House) *string { return &h.Contact }).
			tells("conduct@acme.example", "none", "Whom a newcomer may write to in private when something feels wrong; one line in their tracking issue."),
		of("program.term", span(30*day, 365*day, "90d"), func(h *House) *time.Duration { return &h.Term }).
			tells("120d", "`90d`", "How long a mentorship goes on once it outlives the first pull request: from the newcomer's next one, or from `/mentor keep-going`."),
		of("program.graduation", list(choice(mentorship.Items()...), len(mentorship.Items()), "steps"), func(h *House) *[]mentorship.Item { return &h.Graduation }).
			tells("[M1, A3]", "`M1`, `A3`, `V2`, `G1`", "The steps that make a graduation: by default the first pull request merged, the second one too, a remark for somebody else, and a look back."),
		of("watch.scope", choice(mentorship.ScopeOrg, mentorship.ScopeRepo), func(h *House) *mentorship.Scope { return &h.Scope }).
			tells("repo", "`org`", "How far \"first pull request\" reaches. With `repo`, somebody who is known in other repositories of the owner gets a short word that asks nobody, and a mentor by `/mentor find`."),
		of("watch.drafts", yesNo(), func(h *House) *bool { return &h.Drafts }).
			tells("true", "`false`", "Whether drafts are greeted, too, or only once they are ready for review."),
		of("watch.issues", yesNo(), func(h *House) *bool { return &h.Issues }).
			tells("true", "`false`", "Whether a newcomer's first contribution may be an issue: one with the label `mentor-wanted`, or one that somebody with at least the triage role answered. See [First contribution is an issue](#first-contribution-is-an-issue)."),
		of("watch.gate", choice(mentorship.GateNone, mentorship.GateChecks, mentorship.GateTouch), func(h *House) *mentorship.Gate { return &h.Gate }).
			tells("human_touch", "`none`", "What a pull request must have before the first word: green checks, or a label, review or approval by a person. Without it in thirty days nothing is said."),
		of("watch.members", choice(mentorship.MembersSkip, mentorship.MembersGreet), func(h *House) *mentorship.Members { return &h.Members }).
			tells("greet", "`skip`", "Whether members of the organisation and people with a role in the repository are greeted on their first pull request, for instance in an inner-source project."),
		of("watch.ignore", globs("", maxPatterns, "patterns of logins"), func(h *House) *[]string { return &h.Ignore }).
			tells("[renovate, \"*-bot\"]", "nobody", "Accounts that are never greeted. Bots never are anyway."),
		of("watch.spam_labels", list(labelName(), maxPatterns, "labels"), func(h *House) *[]string { return &h.SpamLabels }).
			tells("[spam]", "`spam`, `invalid`", "Labels that say a pull request was not meant seriously: firstmate stays silent."),
		of("surge.events", list(season(), 10, "spans of the year"), func(h *House) *[]string { return &h.Seasons }).
			tells("[10-01..11-07]", "none", "Days of every year (UTC) that bring floods of first pull requests: nobody is greeted on them."),
		of("surge.release", choice(mentorship.ReleaseTouch, mentorship.ReleaseOff), func(h *House) *mentorship.Release { return &h.Release }).
			tells("off", "`human_touch`", "When somebody who came in a flood is helped: once the pull request has lived for a day and a person labelled, reviewed or approved it, or by `/mentor find` alone."),
	}
}

// pairingKeys are those of the times of a pairing, and of its page.
func pairingKeys() []key[House] {
	return []key[House]{
		of("timers.quiet", span(0, day, "2m"), func(h *House) *time.Duration { return &h.Quiet }).
			tells("1h", "`2m`", "How long firstmate waits before its first word, so that people can be faster."),
		of("timers.nudge", span(12*time.Hour, 7*day, "24h"), func(h *House) *time.Duration { return &h.Nudge }).
			tells("36h", "`24h`", "When a mentor who was asked and has not answered is assigned to the pull request, as a reminder without words."),
		of("timers.accept", span(day, 14*day, "48h"), func(h *House) *time.Duration { return &h.Accept }).
			tells("3d", "`48h`", "When an invitation ends by itself. Longer than `nudge`."),
		of("timers.rounds", count(1, 2, "timers.rounds is 1 or 2: how many mentors are asked, one after the other"), func(h *House) *int { return &h.Rounds }).
			tells("1", "`2`", "How many mentors are asked one after the other."),
		of("timers.checkin", span(3*day, 90*day, "7d"), func(h *House) *time.Duration { return &h.Checkin }).
			tells("10d", "`7d`", "When a pair that does not talk is asked once in the tracking issue how it goes; twice as long in the last four weeks of a term."),
		of("timers.help", span(day, 14*day, "72h"), func(h *House) *time.Duration { return &h.Help }).
			tells("48h", "`72h`", "When a mentor is told, once and without words where possible, that a question of the newcomer waits."),
		of("timers.idle", span(7*day, 90*day, "14d"), func(h *House) *time.Duration { return &h.Idle }).
			tells("21d", "`14d`", "When a newcomer whose turn it is, and who is silent, gets the one word that there is no hurry."),
		of("timers.pause", span(7*day, 180*day, "28d"), func(h *House) *time.Duration { return &h.Pause }).
			tells("6w", "`28d`", "After how long a silence a pairing rests and the mentor's place is free. Longer than `idle`."),
		of("tracking.open", choice(mentorship.OpenOnAccept, mentorship.OpenOnMatch, mentorship.OpenNever), func(h *House) *mentorship.OpenTracking { return &h.Open }).
			tells("on_match", "`on_accept`", "When the issue with the newcomer's steps opens: when a mentor accepts, already when one is asked, or not at all."),
		of("tracking.repo", sameOr(repository("tracking.repo is same or a repository such as acme/mentoring")), func(h *House) *string { return &h.TrackingRepo }).
			tells("acme/mentoring", "`same`", "Where these issues are opened. firstmate must be installed there."),
		of("tracking.label", labelName(), func(h *House) *string { return &h.Label }).
			tells("first steps", "`mentorship`", "Their label."),
		of("tracking.checkin_comments", yesNo(), func(h *House) *bool { return &h.Checkins }).
			tells("false", "`true`", "Whether a pair that does not talk is asked how it goes, and a silent newcomer hears that there is no hurry. With `false` the same clocks run without words."),
	}
}

// privacyKeys are those of what is asked and kept.
func privacyKeys() []key[House] {
	return []key[House]{
		of("privacy.pulse", choice(mentorship.PulseOff, mentorship.PulseLink, mentorship.PulseReaction), func(h *House) *mentorship.PulseMode { return &h.Pulse }).
			tells("off", "`link_and_reaction`", "Whether the two are asked after a fortnight, and while they wrap up, how it is for them: each on their own page, which nobody else sees, or also by a reaction to a comment in the tracking issue. A number is kept, no word. With `link` nobody is asked by a server that has no address (`--base-url`)."),
	}
}

// wordKeys are those of what is said, and who helps.
func wordKeys() []key[House] {
	return []key[House]{
		of("playbooks", playbooks(), func(h *House) *[]mentorship.Playbook { return &h.Playbooks }).
			tells("[{paths: [\"charts/**\"], link: docs/charts.md, title: How our charts work}]", "none",
				"What is written down for changes of some files: `paths`, `link` and, if you like, a `title`. Those that fit a newcomer's change stand in their tracking issue while they prepare."),
		of("glossary", link(), func(h *House) *string { return &h.Glossary }).
			tells("docs/glossary.md", "none", "Where the words of the project are explained; stands beside the playbooks."),
		of("texts.greet", ownText(), func(h *House) *OwnText { return &h.Texts.Greet }).
			tells(".github/firstmate/greet.md", "ours", "Your own words for the first comment, which asks a mentor. See [Your own words](#your-own-words)."),
		of("texts.waiting", ownText(), func(h *House) *OwnText { return &h.Texts.Waiting }).
			tells(".github/firstmate/waiting.md", "ours", "The first comment where no mentor is free."),
		of("texts.congrats", ownText(), func(h *House) *OwnText { return &h.Texts.Congrats }).
			tells(".github/firstmate/congrats.md", "ours", "The first comment where the change was merged before it was written."),
		of("texts.milestone", ownText(), func(h *House) *OwnText { return &h.Texts.Milestone }).
			tells(".github/firstmate/milestone.md", "ours", "The congratulation in the tracking issue at the merge."),
		of("texts.issue_intro", ownText(), func(h *House) *OwnText { return &h.Texts.IssueIntro }).
			tells(".github/firstmate/issue-intro.md", "ours", "The first lines of the tracking issue."),
		of("mentors", offers(), func(h *House) *[]Offer { return &h.Mentors }).addsUp().
			tells("[{login: ada}]", "nobody", "Who offers to help. Each entry acts once its person stands behind it."),
	}
}

// offerKeys are the keys of an entry under mentors, in the order of the guide.
func offerKeys() []key[Offer] {
	return []key[Offer]{
		of("mentors[].login", onceInMentors(login()), func(o *Offer) *string { return &o.Login }).
			tells("ada", "needed, or `team`", "Who offers to help."),
		of("mentors[].team", onceInMentors(team()), func(o *Offer) *string { return &o.Team }).
			tells("acme/reviewers", "needed, or `login`", "A team whose members offer to help, each for themselves."),
		of("mentors[].paths", globs(outsideRoot, maxPaths, "patterns from the root of the repository"), func(o *Offer) *[]string { return &o.Paths }).
			tells("[\"docs/**\"]", "none", "Where they offer to help. It counts as experience there until the history says more."),
		of("mentors[].capacity", count(0, maxCapacity, "capacity is a number from 0 (resting) to 8"), func(o *Offer) *int { return &o.Capacity }).
			tells("3", "`2`", "How many newcomers at once; `0` means listed but resting."),
		of("mentors[].max_new_per_week", count(0, maxPerWeek, "max_new_per_week is a number from 0 to 5"), func(o *Offer) *int { return &o.MaxNewPerWeek }).
			tells("1", "`2`", "How many invitations in seven days."),
		of("mentors[].away", awayDays(), func(o *Offer) *[]mentorship.DateRange { return &o.Away }).
			tells("[2026-12-20..2027-01-06]", "never", "Days (UTC) without invitations."),
		of("mentors[].topics", list(choice(mentorship.Topics()...), len(mentorship.Topics()), "topics"), func(o *Offer) *[]string { return &o.Topics }).
			tells("[code-review, stuck]", "none", "What they like to help with; counts where a newcomer asks for it by `/mentor find code-review`."),
		of("mentors[].ask_me_about", list(words(), maxSubjects, "subjects"), func(o *Offer) *[]string { return &o.AskMeAbout }).
			tells("[SVG, accessibility]", "none", "Subjects in their own words; one counts where all its words stand in the title, labels or paths of a change."),
		of("mentors[].came_from", words(), func(o *Offer) *string { return &o.CameFrom }).
			tells("docs", "none", "The area they started in themselves; counts where a newcomer starts there, too."),
		of("mentors[].languages", list(spoken(), maxLanguages, "languages"), func(o *Offer) *[]string { return &o.Languages }).
			tells("[en, pt-BR]", "none", "Languages they speak; one counts where the newcomer named it by `/mentor language pt`."),
		of("mentors[].timezone", zone(), func(o *Offer) *string { return &o.Zone }).
			tells("Europe/Madrid", "none", "Where their day is: between 8 and 22 o'clock there they are asked a little sooner than their equals."),
		of("mentors[].cadence", choice(mentorship.Cadences()...), func(o *Offer) *string { return &o.Cadence }).
			tells("biweekly", "none", "How often they like to talk. It stands in the tracking issue from the start, and either of the two may change it."),
		of("mentors[].duration", choice(mentorship.Durations()...), func(o *Offer) *string { return &o.Duration }).
			tells("30m", "none", "How long, likewise."),
		of("mentors[].timing", list(hours(), maxTimes, "days with hours"), func(o *Offer) *[]string { return &o.Timing }).
			tells("[\"weekdays 12:00-14:00\"]", "any", "When, on the clock of their `timezone` (UTC without one), likewise. The reminder of an invitation, and the questions to a pair, wait for these hours, at most 72 hours; for a pair those count that the two agreed on by `/mentor timing`. Without them they wait for weekdays from 8 to 18 o'clock where `timezone` is known. No other clock waits."),
		of("mentors[].forms", forms(), func(o *Offer) *[]mentorship.Form { return &o.Forms }).
			tells("[informal]", "`one_to_one`", "`informal` alone makes an introduction of it when they accept: no page, no label, no term. It ends by itself a week after the two last talked, and `/mentor keep-going` makes a mentorship of it."),
		of("mentors[].trial", yesNo(), func(o *Offer) *bool { return &o.Trial }).
			tells("true", "`false`", "They try out whether mentoring suits them: one newcomer at once, and a term of thirty days."),
		of("mentors[].read_first", list(link(), maxReadFirst, "links"), func(o *Offer) *[]string { return &o.ReadFirst }).
			tells("[docs/architecture.md]", "none", "What to read before asking them; stands in the tracking issue while the newcomer prepares."),
		of("mentors[].resources", list(link(), maxResources, "links"), func(o *Offer) *[]string { return &o.Resources }).
			tells("[docs/talks.md]", "none", "What they like to pass on; stands beside the playbooks."),
		of("mentors[].takeover_guard", choice(guardNote, guardOff), func(o *Offer) *string { return &o.Guard }).
			tells("off", "`note`", "Whether it is noted, for them alone, when they push to the newcomer's branch or open a pull request for the same files. Nobody else is told, and nothing is written about it."),
	}
}

// laterKeys are keys that have a place in the plan but no behaviour yet. A key
// enters the house rules together with what it does.
func laterKeys(where string) []string {
	later := map[string]string{
		"":        "forms ring external_mentors",
		"program": "ladder trial",
		"limits":  "mentee_mentors",
		"privacy": "keep_ended names_in_thanks page_links",
		"mentors[]": "pairings_per_week agenda_lead lead_time side " +
			"office_hours wants_to_learn cross_repo",
	}
	return strings.Fields(later[where])
}
