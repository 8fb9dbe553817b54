package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// people are those of a simulation, and what they know.
type people struct {
	newcomers map[int]*newcomer
	bots      []place // pull requests nobody is to be greeted in
	noes      []no
	gaps      bool // a mentor was forgotten: histories tell no more whom they asked
}

// newcomer is somebody who came.
type newcomer struct {
	login  string
	at     time.Time
	repo   string
	pull   int
	second int

	forgets int   // how often they asked to be forgotten
	forgot  int64 // the comment that asked for it, if they said nothing to us since
}

// place is a conversation.
type place struct {
	repo   string
	number int
}

// no is a word after which somebody is to be left alone.
type no struct {
	login   string
	comment int64
	at      time.Time
	over    time.Time // when they came back by a word of their own
}

// simMentors are those who agreed to be asked, in each repository.
func simMentors() []string { return []string{"ada", "grace", "lin"} }

func (s *simulation) act(a githubsim.Action) (githubsim.Result, bool) {
	r, err := s.sim.Do(context.Background(), a)
	return r, err == nil
}

// person does what people do; false where it is no such step.
func (s *simulation) person(x step) bool {
	if x.what == "open" {
		s.open(x)
		return true
	}
	n := s.town.newcomers[x.who]
	do, known := s.deeds(x)[x.what]
	if known && n != nil {
		do(n)
	}
	return known
}

func (s *simulation) deeds(x step) map[string]func(*newcomer) {
	plain := func(a githubsim.Action) func(*newcomer) {
		return func(n *newcomer) {
			a.Repo, a.Number = n.repo, n.pull
			if a.Author == "" {
				a.Author = n.login
			}
			s.act(a)
		}
	}
	some := func(words ...string) string { return words[x.die%len(words)] }
	mentor := simMentors()[x.die%3]
	return map[string]func(*newcomer){
		"say":      plain(githubsim.Action{Do: "comment", Body: some("I added a test.", "Could somebody look?", "Thank you!", "How do I run it?")}),
		"push":     plain(githubsim.Action{Do: "push", Files: githubsim.Paths(some("store/open.go", "web/table.ts", "docs/faq.md", "store/more.go"))}),
		"review":   plain(githubsim.Action{Do: "review", Author: mentor, State: some("approved", "changes_requested", "commented"), Body: "A remark."}),
		"merge":    plain(githubsim.Action{Do: "merge", Author: some("coral", mentor)}),
		"close":    plain(githubsim.Action{Do: "close", Author: some("coral", "", "")}),
		"reopen":   plain(githubsim.Action{Do: "reopen"}),
		"draft":    plain(githubsim.Action{Do: "draft"}),
		"ready":    plain(githubsim.Action{Do: "ready"}),
		"label":    plain(githubsim.Action{Do: "label", Author: "coral", Value: some("store", "web", "good first issue")}),
		"check":    plain(githubsim.Action{Do: "check_suite", Conclusion: some("success", "failure")}),
		"bot":      plain(githubsim.Action{Do: "comment", Author: "renovate[bot]", Body: some("beep", "/mentor find", "/mentor accept")}),
		"stranger": plain(githubsim.Action{Do: "comment", Author: "omar", Body: some("Nice.", "/mentor pass", "/mentor accept", "/mentor assign @ada")}),
		"answer":   func(n *newcomer) { s.answer(n, x.die) },
		"word":     func(n *newcomer) { s.says(n, n.pull, x.die) },
		"page":     func(n *newcomer) { s.onPage(n, x.die) },
		"tick":     func(n *newcomer) { s.tick(n) },
		"second":   func(n *newcomer) { s.again(n, x.die) },
		"mentor":   func(n *newcomer) { s.ofThemselves(n, x.die) },
		"react":    func(n *newcomer) { s.reacts(n) },
		"rename":   func(n *newcomer) { s.rename(n) },
		"forget":   func(n *newcomer) { s.forgets(n) },
		"lines":    func(n *newcomer) { s.lines(n, x.die) },
	}
}

// open is somebody's first pull request; beside some of them a bot opens one.
func (s *simulation) open(x step) {
	if s.town.newcomers[x.who] != nil {
		return
	}
	n := &newcomer{login: fmt.Sprintf("nia-%d", x.who), repo: simRepos()[x.die%3], at: time.Now()}
	files := [][]string{{"store/open.go"}, {"web/table.ts", "web/theme.ts"}, {"docs/faq.md"}, {"store/index.go", "web/router.ts"}}[x.die/3%4]
	r, ok := s.act(githubsim.Action{Do: "open_pull", Repo: n.repo, Author: n.login, Title: "Mend it", Files: githubsim.Paths(files...)})
	if !ok {
		s.t.Errorf("%s cannot open a pull request", n.login)
		return
	}
	n.pull = r.Number
	s.town.newcomers[x.who] = n
	if x.die%5 == 0 {
		b, _ := s.act(githubsim.Action{Do: "open_pull", Repo: n.repo, Author: "renovate[bot]", Title: "Bump", Files: githubsim.Paths("go.mod")})
		s.town.bots = append(s.town.bots, place{n.repo, b.Number})
	}
}

// record is what firstmate remembers of somebody; zero if it cannot be read.
func (s *simulation) record(n *newcomer) (m mentorship.Mentorship) {
	ctx := context.Background()
	repo, known, err := s.eyes.FindRepo(ctx, n.repo)
	if err != nil || !known {
		return m
	}
	id, err := s.eyes.ByThread(ctx, repo, n.pull)
	if err != nil || id == "" {
		return m
	}
	m, _ = s.eyes.Load(ctx, repo.Tenant, id)
	return m
}

