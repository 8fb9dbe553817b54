package mentorship

// Concern is why those who coordinate should know of a mentorship; "" is no reason.
type Concern string

// The concerns.
const (
	ConcernNobody   Concern = "nobody"   // T12: nobody took the newcomer on
	ConcernQuestion Concern = "question" // T23: a question waits, and the mentor was told
	ConcernFlood    Concern = "flood"    // T7: met in a surge, and waits without a word
	ConcernWiden    Concern = "widen"    // S72: the mentor asked for a second person, and no mentor was free
)

// Concern tells why those who coordinate should know of it, as things stand.
func (m Mentorship) Concern() Concern {
	waits := m.waits()
	switch {
	case m.Preview || !m.FrozenAt.IsZero():
	case m.State == StateEscalated:
		return ConcernNobody
	case m.State == StateQueued && m.Silent:
		return ConcernFlood
	case m.State == StateActive && !waits.IsZero() && !m.Care.Told.IsZero() && !m.Care.Helped.Before(waits):
		return ConcernQuestion
	case m.State == StateActive && !m.Care.Widen.IsZero():
		return ConcernWiden
	}
	return ""
}

// raise has the ops issue brought in line when there is a concern, or none any more.
func (t *motion) raise() {
	if t.m.Concern() != t.old.Concern() {
		t.planOps()
	}
}

// planOps plans the ops issue anew, where the house has one.
func (t *motion) planOps() {
	if t.v.Rules.OpsRepo.Name != "" && !t.m.Preview {
		t.plan(Ops(t.m.Pull.Repo))
	}
}

// tell plans the one comment in the ops issue about a concern; the issue itself
// goes first.
func (t *motion) tell(key string, c Concern) {
	if t.v.Rules.OpsRepo.Name == "" {
		return
	}
	t.planOps()
	t.plan(Effect{Key: key, Kind: EffectTell, Thread: t.m.Pull, Person: t.m.Mentor, Note: string(c)})
}

// flood sets the clock that looks whether the surge somebody was met in is over:
// the ops issue tells of it. A day after the last of them came it is, save on
// the days the house names.
func (c clockwork) flood(m Mentorship, r Rules) {
	if m.Silent && r.OpsRepo.Name != "" && (m.Looked.Before(m.Since.Add(SurgeLives)) || r.inSeason(m.Looked)) {
		c.set(TimerFlood, m.Looked, SurgeLives)
	}
}

// ebb looks whether the surge is over.
func (t *motion) ebb() {
	t.m.Looked = t.v.Now
	t.planOps()
	t.say("facts", "a day later, whether the flood of first pull requests is over was looked at")
}

// ConcernWaits is that a newcomer is on the list; coordinators need not hear of it.
const ConcernWaits Concern = "waits"

// WaitsFor tells why a newcomer could use that person now, "" if they could not.
func WaitsFor(m Mentorship, person int64) Concern {
	why := m.Concern()
	switch {
	case m.Newcomer.ID == person || m.Mentor.ID == person || m.Closed(person) || why == ConcernFlood:
		return ""
	case why == "" && m.State == StateQueued && !m.Preview && m.FrozenAt.IsZero() && m.maySpeak():
		return ConcernWaits
	}
	return why
}
