package redisstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/fault"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/matching"
)

// learnAtOnce and lessonsAtOnce bound what one script or read holds up.
const (
	learnAtOnce   = 100
	lessonsAtOnce = 1000
)

// storedChange is matching.Change in short: there are many of them.
type storedChange struct {
	ID        string              `json:"i"`
	Time      int64               `json:"t"` // seconds
	Author    matching.PersonID   `json:"a,omitempty"`
	Reviewers []matching.PersonID `json:"r,omitempty"`
	Files     []string            `json:"f,omitempty"`
	Renames   []matching.Rename   `json:"m,omitempty"`
	Large     bool                `json:"l,omitempty"`
}

// storedAnswer is matching.Answer in short.
type storedAnswer struct {
	ID     string            `json:"i"`
	Time   int64             `json:"t"` // seconds
	Person matching.PersonID `json:"p"`
	Heard  bool              `json:"h,omitempty"`
}

// The kinds of lessons in a repository's stream.
const (
	lessonChange = "c"
	lessonAnswer = "a"
)

// Learn adds merged changes and ended invitations of a repository; known ids
// are passed over. The ids of merged pull requests are "repository#number".
func (s *Store) Learn(ctx context.Context, repo mentorship.Repo, l matching.Lessons) error {
	var args []any
	for _, c := range l.Changes {
		args = append(args, c.ID, lessonChange, string(c.Author), storedChange{c.ID, c.Time.Unix(), c.Author, c.Reviewers, c.Files, c.Renames, c.Large})
	}
	for _, a := range l.Answers {
		args = append(args, a.ID, lessonAnswer, "", storedAnswer{a.ID, a.Time.Unix(), a.Person, a.Heard})
	}
	for i := 3; i < len(args); i += 4 {
		packed, err := pack(args[i])
		if err != nil {
			return fmt.Errorf("learning: %w", err)
		}
		args[i] = packed
	}
	keys := []string{learnKey(repo.Tenant, repo.ID), mergedKey(repo.Tenant, repo.ID), knownKey(repo.Tenant, repo.ID), authorsKey(repo.Tenant, repo.ID)}
	for some := range slices.Chunk(args, 4*learnAtOnce) {
		if err := s.run(ctx, scriptLearn, keys, some...).Err(); err != nil {
			return fmt.Errorf("learning: %w", err)
		}
	}
	return nil
}

// Merged tells how many merged changes of a repository that were learnt are by
// each of these people.
func (s *Store) Merged(ctx context.Context, repo mentorship.Repo, people []int64) (map[int64]int, error) {
	out := map[int64]int{}
	if len(people) == 0 {
		return out, nil
	}
	fields := make([]string, len(people))
	for i, p := range people {
		fields[i] = dec(p)
	}
	found, err := s.c.HMGet(ctx, authorsKey(repo.Tenant, repo.ID), fields...).Result()
	if err != nil {
		return nil, fmt.Errorf("counting merged changes: %w", err)
	}
	for i, n := range found {
		out[people[i]] = int(asInt(asString(n)))
	}
	return out, nil
}

// Recall returns what was learnt after the given position ("" = all), in the
// order it was learnt, with the index that lessons were put together into since.
func (s *Store) Recall(ctx context.Context, repo mentorship.Repo, after string) (matching.Lessons, error) {
	l := matching.Lessons{At: after}
	for {
		at, entries, err := s.lessons(ctx, repo, l.At)
		if err != nil {
			return l, err
		}
		if later(at, l.At) { // what came before it is gone: begin with the index
			if l, err = s.together(ctx, repo); err != nil {
				return l, err
			}
			continue
		}
		for _, e := range entries {
			if err := unpackLesson(e, &l); err != nil {
				return l, fmt.Errorf("recalling lesson %s: %w", e.ID, err)
			}
			l.At = e.ID
		}
		if len(entries) < lessonsAtOnce {
			return l, nil
		}
	}
}

