package config

import (
	"fmt"
	"slices"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"go.yaml.in/yaml/v4"
)

// laterForms are forms of mentoring that have a place in the plan but no behaviour yet.
func laterForms() []string {
	return []string{"buddy", "second", "coach", "office_hours", "ring", "donut", "reverse"}
}

// forms are the forms of mentoring a mentor offers, each once.
func forms() kind[[]mentorship.Form] {
	all := list(choice(mentorship.Forms()...), len(mentorship.Forms()), "forms")
	read := all.read
	all.read = func(p *parser, n *yaml.Node, where string) ([]mentorship.Form, bool) {
		for _, v := range n.Content {
			if n.Kind == yaml.SequenceNode && slices.Contains(laterForms(), v.Value) {
				p.fail(v, fmt.Sprintf("%s: %s belongs to a later version of firstmate; leave it out for now", where, v.Value))
				return nil, false
			}
		}
		return read(p, n, where)
	}
	return all
}

// hours are days with hours, such as "weekdays 12:00-14:00".
func hours() kind[string] {
	return kind[string]{"", func() schema { return schema{"type": "string", "pattern": mentorship.TimingPattern} }, func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := p.text(n, where)
		if ok && !mentorship.IsTiming(s) {
			p.fail(n, where+": "+quote(s)+" is no time; write days with hours, for example \"weekdays 12:00-14:00\" or \"sat 10:00-12:00\"")
			return "", false
		}
		return s, ok
	}}
}
