package main

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// forgets is a newcomer who asks that nothing be kept of them.
func (s *simulation) forgets(n *newcomer) {
	if r, ok := s.act(githubsim.Action{Do: "comment", Repo: n.repo, Number: n.pull, Author: n.login, Body: "/mentor forget-me confirm"}); ok {
		s.town.noes = append(s.town.noes, no{login: n.login, comment: r.ID, at: time.Now()})
		n.forgets, n.forgot = n.forgets+1, r.ID
	}
}

// lines is a comment of several lines, of which the last counts where they
// cannot all be meant.
func (s *simulation) lines(n *newcomer, die int) {
	mentor := simMentors()[die/2%3]
	says := []struct {
		author, body string
		no, back     bool
	}{
		{author: n.login, body: "/mentor find\n/mentor no-thanks", no: true},
		{author: n.login, body: "/mentor no-thanks\n\nOn second thought:\n\n/mentor find", back: true},
		{author: n.login, body: "/mentor language es\n/mentor pause", back: true},
		{author: n.login, body: "/mentor find\n/mentor opt-out", no: true},
		{author: n.login, body: "/mentor forget-me confirm\n/mentor find", back: true},
		{author: mentor, body: "/mentor accept\n/mentor opt-out", no: true},
		{author: mentor, body: "/mentor opt-out\n/mentor opt-in", back: true},
		{author: mentor, body: "/mentor accept\n/mentor forget-me confirm", no: true},
	}
	x := says[die%len(says)]
	if die%64 < 56 && die%8 == 7 {
		return // histories lose what they tell of a mentor: that is to stay rare
	}
	r, ok := s.act(githubsim.Action{Do: "comment", Repo: n.repo, Number: n.pull, Author: x.author, Body: x.body})
	if !ok {
		return
	}
	who := x.author
	if who == n.login {
		n.forgot = 0
		n.forgets += strings.Count(x.body, "forget-me")
	} else {
		who += "@" + owner(n.repo)
		s.town.gaps = s.town.gaps || strings.Contains(x.body, "forget-me")
	}
	if x.no {
		s.town.noes = append(s.town.noes, no{login: who, comment: r.ID, at: time.Now()})
	}
	if x.back {
		s.back(who)
	}
}

// suspend lets an owner shut us out for a while.
func (s *simulation) suspend(die int, d time.Duration) {
	owner := []string{"acme", "beta"}[die%2]
	if _, ok := s.act(githubsim.Action{Do: "suspend", Owner: owner}); ok {
		s.struck.Add(1)
		s.later(d, func() { s.act(githubsim.Action{Do: "unsuspend", Owner: owner}) })
	}
}

// forgotten, I19: of those who asked to be forgotten, and said nothing to us
// since, neither memory nor our texts tell.
func (j *judgement) forgotten() {
	client := j.memory.Client().(*redis.Client)
	defer func() { _ = client.Close() }()
	all := allOf(j.t, client)
	shown := map[int64]ledgerWrite{} // the last of each text of ours
	for _, w := range j.ledger.Writes {
		if w.Applied && w.Body != nil {
			shown[w.ID] = w
		}
	}
	for _, n := range j.town.newcomers {
		j.spy.mu.Lock()
		heard := j.spy.thumbs[n.forgot]
		j.spy.mu.Unlock()
		if n.forgot == 0 || heard.IsZero() {
			continue
		}
		name := regexp.MustCompile(`(?i)(^|[^0-9a-z-])` + strings.TrimRight(n.login, "x") + `x*([^0-9a-z-]|$)`)
		for key, texts := range all {
			for _, text := range texts {
				if at := name.FindStringIndex(text); at != nil && !strings.HasSuffix(key, ":merged") {
					j.find("I19: %s was forgotten at %v, and %s tells …%s…", n.login, heard, key, text[max(at[0]-60, 0):min(at[1]+60, len(text))])
					break
				}
			}
		}
		for _, w := range shown {
			if name.MatchString(*w.Body) {
				m, _ := guide.Find(*w.Body)
				j.find("I19: %s was forgotten at %v, and %s of %s, %s in %s#%d, shows their name", n.login, heard, w.Kind, w.At, m.Key, w.Repo, w.Number)
			}
		}
	}
}

// whole reports whether a record, named tenant/id, tells all there ever was of its
// newcomer: of somebody who was forgotten a story may begin anew, under the same name.
func (j *judgement) whole(key string) bool {
	_, id, _ := strings.Cut(key, "/")
	n := j.people()[mentorship.NewcomerOf(id)]
	return n == nil || n.forgets == 0
}

// people are the newcomers by their numbers, which our texts in their conversations
// and our answers to them tell.
func (j *judgement) people() map[int64]*newcomer {
	if j.known != nil {
		return j.known
	}
	j.known = map[int64]*newcomer{}
	at, named := map[place]*newcomer{}, map[string]*newcomer{}
	for _, n := range j.town.newcomers {
		at[place{n.repo, n.pull}], named[strings.TrimRight(n.login, "x")] = n, n
	}
	for _, w := range j.ledger.Writes {
		if w.Body == nil {
			continue
		}
		m, _ := guide.Find(*w.Body)
		if to := answeredNumber.FindStringSubmatch(m.Key); to != nil {
			if name := answeredName.FindStringSubmatch(*w.Body); name != nil && named[name[1]] != nil {
				number, _ := strconv.ParseInt(to[1], 10, 64)
				j.known[number] = named[name[1]]
			}
		}
		if n := at[place{w.Repo, w.Number}]; n != nil && m.Mentorship != "" {
			j.known[mentorship.NewcomerOf(m.Mentorship)] = n
		}
	}
	return j.known
}

var (
	answeredNumber = regexp.MustCompile(`^reply/\d+#\d+/(\d+)/`)
	answeredName   = regexp.MustCompile(`^\*\*(nia-\d+)x*\*\*:`)
)
