package stats

import "slices"

// Entry describes a figure of the board.
type Entry struct {
	Key       string
	Row       int    // of the 28 of the specification; declining has its own figure
	Name      string // in English
	Use       string // what it is good for, one sentence
	Means     string // definition
	CHAOSS    []string
	Plot      Plot
	Unit      Unit
	Choices   bool // tells of people's choices or feelings: monthly snapshot, all repositories, k
	Sensitive bool // the higher k
	Source    Source
	make      func(scene) draft
}

// TitleKey is the key of the title in the texts.
func (e Entry) TitleKey() string { return "stats." + e.Key + ".title" }

// DefinitionKey is the key of the definition in the texts.
func (e Entry) DefinitionKey() string { return "stats." + e.Key + ".definition" }

// UseKey is the key of the sentence that says what the figure is good for.
func (e Entry) UseKey() string { return "stats." + e.Key + ".use" }

// Catalogue lists all figures in the order of the board.
func Catalogue() []Entry {
	var all []Entry
	all = append(all, arrivals()...)
	all = append(all, staying()...)
	all = append(all, care()...)
	all = append(all, mentors()...)
	slices.SortStableFunc(all, func(a, b Entry) int { return a.Row - b.Row })
	return all
}

// arrivals are the figures about the first pull request.
func arrivals() []Entry {
	return []Entry{
		{
			Key: "newcomers_seen", Row: 1, Name: "Newcomers seen", CHAOSS: []string{"NC"}, Plot: PlotColumns, Unit: UnitCount, make: newcomersSeen,
			Use:   "How many people knock at the door.",
			Means: "People whose first pull request (opened, or ready for review) falls into the window, by week (by month in windows over 92 days); those to whom nothing was said are counted by reason. Beside them, and not among them: who was passed over as not new, by reason; never who opted out.",
		},
		{
			Key: "reached", Row: 2, Name: "Greeted, matched, unmatched", CHAOSS: []string{"ME"}, Plot: PlotColumns, Unit: UnitCount, make: reached,
			Use:   "Whether a welcome leads to a mentor.",
			Means: "Of those seen: with a first comment; with a mentor at work; ended because nobody became free. The number is matched ÷ seen.",
		},
		{
			Key: "declined", Row: 2, Name: "Preferred to go without a mentor", CHAOSS: []string{"ME"}, Plot: PlotBars, Unit: UnitCount, Choices: true, Sensitive: true, make: declined,
			Use:   "Whether the offer is welcome.",
			Means: "Those greeted, divided into matched, ended unmatched, preferred to go without a mentor, and all else. The number is those who preferred so ÷ not matched and not unmatched.",
		},
		{
			Key: "funnel", Row: 3, Name: "Funnel", CHAOSS: []string{"CV"}, Plot: PlotFunnel, Unit: UnitCount, Source: SourceActivity, make: funnel,
			Use:   "Where people get lost on the way in.",
			Means: "Seen → greeted → accepted → first merge → second pull request → second merge → reviewed another → graduated; each step counts if it was reached within 180 days, and a newcomer counts once these have passed. The number is first merges ÷ seen.",
		},
		{
			Key: "time_to_mention", Row: 4, Name: "Time to a mentor's mention", CHAOSS: []string{"TFR"}, Plot: PlotBands, Unit: UnitHours, make: timeToMention,
			Use:   "How long somebody waits until a mentor is asked.",
			Means: "First mention of a mentor − first pull request; median and quartiles by month of arrival; who was not asked for yet, or left before, is censored now, so that nobody can tell who declined.",
		},
		{
			Key: "time_to_acceptance", Row: 5, Name: "Time to acceptance", Plot: PlotCurve, Unit: UnitShare, make: timeToAcceptance,
			Use:   "How soon a mentor says yes.",
			Means: "Mentor at work − first mention, in days; 1 − Kaplan–Meier; unanswered is censored now, whoever declined included, so that nobody can tell who did. The number is the share within 4 days.",
		},
		{
			Key: "time_to_human_answer", Row: 6, Name: "Time to the first human answer", CHAOSS: []string{"TFR"}, Plot: PlotCurve, Unit: UnitShare, make: timeToAnswer,
			Use:   "The promise: a person answers within 48 hours.",
			Means: "First comment or review by a human other than the newcomer − first pull request, in days; 1 − Kaplan–Meier, with the share within 48 and 96 hours. The number is that within 48 hours.",
		},
		{
			Key: "merge_rate", Row: 7, Name: "Merge rate of first pull requests", CHAOSS: []string{"AR"}, Plot: PlotLine, Unit: UnitShare, make: mergeRate,
			Use:   "Whether first contributions are taken.",
			Means: "Merged ÷ closed among first pull requests of 60 days ago or earlier, by month, with Wilson's 95 % band; merged and not merged are shown beside it.",
		},
		{
			Key: "time_to_merge", Row: 8, Name: "Time to the first merge", CHAOSS: []string{"DU"}, Plot: PlotCurve, Unit: UnitShare, make: timeToMerge,
			Use:   "How long a first contribution takes.",
			Means: "Merged − opened, in days; cumulative incidence (Aalen–Johansen), closed without a merge being the competing event. The number is the share merged within 30 days.",
		},
	}
}

