package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Load returns the record, or one with Version 0 if there is none. FaultNewer:
// it was written by a newer program.
func (s *Store) Load(ctx context.Context, tenant int64, id string) (mentorship.Mentorship, error) {
	none := mentorship.Mentorship{ID: id}
	vals, err := s.c.HMGet(ctx, recordKey(tenant, id), "v", "s", "j").Result()
	if err != nil {
		return none, fmt.Errorf("loading mentorship %s: %w", id, err)
	}
	text, ok := vals[2].(string)
	if !ok {
		return none, nil
	}
	if schema, _ := strconv.Atoi(asString(vals[1])); schema > s.schema {
		return none, mentorship.NewFault(mentorship.FaultNewer,
			fmt.Errorf("mentorship %s has schema %d, this program knows %d", id, schema, s.schema))
	}
	var m mentorship.Mentorship
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return none, fmt.Errorf("reading mentorship %s: %w", id, err)
	}
	return m, nil
}

// ByThread returns the id of the mentorship that thread belongs to, "" if none.
func (s *Store) ByThread(ctx context.Context, repo mentorship.Repo, number int) (string, error) {
	id, err := s.c.HGet(ctx, threadsKey(repo.Tenant), threadField(repo.ID, number)).Result()
	if err = orNil(err); err != nil {
		return "", fmt.Errorf("finding the mentorship of a thread: %w", err)
	}
	return id, nil
}

// ByHead returns the number of the first pull request with that head commit, 0 if none.
// Earlier heads of a pull request keep pointing to it.
func (s *Store) ByHead(ctx context.Context, repo mentorship.Repo, sha string) (int, error) {
	n, err := s.c.HGet(ctx, headsKey(repo.Tenant, repo.ID), sha).Int()
	if err = orNil(err); err != nil {
		return 0, fmt.Errorf("finding the pull request of a commit: %w", err)
	}
	return n, nil
}

// Unmet is how many people of a tenant wait since before that time.
func (s *Store) Unmet(ctx context.Context, tenant int64, before time.Time) (n int64, err error) {
	for turn := range int64(3) {
		from := turn * turnSpan
		some, err := s.c.ZCount(ctx, queuedKey(tenant), dec(from), "("+dec(from+ms(before))).Result()
		if err != nil {
			return 0, fmt.Errorf("counting those who wait: %w", err)
		}
		n += some
	}
	return n, nil
}

// Queued returns the ids of those who wait, in the order of their turn.
func (s *Store) Queued(ctx context.Context, tenant int64) ([]string, error) {
	ids, err := s.c.ZRange(ctx, queuedKey(tenant), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("listing those who wait: %w", err)
	}
	return ids, nil
}

// ByMentor returns the ids of those who hold a mentor's places, sorted by nothing.
func (s *Store) ByMentor(ctx context.Context, tenant, mentor int64) ([]string, error) {
	ids, err := s.c.SMembers(ctx, placesKey(tenant, mentor)).Result()
	if err != nil {
		return nil, fmt.Errorf("listing a mentor's places: %w", err)
	}
	return ids, nil
}

// Decision is why a pull request got its answer, and whether it is still known.
func (s *Store) Decision(ctx context.Context, repo mentorship.Repo, number int) (mentorship.Decision, bool, error) {
	var d mentorship.Decision
	found, err := readJSON(s.c.Get(ctx, decisionKey(repo.Tenant, repo.ID, number)), &d)
	if err != nil {
		return d, false, fmt.Errorf("reading a decision: %w", err)
	}
	return d, found, nil
}

// Decided are the newest decisions of a tenant, at most 50, the newest first.
func (s *Store) Decided(ctx context.Context, tenant int64) ([]mentorship.Decision, error) {
	const doing = "reading the newest decisions"
	threads, err := s.c.ZRevRange(ctx, decidedKey(tenant), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	var out []mentorship.Decision
	for _, thread := range threads {
		var d mentorship.Decision
		found, err := readJSON(s.c.Get(ctx, tenantKey(tenant, "dec", thread)), &d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		if found {
			out = append(out, d)
		}
	}
	return out, nil
}

// Passage is one transition of a mentorship as its history keeps it.
type Passage struct {
	At       time.Time
	Row      string // the rule that moved it
	From, To mentorship.State
	Why      string
}

// History returns the newest transitions of a mentorship, oldest first.
func (s *Store) History(ctx context.Context, tenant int64, id string) ([]Passage, error) {
	entries, err := s.c.XRange(ctx, historyKey(tenant, id), "-", "+").Result()
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s: %w", id, err)
	}
	passages := make([]Passage, len(entries))
	for i, e := range entries {
		v := func(name string) string { return asString(e.Values[name]) }
		passages[i] = Passage{At: fromMs(asInt(v("at"))), Row: v("row"),
			From: mentorship.State(v("from")), To: mentorship.State(v("to")), Why: v("why")}
	}
	return passages, nil
}

// readJSON reads a value if there is one.
func readJSON(cmd *redis.StringCmd, into any) (bool, error) {
	text, err := cmd.Bytes()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(text, into)
}

// orNil takes "there is none" for an answer.
func orNil(err error) error {
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return err
}

func asString(v any) string { s, _ := v.(string); return s }

func asInt(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
