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
	moments []string       // Nia's page as it was printed
	telling bool           // the last thing printed was a line of the story
}

// demoSettle is how long nothing must happen before the story goes on.
const demoSettle = 120 * time.Millisecond

// tell plays all scenes in order.
func (p *play) tell(ctx context.Context) error {
	p.ctx, p.threads = ctx, map[string]int{}
	fmt.Fprint(p.out, p.intro)
	if err := p.rest(ctx, demoSettle); err != nil {
		return err
	}
	scenes := []func() error{p.sceneNia, p.sceneOmar, p.sceneKim, p.sceneSilence, p.sceneWeekLater}
	if p.year() {
		scenes = append(scenes[:len(scenes)-1], p.theYear()...)
	}
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
	if err := p.opens("nia", p.nia); err != nil {
		return err
	}
	if err := p.shows("nia", "What Nia and the mentor see under it"); err != nil {
		return err
	}
	mentor, err := p.asked("nia")
	if err != nil {
		return err
	}
	p.says("%s accepts with one word: /mentor accept", mentor)
	if err := p.comments(p.threads["nia"], mentor, "/mentor accept"); err != nil {
		return err
	}
	if err := p.moment("It opens with the mentor's yes, and shows the steps at hand"); err != nil {
		return err
	}
	err = p.plays(p.threads["nia"],
		deed{"The checks turn green.", "check_suite", act{"conclusion": "success"}},
		deed{mentor + " asks for one change.", "review", act{"author": mentor, "state": "changes_requested", "body": p.request}},
		deed{"Nia pushes it.", "push", act{"author": "nia", "files": p.nia.files[len(p.nia.files)-1:]}},
		deed{mentor + " approves.", "review", act{"author": mentor, "state": "approved", "body": "Good to go."}},
		deed{mentor + " merges it.", "merge", act{"author": mentor}})
	if err != nil {
		return err
	}
	return p.shows("nia", "The comment on the pull request now, edited in place")
}

// sceneOmar: the first mentor passes, the next one answers, which is enough.
func (p *play) sceneOmar() error {
	p.scene("Omar's first pull request; the mentor asked first has no time")
	if err := p.opens("omar", p.omar); err != nil {
		return err
	}
	first, err := p.asked("omar")
	if err != nil {
		return err
	}
	p.says("%s is asked and passes: /mentor pass", first)
	if err := p.comments(p.threads["omar"], first, "/mentor pass"); err != nil {
		return err
	}
	if err := p.shows("omar", "The next mentor is asked, once; the first mention is plain text now"); err != nil {
		return err
	}
	second, err := p.asked("omar")
	if err != nil {
		return err
	}
	return p.plays(p.threads["omar"],
		deed{second + " simply answers on the pull request. That counts as accepting.", "comment", act{"author": second, "body": p.answer}},
		deed{second + " merges it.", "merge", act{"author": second}})
}

// sceneKim: no thanks, and that is the end of it.
func (p *play) sceneKim() error {
	p.scene("Kim opens a first pull request and prefers to go alone")
	if err := p.opens("kim", p.kim); err != nil {
		return err
	}
	p.says("Kim writes: /mentor no-thanks")
	if err := p.comments(p.threads["kim"], "kim", "/mentor no-thanks"); err != nil {
		return err
	}
	return p.shows("kim", "All that is left of the comment")
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
		p.telling = false
		fmt.Fprintf(p.out, "\n  $ firstmate explain %s#%d\n  %s: %s\n", p.repo, p.threads[name], d.Verdict, d.Reason)
	}
	return nil
}

// sceneWeekLater: the small accept ends by itself.
func (p *play) sceneWeekLater() error {
	if err := p.passes(7); err != nil {
		return err
	}
	p.scene("A week later")
	return p.moment("It closes by itself; the mentor's place is free again")
}

// deed is one thing somebody does in a thread.
type deed struct {
	says, do string
	a        act
}

// plays lets things happen in a thread, one after the other; what has words is told.
func (p *play) plays(thread int, deeds ...deed) error {
	for _, d := range deeds {
		if d.says != "" {
			p.says("%s", d.says)
		}
		d.a["number"] = thread
		if err := p.act(d.do, d.a); err != nil {
			return err
		}
	}
	return nil
}

// comments lets somebody write in a thread.
func (p *play) comments(thread int, author, body string) error {
	return p.act("comment", act{"number": thread, "author": author, "body": body})
}

// passes lets days go by.
func (p *play) passes(days int) error {
	if err := p.elapse(time.Duration(days) * 24 * time.Hour); err != nil {
		return err
	}
	p.program.poke()
	return p.rest(p.ctx, demoSettle)
}

// elapse moves the stand-in's clock, and waits until firstmate has seen it.
func (p *play) elapse(d time.Duration) error {
	if err := p.door.advance(p.ctx, d); err != nil {
		return err
	}
	return p.clock.look(p.ctx)
}

// opens lets somebody open a pull request and gives it a name.
func (p *play) opens(name string, o opening) error {
	out, err := p.does("open_pull", act{"author": o.author, "title": o.title, "files": o.files, "body": o.body})
	if err != nil {
		return err
	}
	p.threads[name] = out.Number
	p.says("#%d %q by %s, touching %s", out.Number, o.title, o.author, strings.Join(o.files, " and "))
	return nil
}

// act lets somebody do something in the demo's repository.
func (p *play) act(what string, a act) error {
	_, err := p.does(what, a)
	return err
}

// does is act for those who want to know what came of it. What people do lies
// some minutes apart, as it does where they think in between.
func (p *play) does(what string, a act) (acted, error) {
	if err := p.elapse(5 * time.Minute); err != nil {
		return acted{}, err
	}
	a["repo"] = p.repo
	out, err := p.door.do(p.ctx, what, a)
	if err != nil {
		return out, err
	}
	return out, p.rest(p.ctx, demoSettle)
}

// asked is the one mentor mentioned last on a pull request.
func (p *play) asked(name string) (string, error) {
	return p.askedIn(p.threads[name])
}

// askedIn is the one mentor mentioned last in a thread.
func (p *play) askedIn(thread int) (string, error) {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return "", err
	}
	for i := len(l.Writes) - 1; i >= 0; i-- {
		w := l.Writes[i]
		if w.Number == thread && w.Kind == "comment.create" && len(w.Mentions) == 1 {
			return w.Mentions[0], nil
		}
	}
	return "", checkFailed(fmt.Errorf("nobody was asked in #%d", thread))
}