// staying are the figures about the months and years after it.
func staying() []Entry {
	return []Entry{
		{
			Key: "retention", Row: 9, Name: "Retention", CHAOSS: []string{"IN", "OC"}, Plot: PlotLine, Unit: UnitShare, Source: SourceActivity, make: retention,
			Use:   "Who is still around.",
			Means: "Share with at least one pull request, review, issue or answer outside the first pull request in (T0 + d − 30, T0 + d] for d = 30, 90, 180, 365 days, by quarter of arrival, only where d days have passed. Who wanted no contact is not followed and counts as not around. The number is that at 90 days.",
		},
		{
			Key: "cohort_heatmap", Row: 10, Name: "Cohorts", CHAOSS: []string{"IN"}, Plot: PlotHeatmap, Unit: UnitShare, Source: SourceActivity, make: heatmap,
			Use:   "Whether newer cohorts stay longer than older ones.",
			Means: "Rows: month of arrival; columns: months of 30 days since; cell: share active in it outside the first pull request; only months that are over for everybody in the row.",
		},
		{
			Key: "survival", Row: 11, Name: "Survival", CHAOSS: []string{"IN"}, Plot: PlotCurve, Unit: UnitShare, Source: SourceActivity, make: survival,
			Use:   "How long people keep contributing.",
			Means: "Kaplan–Meier with log-log Greenwood band: the event is the last activity before 90 silent days, at last activity − T0; else censored 90 days before now. The number is the share after 180 days.",
		},
		{
			Key: "mentored_unmentored", Row: 12, Name: "Mentored and unmentored", CHAOSS: []string{"ME"}, Plot: PlotCurve, Unit: UnitShare, Choices: true, Source: SourceActivity, make: compared,
			Use:   "Whether those with a mentor stay longer: association, not effect.",
			Means: "Landmark of day 14: groups by what was so on that day, who was gone by then is in neither. Control: waiting because nobody was free, or held out by rollout, never those who declined; shown only where k people or more are in neither group, so that the groups do not tell who declined. Survival as above; difference of shares at 180 days with 95 % interval; log-rank test in strata of repository, quarter and size of the pull request where both groups have 20 events. With rollout below 100, two more curves by what chance decided, from T0.",
		},
		{
			Key: "second_pull", Row: 13, Name: "Second pull request", CHAOSS: []string{"CV"}, Plot: PlotLine, Unit: UnitShare, make: secondPull,
			Use:   "Whether the first was a beginning.",
			Means: "Newcomers with a second pull request within 90 days of the first being closed ÷ newcomers whose first was closed 90 days ago or earlier, by month.",
		},
		{
			Key: "graduation", Row: 14, Name: "Graduation", CHAOSS: []string{"ME"}, Plot: PlotLine, Unit: UnitShare, make: graduation,
			Use:   "Whether mentorships reach their aim.",
			Means: "Graduated ÷ first pairings that began 90 to 210 days ago, whatever the window; the line shows months of the last year.",
		},
		{
			Key: "stage_dwell", Row: 15, Name: "Time in each stage", Plot: PlotBoxes, Unit: UnitDays, Source: SourceStages, make: stageDwell,
			Use:   "At which stage people are stuck.",
			Means: "Of the mentored: days from entering a stage to entering a later one, median and quartiles; who is still in it, or ended in it, is censored.",
		},
		{
			Key: "pay_forward", Row: 22, Name: "Pay it forward", CHAOSS: []string{"ME"}, Plot: PlotLine, Unit: UnitShare, Source: SourceForward, make: payForward,
			Use:   "Whether the community grows its own mentors.",
			Means: "Graduates who became consenting mentors within 365 days ÷ graduates, by quarter of graduation, only where 365 days have passed, whatever the window.",
		},
		{
			Key: "sponsorship", Row: 23, Name: "Sponsorship", CHAOSS: []string{"SP"}, Plot: PlotColumns, Unit: UnitCount, Source: SourceSponsoring, make: sponsorship,
			Use:   "Whether mentored people are put forward.",
			Means: "Nominations and changes of role among the mentored, counted in the window, by month.",
		},
	}
}

