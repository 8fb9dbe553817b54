package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"go.yaml.in/yaml/v4"
)

// laterKeys are keys that have a place in the plan but no behaviour yet. A key
// enters the house rules together with what it does.
func laterKeys(where string) []string {
	later := map[string]string{
		"":         "extends lock limits surge forms ring playbooks glossary external_mentors board privacy texts",
		"program":  "enabled rollout private_contact language term graduation ladder trial mode ops_repo min_merged",
		"watch":    "issues drafts gate spam_labels members",
		"timers":   "checkin help idle pause",
		"tracking": "checkin_comments",
		"mentors[]": "team topics languages timezone timing pairings_per_week cadence duration agenda_lead lead_time forms side " +
			"office_hours ask_me_about read_first came_from resources wants_to_learn trial cross_repo takeover_guard",
	}
	return strings.Fields(later[where])
}

// house reads the whole file.
func (p *parser) house(n *yaml.Node, h *House) {
	version, mentors := false, false
	p.mapping(n, "", fields{
		"version":  func(v *yaml.Node) { version = true; p.version(v, h) },
		"program":  func(v *yaml.Node) { p.program(v, h) },
		"watch":    func(v *yaml.Node) { p.watch(v, h) },
		"timers":   func(v *yaml.Node) { p.timers(v, h) },
		"tracking": func(v *yaml.Node) { p.tracking(v, h) },
		"mentors":  func(v *yaml.Node) { mentors = true; p.mentors(v, h) },
	})
	if n.Kind != yaml.MappingNode {
		return
	}
	if !version {
		p.fail(n, "version is missing; begin the file with `version: 1`")
	}
	if !mentors {
		p.warn(n, nobodyListed)
	}
}

const nobodyListed = "nobody is listed under mentors, so nobody can be invited"

func (p *parser) version(n *yaml.Node, h *House) {
	if n.Kind != yaml.ScalarNode || n.Value != "1" {
		p.fail(n, "version 1 is the only one there is; write `version: 1`")
		return
	}
	h.Version = 1
}

func (p *parser) program(n *yaml.Node, h *House) {
	p.mapping(n, "program", fields{
		"coordinators": func(v *yaml.Node) { h.Coordinators = p.coordinators(v) },
	})
}

func (p *parser) coordinators(n *yaml.Node) []string {
	var out []string
	lines := map[string]int{}
	p.sequence(n, "program.coordinators", maxCoords, func(_ int, v *yaml.Node) {
		if v.Kind == yaml.ScalarNode && strings.Contains(v.Value, "/") {
			p.fail(v, "teams as coordinators belong to a later version of firstmate; list the people by login")
			return
		}
		if login, ok := p.person(v, "program.coordinators", lines); ok {
			out = append(out, login)
		}
	})
	return out
}

func (p *parser) watch(n *yaml.Node, h *House) {
	p.mapping(n, "watch", fields{
		"scope": func(v *yaml.Node) {
			if s, ok := p.choice(v, "watch.scope", "org", "repo"); ok {
				h.Scope = mentorship.Scope(s)
			}
		},
		"ignore": func(v *yaml.Node) {
			p.sequence(v, "watch.ignore", maxPatterns, func(i int, v *yaml.Node) {
				if s, ok := p.glob(v, fmt.Sprintf("watch.ignore: pattern %d", i+1)); ok {
					h.Ignore = append(h.Ignore, s)
				}
			})
		},
	})
}

func (p *parser) timers(n *yaml.Node, h *House) {
	const day = 24 * time.Hour
	places := map[string]*yaml.Node{}
	before := len(p.findings)
	span := func(key string, to *time.Duration, least, most time.Duration, example string) func(*yaml.Node) {
		return func(v *yaml.Node) {
			places[key] = v
			if d, ok := p.duration(v, "timers."+key, least, most, example); ok {
				*to = d
			}
		}
	}
	p.mapping(n, "timers", fields{
		"quiet":  span("quiet", &h.Quiet, 0, day, "2m"),
		"nudge":  span("nudge", &h.Nudge, 12*time.Hour, 7*day, "24h"),
		"accept": span("accept", &h.Accept, day, 14*day, "48h"),
		"rounds": func(v *yaml.Node) {
			p.number(v, &h.Rounds, 1, 2, "timers.rounds is 1 or 2: how many mentors are asked, one after the other")
		},
	})
	if h.Accept > h.Nudge || len(p.findings) > before {
		return
	}
	place := places["accept"]
	if place == nil {
		place = places["nudge"]
	}
	p.fail(place, fmt.Sprintf("timers.accept (%s) must be longer than timers.nudge (%s)", showDuration(h.Accept), showDuration(h.Nudge)))
}

func (p *parser) tracking(n *yaml.Node, h *House) {
	p.mapping(n, "tracking", fields{
		"open": func(v *yaml.Node) {
			if s, ok := p.choice(v, "tracking.open", "on_accept", "on_match", "never"); ok {
				h.Open = mentorship.OpenTracking(s)
			}
		},
		"repo":  func(v *yaml.Node) { h.TrackingRepo = p.repo(v) },
		"label": func(v *yaml.Node) { h.Label = p.label(v) },
	})
}

func (p *parser) mentors(n *yaml.Node, h *House) {
	lines := map[string]int{}
	p.sequence(n, "mentors", MaxMentors, func(_ int, v *yaml.Node) {
		h.Mentors = append(h.Mentors, p.offer(v, lines))
	})
	if isNull(n) || n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.warn(n, nobodyListed)
	}
}

func (p *parser) offer(n *yaml.Node, lines map[string]int) Offer {
	o := defaultOffer()
	o.Line, o.Col = n.Line, n.Column
	named := false
	p.mapping(n, "mentors[]", fields{
		"login": func(v *yaml.Node) {
			named = true
			o.Login, _ = p.person(v, "mentors[].login", lines)
		},
		"paths": func(v *yaml.Node) { o.Paths = p.paths(v) },
		"capacity": func(v *yaml.Node) {
			p.number(v, &o.Capacity, 0, maxCapacity, "capacity is a number from 0 (resting) to 8")
		},
		"max_new_per_week": func(v *yaml.Node) {
			p.number(v, &o.MaxNewPerWeek, 0, maxPerWeek, "max_new_per_week is a number from 0 to 5")
		},
		"away": func(v *yaml.Node) { o.Away = p.away(v) },
	})
	if !named && (n.Kind == yaml.MappingNode || isNull(n)) {
		p.fail(n, "this mentor has no login; write `- login: ada`")
	}
	return o
}

func (p *parser) paths(n *yaml.Node) []string {
	var out []string
	p.sequence(n, "paths", maxPaths, func(i int, v *yaml.Node) {
		s, ok := p.glob(v, fmt.Sprintf("paths: pattern %d", i+1))
		switch {
		case !ok:
		case strings.HasPrefix(s, "/") || strings.HasPrefix(s, "./") || strings.Contains("/"+s+"/", "/../"):
			p.fail(v, "paths are globs from the root of the repository, without a leading / or ./ and without ..")
		default:
			out = append(out, s)
		}
	})
	return out
}

func (p *parser) away(n *yaml.Node) []mentorship.DateRange {
	var out []mentorship.DateRange
	p.sequence(n, "away", maxAway, func(_ int, v *yaml.Node) {
		s, ok := p.text(v, "away")
		if !ok {
			return
		}
		r, problem := parseRange(s)
		if problem != "" {
			p.fail(v, problem)
			return
		}
		out = append(out, r)
	})
	return out
}