// answer is the mentor's, who was asked or is there already.
func (s *simulation) answer(n *newcomer, die int) {
	m := s.record(n)
	words := []string{"/mentor accept", "Hello, welcome! I had a look.", "/mentor accept", "/mentor pass", "Gladly.", "/mentor accept"}
	if m.Mentor.Zero() {
		return
	}
	s.act(githubsim.Action{Do: "comment", Repo: n.repo, Number: n.pull, Author: m.Mentor.Login, Body: words[die%len(words)]})
}

// says is a newcomer's command.
func (s *simulation) says(n *newcomer, number, die int) {
	words := []string{
		"/mentor find", "/mentor help", "/mentor stuck\nAim: a\nTried: b\nSeen: c\nQuestion: d", "/mentor swap", "/mentor pause", "/mentor resume",
		"/mentor why", "/mentor slower", "/mentor no-thanks", "/mentor question", "/mentor thanks Thank you.", "/mentor list", "/mentor done P1",
		"/mentor language es", "/mentor not-a-fit", "/mentor opt-out",
	}
	word := words[die%len(words)]
	r, ok := s.act(githubsim.Action{Do: "comment", Repo: n.repo, Number: number, Author: n.login, Body: word})
	if !ok {
		return
	}
	n.forgot = 0
	switch word {
	case "/mentor no-thanks", "/mentor opt-out":
		s.town.noes = append(s.town.noes, no{login: n.login, comment: r.ID, at: time.Now()})
	case "/mentor list", "/mentor why", "/mentor help":
	default:
		s.back(n.login)
	}
}

// back ends the noes of somebody who asks for something again.
func (s *simulation) back(login string) {
	for i := range s.town.noes {
		if x := &s.town.noes[i]; x.login == login && x.over.IsZero() {
			x.over = time.Now()
		}
	}
}

// onPage is what the two write in the tracking issue.
func (s *simulation) onPage(n *newcomer, die int) {
	m := s.record(n)
	if m.Issue.Zero() {
		return
	}
	words := []string{
		"/mentor wrap-up", "/mentor keep-going", "/mentor pause", "/mentor resume", "/mentor graduate", "How is it going?", "/mentor widen",
		"/mentor cadence weekly", "/mentor extend", "/mentor done P1 P2", "/mentor keep-in-touch", "/mentor undo P1",
	}
	author := n.login
	if die%2 == 0 && !m.Mentor.Zero() {
		author = m.Mentor.Login
	} else {
		s.back(n.login)
		n.forgot = 0
	}
	s.act(githubsim.Action{Do: "comment", Repo: m.Issue.Repo.FullName(), Number: m.Issue.Number, Author: author, Body: words[die/2%len(words)]})
}

// tick is a box somebody ticks in the tracking issue.
func (s *simulation) tick(n *newcomer) {
	m := s.record(n)
	if m.Issue.Zero() {
		return
	}
	body := ""
	for _, w := range s.sim.Ledger().Writes {
		if w.Applied && w.Body != nil && w.Number == m.Issue.Number && w.Repo == m.Issue.Repo.FullName() && strings.HasPrefix(w.Kind, "issue.") {
			body = *w.Body
		}
	}
	if ticked := strings.Replace(body, "- [ ]", "- [x]", 1); ticked != body {
		s.act(githubsim.Action{Do: "edit_issue", Repo: m.Issue.Repo.FullName(), Number: m.Issue.Number, Author: n.login, Body: ticked})
	}
}

// again is a further pull request of somebody.
func (s *simulation) again(n *newcomer, die int) {
	if n.second != 0 {
		s.act(githubsim.Action{Do: "merge", Repo: n.repo, Number: n.second, Author: "coral"})
		return
	}
	r, _ := s.act(githubsim.Action{Do: "open_pull", Repo: n.repo, Author: n.login, Title: "Mend more", Files: githubsim.Paths("store/snapshot.go")})
	n.second = r.Number
}

// ofThemselves is what mentors say of themselves.
func (s *simulation) ofThemselves(n *newcomer, die int) {
	who := simMentors()[die%3]
	words := []string{"/mentor away 2d", "/mentor back", "/mentor opt-out", "/mentor opt-in", "/mentor back", "/mentor opt-in"}
	word := words[die/3%len(words)]
	r, ok := s.act(githubsim.Action{Do: "comment", Repo: n.repo, Number: n.pull, Author: who, Body: word})
	switch {
	case !ok:
	case word == "/mentor opt-out":
		s.town.noes = append(s.town.noes, no{login: who + "@" + owner(n.repo), comment: r.ID, at: time.Now()})
	case word == "/mentor opt-in":
		s.back(who + "@" + owner(n.repo))
	}
}

// reacts is a mentor who answers an invitation with a thumb.
func (s *simulation) reacts(n *newcomer) {
	m := s.record(n)
	if m.Mentor.Zero() || len(m.Comments) == 0 {
		return
	}
	s.act(githubsim.Action{Do: "react", Repo: n.repo, ID: m.Comments[len(m.Comments)-1].ID, Author: m.Mentor.Login, Content: "+1"})
}

func (s *simulation) rename(n *newcomer) {
	if _, ok := s.act(githubsim.Action{Do: "rename_user", Login: n.login, To: n.login + "x"}); ok {
		for i := range s.town.noes {
			if s.town.noes[i].login == n.login {
				s.town.noes[i].login += "x"
			}
		}
		n.login += "x"
	}
}

func owner(repo string) string { name, _, _ := strings.Cut(repo, "/"); return name }
