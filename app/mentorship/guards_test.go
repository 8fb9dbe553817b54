package mentorship_test

import (
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

func TestNewcomer(t *testing.T) {
	rules := mentorship.Rules{Mentors: []mentorship.Mentor{volunteer(ada)}, Coordinators: []mentorship.Person{coral}}
	by := func(p mentorship.Person, association string) mentorship.NewcomerCheck {
		return mentorship.NewcomerCheck{Rules: rules, Pull: mentorship.Pull{Author: p, Association: association}}
	}
	with := func(edit func(*mentorship.NewcomerCheck)) mentorship.NewcomerCheck {
		c := by(nina, "NONE")
		edit(&c)
		return c
	}
	for _, c := range []struct {
		check mentorship.NewcomerCheck
		why   string // part of it; empty: new
	}{
		{by(nina, "NONE"), ""},
		{by(nina, "CONTRIBUTOR"), ""},
		{by(nina, "FIRST_TIME_CONTRIBUTOR"), ""},
		{by(nina, "OWNER"), "OWNER"},
		{by(nina, "MEMBER"), "MEMBER"},
		{by(nina, "COLLABORATOR"), "COLLABORATOR"},
		{by(mentorship.Person{}, "NONE"), "no longer exists"},
		{by(robot, "NONE"), "bot"},
		{by(ada, "NONE"), "mentor"},
		{by(coral, "NONE"), "coordinates"},
		{with(func(c *mentorship.NewcomerCheck) { c.Ignored = true }), "ignore"},
		{with(func(c *mentorship.NewcomerCheck) { c.OptedOut = true }), "not to be contacted"},
		{with(func(c *mentorship.NewcomerCheck) { c.Member = true }), "member"},
		{with(func(c *mentorship.NewcomerCheck) { c.Permission = "read" }), ""},
		{with(func(c *mentorship.NewcomerCheck) { c.Permission = "triage" }), "triage role"},
		{with(func(c *mentorship.NewcomerCheck) { c.Permission = "admin" }), "admin role"},
		{with(func(c *mentorship.NewcomerCheck) { c.Earlier = true }), "before"},
		{with(func(c *mentorship.NewcomerCheck) { c.Earlier, c.Member = true, true }), "member"},
	} {
		skip := mentorship.Newcomer(c.check)
		if (skip.Why == "") != (c.why == "") || !strings.Contains(skip.Why, c.why) || (skip.Code == "") != (c.why == "") {
			t.Errorf("Newcomer(%+v) = %+v", c.check, skip)
		}
	}
}

func TestFree(t *testing.T) {
	week := mentorship.DateRange{From: start.AddDate(0, 0, -1), To: start.AddDate(0, 0, 1)}
	for _, c := range []struct {
		name   string
		mentor func(*mentorship.Mentor)
		load   mentorship.Load
		author int64
		want   bool
	}{
		{name: "free", want: true},
		{name: "no consent", mentor: func(m *mentorship.Mentor) { m.Consented = false }},
		{name: "author", author: ada.ID},
		{name: "listed but resting", mentor: func(m *mentorship.Mentor) { m.Capacity = 0 }},
		{name: "away", mentor: func(m *mentorship.Mentor) { m.Away = []mentorship.DateRange{week} }},
		{name: "one place left", load: mentorship.Load{Holding: 1}, want: true},
		{name: "full", load: mentorship.Load{Holding: 2}},
		{name: "asked enough", load: mentorship.Load{Week: 2}},
		{name: "resting", load: mentorship.Load{RestUntil: start.Add(time.Second)}},
		{name: "rested", load: mentorship.Load{RestUntil: start}, want: true},
	} {
		m := volunteer(ada)
		if c.mentor != nil {
			c.mentor(&m)
		}
		if ok, why := mentorship.Free(m, c.load, start, c.author); ok != c.want || (why == "") != c.want {
			t.Errorf("%s: %v, %q", c.name, ok, why)
		}
	}
}

func TestWanted(t *testing.T) {
	w := invited(t)
	greet := mentorship.Effect{Kind: mentorship.EffectGreet, Thread: w.m.Pull, Person: ada}
	waiting := mentorship.Effect{Kind: mentorship.EffectWaiting, Thread: w.m.Pull}
	issue := mentorship.Effect{Kind: mentorship.EffectOpenIssue, Thread: mentorship.Thread{Repo: home}}
	expect := func(when string, e mentorship.Effect, want bool) {
		t.Helper()
		if got := mentorship.Wanted(w.m, e); got != want {
			t.Errorf("%s: %s wanted: %v", when, e.Kind, got)
		}
	}
	expect("invited", greet, true)
	expect("invited", waiting, false)
	expect("invited", issue, true)
	w.do(w.command(mentorship.VerbPass, ada))
	expect("passed", greet, false)
	w.do(w.command(mentorship.VerbNoThanks, nina))
	expect("declined", issue, false)
	expect("declined", mentorship.Effect{Kind: mentorship.EffectReact}, true)
}
