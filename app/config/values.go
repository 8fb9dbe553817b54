package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// fold makes logins comparable: GitHub does not tell their cases apart.
func fold(login string) string { return strings.ToLower(login) }

// once makes sure that a name stands in a list once, whatever its cases.
func (p *parser) once(seen map[string]int, n *yaml.Node, where, name string) bool {
	first, twice := seen[fold(name)]
	if twice {
		p.fail(n, fmt.Sprintf("%s: %s is listed twice (first in line %d)", where, cut(name), first))
		return false
	}
	seen[fold(name)] = n.Line
	return true
}

// What GitHub takes as names; loginProblem and isRepoName say the same in words.
const (
	loginPattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$"
	teamPattern  = "^[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9_-]{1,100}$"
	repoPattern  = "^[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}$"
)

func loginMessage(where, s string) string {
	if problem := loginProblem(s); problem != "" {
		return where + ": " + problem
	}
	return ""
}

// teamMessage says what is wrong with "org/team".
func teamMessage(where, s string) string {
	org, slug, _ := strings.Cut(s, "/")
	switch {
	case strings.HasPrefix(s, "@"):
		return where + ": write the team without @"
	case loginProblem(org) != "" || !isRepoName(slug) || strings.Contains(slug, "."):
		return fmt.Sprintf("%s: %s is no team; write it as acme/reviewers", where, quote(s))
	}
	return ""
}

// loginProblem says what is wrong with a login, "" if nothing is. GitHub's
// logins are at most 39 letters, digits and hyphens; managed accounts also have
// an underscore.
func loginProblem(login string) string {
	switch {
	case strings.HasSuffix(fold(login), "[bot]"):
		return quote(login) + " is a bot; people mentor people"
	case strings.HasPrefix(login, "@"):
		return "write the login without @"
	case len(login) > 39 || !isLogin(login):
		return quote(login) + " is no GitHub login: letters, digits and hyphens, at most 39"
	}
	return ""
}

func isLogin(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || r != '-' && r != '_') {
			return false
		}
	}
	return s != ""
}

// choice reads one of the allowed words.
func (p *parser) choice(n *yaml.Node, where string, allowed []string) (string, bool) {
	s, ok := p.text(n, where)
	if !ok || slices.Contains(allowed, s) {
		return s, ok
	}
	last := len(allowed) - 1
	p.fail(n, p.near(fmt.Sprintf("%s is %s or %s", where, strings.Join(allowed[:last], ", "), allowed[last]), s, allowed))
	return "", false
}

// number reads a whole number from least to most; message says what is allowed.
func (p *parser) number(n *yaml.Node, least, most int, message string) (int, bool) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!int" {
		if v, err := strconv.Atoi(n.Value); err == nil && v >= least && v <= most {
			return v, true
		}
	}
	p.fail(n, message)
	return 0, false
}

// duration reads a length of time from least to most.
func (p *parser) duration(n *yaml.Node, where string, least, most time.Duration, example string) (time.Duration, bool) {
	s, ok := p.text(n, where)
	if !ok {
		return 0, false
	}
	d, ok := parseDuration(s)
	switch {
	case !ok:
		p.fail(n, fmt.Sprintf("%s: %s is no length of time; write a number with s, m, h, d or w, for example %s", where, quote(s), example))
		return 0, false
	case d < least || d > most:
		p.fail(n, fmt.Sprintf("%s is between %s and %s, for example %s", where, showDuration(least), showDuration(most), example))
		return 0, false
	}
	return d, true
}

// parseDuration reads lengths such as 2m, 24h, 1h30m, 14d and 2w. A day has 24 hours.
func parseDuration(s string) (time.Duration, bool) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	var total time.Duration
	for s != "" {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if digits == 0 || digits > 6 || digits == len(s) {
			return 0, false
		}
		unit, ok := units[s[digits]]
		n, err := strconv.Atoi(s[:digits])
		if !ok || err != nil || total > 100*365*24*time.Hour {
			return 0, false
		}
		if n > int(100*365*24*time.Hour/unit) {
			return 0, false
		}
		total += time.Duration(n) * unit
		s = s[digits+1:]
		if s == "" {
			return total, true
		}
	}
	return 0, false
}

