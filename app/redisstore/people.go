package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Loads tells how busy these mentors are: places, invitations of the seven
// days before now, all that are kept, and rest. Every mentor asked for is in the answer.
func (s *Store) Loads(ctx context.Context, tenant int64, mentors []int64, now time.Time) (map[int64]mentorship.Load, error) {
	type answers struct {
		holding, week *redis.IntCmd
		asked         *redis.ZSliceCmd
		rest          *redis.StringCmd
	}
	p := s.c.Pipeline()
	got := make(map[int64]answers, len(mentors))
	for _, m := range mentors {
		got[m] = answers{
			holding: p.SCard(ctx, placesKey(tenant, m)),
			week:    p.ZCount(ctx, askedKey(tenant, m), "("+dec(ms(now.Add(-week))), "+inf"),
			asked:   p.ZRangeWithScores(ctx, askedKey(tenant, m), 0, -1),
			rest:    p.HGet(ctx, restKey(tenant), dec(m)),
		}
	}
	if err := exec(ctx, p); err != nil {
		return nil, fmt.Errorf("reading how busy mentors are: %w", err)
	}
	loads := make(map[int64]mentorship.Load, len(mentors))
	for m, a := range got {
		l := mentorship.Load{Holding: int(a.holding.Val()), Week: int(a.week.Val()), RestUntil: fromMs(asInt(a.rest.Val()))}
		for _, z := range a.asked.Val() {
			l.Asked = append(l.Asked, fromMs(int64(z.Score)))
		}
		loads[m] = l
	}
	return loads, nil
}

// Standing returns what these people decided about being a mentor; those who
// never did are left out.
func (s *Store) Standing(ctx context.Context, tenant int64, people []int64) (map[int64]mentorship.Standing, error) {
	found := map[int64]mentorship.Standing{}
	if len(people) == 0 {
		return found, nil
	}
	var names []string
	for _, p := range people {
		names = append(names, dec(p)+":in", dec(p)+":out", dec(p)+":who")
	}
	vals, err := s.c.HMGet(ctx, standingKey(tenant), names...).Result()
	if err != nil {
		return nil, fmt.Errorf("reading who opted in or out: %w", err)
	}
	for i, id := range people {
		who, ok := vals[3*i+2].(string)
		if !ok {
			continue
		}
		st := mentorship.Standing{OptedIn: fromMs(asInt(asString(vals[3*i]))), OptedOut: fromMs(asInt(asString(vals[3*i+1])))}
		if err := json.Unmarshal([]byte(who), &st.Person); err != nil {
			return nil, fmt.Errorf("reading who opted in or out: %w", err)
		}
		found[id] = st
	}
	return found, nil
}

// SetStanding keeps the newest opt-in and opt-out; older ones change nothing.
func (s *Store) SetStanding(ctx context.Context, tenant int64, st mentorship.Standing) error {
	who, err := json.Marshal(st.Person)
	if err != nil {
		return fmt.Errorf("keeping an opt-in or opt-out: %w", err)
	}
	err = s.run(ctx, scriptStanding, []string{standingKey(tenant)}, st.Person.ID, msEmpty(st.OptedIn), msEmpty(st.OptedOut), who).Err()
	if err != nil {
		return fmt.Errorf("keeping an opt-in or opt-out: %w", err)
	}
	return nil
}

func msEmpty(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dec(ms(t))
}

// exec runs a pipeline of reads in which "there is none" is an answer.
func exec(ctx context.Context, p redis.Pipeliner) error {
	cmds, err := p.Exec(ctx)
	if err == nil {
		return nil
	}
	for _, c := range cmds {
		if err := c.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
	}
	return nil
}