// lessons reads, at one moment, how far the index reaches and the next single lessons.
func (s *Store) lessons(ctx context.Context, repo mentorship.Repo, after string) (at string, entries []redis.XMessage, err error) {
	start := "-"
	if after != "" {
		start = "(" + after
	}
	var reach *redis.StringCmd
	var found *redis.XMessageSliceCmd
	_, err = s.c.TxPipelined(ctx, func(p redis.Pipeliner) error {
		reach = p.HGet(ctx, indexKey(repo.Tenant, repo.ID), "at")
		found = p.XRangeN(ctx, learnKey(repo.Tenant, repo.ID), start, "+", lessonsAtOnce)
		return nil
	})
	if err = orNil(err); err == nil {
		err = orNil(reach.Err())
	}
	if err == nil {
		entries, err = found.Result()
	}
	if err != nil {
		return "", nil, fmt.Errorf("recalling lessons: %w", err)
	}
	return reach.Val(), entries, nil
}

// together reads the index that lessons were put together into.
func (s *Store) together(ctx context.Context, repo mentorship.Repo) (l matching.Lessons, err error) {
	vals, err := s.c.HMGet(ctx, indexKey(repo.Tenant, repo.ID), "at", "index").Result()
	if err == nil {
		l.At = asString(vals[0])
		l.Index, err = s2.Decode(nil, []byte(asString(vals[1])))
	}
	if err != nil {
		return l, fmt.Errorf("recalling an index: %w", err)
	}
	return l, nil
}

// PutTogether keeps an encoded index in place of the lessons up to at that are
// in it, unless an index that reaches further is there.
func (s *Store) PutTogether(ctx context.Context, repo mentorship.Repo, at string, index []byte) error {
	_, err := s.putTogether(ctx, repo, at, index, false)
	if err == nil {
		err = fault.At("past.together")
	}
	return err
}

func (s *Store) putTogether(ctx context.Context, repo mentorship.Repo, at string, index []byte, again bool) (kept bool, err error) {
	keys := []string{learnKey(repo.Tenant, repo.ID), indexKey(repo.Tenant, repo.ID)}
	n, err := s.run(ctx, scriptTogether, keys, at, s2.EncodeBetter(nil, index), flag(again)).Int()
	if err != nil {
		return false, fmt.Errorf("keeping an index: %w", err)
	}
	return n == 1, nil
}

// later tells whether stream id a comes after b; "" is before all.
func later(a, b string) bool {
	aMs, aN := streamID(a)
	bMs, bN := streamID(b)
	return aMs > bMs || aMs == bMs && aN > bN
}

func streamID(id string) (ms, n uint64) {
	first, second, _ := strings.Cut(id, "-")
	ms, _ = strconv.ParseUint(first, 10, 64) // zero for "" is meant
	n, _ = strconv.ParseUint(second, 10, 64)
	return ms, n
}

func pack(lesson any) ([]byte, error) {
	text, err := json.Marshal(lesson)
	return s2.Encode(nil, text), err
}

func unpackLesson(e redis.XMessage, l *matching.Lessons) error {
	if packed, ok := e.Values[lessonAnswer]; ok {
		var a storedAnswer
		err := unpack(asString(packed), &a)
		l.Answers = append(l.Answers, matching.Answer{ID: a.ID, Person: a.Person, Time: time.Unix(a.Time, 0).UTC(), Heard: a.Heard})
		return err
	}
	var c storedChange
	err := unpack(asString(e.Values[lessonChange]), &c)
	l.Changes = append(l.Changes, matching.Change{ID: c.ID, Time: time.Unix(c.Time, 0).UTC(), Author: c.Author,
		Reviewers: c.Reviewers, Files: c.Files, Renames: c.Renames, Large: c.Large})
	return err
}

func unpack(packed string, lesson any) error {
	text, err := s2.Decode(nil, []byte(packed))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, lesson)
}
