package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/guide"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// reading is what was read so far of a tenant whose memory was lost. It holds no
// words people wrote.
type reading struct {
	a      *App
	tenant int64
	rec    mentorship.Recovery
	pace   Pace
	repos  []mentorship.Repo

	papers  map[mentorship.Place]mentorship.Paper
	pulls   map[int64][]mentorship.Place        // author → their pull requests
	traces  map[string][]mentorship.Trace       // mentorship → our texts about it, oldest first
	marks   map[string]int64                    // effect key → what it made
	words   map[mentorship.Place]map[int64]word // comments of people, by their ids
	people  map[int64]mentorship.Person         // who was seen, by today's name
	may     map[string]mentorship.Permission    // "repository/login"
	ops     map[int64]mentorship.Thread         // repository → its ops issue
	reports map[int64]mentorship.ReportIssue    // owner's own repository → the issue with its figures
	alive   time.Time                           // newest sign of ours
}

// word is a comment without what it says.
type word struct {
	mentorship.Remark
	addressed, asks bool
	commands        []instruction
}

// instruction is a command, and what of its details stands in the text around it.
type instruction struct {
	guide.Command
	event mentorship.Command
}

func newReading(a *App, tenant int64, rec mentorship.Recovery, pace Pace) *reading {
	return &reading{
		a: a, tenant: tenant, pace: pace,
		rec:    mentorship.Recovery{Began: rec.Began, Since: rec.Since},
		papers: map[mentorship.Place]mentorship.Paper{}, pulls: map[int64][]mentorship.Place{}, traces: map[string][]mentorship.Trace{},
		marks: map[string]int64{}, words: map[mentorship.Place]map[int64]word{}, people: map[int64]mentorship.Person{},
		may: map[string]mentorship.Permission{}, ops: map[int64]mentorship.Thread{}, reports: map[int64]mentorship.ReportIssue{},
	}
}

// stumbles is how often a request is tried that GitHub cannot answer now.
const stumbles = 5

// ask makes a request in its turn, and again where GitHub asks to wait.
func (r *reading) ask(ctx context.Context, request func() error) error {
	for try := 1; ; try++ {
		if err := r.pace.Next(ctx); err != nil {
			return err
		}
		err := request()
		var f *mentorship.Fault
		switch {
		case err == nil || !errors.As(err, &f):
			return err
		case f.Kind == mentorship.FaultLimited:
			try = 0
			if err := r.pace.Rest(ctx, f.Until); err != nil {
				return err
			}
		case f.Kind != mentorship.FaultTransient || try == stumbles:
			return err
		}
	}
}

// outOfSight reports whether a fault means that something cannot be read, now or later.
func outOfSight(err error) bool {
	switch mentorship.KindOf(err) {
	case mentorship.FaultNotFound, mentorship.FaultGone, mentorship.FaultForbidden, mentorship.FaultInvalid, mentorship.FaultLocked:
		return true
	}
	return false
}

// read reads all repositories of the tenant.
func (r *reading) read(ctx context.Context) (err error) {
	if r.repos, err = r.a.Store.Repos(ctx, r.tenant); err != nil {
		return err
	}
	for _, repo := range r.repos {
		// The rules are read when the tenant is seen; until then nobody knows who agreed to what.
		err := r.rules(ctx, repo)
		if err == nil {
			err = r.repository(ctx, repo)
		}
		if outOfSight(err) {
			r.rec.Unseen++
			continue
		}
		if err != nil {
			return err
		}
	}
	for _, ts := range r.traces {
		slices.SortFunc(ts, func(a, b mentorship.Trace) int { return a.At.Compare(b.At) })
	}
	return nil
}

// rules reads house rules that could not be read when the tenant was seen.
func (r *reading) rules(ctx context.Context, repo mentorship.Repo) error {
	if _, read, err := r.a.Store.House(ctx, repo); err != nil || read {
		return err
	}
	return r.ask(ctx, func() error {
		_, _, err := r.a.house.Read(ctx, repo)
		return err
	})
}

// repository reads the issues, pull requests and comments of a repository.
func (r *reading) repository(ctx context.Context, repo mentorship.Repo) error {
	err := r.list(ctx, func(at mentorship.Cursor) (next mentorship.Cursor, more bool, err error) {
		page, next, more, err := r.a.GitHub.Papers(ctx, repo, at)
		for _, p := range page {
			r.paper(repo, p)
		}
		return next, more, err
	})
	if err != nil {
		return err
	}
	return r.list(ctx, func(at mentorship.Cursor) (next mentorship.Cursor, more bool, err error) {
		page, next, more, err := r.a.GitHub.Comments(ctx, repo, at)
		for _, s := range page {
			r.comment(repo, s)
		}
		return next, more, err
	})
}

