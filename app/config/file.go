package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// house reads the whole file.
func (p *parser) house(n *yaml.Node, h *House) {
	keys := houseKeys()
	known := fieldsOf(p, keys, "", h)
	for _, k := range keys {
		section, _, nested := strings.Cut(k.Path, ".")
		if nested {
			known[section] = func(v *yaml.Node) {
				for _, name := range p.mapping(v, section, fieldsOf(p, keys, section+".", h)) {
					h.Set = append(h.Set, join(section, name))
				}
			}
		}
	}
	for _, name := range p.mapping(n, "", known) {
		if slices.ContainsFunc(keys, func(k key[House]) bool { return k.Path == name }) {
			h.Set = append(h.Set, name)
		}
	}
	slices.Sort(h.Set)
	h.Set = slices.Compact(h.Set)
	if n.Kind == yaml.MappingNode {
		p.whole(n, h)
	}
}

// whole looks at what several keys say together.
func (p *parser) whole(n *yaml.Node, h *House) {
	if _, ok := p.places["version"]; !ok {
		p.fail(n, "version is missing; begin the file with `version: 1`")
	}
	p.order(h)
	p.belongs()
	p.locked(h)
	if len(h.Mentors) == 0 && Valid(p.findings) {
		p.nobody(n, h)
	}
}

// nobody warns where nobody can be invited.
func (p *parser) nobody(n *yaml.Node, h *House) {
	const message = "nobody is listed under mentors, so nobody can be invited"
	at := cmp.Or(p.places["mentors"].value, n)
	switch {
	case p.Source == OwnerFile:
	case p.Owner == nil:
		p.warn(at, message+", unless the owner's .github repository lists somebody")
	case len(Merge(*p.Owner, *h).Mentors) == 0:
		p.warn(at, message)
	}
}

// order holds an invitation open longer than until the reminder, lets a
// pairing rest only after the word before it, and hides more of what people
// feel than of what they do.
func (p *parser) order(h *House) {
	p.longer("timers.accept", h.Accept, "timers.nudge", h.Nudge)
	p.longer("timers.pause", h.Pause, "timers.idle", h.Idle)
	at := cmp.Or(p.places["board.k_sensitive"].value, p.places["board.k"].value)
	if at != nil && h.KSensitive < h.K && !p.hasFailed(at) {
		p.fail(at, fmt.Sprintf("board.k_sensitive (%d) must not be less than board.k (%d)", h.KSensitive, h.K))
	}
}

// longer complains where one time is not longer than another. A value that is
// wrong by itself is left as it was and not judged here.
func (p *parser) longer(key string, d time.Duration, than string, o time.Duration) {
	one, other := p.places[key].value, p.places[than].value
	at := cmp.Or(one, other)
	if d > o || at == nil || p.hasFailed(one) || p.hasFailed(other) {
		return
	}
	p.fail(at, fmt.Sprintf("%s (%s) must be longer than %s (%s)", key, showDuration(d), than, showDuration(o)))
}

// hasFailed reports whether something is wrong at that very place.
func (p *parser) hasFailed(n *yaml.Node) bool {
	return n != nil && slices.ContainsFunc(p.findings, func(f Finding) bool { return f.Line == n.Line && f.Col == n.Column })
}

// belongs tells which keys stand in the wrong one of the two files.
func (p *parser) belongs() {
	for _, k := range []struct {
		key, works, counts string
		in                 Source
	}{
		{"limits", "limits work only", "limits count only", OwnerFile},
		{"board", "board works only", "board counts only", OwnerFile},
		{"lock", "lock works only", "lock counts only", OwnerFile},
		{"extends", "extends works only", "extends counts only", RepoFile},
	} {
		at := p.places[k.key].key
		where := map[Source]string{OwnerFile: " in the owner's .github repository", RepoFile: " in a repository's own file"}[k.in]
		switch {
		case at == nil || p.Source == k.in:
		case p.Source == AnyFile && k.in == OwnerFile:
			p.warn(at, k.counts+where)
		case p.Source != AnyFile:
			p.fail(at, k.works+where)
		}
	}
}

// locked tells which keys the owner keeps to themselves.
func (p *parser) locked(h *House) {
	if p.Owner == nil || p.Source == OwnerFile || h.Extends == extendsNone && !p.Owner.locks("extends") {
		return
	}
	for _, lock := range p.Owner.Lock {
		if at := p.places[lock].key; at != nil {
			p.fail(at, lock+" is locked in the owner's .github repository; leave it out here")
		}
	}
}

// offer reads one entry under mentors.
func (p *parser) offer(n *yaml.Node, keys []key[Offer]) Offer {
	o := defaultOffer()
	o.Line, o.Col = n.Line, n.Column
	f := fieldsOf(p, keys, "mentors[].", &o)
	named := 0
	for _, name := range []string{"login", "team"} {
		read := f[name]
		f[name] = func(v *yaml.Node) { named++; read(v) }
	}
	o.Set = p.mapping(n, "mentors[]", f)
	switch {
	case named > 1:
		p.fail(n, "this mentor has both a login and a team; make two entries of them")
	case named == 0 && (n.Kind == yaml.MappingNode || isNull(n)):
		p.fail(n, "this mentor has no login; write `- login: ada`")
	}
	return o
}
