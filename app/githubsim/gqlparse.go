package githubsim

import (
	"strconv"
)

// gqlDoc is a parsed GraphQL document with one operation.
type gqlDoc struct {
	kind      string // query or mutation
	vars      []gqlVar
	fields    []gqlSel
	fragments map[string]gqlFragment
}

type gqlVar struct {
	name     string
	required bool
	fallback any
}

type gqlFragment struct {
	on     string
	fields []gqlSel
}

// gqlSel is a field, or a fragment when name is empty.
type gqlSel struct {
	alias, name string
	args        map[string]any
	fields      []gqlSel
	on          string // type condition of an inline fragment
	spread      string // name of a spread fragment
}

// gqlVarRef and gqlEnum are argument values that are no plain JSON.
type gqlVarRef string

type gqlEnum string

func (s gqlSel) key() string {
	if s.alias != "" {
		return s.alias
	}
	return s.name
}

const gqlDeepest = 64

func parseGraphQL(src string) (*gqlDoc, error) {
	p := &gqlParser{src: src}
	p.next()
	doc := &gqlDoc{fragments: map[string]gqlFragment{}}
	for p.err == nil && p.tok != "" {
		p.definition(doc)
	}
	if p.err == nil && doc.kind == "" {
		p.fail("an operation")
	}
	return doc, p.err
}

func (p *gqlParser) definition(doc *gqlDoc) {
	switch {
	case p.is("{"):
		doc.kind, doc.fields = "query", p.selection()
	case p.is("query") || p.is("mutation"):
		if doc.kind != "" {
			p.fail("a single operation")
			return
		}
		doc.kind = p.name()
		if !p.is("{") && !p.is("(") {
			p.name()
		}
		if p.take("(") {
			doc.vars = p.variables()
		}
		doc.fields = p.selection()
	case p.take("fragment"):
		name := p.name()
		p.need("on")
		doc.fragments[name] = gqlFragment{on: p.name(), fields: p.selection()}
	default:
		p.fail("an operation or a fragment")
	}
}

func (p *gqlParser) variables() []gqlVar {
	var out []gqlVar
	for p.err == nil && !p.take(")") {
		p.need("$")
		v := gqlVar{name: p.name()}
		p.need(":")
		v.required = p.varType()
		if p.take("=") {
			v.fallback, v.required = p.value(), false
		}
		out = append(out, v)
	}
	return out
}

// varType reads a type and says whether it must be given.
func (p *gqlParser) varType() bool {
	if p.take("[") {
		p.varType()
		p.need("]")
	} else {
		p.name()
	}
	return p.take("!")
}

func (p *gqlParser) selection() []gqlSel {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > gqlDeepest {
		p.fail("less nesting")
	}
	p.need("{")
	var out []gqlSel
	for p.err == nil && !p.take("}") {
		out = append(out, p.selected())
	}
	if len(out) == 0 {
		p.fail("a field")
	}
	return out
}

func (p *gqlParser) selected() gqlSel {
	if p.take("...") {
		switch {
		case p.take("on"):
			return gqlSel{on: p.name(), fields: p.selection()}
		case p.is("{"):
			return gqlSel{fields: p.selection()}
		}
		return gqlSel{spread: p.name()}
	}
	s := gqlSel{name: p.name()}
	if p.take(":") {
		s.alias, s.name = s.name, p.name()
	}
	if p.take("(") {
		s.args = map[string]any{}
		for p.err == nil && !p.take(")") {
			key := p.name()
			p.need(":")
			s.args[key] = p.value()
		}
	}
	if p.is("{") {
		s.fields = p.selection()
	}
	return s
}

func (p *gqlParser) value() any {
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.depth > gqlDeepest:
		p.fail("less nesting")
	case p.isStr:
		s := p.tok
		p.next()
		return s
	case p.take("$"):
		return gqlVarRef(p.name())
	case p.take("["):
		list := []any{}
		for p.err == nil && !p.take("]") {
			list = append(list, p.value())
		}
		return list
	case p.take("{"):
		m := map[string]any{}
		for p.err == nil && !p.take("}") {
			key := p.name()
			p.need(":")
			m[key] = p.value()
		}
		return m
	case p.tok != "" && (p.tok[0] == '-' || p.tok[0] >= '0' && p.tok[0] <= '9'):
		f, err := strconv.ParseFloat(p.tok, 64)
		if err != nil {
			p.fail("a number")
		}
		p.next()
		return f
	}
	return gqlLiteral(p.name())
}

func gqlLiteral(name string) any {
	switch name {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return gqlEnum(name)
}