// care are the figures about pairings.
func care() []Entry {
	return []Entry{
		{
			Key: "pairings_intended", Row: 18, Name: "Sessions and intention", Plot: PlotBands, Unit: UnitCount, Source: SourceSessions, make: pairingsIntended,
			Use:   "Whether the community pairs as often as it wanted to; neither limit nor floor.",
			Means: "Sessions and reported pairings per week, their mean over 4 weeks, and the sum of the mentors' intentions (all repositories only); weeks that were meant to be odd are marked.",
		},
		{
			Key: "swaps", Row: 19, Name: "Changes of mentor", CHAOSS: []string{"ME"}, Plot: PlotBars, Unit: UnitPer, Choices: true, Sensitive: true, make: swaps,
			Use:   "Whether first matches fit.",
			Means: "Pairings of the 365 days that ended for another mentor, early (before day 14) or later, and all others; per 100 pairings.",
		},
		{
			Key: "help_latency", Row: 20, Name: "Time to help", CHAOSS: []string{"TFR"}, Plot: PlotBands, Unit: UnitHours, Source: SourceQuestions, make: helpLatency,
			Use:   "How long a question waits.",
			Means: "Newcomer's question → first human answer, median and quartiles by month of the question, open ones censored. The number is the share that waited over 72 hours.",
		},
		{
			Key: "satisfaction", Row: 21, Name: "Does it help?", CHAOSS: []string{"ME", "NX"}, Plot: PlotDiverge, Unit: UnitCount, Choices: true, Sensitive: true, Source: SourcePulse, make: satisfaction,
			Use:   "What the two think of their mentorship.",
			Means: "\"Does this mentorship help you?\" on day 14 and at the end: very 3, yes 2, no 1, no answer. Newest answer of each person. Share of 2 or more among answers, always beside the share that answered; newcomers and mentors apart.",
		},
		{
			Key: "friction", Row: 27, Name: "What makes it hard", Plot: PlotBars, Unit: UnitCount, Choices: true, Sensitive: true, Source: SourceSessions, make: friction,
			Use:   "Which obstacle to remove first.",
			Means: "Sessions of the 365 days by barrier a mentor noted (setup, docs, review-wait, finding-task, tone, tooling); a session may have several.",
		},
		{
			Key: "forms", Row: 28, Name: "Forms in use", CHAOSS: []string{"ME"}, Plot: PlotColumns, Unit: UnitCount, Source: SourceForms, make: forms,
			Use:   "Which kinds of mentorship people use.",
			Means: "Pairings that began in the window by form and month; seats of rings and those taken, attendance of office hours (all repositories only).",
		},
	}
}

// mentors are the figures about the pool of mentors.
func mentors() []Entry {
	return []Entry{
		{
			Key: "mentor_load", Row: 16, Name: "Load", CHAOSS: []string{"ME"}, Plot: PlotBars, Unit: UnitCount, Choices: true, Source: SourcePool, make: mentorLoad,
			Use:   "Whether there is room for more.",
			Means: "Mentors with a capacity above 0 by active pairings ÷ capacity; no names; 5 mentors or more.",
		},
		{
			Key: "fairness", Row: 17, Name: "Fairness", Plot: PlotLorenz, Unit: UnitIndex, Choices: true, Source: SourceLoad, make: fairness,
			Use:   "Whether a few carry it all.",
			Means: "Gini of mentee-weeks ÷ capacity-weeks per quarter, 5 mentors or more, to one decimal, for more would tell of small pools how much single people carry; Lorenz curve by fifths of the mentors where each fifth has k of them.",
		},
		{
			Key: "mentor_wear", Row: 24, Name: "Wear", CHAOSS: []string{"PB"}, Plot: PlotNumber, Unit: UnitCount, Choices: true, Sensitive: true, Source: SourceWear, make: wear,
			Use:   "Whether mentors need rest.",
			Means: "Mentors with a sign of wear in their newest week: at or over capacity for 4 weeks, two timeouts in a row, replies twice as slow as in their own past, or sessions outside their own hours.",
		},
		{
			Key: "pool_diversity", Row: 25, Name: "Variety of the pool", CHAOSS: []string{"OD"}, Plot: PlotMultiple, Unit: UnitCount, Source: SourcePool, make: diversity,
			Use:   "Whether many ways to be helped are on offer.",
			Means: "Mentors per area, time band, spoken language, years since their first merge, inside or outside, as in the house rules; evenness is entropy ÷ ln of the number of kinds. No personal attributes.",
		},
		{
			Key: "coverage", Row: 26, Name: "Coverage", Plot: PlotMatrix, Unit: UnitShare, Source: SourceCover, make: coverage,
			Use:   "Where nobody could be asked today.",
			Means: "Free mentors per area that changes, per language and per time band of newcomers; the number is the share of changes in areas with 2 free mentors or more.",
		},
	}
}
