package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"go.yaml.in/yaml/v4"
)

// kind is a kind of value: how it is read, told to people, and told to editors.
type kind[T any] struct {
	allowed string
	schema  func() schema
	read    func(p *parser, n *yaml.Node, where string) (T, bool)
}

// versionOne is the version of the format.
func versionOne() kind[int] {
	return kind[int]{"`1`", func() schema { return schema{"enum": []any{1, "1"}} }, func(p *parser, n *yaml.Node, _ string) (int, bool) {
		if n.Kind != yaml.ScalarNode || n.Value != "1" {
			p.fail(n, "version 1 is the only one there is; write `version: 1`")
			return 0, false
		}
		return 1, true
	}}
}

// choice is one of some words.
func choice[T ~string](words ...T) kind[T] {
	allowed := make([]string, len(words))
	for i, w := range words {
		allowed[i] = string(w)
	}
	return kind[T]{"`" + strings.Join(allowed, "`, `") + "`", func() schema { return schema{"enum": allowed} }, func(p *parser, n *yaml.Node, where string) (T, bool) {
		s, ok := p.choice(n, where, allowed)
		return T(s), ok
	}}
}

// count is a whole number. message says what it means and what is allowed.
func count(least, most int, message string) kind[int] {
	return kind[int]{fmt.Sprintf("`%d` to `%d`", least, most), func() schema {
		return schema{"type": "integer", "minimum": least, "maximum": most}
	}, func(p *parser, n *yaml.Node, _ string) (int, bool) {
		return p.number(n, least, most, message)
	}}
}

// span is a length of time.
func span(least, most time.Duration, example string) kind[time.Duration] {
	return kind[time.Duration]{fmt.Sprintf("`%s` to `%s`", showDuration(least), showDuration(most)), func() schema {
		return schema{"type": "string", "pattern": "^([0-9]{1,6}[smhdw])+$"}
	}, func(p *parser, n *yaml.Node, where string) (time.Duration, bool) {
		return p.duration(n, where, least, most, example)
	}}
}

// list is up to most values of a kind, each once.
func list[T ~string](each kind[T], most int, noun string) kind[[]T] {
	allowed := fmt.Sprintf("up to %d %s", most, noun)
	if each.allowed != "" {
		allowed += ": " + each.allowed
	}
	return kind[[]T]{allowed, func() schema {
		s := listOf(each.schema(), most)
		s["uniqueItems"] = true
		return s
	}, func(p *parser, n *yaml.Node, where string) ([]T, bool) {
		var out []T
		seen := map[string]int{}
		ok := p.sequence(n, where, most, func(_ int, v *yaml.Node) {
			if s, ok := each.read(p, v, where); ok && p.once(seen, v, where, string(s)) {
				out = append(out, s)
			}
		})
		return out, ok
	}}
}

// globs are up to most patterns. outside is the message about one that leaves the
// repository; empty: they are no paths.
func globs(outside string, most int, noun string) kind[[]string] {
	return kind[[]string]{fmt.Sprintf("up to %d %s", most, noun), func() schema {
		bad := badGlob
		if outside != "" {
			bad += "|" + leavesRoot
		}
		return listOf(schema{"type": scalar(), "minLength": 1, "maxLength": maxGlobBytes, "not": schema{"type": "string", "pattern": bad}}, most)
	}, func(p *parser, n *yaml.Node, where string) ([]string, bool) {
		var out []string
		ok := p.sequence(n, where, most, func(i int, v *yaml.Node) {
			s, ok := p.glob(v, fmt.Sprintf("%s: pattern %d", where, i+1))
			switch {
			case !ok:
			case outside == "":
				out = append(out, s)
			case strings.HasPrefix(s, "/") || strings.HasPrefix(s, "./") || strings.Contains("/"+s+"/", "/../"):
				p.fail(v, outside)
			default:
				p.covers(v, s)
				out = append(out, s)
			}
		})
		return out, ok
	}}
}

// What globProblem and outsideRoot are about, for the schema.
const (
	badGlob    = `(\*\*(\*?[^*])*){4}|(\*[^*]*){11}|(\{[^{]*){5}|\{[^}]*\{|\[!`
	leavesRoot = `^\.?/|(^|/)\.\.(/|$)`
)

const outsideRoot = "paths are globs from the root of the repository, without a leading / or ./ and without .."

// checked is a kind of text; problem is the message about a bad one, "" for a good one.
func checked(allowed string, s schema, problem func(where, text string) string) kind[string] {
	return kind[string]{allowed, func() schema { return s }, func(p *parser, n *yaml.Node, where string) (string, bool) {
		text, ok := p.text(n, where)
		if !ok {
			return "", false
		}
		if bad := problem(where, text); bad != "" {
			p.fail(n, bad)
			return "", false
		}
		return text, true
	}}
}

func login() kind[string] {
	return checked("a person's login, each once", schema{"type": scalar(), "pattern": loginPattern}, func(where, s string) string {
		if strings.Contains(s, "/") && teamMessage(where, s) == "" {
			return fmt.Sprintf("%s: %s is a team; write `- team: %s`", where, quote(s), cut(s))
		}
		return loginMessage(where, s)
	})
}

