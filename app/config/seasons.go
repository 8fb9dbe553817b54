package config

import (
	"fmt"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// yesNo is true or false.
func yesNo() kind[bool] {
	return kind[bool]{"`true` or `false`", func() schema { return schema{"type": "boolean"} }, func(p *parser, n *yaml.Node, where string) (bool, bool) {
		if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
			if v, err := strconv.ParseBool(n.Value); err == nil {
				return v, true
			}
		}
		p.fail(n, where+" is true or false")
		return false, false
	}}
}

// seasonShape is a span of days of any year.
var seasonShape = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\.\.(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)

// season is a span of days of any year, such as 10-01..11-07.
func season() kind[string] {
	return kind[string]{"spans such as `10-01..11-07`", func() schema {
		return schema{"type": "string", "pattern": seasonShape.String()}
	}, func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := p.text(n, where)
		if ok && !seasonShape.MatchString(s) {
			p.fail(n, fmt.Sprintf("%s: %s is no span of days; write events as 10-01..11-07", where, quote(s)))
			return "", false
		}
		return s, ok
	}}
}

// seasons are the spans in the words of the rules.
func seasons(texts []string) (out []mentorship.Season) {
	for _, s := range texts {
		if m := seasonShape.FindStringSubmatch(s); m != nil {
			out = append(out, mentorship.Season{From: monthDay(m[1], m[2]), To: monthDay(m[3], m[4])})
		}
	}
	return out
}

func monthDay(month, day string) int {
	m, _ := strconv.Atoi(month) // two digits each
	d, _ := strconv.Atoi(day)
	return m*100 + d
}
