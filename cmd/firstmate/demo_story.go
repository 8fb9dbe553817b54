package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// play tells the story and remembers what was seen.
type play struct {
	*stage
	cast
	out io.Writer
	ctx context.Context

	threads map[string]int // name in the story → number
}

// demoSettle is how long nothing must happen before the story goes on.
const demoSettle = 300 * time.Millisecond

// tell plays all scenes in order.
func (p *play) tell(ctx context.Context) error {
	p.ctx, p.threads = ctx, map[string]int{}
	fmt.Fprint(p.out, p.intro)
	if err := p.rest(ctx, demoSettle); err != nil {
		return err
	}
	scenes := []func() error{p.sceneNia, p.sceneOmar, p.sceneKim, p.sceneSilence, p.sceneWeekLater}
	for _, scene := range scenes {
		if err := scene(); err != nil {
			return err
		}
	}
	return nil
}

// sceneNia: asked, accepted, merged.
func (p *play) sceneNia() error {
	p.scene("Nia opens her first pull request")
	err := p.opens("nia", p.nia)
	if err != nil {
		return err
	}
	p.shows("nia", "What Nia and the mentor see under it")
	mentor, err := p.asked("nia")
	if err != nil {
		return err
	}
	p.says(mentor + " accepts with one word: /mentor accept")
	if err := p.act("comment", act{"number": p.threads["nia"], "author": mentor, "body": "/mentor accept"}); err != nil {
		return err
	}
	p.shows("issue", "A tracking issue is open; what Nia sees")
	steps := []struct {
		says, do string
		a        act
	}{
		{"The checks turn green.", "check_suite", act{"conclusion": "success"}},
		{mentor + " asks for one change.", "review", act{"author": mentor, "state": "changes_requested", "body": p.request}},
		{"Nia pushes it.", "push", act{"author": "nia", "files": p.nia.files[len(p.nia.files)-1:]}},
		{mentor + " approves.", "review", act{"author": mentor, "state": "approved", "body": "Good to go."}},
		{mentor + " merges it.", "merge", act{"author": mentor}},
	}
	for _, s := range steps {
		p.says(s.says)
		s.a["number"] = p.threads["nia"]
		if err := p.act(s.do, s.a); err != nil {
			return err
		}
	}
	p.shows("issue", "The tracking issue now; nobody ticked these by hand")
	p.shows("nia", "And the comment on the pull request, edited in place")
	return nil
}

// sceneOmar: the first mentor passes, the next one answers, which is enough.
func (p *play) sceneOmar() error {
	p.scene("Omar opens his first pull request; the first mentor has no time")
	err := p.opens("omar", p.omar)
	if err != nil {
		return err
	}
	first, err := p.asked("omar")
	if err != nil {
		return err
	}
	p.says(first + " is asked and passes: /mentor pass")
	if err := p.act("comment", act{"number": p.threads["omar"], "author": first, "body": "/mentor pass"}); err != nil {
		return err
	}
	p.shows("omar", "The next mentor is asked, once; the first mention is plain text now")
	second, err := p.asked("omar")
	if err != nil {
		return err
	}
	p.says(second + " simply answers on the pull request. That counts as accepting.")
	return p.act("comment", act{"number": p.threads["omar"], "author": second, "body": p.answer})
}

// sceneKim: no thanks, and that is the end of it.
func (p *play) sceneKim() error {
	p.scene("Kim opens a first pull request and prefers to go alone")
	err := p.opens("kim", p.kim)
	if err != nil {
		return err
	}
	p.says("Kim writes: /mentor no-thanks")
	if err := p.act("comment", act{"number": p.threads["kim"], "author": "kim", "body": "/mentor no-thanks"}); err != nil {
		return err
	}
	p.shows("kim", "All that is left of the comment")
	return nil
}

// sceneSilence: people and machines that need no welcome.
func (p *play) sceneSilence() error {
	p.scene("A maintainer and a bot open pull requests: silence")
	if err := p.opens("member", p.member); err != nil {
		return err
	}
	if err := p.opens("bot", p.bot); err != nil {
		return err
	}
	for _, name := range []string{"member", "bot"} {
		d, err := p.program.app.Explain(p.ctx, p.repo, p.threads[name])
		if err != nil {
			return fmt.Errorf("explaining %s: %w", name, err)
		}
		fmt.Fprintf(p.out, "\n$ firstmate explain %s#%d\n", p.repo, p.threads[name])
		if err := printDecision(p.out, d, "text"); err != nil {
			return err
		}
	}
	return nil
}

// sceneWeekLater: the small accept ends by itself.
func (p *play) sceneWeekLater() error {
	p.scene("Seven days later")
	if err := p.door.advance(p.ctx, 7*24*time.Hour+time.Minute); err != nil {
		return err
	}
	if err := p.rest(p.ctx, 2*demoSettle); err != nil {
		return err
	}
	p.shows("issue", "Nia's page closes by itself; the mentor's place is free again")
	return nil
}

// opens lets somebody open a pull request and gives it a name.
func (p *play) opens(name string, o opening) error {
	out, err := p.door.do(p.ctx, "open_pull", act{"repo": p.repo, "author": o.author, "title": o.title, "files": o.files, "body": o.body})
	if err != nil {
		return err
	}
	p.threads[name] = out.Number
	fmt.Fprintf(p.out, "\n  #%d %q by %s, touching %s\n", out.Number, o.title, o.author, strings.Join(o.files, ", "))
	return p.rest(p.ctx, demoSettle)
}

// act lets somebody do something in the demo's repository.
func (p *play) act(what string, a act) error {
	a["repo"] = p.repo
	if _, err := p.door.do(p.ctx, what, a); err != nil {
		return err
	}
	return p.rest(p.ctx, demoSettle)
}

// asked is the one mentor mentioned last on a pull request.
func (p *play) asked(name string) (string, error) {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return "", err
	}
	for i := len(l.Writes) - 1; i >= 0; i-- {
		w := l.Writes[i]
		if w.Number == p.threads[name] && w.Kind == "comment.create" && len(w.Mentions) == 1 {
			return w.Mentions[0], nil
		}
	}
	return "", checkFailed(fmt.Errorf("nobody was asked on #%d", p.threads[name]))
}
