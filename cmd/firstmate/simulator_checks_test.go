package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// judgement gathers what is wrong at the end of a simulation; the numbers are
// those of the invariants in docs/reliability.md.
type judgement struct {
	*simulation
	ledger  ledger
	records map[string]mentorship.Mentorship // of tenant/id
	known   map[int64]*newcomer
	wrong   []string
}

func (j *judgement) find(format string, args ...any) {
	j.wrong = append(j.wrong, fmt.Sprintf(format, args...))
}

// judge holds what happened against the invariants.
func (s *simulation) judge() []string {
	j := &judgement{simulation: s, records: map[string]mentorship.Mentorship{}}
	text, _ := json.Marshal(s.sim.Ledger())
	if err := json.Unmarshal(text, &j.ledger); err != nil {
		j.find("the ledger cannot be read: %v", err)
	}
	j.met()
	j.promises()
	j.pages()
	j.places()
	j.silence()
	j.forgotten()
	j.timers()
	j.steps()
	j.asked()
	j.bots()
	j.accounts()
	j.secrets(string(text))
	s.spy.mu.Lock()
	defer s.spy.mu.Unlock()
	return append(j.wrong, s.spy.wrong...)
}

// met, I1: everybody who came is known, and known once.
func (j *judgement) met() {
	ctx := context.Background()
	of := map[string]string{}
	for _, n := range j.town.newcomers {
		repo, _, err := j.eyes.FindRepo(ctx, n.repo)
		if err != nil {
			j.find("I1: %v", err)
			continue
		}
		for _, number := range []int{n.pull, n.second} {
			if number == 0 {
				continue
			}
			id, err := j.eyes.ByThread(ctx, repo, number)
			if err != nil || id == "" && number == n.pull {
				d, judged, _ := j.eyes.Decision(ctx, repo, number)
				if n.forgets == 0 && (!j.declined(n.login) || !judged && time.Since(n.at) < decisionsLive) {
					j.find("I1: %s opened %s#%d, and nobody noticed: %q, %v", n.login, n.repo, number, d.Reason, err)
				}
				continue
			}
			if id == "" {
				continue // a second one may come after the story ended
			}
			key := fmt.Sprint(repo.Tenant, "/", id)
			m, err := j.eyes.Load(ctx, repo.Tenant, id)
			if m.Version == 0 && err == nil && n.forgets > 0 {
				continue
			}
			if err != nil || m.Version == 0 {
				j.find("I1: %s of %s#%d: version %d, %v", key, n.repo, number, m.Version, err)
			}
			if who := of[key]; who != "" && who != n.login {
				j.find("I1: %s belongs to %s and %s", key, who, n.login)
			}
			of[key], j.records[key] = n.login, m
		}
	}
}

// decisionsLive is how long it is known why somebody was met in silence.
const decisionsLive = 30 * 24 * time.Hour

// declined reports whether somebody said a no: it may have come before their first change.
func (j *judgement) declined(login string) bool {
	return slices.ContainsFunc(j.town.noes, func(n no) bool { return n.login == login })
}

// promises, I2: who is mentioned, how often, and nothing twice.
func (j *judgement) promises() {
	o := oracle{consented: simMentors()}
	for _, n := range j.town.newcomers {
		for name := strings.TrimRight(n.login, "x"); len(name) <= len(n.login); name += "x" { // all they ever had
			o.newcomers = append(o.newcomers, name)
		}
	}
	searches := j.searches()
	for _, w := range o.find(j.ledger) {
		if !j.askedFor(w, searches) {
			j.find("I2: %s", w)
		}
	}
}

// searches are how often a newcomer asked for a mentor, by conversation.
func (j *judgement) searches() map[string]int {
	out := map[string]int{}
	for _, m := range j.records {
		out[fmt.Sprintf("%s#%d", m.Pull.Repo.FullName(), m.Pull.Number)] = m.Cycle
	}
	for _, n := range j.town.newcomers {
		for _, number := range []int{n.pull, n.second} {
			out[fmt.Sprintf("%s#%d", n.repo, number)] += 9 * n.forgets // who counted was told to forget
		}
	}
	return out
}

// askedFor reports whether what the oracle finds is no more than the newcomer
// asked for: two comments for each search; and an answer once more to somebody
// who was forgotten since the first.
func (j *judgement) askedFor(found string, searches map[string]int) bool {
	if to := answerTo.FindStringSubmatch(found); to != nil {
		person, _ := strconv.ParseInt(to[1], 10, 64)
		n := j.people()[person]
		return n != nil && n.forgets > 0
	}
	thread, rest, _ := strings.Cut(found, ": ")
	n := 0
	_, err := fmt.Sscanf(rest, "%d unprompted comments", &n)
	return err == nil && n <= 2*searches[thread]
}

var answerTo = regexp.MustCompile(`^created 2 times: .* key=reply/\d+#\d+/(\d+)/`)

