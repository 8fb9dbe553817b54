package webhooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errNotJSON tells no more than that: what was wrong could only be said in the sender's words.
var errNotJSON = errors.New("not sound JSON")

// subject is a set of the top-level keys that tell one event's body from another's.
type subject uint

const (
	aboutPull subject = 1 << iota
	aboutIssue
	aboutComment
	aboutReview
	aboutReviewThread
	aboutCheckRun
	aboutCheckSuite
	aboutCommits
	aboutRepoList
	aboutRepository
	aboutTeam
	aboutMember
	aboutMembership
)

func subjectOf(key string) subject {
	switch key {
	case "pull_request":
		return aboutPull
	case "issue":
		return aboutIssue
	case "comment":
		return aboutComment
	case "review":
		return aboutReview
	case "thread":
		return aboutReviewThread
	case "check_run":
		return aboutCheckRun
	case "check_suite":
		return aboutCheckSuite
	case "commits":
		return aboutCommits
	case "repositories_added":
		return aboutRepoList
	case "repository":
		return aboutRepository
	case "team":
		return aboutTeam
	case "member":
		return aboutMember
	case "membership":
		return aboutMembership
	}
	return 0
}

// envelope is what can be read off a body without understanding it.
type envelope struct {
	installation int64 // installation.id, 0 if there is none
	repository   int64 // repository.id, 0 if there is none
	action       string
	subjects     subject
}

// scan makes sure that body is one JSON value in UTF-8, neither too deep nor
// too full, and reads its envelope. Ids are exact: an id that is not a
// positive integer of 63 bits makes the body unsound, as does a doubled key
// at the top, in whatever case it is written, since readers would disagree on
// which one counts.
func scan(body []byte) (envelope, error) {
	r := reader{scanner: scanner{b: body}}
	if !utf8.Valid(body) {
		return envelope{}, errNotJSON
	}
	r.space()
	var ok bool
	if r.peek() == '{' {
		r.seen = make(map[string]struct{}, 16)
		ok = r.object(r.top)
	} else {
		ok = r.value()
	}
	r.space()
	if !ok || r.i != len(body) || r.values > maxValues {
		return envelope{}, errNotJSON
	}
	return r.env, nil
}

// reader fills an envelope while scanning.
type reader struct {
	scanner
	env  envelope
	seen map[string]struct{}
}

// top reads one member of the outermost object.
func (r *reader) top(raw []byte) bool {
	key := plainKey(raw)
	if _, doubled := r.seen[key]; doubled {
		return false
	}
	r.seen[key] = struct{}{}
	r.env.subjects |= subjectOf(key)
	switch key {
	case "installation":
		return r.identified(&r.env.installation)
	case "repository":
		return r.identified(&r.env.repository)
	case "action":
		return r.action()
	}
	return r.value()
}

// identified moves past null or an object, whose "id" it reads.
func (r *reader) identified(id *int64) bool {
	if r.peek() != '{' {
		return r.peek() == 'n' && r.value()
	}
	return r.object(func(key []byte) bool {
		start := r.i
		if !r.value() {
			return false
		}
		if string(key) != "id" && (!bytes.ContainsFunc(key, odd) || plainKey(key) != "id") {
			return true
		}
		n, ok := exactID(r.b[start:r.i])
		ok = ok && *id == 0
		*id = n
		return ok
	})
}

func (r *reader) action() bool {
	if r.peek() != '"' {
		return r.value()
	}
	r.values++
	raw, ok := r.text()
	r.env.action = string(raw)
	return ok
}

// exactID reads a positive decimal integer that fits int64.
func exactID(raw []byte) (int64, bool) {
	if len(raw) == 0 || raw[0] < '1' || raw[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return n, err == nil
}

// plainKey returns a key without escapes and, since encoding/json pays no
// heed to it, without case.
func plainKey(raw []byte) string {
	if !bytes.ContainsFunc(raw, odd) {
		return string(raw)
	}
	var key string
	if json.Unmarshal([]byte(`"`+string(raw)+`"`), &key) != nil {
		return string(raw)
	}
	return strings.ToLower(strings.ToUpper(key))
}

func odd(r rune) bool { return r == '\\' || r >= utf8.RuneSelf || r >= 'A' && r <= 'Z' }