func team() kind[string] {
	return checked("`org/team`, each once", schema{"type": "string", "pattern": teamPattern}, teamMessage)
}

func personOrTeam() kind[string] {
	either := schema{"type": scalar(), "pattern": loginPattern + "|" + teamPattern}
	return checked("", either, func(where, s string) string {
		if strings.Contains(s, "/") {
			return teamMessage(where, s)
		}
		return loginMessage(where, s)
	})
}

// onceInMentors is a name that may stand under mentors once.
func onceInMentors(k kind[string]) kind[string] {
	read := k.read
	k.read = func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := read(p, n, where)
		return s, ok && p.once(p.named, n, where, s)
	}
	return k
}

// repository is a repository by its full name; message says what is allowed.
func repository(message string) kind[string] {
	full := schema{"type": "string", "pattern": repoPattern, "not": schema{"pattern": `/\.\.?$`}}
	return checked("`owner/name`", full, func(_, s string) string {
		owner, name, _ := strings.Cut(s, "/")
		if loginProblem(owner) != "" || !isRepoName(name) {
			return message
		}
		return ""
	})
}

// sameOr takes the word same for the pull request's own repository, which is "".
func sameOr(k kind[string]) kind[string] {
	own, read := k.schema, k.read
	k.allowed = "`same`, " + k.allowed
	k.schema = func() schema { return schema{"anyOf": []schema{{"const": "same"}, own()}} }
	k.read = func(p *parser, n *yaml.Node, where string) (string, bool) {
		if n.Kind == yaml.ScalarNode && n.Value == "same" {
			return "", true
		}
		return read(p, n, where)
	}
	return k
}

// notOneLine is what oneLine is about, for the schema.
const notOneLine = `^\s|\s$|[\r\n]`

func labelName() kind[string] {
	printable := schema{"type": scalar(), "minLength": 1, "maxLength": maxLabel, "not": schema{"type": "string", "pattern": ",|" + notOneLine}}
	return checked(fmt.Sprintf("at most %d characters, no comma", maxLabel), printable, labelMessage)
}

// words are a few words about a person, in their own words.
func words() kind[string] {
	plain := schema{"type": scalar(), "minLength": 1, "maxLength": maxWords, "not": schema{"type": "string", "pattern": "@|" + notOneLine}}
	return checked(fmt.Sprintf("at most %d characters", maxWords), plain, wordsMessage)
}

// spoken is a language as BCP 47 tags it, in its canonical writing.
func spoken() kind[string] {
	tagged := schema{"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"}
	k := checked("BCP 47 tags such as `en`, `es` or `pt-BR`", tagged, languageMessage)
	read := k.read
	k.read = func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := read(p, n, where)
		return canonical(s), ok
	}
	return k
}

func zone() kind[string] {
	return kind[string]{"an IANA name such as `Europe/Madrid`", func() schema {
		return schema{"enum": zones()}
	}, func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := p.text(n, where)
		if !ok || isZone(s) {
			return s, ok
		}
		p.fail(n, p.near(fmt.Sprintf("%s: %s is no time zone; write one such as Europe/Madrid", where, quote(s)), s, zones()))
		return "", false
	}}
}

func awayDays() kind[[]mentorship.DateRange] {
	const days = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
	return kind[[]mentorship.DateRange]{fmt.Sprintf("up to %d ranges such as `2026-12-20..2027-01-06`, or single days", maxAway), func() schema {
		return listOf(schema{"type": "string", "pattern": "^" + days + "( *\\.\\. *" + days + ")?$"}, maxAway)
	}, func(p *parser, n *yaml.Node, where string) ([]mentorship.DateRange, bool) {
		var out []mentorship.DateRange
		ok := p.sequence(n, where, maxAway, func(_ int, v *yaml.Node) {
			s, ok := p.text(v, where)
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
		return out, ok
	}}
}

// lockable is a key or section an owner may lock.
func lockable() kind[string] {
	return kind[string]{"", func() schema { return schema{"enum": lockNames()} }, func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := p.text(n, where)
		if !ok || slices.Contains(lockNames(), s) {
			return s, ok
		}
		p.fail(n, p.near(fmt.Sprintf("%s: there is no key %s to lock", where, quote(s)), s, lockNames()))
		return "", false
	}}
}

// lockNames are the keys and sections a repository's file may set.
func lockNames() []string {
	var out []string
	for _, k := range houseKeys() {
		section, _, nested := strings.Cut(k.Path, ".")
		if k.Path == "version" || section == "lock" || section == "limits" || section == "board" {
			continue
		}
		if out = append(out, k.Path); nested && !slices.Contains(out, section) {
			out = append(out, section)
		}
	}
	return out
}

// offers are the entries under mentors.
func offers() kind[[]Offer] {
	return kind[[]Offer]{fmt.Sprintf("up to %d entries", MaxMentors), offersSchema, func(p *parser, n *yaml.Node, where string) ([]Offer, bool) {
		var out []Offer
		keys := offerKeys()
		ok := p.sequence(n, where, MaxMentors, func(_ int, v *yaml.Node) {
			out = append(out, p.offer(v, keys))
		})
		return out, ok
	}}
}