// pages, I3: one page for each pairing that was to have one.
func (j *judgement) pages() {
	opened := map[string]int{}
	for _, w := range j.ledger.Writes {
		if w.Applied && w.Kind == "issue.create" && w.Body != nil {
			if m, ok := guide.Find(*w.Body); ok && m.Kind == mentorship.EffectOpenIssue {
				opened[fmt.Sprint(simTenants()[owner(w.Repo)], "/", m.Mentorship)]++
			}
		}
	}
	for key, m := range j.records {
		n, ever := opened[key], !m.Paired.IsZero()
		if !j.whole(key) {
			continue
		}
		if n > 1 || n == 1 && !ever || n == 0 && m.State == mentorship.StateActive && !m.NoIssue && !m.Informal {
			j.find("I3: %s is %s, paired %v, and has %d tracking issues", key, m.State, m.Paired, n)
		}
		if n == 1 && m.Issue.Zero() {
			j.find("I3: %s does not know its tracking issue", key)
		}
	}
}

// places, I4: no mentor holds more than they offered, and the places that are
// counted are those of the records.
func (j *judgement) places() {
	held := map[int64]map[int64][]string{}
	for key, m := range j.records {
		tenant, id, _ := strings.Cut(key, "/")
		t := simTenants()["acme"]
		if tenant == "2" {
			t = simTenants()["beta"]
		}
		if held[t] == nil {
			held[t] = map[int64][]string{}
		}
		if h := m.Holder(); h != 0 {
			held[t][h] = append(held[t][h], id)
		}
	}
	for t, mentors := range held {
		for _, mentor := range []int64{601, 602, 603} {
			counted, err := j.eyes.ByMentor(context.Background(), t, mentor)
			want := mentors[mentor]
			slices.Sort(counted)
			slices.Sort(want)
			if err != nil || !slices.Equal(counted, want) || len(want) > 4 {
				j.find("I4: mentor %d of %d holds %v, counted are %v: %v", mentor, t, want, counted, err)
			}
		}
	}
}

// silence, I5: whoever said no is left alone from the moment we answered that.
func (j *judgement) silence() {
	for _, n := range j.town.noes {
		j.spy.mu.Lock()
		heard := j.spy.thumbs[n.comment]
		j.spy.mu.Unlock()
		if heard.IsZero() {
			continue
		}
		login, org, mentor := strings.Cut(n.login, "@")
		for _, w := range j.ledger.Writes {
			at, _ := time.Parse(time.RFC3339Nano, w.At)
			if !w.Applied || !at.After(heard) || !n.over.IsZero() && !at.Before(n.over) {
				continue
			}
			if slices.Contains(w.Mentions, login) && (!mentor || owner(w.Repo) == org) {
				j.find("I5: %s said no at %v, heard %v, and is mentioned by write %d (%s) at %v", n.login, n.at, heard, w.N, w.Kind, at)
			}
		}
	}
}

// timers, I6: none is overdue.
func (j *judgement) timers() {
	now := j.clock.Now()
	for key, m := range j.records {
		for name, at := range m.Timers {
			if now.Sub(at) > 6*time.Minute { // a replica looks for the timers of others every five
				j.find("I6: timer %s of %s (%s) ran out %v ago", name, key, m.State, now.Sub(at))
			}
		}
	}
}

// bots, I10: what a bot did leads to nothing.
func (j *judgement) bots() {
	for _, b := range j.town.bots {
		for _, w := range j.ledger.Writes {
			if w.Repo == b.repo && w.Number == b.number && w.Kind != "check_run.create" {
				j.find("I10: %s in %s#%d, which a bot opened", w.Kind, b.repo, b.number)
			}
		}
	}
}

// accounts, I12 and I16: nothing is left over, and every delivery that was
// answered well was one the door counted.
func (j *judgement) accounts() {
	parked, err := j.eyes.ParkedWork(context.Background())
	for _, p := range parked {
		j.find("I12: %s is parked: %s", p.ID, p.Reason)
	}
	if err != nil {
		j.find("I12: %v", err)
	}
	counted := 0
	for _, x := range j.counts {
		for _, outcome := range []string{"accepted", "known", "ignored"} {
			counted += x.of("webhook_" + outcome)
		}
	}
	j.spy.mu.Lock()
	defer j.spy.mu.Unlock()
	if n := j.spy.answers[http.StatusAccepted] + j.spy.answers[http.StatusOK]; n > counted {
		j.find("I16: %d deliveries were answered well, %d were counted", n, counted)
	}
	for status := range j.spy.answers {
		if !slices.Contains([]int{http.StatusAccepted, http.StatusOK, http.StatusServiceUnavailable}, status) {
			j.find("I16: a delivery was answered %d", status)
		}
	}
}

// secrets, I15: none is logged or written.
func (j *judgement) secrets(written string) {
	j.spy.mu.Lock()
	defer j.spy.mu.Unlock()
	secrets := []string{rigSecret, string(pemOf(simKey()))[64:128]}
	for token := range j.spy.tokens {
		secrets = append(secrets, token)
	}
	logged := j.log.String()
	for _, x := range secrets {
		if strings.Contains(logged, x) || strings.Contains(written, x) {
			j.find("I15: a secret was logged or written")
		}
	}
}
