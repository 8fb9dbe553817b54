package redisstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Mentorships are the ids of all mentorships of a tenant, sorted.
func (s *Store) Mentorships(ctx context.Context, tenant int64) ([]string, error) {
	ids, err := s.c.HVals(ctx, threadsKey(tenant)).Result()
	if err != nil {
		return nil, fmt.Errorf("listing mentorships: %w", err)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Asked are the ids of the mentorships a mentor was invited to, the newest
// hundred invitations.
func (s *Store) Asked(ctx context.Context, tenant, mentor int64) (map[string]time.Time, error) {
	invitations, err := s.c.ZRangeWithScores(ctx, askedKey(tenant, mentor), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	when := map[string]time.Time{}
	for _, i := range invitations { // the oldest first
		id, _, _ := strings.Cut(fmt.Sprint(i.Member), "/")
		when[id] = time.UnixMilli(int64(i.Score)).UTC()
	}
	return when, nil
}

// Answers are the comments by which we answered a person's commands, and, where
// the person is a mentor, those that may name them to others.
func (s *Store) Answers(ctx context.Context, tenant, person int64, mentor bool) (out []mentorship.Answer, err error) {
	patterns := []string{"reply/*/" + dec(person) + "/*"}
	if mentor {
		patterns = append(patterns, "list/*", "reply/*/why", "reply/*/names")
	}
	for _, pattern := range patterns {
		err = s.eachMark(ctx, tenant, pattern, func(key, mark string) error {
			if a, ok := answerAt(key, mark); ok {
				out = append(out, a)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// answerAt reads a mark of an answer: which comment, and where.
func answerAt(key, mark string) (a mentorship.Answer, ok bool) {
	_, place, _ := strings.Cut(key, "/")
	place, _, _ = strings.Cut(place, "/")
	repo, number, _ := strings.Cut(place, "#")
	id, done := strings.CutPrefix(mark, "s:")
	a = mentorship.Answer{Repo: asInt(repo), Comment: asInt(id)}
	a.Number, _ = strconv.Atoi(number)
	return a, done && a.Comment != 0 && a.Number != 0
}

// Asides are our comments that name the people of a mentorship and that its
// record does not list, by their ids: they are said once and not edited.
func (s *Store) Asides(ctx context.Context, tenant int64, id string) (out []int64, err error) {
	for _, what := range []string{
		"milestone/*", "quiet/*", "stuck/*", "help/*", "widen/*", "nudge/*", "tell/*", "assign/*/said", "issue-assign/*/said",
		mentorship.TellWrapUp + "/*", mentorship.TellGraduated + "/*", mentorship.TellRenew + "/*", mentorship.TellKeep + "/*",
		mentorship.TellForward + "/*", mentorship.TellRole + "/*", mentorship.TellPulse + "/*",
	} {
		err = s.eachMark(ctx, tenant, id+"/"+what, func(_, mark string) error {
			if comment, done := strings.CutPrefix(mark, "s:"); done && asInt(comment) != 0 {
				out = append(out, asInt(comment))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// eachMark goes through the marks of effects whose keys match a pattern.
func (s *Store) eachMark(ctx context.Context, tenant int64, pattern string, do func(key, mark string) error) error {
	marks := tenantKey(tenant, "marks")
	found := s.c.HScan(ctx, marks, 0, pattern, 1000).Iterator()
	for found.Next(ctx) {
		key := found.Val()
		if !found.Next(ctx) {
			break
		}
		if err := do(key, found.Val()); err != nil {
			return err
		}
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("reading marks: %w", err)
	}
	return nil
}

// over reports whether the mark of an effect says that it was done, refused, or set aside.
func over(mark string) bool {
	return strings.HasPrefix(mark, "s:") || strings.HasPrefix(mark, "x:") || mark == "k"
}

// OnItsWay reports whether effects of a mentorship are planned or being done.
func (s *Store) OnItsWay(ctx context.Context, tenant int64, id string) (going bool, err error) {
	for _, pattern := range []string{id + "/*", "preview/" + id + "/*"} {
		err = s.eachMark(ctx, tenant, pattern, func(_, mark string) error {
			going = going || !over(mark)
			return nil
		})
		if err != nil {
			return false, err
		}
	}
	return going, nil
}

// dropMarks forgets the marks of effects whose keys match a pattern.
func (s *Store) dropMarks(ctx context.Context, tenant int64, pattern string) error {
	var keys []string
	err := s.eachMark(ctx, tenant, pattern, func(key, mark string) error {
		if over(mark) {
			keys = append(keys, key)
		}
		return nil
	})
	if err != nil || len(keys) == 0 {
		return err
	}
	return s.c.HDel(ctx, tenantKey(tenant, "marks"), keys...).Err()
}

// Unmark forgets that an effect was done, and the step that kept it.
func (s *Store) Unmark(ctx context.Context, tenant int64, key string) error {
	if err := s.dropMarks(ctx, tenant, key); err != nil {
		return err
	}
	return s.eachKey(ctx, tenant, opKey(tenant, "*"+key), func(keys []string) error {
		return s.c.Unlink(ctx, keys...).Err()
	})
}

// Erase deletes a mentorship and all that leads to it: history, decisions,
// threads, marks, and the invitations that bear its name. mentors are those who
// may have been invited.
func (s *Store) Erase(ctx context.Context, m mentorship.Mentorship, mentors []int64) error {
	t := m.Pull.Repo.Tenant
	for _, mentor := range mentors {
		if err := s.unname(ctx, t, mentor, m.ID); err != nil {
			return fmt.Errorf("erasing a mentorship: %w", err)
		}
	}
	threads, err := s.threadsOf(ctx, t, m.ID)
	if err != nil {
		return fmt.Errorf("erasing a mentorship: %w", err)
	}
	for _, pattern := range []string{m.ID + "/*", "preview/" + m.ID + "/*"} { // before the record: it leads here again
		if err := s.dropMarks(ctx, t, pattern); err != nil {
			return fmt.Errorf("erasing a mentorship: %w", err)
		}
	}
	if err := s.dropTraces(ctx, t, m.ID); err != nil {
		return fmt.Errorf("erasing a mentorship: %w", err)
	}
	p := s.c.TxPipeline()
	for _, f := range threads {
		p.HDel(ctx, threadsKey(t), f)
		p.Del(ctx, tenantKey(t, "dec", f))
		p.ZRem(ctx, decidedKey(t), f)
	}
	p.ZRem(ctx, queuedKey(t), m.ID)
	p.HDel(ctx, concernsKey(t), m.ID)
	p.SRem(ctx, invitedKey(t), m.ID)
	p.ZRem(ctx, wakeKey(shardOf(t)), "m:"+dec(t)+":"+m.ID)
	p.Del(ctx, historyKey(t, m.ID), recordKey(t, m.ID))
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("erasing a mentorship: %w", err)
	}
	return s.unnote(ctx, t, m.Newcomer.ID)
}

// threadsOf are the threads that belong to a mentorship.
func (s *Store) threadsOf(ctx context.Context, tenant int64, id string) (out []string, err error) {
	all, err := s.c.HGetAll(ctx, threadsKey(tenant)).Result()
	for thread, of := range all {
		if of == id {
			out = append(out, thread)
		}
	}
	return out, err
}

// unname keeps invitations in the count of a mentor without telling to whom.
func (s *Store) unname(ctx context.Context, tenant, mentor int64, id string) error {
	key := askedKey(tenant, mentor)
	all, err := s.c.ZRangeWithScores(ctx, key, 0, -1).Result()
	if err != nil {
		return err
	}
	p := s.c.TxPipeline()
	for _, z := range all {
		name, round, _ := strings.Cut(asString(z.Member), "/")
		if name == id {
			p.ZRem(ctx, key, z.Member)
			p.ZAdd(ctx, key, redis.Z{Score: z.Score, Member: fmt.Sprintf("erased/%d/%s", int64(z.Score), round)})
		}
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	return nil
}

// ForgetPerson deletes what is kept under a person's number: their own words,
// places, invitations, rest, counts and the marks of answers to them.
func (s *Store) ForgetPerson(ctx context.Context, tenant, person int64) error {
	fields := []string{dec(person) + ":who"}
	for _, w := range words() {
		fields = append(fields, dec(person)+":"+w)
	}
	p := s.c.TxPipeline()
	p.HDel(ctx, standingKey(tenant), fields...)
	p.Del(ctx, askedKey(tenant, person), tallyKey(tenant, "said/"+dec(person)))
	p.HDel(ctx, restKey(tenant), dec(person))
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	if err := s.c.SRem(ctx, whereKey(person), tenant).Err(); err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	for _, pattern := range []string{"reply/*/" + dec(person) + "/*", "preview/reply/*/" + dec(person) + "/*", "digest/" + dec(person) + "/*"} {
		if err := s.dropMarks(ctx, tenant, pattern); err != nil {
			return fmt.Errorf("forgetting a person: %w", err)
		}
	}
	err := s.eachKey(ctx, tenant, opKey(tenant, "*reply/*/"+dec(person)+"/*"), func(keys []string) error {
		return s.c.Unlink(ctx, keys...).Err()
	})
	if err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	if err := s.forgetLessons(ctx, tenant, person); err != nil {
		return fmt.Errorf("forgetting a person: %w", err)
	}
	return s.unnote(ctx, tenant, person)
}

// ForgetLogin deletes from the history and the decisions of a mentorship what
// names somebody.
func (s *Store) ForgetLogin(ctx context.Context, m mentorship.Mentorship, login string) error {
	t := m.Pull.Repo.Tenant
	key := historyKey(t, m.ID)
	rows, err := s.c.XRange(ctx, key, "-", "+").Result()
	if err != nil {
		return fmt.Errorf("forgetting a name: %w", err)
	}
	var named []string
	for _, r := range rows {
		if strings.Contains(strings.ToLower(asString(r.Values["why"])), strings.ToLower(login)) {
			named = append(named, r.ID)
		}
	}
	p := s.c.TxPipeline()
	if len(named) > 0 {
		p.XDel(ctx, key, named...)
	}
	p.Del(ctx, decisionKey(t, m.Pull.Repo.ID, m.Pull.Number))
	p.ZRem(ctx, decidedKey(t), threadField(m.Pull.Repo.ID, m.Pull.Number))
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("forgetting a name: %w", err)
	}
	return nil
}
