package githubsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
)

// gqlField is one field of a type: what it gives, which arguments it takes,
// and how its value is found.
type gqlField struct {
	gives string // type name, or "" for a scalar
	args  string // names of the arguments
	get   func(*gqlRun, any, map[string]any) (any, error)
}

// gqlRun is one query in hand.
type gqlRun struct {
	c     *call
	doc   *gqlDoc
	vars  map[string]any
	errs  []obj
	types map[string]gqlType
}

// gqlFault is an error GitHub reports beside the data.
type gqlFault struct {
	kind, message string
}

func (e *gqlFault) Error() string { return e.message }

// postGraphQL answers a query: it is checked against the types, then run,
// and only what was asked for is answered.
func postGraphQL(c *call) answer {
	var in struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
		Operation *string        `json:"operationName"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return fail(400, "Problems parsing JSON")
	}
	doc, err := parseGraphQL(in.Query)
	if err != nil {
		return ok(obj{"errors": []obj{{"message": "Parse error: " + err.Error()}}})
	}
	run := &gqlRun{c: c, doc: doc, vars: map[string]any{}, types: gqlTypes()}
	run.bind(in.Variables)
	if doc.kind != "query" {
		run.complain(nil, "undefinedField", "The stand-in answers queries only")
	}
	run.check("Query", doc.fields, []any{"query"}, nil)
	if len(run.errs) > 0 {
		return ok(obj{"errors": run.errs})
	}
	data := run.object("Query", nil, doc.fields, nil)
	body := obj{"data": data}
	if len(run.errs) > 0 {
		body["errors"] = run.errs
	}
	return ok(body)
}

// bind takes the variables of the request.
func (g *gqlRun) bind(given map[string]any) {
	for _, v := range g.doc.vars {
		x, there := given[v.name]
		if !there {
			x = v.fallback
		}
		if x == nil && v.required {
			g.complain(nil, "", fmt.Sprintf("Variable $%s was provided invalid value", v.name))
		}
		g.vars[v.name] = x
	}
}

func (g *gqlRun) complain(path []any, code, message string) {
	e := obj{"message": message, "locations": []obj{{"line": 1, "column": 1}}}
	if path != nil {
		e["path"] = append([]any{}, path...)
	}
	if code != "" {
		e["extensions"] = obj{"code": code}
	}
	g.errs = append(g.errs, e)
}

// check finds fields and arguments that do not exist before anything is run.
// The fragments being spread are kept, so that none spreads itself.
func (g *gqlRun) check(typ string, fields []gqlSel, path []any, spreading []string) {
	for _, s := range fields {
		if s.name == "" {
			g.checkFragment(typ, s, path, spreading)
			continue
		}
		at := append(append([]any{}, path...), s.key())
		f, known := g.types[typ][s.name]
		switch {
		case s.name == "__typename":
		case !known:
			g.complain(at, "undefinedField", fmt.Sprintf("Field '%s' doesn't exist on type '%s'", s.name, typ))
		case f.gives == "" && s.fields != nil:
			g.complain(at, "selectionMismatch", fmt.Sprintf("Selections can't be made on scalars (field '%s' returns a scalar but has selections)", s.name))
		case f.gives != "" && s.fields == nil:
			g.complain(at, "selectionMismatch", fmt.Sprintf("Field must have selections (field '%s' returns %s but has no selections. Did you mean '%s { ... }'?)", s.name, f.gives, s.name))
		default:
			g.checkArgs(s, f, at)
			g.check(f.gives, s.fields, at, spreading)
		}
	}
}

func (g *gqlRun) checkArgs(s gqlSel, f gqlField, at []any) {
	allowed := " " + f.args + " "
	for _, name := range sortedKeys(s.args) {
		if !strings.Contains(allowed, " "+name+" ") && !strings.Contains(allowed, " "+name+"! ") {
			g.complain(at, "argumentNotAccepted", fmt.Sprintf("Field '%s' doesn't accept argument '%s'", s.name, name))
		}
		g.checkVars(s.args[name], at)
	}
	for name := range strings.FieldsSeq(f.args) {
		if bare, required := strings.CutSuffix(name, "!"); required && s.args[bare] == nil {
			g.complain(at, "missingRequiredArguments", fmt.Sprintf("Field '%s' is missing required arguments: %s", s.name, bare))
		}
	}
	if strings.HasSuffix(f.gives, "Connection") {
		g.checkBounds(s, at)
	}
}

// checkVars finds variables that were not declared.
func (g *gqlRun) checkVars(v any, at []any) {
	switch v := v.(type) {
	case gqlVarRef:
		if _, declared := g.vars[string(v)]; !declared {
			g.complain(at, "variableNotDefined", fmt.Sprintf("Variable $%s is used but not declared", string(v)))
		}
	case []any:
		for _, x := range v {
			g.checkVars(x, at)
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			g.checkVars(v[key], at)
		}
	}
}

// checkBounds: GitHub wants first or last on every connection, 1 to 100.
func (g *gqlRun) checkBounds(s gqlSel, at []any) {
	args := g.resolve(s.args).(map[string]any)
	n := args["first"]
	if n == nil {
		n = args["last"]
	}
	size, isNumber := n.(float64)
	switch {
	case n == nil:
		g.complain(at, "", fmt.Sprintf("You must provide a `first` or `last` value to properly paginate the `%s` connection.", s.name))
	case !isNumber || size < 1 || size > 100:
		g.complain(at, "", fmt.Sprintf("Requesting %v records on the `%s` connection exceeds the `first` limit of 100 records.", n, s.name))
	}
}

func (g *gqlRun) checkFragment(typ string, s gqlSel, path []any, spreading []string) {
	on, fields := s.on, s.fields
	if s.spread != "" {
		f, known := g.doc.fragments[s.spread]
		if !known {
			g.complain(path, "useAndDefineFragment", fmt.Sprintf("Fragment %s was used, but not defined", s.spread))
			return
		}
		for _, name := range spreading {
			if name == s.spread {
				g.complain(path, "infiniteLoop", fmt.Sprintf("Fragment %s contains an infinite loop", s.spread))
				return
			}
		}
		on, fields, spreading = f.on, f.fields, append(append([]string{}, spreading...), s.spread)
	}
	if on == "" {
		on = typ
	}
	if g.types[on] == nil {
		g.complain(path, "undefinedType", fmt.Sprintf("No such type %s, so it can't be a fragment condition", on))
		return
	}
	g.check(on, fields, path, spreading)
}

// resolve puts the variables into an argument.
func (g *gqlRun) resolve(v any) any {
	switch v := v.(type) {
	case gqlVarRef:
		return g.vars[string(v)]
	case gqlEnum:
		return string(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, x := range v {
			out = append(out, g.resolve(x))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = g.resolve(x)
		}
		return out
	}
	return v
}

// gqlNode is a value of an object type; the concrete type may be narrower
// than the field's.
type gqlNode struct {
	typ   string
	value any
}

// object answers the selected fields of one object.
func (g *gqlRun) object(typ string, value any, fields []gqlSel, path []any) obj {
	out := obj{}
	for _, s := range fields {
		if s.name == "" {
			on, inner := s.on, s.fields
			if s.spread != "" {
				on, inner = g.doc.fragments[s.spread].on, g.doc.fragments[s.spread].fields
			}
			if on == "" || on == typ || gqlIs(typ, on) {
				merge(out, g.object(typ, value, inner, path))
			}
			continue
		}
		at := append(append([]any{}, path...), s.key())
		merge(out, obj{s.key(): g.field(typ, value, s, at)})
	}
	return out
}

// merge joins the answers of the same field asked for twice.
func merge(into, from obj) {
	for k, v := range from {
		old, isObj := into[k].(obj)
		if more, too := v.(obj); isObj && too {
			merge(old, more)
			continue
		}
		into[k] = v
	}
}

func (g *gqlRun) field(typ string, value any, s gqlSel, path []any) any {
	if s.name == "__typename" {
		return typ
	}
	f := g.types[typ][s.name]
	args, _ := g.resolve(s.args).(map[string]any)
	got, err := f.get(g, value, maps.Clone(args))
	if err != nil {
		e := obj{"message": err.Error(), "path": path, "locations": []obj{{"line": 1, "column": 1}}}
		if fault := (*gqlFault)(nil); errors.As(err, &fault) && fault.kind != "" {
			e["type"] = fault.kind
		}
		g.errs = append(g.errs, e)
		return nil
	}
	return g.complete(f.gives, got, s, path)
}

// complete answers what is below a value.
func (g *gqlRun) complete(typ string, got any, s gqlSel, path []any) any {
	switch got := got.(type) {
	case nil:
		return nil
	case []any:
		out := make([]any, 0, len(got))
		for i, x := range got {
			out = append(out, g.complete(typ, x, s, append(append([]any{}, path...), i)))
		}
		return out
	case gqlNode:
		return g.object(got.typ, got.value, s.fields, path)
	}
	if typ == "" {
		return got
	}
	return g.object(typ, got, s.fields, path)
}
