package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// inspect looks once through the tree for what no house rules file may hold,
// wherever it stands: keys twice, tags, merges, too many anchors, too deep nesting.
func (p *parser) inspect(n *yaml.Node, depth int) {
	if depth > maxDepth {
		p.fail(n, "nested too deep")
		return
	}
	if n.Style&yaml.TaggedStyle != 0 {
		p.fail(n, "tags such as "+quote(n.Tag)+" are not allowed here")
	}
	switch n.Kind {
	case yaml.AliasNode:
		if p.aliases++; p.aliases == maxAliases+1 {
			p.fail(n, fmt.Sprintf("more than %d uses of anchors", maxAliases))
		}
	case yaml.MappingNode:
		p.inspectKeys(n)
	}
	for _, c := range n.Content {
		p.inspect(c, depth+1)
	}
}

func (p *parser) inspectKeys(n *yaml.Node) {
	lines := map[string]int{}
	for key := range pairs(n) {
		if key.Kind != yaml.ScalarNode {
			p.fail(key, "a key is one word")
			continue
		}
		if key.Tag == "!!merge" {
			p.fail(key, "merging with << is not supported; write the keys out")
		}
		if first, twice := lines[key.Value]; twice {
			p.fail(key, fmt.Sprintf("the key %s stands here twice (first in line %d)", quote(key.Value), first))
			continue
		}
		lines[key.Value] = key.Line
	}
}

// pairs goes through the keys and values of a mapping.
func pairs(n *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// resolve follows an alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// fields says what to do with the value of each known key.
type fields map[string]func(value *yaml.Node)

// fieldsOf is how the values of keys reach what they belong to.
func fieldsOf[C any](p *parser, keys []key[C], section string, to *C) fields {
	f := fields{}
	for _, k := range keys {
		if name, ok := strings.CutPrefix(k.Path, section); ok && !strings.Contains(name, ".") {
			f[name] = func(v *yaml.Node) { k.read(p, v, to) }
		}
	}
	return f
}

// mapping hands the values of a mapping to their fields and returns the keys
// that have a value. where is the name of the mapping, empty for the whole file.
// A missing value counts as left out.
func (p *parser) mapping(n *yaml.Node, where string, known fields) (set []string) {
	n = resolve(n)
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		p.fail(n, fmt.Sprintf("%s holds keys with values, such as `%s: …`", name(where), typicalKey(where, known)))
		return nil
	}
	done := map[string]bool{}
	for key, value := range pairs(n) {
		odd := key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || done[key.Value] // inspect has said so
		if odd || strings.HasPrefix(key.Value, "x-") {
			continue
		}
		done[key.Value] = true
		read, ok := known[key.Value]
		if !ok {
			p.fail(key, p.unknown(where, key.Value, known))
			continue
		}
		if value = resolve(value); !isNull(value) {
			set = append(set, key.Value)
		}
		if where != "mentors[]" {
			p.places[join(where, key.Value)] = place{key, value}
		}
		read(value)
	}
	slices.Sort(set)
	return set
}

// typicalKey is the key to show as an example.
func typicalKey(where string, known fields) string {
	typical := map[string]string{"": "version", "mentors[]": "login"}
	if key, ok := typical[where]; ok {
		return key
	}
	return slices.Min(slices.Collect(maps.Keys(known)))
}

// unknown says why a key is not taken.
func (p *parser) unknown(where, key string, known fields) string {
	if slices.Contains(laterKeys(where), key) {
		return fmt.Sprintf("%s belongs to a later version of firstmate; leave it out for now", join(where, key))
	}
	msg := "unknown key " + quote(key)
	if where != "" {
		msg += " in " + where
	}
	return p.near(msg, key, slices.Collect(maps.Keys(known)))
}

// maxLooked is how many mistakes of a file are looked at for what was meant.
const maxLooked = 50

// near adds to a message which of the candidates was probably meant. Of many
// mistakes only the first are looked at so closely.
func (p *parser) near(message, word string, candidates []string) string {
	if p.looked++; p.looked > maxLooked {
		return message
	}
	if best, ok := near(word, slices.Clone(candidates)); ok {
		message += fmt.Sprintf("; did you mean %q?", best)
	}
	return message
}

func join(where, key string) string {
	if where == "" {
		return key
	}
	return where + "." + key
}

func name(where string) string {
	if where == "" {
		return "the file"
	}
	return where
}

// sequence hands the items of a list, at most limit, to item. It reports whether
// there is a list; a missing value is none.
func (p *parser) sequence(n *yaml.Node, where string, limit int, item func(i int, n *yaml.Node)) bool {
	switch {
	case isNull(n):
		return false
	case n.Kind != yaml.SequenceNode:
		p.fail(n, where+" is a list: one `- …` per line, or [a, b]")
		return false
	case len(n.Content) > limit:
		p.fail(n.Content[limit], fmt.Sprintf("%s has %d items; %d is the most", where, len(n.Content), limit))
		return false
	}
	for i, c := range n.Content {
		item(i, resolve(c))
	}
	return true
}

// text is the value of a scalar as it was written, whatever YAML takes it for:
// a login may look like a number.
func (p *parser) text(n *yaml.Node, where string) (string, bool) {
	switch {
	case n.Kind != yaml.ScalarNode:
		p.fail(n, where+" is a single value")
	case isNull(n) || n.Value == "":
		p.fail(n, where+" has no value")
	default:
		return n.Value, true
	}
	return "", false
}
