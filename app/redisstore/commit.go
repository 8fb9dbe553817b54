package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// week is the window in which invitations count, and how long a mentor rests
// after one that ran out: house rules, so never scaled.
const week = 7 * 24 * time.Hour

// Commit writes one step at once. FaultConflict: the record moved on, load it
// again. FaultFull: the mentor's last place was taken, or the week's
// invitations are used up; a negative Capacity or PerWeek lifts that limit.
// FaultFenced: the work is somebody else's now, or ended. FaultNewer: a newer
// program wrote the record. An Op that was committed before is no error.
func (s *Store) Commit(ctx context.Context, c mentorship.Commit) error {
	if c.Op == "" {
		return errors.New("committing a step: it has no operation id")
	}
	args, err := commitArgs(c, s.schema)
	if err != nil {
		return fmt.Errorf("committing a step: %w", err)
	}
	if c.Before.Version == 0 && c.After.Newcomer.ID != 0 {
		if err := s.note(ctx, c.Tenant, c.After.Newcomer.ID); err != nil {
			return err
		}
	}
	answer, err := s.run(ctx, scriptCommit, commitKeys(c), args...).Text()
	if err != nil {
		return fmt.Errorf("committing a step: %w", err)
	}
	if fault := commitFault(answer, c); fault != nil {
		return fault
	}
	s.pokeAt(c.After.Wake())
	if c.Next != "" {
		s.pokeAt(c.Now)
	}
	return nil
}

func commitFault(answer string, c mentorship.Commit) error {
	kinds := map[string]mentorship.FaultKind{
		"conflict": mentorship.FaultConflict, "full": mentorship.FaultFull, "newer": mentorship.FaultNewer,
		"fenced": mentorship.FaultFenced, "gone": mentorship.FaultFenced,
	}
	if kind, ok := kinds[answer]; ok {
		return mentorship.NewFault(kind, fmt.Errorf("committing a step of %q at version %d: %s", c.After.ID, c.Before.Version, answer))
	}
	return nil
}

// commitKeys are the KEYS of lua/commit.lua.
func commitKeys(c mentorship.Commit) []string {
	t, m := c.Tenant, c.After
	d := c.Decision
	if d == nil {
		d = &mentorship.Decision{}
	}
	return append(effectKeys(t),
		opKey(t, c.Op), recordKey(t, m.ID), historyKey(t, m.ID), threadsKey(t), headsKey(t, m.Pull.Repo.ID), queuedKey(t),
		placesKey(t, c.Before.Holder()), placesKey(t, m.Holder()), askedKey(t, m.Mentor.ID), restKey(t),
		decisionKey(t, d.Repo.ID, d.Number), keptKey(t), keptLogKey(t), countsKey(t), concernsKey(t), invitedKey(t), decidedKey(t))
}

// commitArgs are the ARGV of lua/commit.lua, in its order.
func commitArgs(c mentorship.Commit, schema int) ([]any, error) {
	record, err := recordArgs(c, schema)
	if err != nil {
		return nil, err
	}
	decision, err := decisionArg(c.Decision)
	if err != nil {
		return nil, err
	}
	args := []any{c.Tenant, int(seenFor / time.Second), ms(c.Now)}
	args = append(args, claimArgs(c.Work, c.Finish)...)
	args = append(args, record...)
	args = append(args, placeArgs(c)...)
	args = append(args, zeroEmpty(c.Rest), ms(c.Now.Add(week)))
	args = append(args, c.Row, string(c.Before.State), c.Why)
	args = append(args, indexArgs(c.After)...)
	args = append(args, c.Next)
	args = append(args, decision, int(decisionFor/time.Second), decidedArg(c.Decision))
	args = append(args, sentArgs(c.Sent)...)
	args = append(args, threadArgs(c.Before, c.After)...)
	args = append(args, keptArgs(c)...)
	return appendEffects(args, c.Effects)
}

func claimArgs(w *mentorship.Claim, finish bool) []any {
	if w == nil {
		return []any{"", "", "", "0"}
	}
	return []any{w.Entry, w.Consumer, w.Count, flag(finish)}
}

func recordArgs(c mentorship.Commit, schema int) ([]any, error) {
	m := c.After
	if m.ID == "" {
		return []any{"", "0", "0", "", ""}, nil
	}
	m.Schema, m.Version = schema, c.Before.Version+1
	text, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("writing mentorship %s: %w", m.ID, err)
	}
	return []any{m.ID, schema, c.Before.Version, text, string(m.State)}, nil
}