// list goes through the pages of a list, from a day before the App was installed.
func (r *reading) list(ctx context.Context, page func(mentorship.Cursor) (mentorship.Cursor, bool, error)) error {
	var at mentorship.Cursor
	if !r.rec.Since.IsZero() {
		at.Since = r.rec.Since.Add(-aDay)
	}
	for more := true; more; {
		err := r.ask(ctx, func() (err error) {
			var next mentorship.Cursor
			if next, more, err = page(at); err == nil {
				at = next
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) paper(repo mentorship.Repo, p mentorship.Paper) {
	place := mentorship.Place{Repo: repo.ID, Number: p.Number}
	_, known := r.papers[place]
	text := p.Text
	p.Text = ""
	r.papers[place] = p
	r.seen(p.Author)
	if p.Pull && !known && !p.Author.Zero() {
		r.pulls[p.Author.ID] = append(r.pulls[p.Author.ID], place)
	}
	if !p.ByUs || p.Pull || known {
		return
	}
	mk, ok := guide.Find(text)
	if !ok {
		return
	}
	at := mentorship.Thread{Repo: repo, Number: p.Number}
	switch mk.Kind {
	case mentorship.EffectOps:
		r.note(mk, p.ID)
		if of, err := strconv.ParseInt(strings.TrimPrefix(mk.Key, "ops/"), 10, 64); err == nil && p.ClosedAt.IsZero() {
			r.ops[of] = at
		}
	case mentorship.EffectReport:
		r.note(mk, p.ID)
		if parts := strings.Split(mk.Key, "/"); len(parts) == 4 {
			if of, err := strconv.ParseInt(parts[1], 10, 64); err == nil {
				r.reports[of] = mentorship.ReportIssue{Thread: at, Month: parts[3]}
			}
		}
	case mentorship.EffectOpenIssue:
		t := r.trace(mk, at, p.ID, p.CreatedAt)
		t.ShutAt = p.ClosedAt
		t.Done = append(t.Done, guide.Boxes(text)...)
		r.add(mk, t)
	}
}

// trace is what a marker tells.
func (r *reading) trace(mk guide.Marker, in mentorship.Thread, id int64, at time.Time) mentorship.Trace {
	return mentorship.Trace{
		Kind: mk.Kind, Key: mk.Key, Thread: in, ID: id, At: at, State: mk.State, Since: mk.Since, T0: mk.T0,
		Asked: mentorship.Person{ID: mk.Asked}, Mentor: mentorship.Person{ID: mk.Mentor}, Done: itemsOf(mk.Done), Off: itemsOf(mk.Off),
	}
}

func itemsOf(text string) (out []mentorship.Item) {
	for i := range strings.SplitSeq(text, "+") {
		if i != "" {
			out = append(out, mentorship.Item(i))
		}
	}
	return out
}

// note counts a text of ours, and remembers that its effect is done.
func (r *reading) note(mk guide.Marker, id int64) {
	r.rec.Texts++
	if old, twice := r.marks[mk.Key]; !twice || id < old {
		r.marks[mk.Key] = id
	}
}

// add takes a text about a mentorship. Of two that one effect made the older
// counts, as everywhere.
func (r *reading) add(mk guide.Marker, t mentorship.Trace) {
	r.note(mk, t.ID)
	for _, at := range []time.Time{t.At, t.Since} {
		if at.After(r.alive) {
			r.alive = at
		}
	}
	ts := r.traces[mk.Mentorship]
	if i := slices.IndexFunc(ts, func(x mentorship.Trace) bool { return x.Key == t.Key && x.Kind == t.Kind }); i >= 0 {
		if t.ID <= ts[i].ID {
			ts[i] = t
		}
		return
	}
	r.traces[mk.Mentorship] = append(ts, t)
}

func (r *reading) seen(p mentorship.Person) {
	if !p.Zero() {
		r.people[p.ID] = p
	}
}

// comment takes a comment, ours or of a person.
func (r *reading) comment(repo mentorship.Repo, s mentorship.Spoken) {
	m := s.Remark
	if m.ByUs {
		mk, ok := guide.Find(m.Text)
		switch {
		case !ok:
		case mk.Mentorship == "" || mk.Kind == mentorship.EffectReply:
			r.note(mk, m.ID)
		default:
			r.add(mk, r.trace(mk, mentorship.Thread{Repo: repo, Number: s.Talk.Number}, m.ID, m.At))
		}
		return
	}
	if m.By.Zero() || m.By.Bot {
		return
	}
	r.seen(m.By)
	place := mentorship.Place{Repo: repo.ID, Number: s.Talk.Number}
	w := word{Remark: m, addressed: guide.Addressed(m.Text), asks: guide.Asks(m.Text)}
	for i, c := range guide.Commands(m.Text) {
		e := mentorship.Command{Verb: c.Verb, By: m.By, Comment: m.ID, Index: i, At: m.At, Thread: mentorship.Thread{Repo: repo, Number: place.Number}}
		guide.Detail(&e, c, m.Text)
		if !m.Edited || refuses(c) {
			w.commands = append(w.commands, instruction{c, e})
		}
	}
	if w.Text = ""; len(w.commands) > 0 {
		r.rec.Words++
	}
	if r.words[place] == nil {
		r.words[place] = map[int64]word{}
	}
	r.words[place][m.ID] = w
}