// showDuration writes a length of time as people write it in the file.
func showDuration(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	case d > 0 && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d > 0 && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

// glob reads a pattern that can be matched quickly whatever it is matched with.
func (p *parser) glob(n *yaml.Node, where string) (string, bool) {
	s, ok := p.text(n, where)
	if !ok {
		return "", false
	}
	if problem := globProblem(s); problem != "" {
		p.fail(n, where+" "+problem)
		return "", false
	}
	return s, true
}

func globProblem(s string) string {
	switch {
	case !doublestar.ValidatePattern(s):
		return "is not a valid glob"
	case len(s) > maxGlobBytes:
		return fmt.Sprintf("is longer than %d characters", maxGlobBytes)
	case strings.Count(s, "**") > 3 || strings.Count(s, "*") > 10 || strings.Count(s, "{") > 4:
		return "has too many wildcards: at most three **, ten * and four {…}"
	case nestedBraces(s):
		return "has braces inside braces; write them out"
	case strings.Contains(s, "[!"):
		return "uses [!…]; write [^…]"
	}
	return ""
}

func nestedBraces(s string) bool {
	_, rest, ok := strings.Cut(s, "{")
	for ok {
		var inner string
		if inner, rest, _ = strings.Cut(rest, "}"); strings.Contains(inner, "{") {
			return true
		}
		_, rest, ok = strings.Cut(rest, "{")
	}
	return false
}

// isRepoName reports whether GitHub would take it as the name of a repository.
func isRepoName(s string) bool {
	odd := strings.ContainsFunc(s, func(r rune) bool { return r != '.' && r != '-' && r != '_' && !isLogin(string(r)) })
	return !odd && s != "" && len(s) <= 100 && s != "." && s != ".."
}

// labelMessage says what is wrong with the name of a label as GitHub allows it.
func labelMessage(where, s string) string {
	if strings.Contains(s, ",") || !oneLine(s, maxLabel) {
		return fmt.Sprintf("%s is a name of at most %d characters without a comma", where, maxLabel)
	}
	return ""
}

// wordsMessage says what is wrong with words about a person. An @ could mention somebody.
func wordsMessage(where, s string) string {
	if strings.Contains(s, "@") || !oneLine(s, maxWords) {
		return fmt.Sprintf("%s is plain words on one line, at most %d characters, without @", where, maxWords)
	}
	return ""
}

// oneLine reports whether s is a line of printable text of at most that many characters.
func oneLine(s string, most int) bool {
	odd := strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
	return !odd && strings.TrimSpace(s) == s && utf8.RuneCountInString(s) <= most
}

// languageMessage says what is wrong with a language tag.
func languageMessage(where, s string) string {
	if len(s) <= 35 && !strings.Contains(s, "_") {
		if _, err := language.Parse(s); err == nil {
			return ""
		}
	}
	return fmt.Sprintf("%s: %s is no language tag; write en, es or pt-BR", where, quote(s))
}

// canonical is the usual writing of a language tag.
func canonical(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	return t.String()
}

// parseRange reads days such as 2026-12-20..2027-01-06, or a single day.
func parseRange(s string) (r mentorship.DateRange, problem string) {
	const day = "2006-01-02"
	first, last, two := strings.Cut(s, "..")
	if !two {
		last = first
	}
	from, err := time.Parse(day, strings.TrimSpace(first))
	if err != nil {
		return r, "write away as 2026-12-20..2027-01-06"
	}
	to, err := time.Parse(day, strings.TrimSpace(last))
	if err != nil {
		return r, "write away as 2026-12-20..2027-01-06"
	}
	if to.Before(from) {
		return r, "away ends before it starts"
	}
	return mentorship.DateRange{From: from, To: to}, ""
}

// repoNamed is the repository of that full name, with nothing else known of it.
func repoNamed(fullName string) mentorship.Repo {
	owner, name, _ := strings.Cut(fullName, "/")
	return mentorship.Repo{Owner: owner, Name: name}
}

// MatchLogin reports whether a login fits one of the patterns of watch.ignore.
// Cases do not count; a pattern that is no glob fits nobody.
func MatchLogin(patterns []string, login string) bool {
	for _, pattern := range patterns {
		if match(fold(pattern), fold(login)) {
			return true
		}
	}
	return false
}