// placeArgs: which places are given back and taken, and the invitation to count.
func placeArgs(c mentorship.Commit) []any {
	before, after := c.Before.Holder(), c.After.Holder()
	give, take := before != 0 && before != after, after != 0 && before != after
	invitation := ""
	if c.After.State == mentorship.StateInvited && !c.After.Preview {
		invitation = fmt.Sprintf("%s/c%dr%d", c.After.ID, c.After.Cycle, c.After.Round)
	}
	if c.After.ID == "" {
		give, take = false, false
	}
	return []any{flag(give), flag(take), c.Capacity, c.PerWeek, ms(c.Now.Add(-week)), invitation}
}

// indexArgs: head commit and its number, place in the queue, next wake, concern.
func indexArgs(m mentorship.Mentorship) []any {
	head, queued, wake, concern := "", "", "", ""
	if m.Facts.Pull.Head != "" && m.Facts.Pull.Number == m.Pull.Number {
		head = m.Facts.Pull.Head
	}
	if m.State == mentorship.StateQueued {
		queued = dec(m.Turn()*turnSpan + ms(m.Since))
	}
	if at := m.Wake(); !at.IsZero() {
		wake = dec(msUp(at))
	}
	if why := m.Concern(); why != "" {
		concern = dec(m.Pull.Repo.ID) + ":" + string(why)
	}
	return []any{head, m.Pull.Number, queued, wake, concern}
}

// turnSpan sets those apart in the queue whose turn comes first; in a float it
// leaves room for milliseconds until the year 5138.
const turnSpan = 100_000_000_000_000

// decidedArg is the thread a decision is about.
func decidedArg(d *mentorship.Decision) string {
	if d == nil {
		return ""
	}
	return threadField(d.Repo.ID, d.Number)
}

func decisionArg(d *mentorship.Decision) (string, error) {
	if d == nil {
		return "", nil
	}
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("writing a decision: %w", err)
	}
	return string(text), nil
}

func sentArgs(s *mentorship.Sent) []any {
	switch {
	case s == nil:
		return []any{"", ""}
	case s.Dead != "":
		return []any{s.Key, "x:" + string(s.Dead)}
	}
	return []any{s.Key, "s:" + dec(s.ID)}
}

// threadArgs counts and lists the threads that are new to the record.
func threadArgs(before, after mentorship.Mentorship) []any {
	if after.ID == "" {
		return []any{0}
	}
	known := map[string]bool{}
	if before.Version > 0 {
		for _, t := range before.Threads() {
			known[threadField(t.Repo.ID, t.Number)] = true
		}
	}
	args := []any{0}
	for _, t := range after.Threads() {
		if f := threadField(t.Repo.ID, t.Number); !known[f] && !t.Zero() {
			args = append(args, f)
		}
	}
	args[0] = len(args) - 1
	return args
}

func appendEffects(args []any, effects []mentorship.Effect) ([]any, error) {
	args = append(args, len(effects))
	for _, e := range effects {
		value, err := packEffect(e)
		if err != nil {
			return nil, err
		}
		args = append(args, e.Key, value)
	}
	return args, nil
}

// packEffect writes an effect with its two signs in front: whether it is done
// only once (1), or again (0), or again but not too often (2); and how urgent
// it is (0: somebody waits for an answer).
func packEffect(e mentorship.Effect) (string, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("writing effect %s: %w", e.Key, err)
	}
	once, urgency := "1", "1"
	switch e.Kind {
	case mentorship.EffectEditComment, mentorship.EffectCheck, mentorship.EffectOps, mentorship.EffectErase:
		once = "0"
	case mentorship.EffectEditIssue:
		once = "2"
	case mentorship.EffectReact, mentorship.EffectReply:
		urgency = "0"
	}
	return once + urgency + string(text), nil
}

func unpackEffect(value string) (e mentorship.Effect, err error) {
	if len(value) < 2 {
		return e, errors.New("reading an effect: it is empty")
	}
	if err := json.Unmarshal([]byte(value[2:]), &e); err != nil {
		return e, fmt.Errorf("reading an effect: %w", err)
	}
	return e, nil
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// zeroEmpty leaves nobody out.
func zeroEmpty(id int64) string {
	if id == 0 {
		return ""
	}
	return dec(id)
}
