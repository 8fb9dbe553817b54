package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// words are the kinds of what a person says about themselves, as fields of the
// hash of standings: `<person>:<kind>` holds when it was said, and what.
func words() []string { return []string{"in", "out", "away", "back", "capacity", "language", "digest"} }

// Standing returns what these people decided for themselves; those who never
// said a word are left out.
func (s *Store) Standing(ctx context.Context, tenant int64, people []int64) (map[int64]mentorship.Standing, error) {
	found := map[int64]mentorship.Standing{}
	if len(people) == 0 {
		return found, nil
	}
	fields := append([]string{"who"}, words()...)
	var names []string
	for _, p := range people {
		for _, f := range fields {
			names = append(names, dec(p)+":"+f)
		}
	}
	vals, err := s.c.HMGet(ctx, standingKey(tenant), names...).Result()
	if err != nil {
		return nil, fmt.Errorf("reading what people decided for themselves: %w", err)
	}
	for i, id := range people {
		mine := vals[i*len(fields) : (i+1)*len(fields)]
		who, ok := mine[0].(string)
		if !ok {
			continue
		}
		st := standingOf(mine[1:])
		if err := json.Unmarshal([]byte(who), &st.Person); err != nil {
			return nil, fmt.Errorf("reading what people decided for themselves: %w", err)
		}
		found[id] = st
	}
	return found, nil
}

// standingOf reads the values of words(), in its order.
func standingOf(vals []any) (st mentorship.Standing) {
	var away, capacity, digest string
	st.OptedIn, _ = word(vals[0])
	st.OptedOut, _ = word(vals[1])
	st.AwayAt, away = word(vals[2])
	st.BackAt, _ = word(vals[3])
	st.CapacityAt, capacity = word(vals[4])
	st.LanguageAt, st.Language = word(vals[5])
	st.DigestAt, digest = word(vals[6])
	st.Digest = mentorship.ReadPlace(digest)
	st.AwayUntil, st.Capacity = fromMs(asInt(away)), int(asInt(capacity))
	return st
}

// word splits a value into when it was said and what.
func word(v any) (at time.Time, says string) {
	ms, says, _ := strings.Cut(asString(v), " ")
	return fromMs(asInt(ms)), says
}

// SetStanding keeps the words that are set; of each kind the newest counts, so
// older ones change nothing.
func (s *Store) SetStanding(ctx context.Context, tenant int64, st mentorship.Standing) error {
	who, err := json.Marshal(st.Person)
	if err != nil {
		return fmt.Errorf("keeping what a person decided: %w", err)
	}
	args := []any{st.Person.ID, who}
	say := func(kind string, at time.Time, what string) {
		if !at.IsZero() {
			args = append(args, kind, ms(at), what)
		}
	}
	say("in", st.OptedIn, "")
	say("out", st.OptedOut, "")
	say("away", st.AwayAt, dec(ms(st.AwayUntil)))
	say("back", st.BackAt, "")
	say("capacity", st.CapacityAt, dec(int64(st.Capacity)))
	say("language", st.LanguageAt, st.Language)
	say("digest", st.DigestAt, st.Digest.String())
	if err := s.run(ctx, scriptStanding, []string{standingKey(tenant)}, args...).Err(); err != nil {
		return fmt.Errorf("keeping what a person decided: %w", err)
	}
	return nil
}
