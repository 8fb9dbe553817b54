package conform

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// answerFlaws holds an answer against the query it answers: every field that
// was asked for, nothing else, of the right kind.
func (q *gqlQuery) answerFlaws(body []byte) []flaw {
	var in struct {
		Data   map[string]any `json:"data"`
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
		Extensions map[string]any `json:"extensions"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil && len(in.Errors) == 0 {
		return []flaw{{"answer", "is no answer to a query"}}
	}
	var out []flaw
	for _, e := range in.Errors {
		if e.Message == "" {
			out = append(out, flaw{"errors", "lack a message"})
		}
	}
	if in.Data == nil {
		if len(in.Errors) == 0 {
			out = append(out, flaw{"data", "is missing"})
		}
		return out
	}
	root := q.schema.Query
	if q.op.Operation == ast.Mutation {
		root = q.schema.Mutation
	}
	return distinct(append(out, q.objectFlaws([]string{"data"}, root, q.op.SelectionSet, in.Data, len(in.Errors) > 0)...))
}

// objectFlaws: failed tells that the answer carries errors, so that null may
// stand anywhere.
func (q *gqlQuery) objectFlaws(at []string, def *ast.Definition, set ast.SelectionSet, v map[string]any, failed bool) []flaw {
	if name, is := v["__typename"].(string); is && q.schema.Types[name] != nil {
		def = q.schema.Types[name]
	}
	asked := merged(q.selected(def, set))
	var out []flaw
	for _, f := range asked {
		here := append(slices.Clone(at), f.Alias)
		x, there := v[f.Alias]
		if !there {
			if def.IsAbstractType() && f.ObjectDefinition != nil && !f.ObjectDefinition.IsAbstractType() {
				continue // asked of one of several types, and which this is was not asked
			}
			out = append(out, flaw{place(here), "is missing"})
			continue
		}
		out = append(out, q.valueFlaws(here, f.Definition.Type, f, x, failed)...)
	}
	for key := range v {
		if !slices.ContainsFunc(asked, func(f *ast.Field) bool { return f.Alias == key }) {
			out = append(out, flaw{place(append(slices.Clone(at), key)), "was not asked for"})
		}
	}
	return out
}

// selected are the fields asked of an object of a type.
func (q *gqlQuery) selected(def *ast.Definition, set ast.SelectionSet) []*ast.Field {
	var out []*ast.Field
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if q.included(s.Directives) {
				out = append(out, s)
			}
		case *ast.InlineFragment:
			if q.included(s.Directives) && q.mayBe(def, s.TypeCondition) {
				out = append(out, q.selected(def, s.SelectionSet)...)
			}
		case *ast.FragmentSpread:
			if q.included(s.Directives) && q.mayBe(def, s.Definition.TypeCondition) {
				out = append(out, q.selected(def, s.Definition.SelectionSet)...)
			}
		}
	}
	return out
}

// merged makes one of fields that share their name in the answer.
func merged(in []*ast.Field) []*ast.Field {
	var out []*ast.Field
	for _, f := range in {
		i := slices.IndexFunc(out, func(o *ast.Field) bool { return o.Alias == f.Alias })
		if i < 0 {
			whole := *f
			out = append(out, &whole)
			continue
		}
		out[i].SelectionSet = slices.Concat(out[i].SelectionSet, f.SelectionSet)
	}
	return out
}

func (q *gqlQuery) included(ds ast.DirectiveList) bool {
	if d := ds.ForName("skip"); d != nil && d.ArgumentMap(q.vars)["if"] == true {
		return false
	}
	d := ds.ForName("include")
	return d == nil || d.ArgumentMap(q.vars)["if"] == true
}

// mayBe says whether an object of a type can meet a condition.
func (q *gqlQuery) mayBe(def *ast.Definition, condition string) bool {
	if condition == "" || condition == def.Name {
		return true
	}
	want := q.schema.Types[condition]
	for _, one := range q.schema.GetPossibleTypes(def) {
		if slices.Contains(q.schema.GetPossibleTypes(want), one) {
			return true
		}
	}
	return false
}

func (q *gqlQuery) valueFlaws(at []string, t *ast.Type, f *ast.Field, v any, failed bool) []flaw {
	if v == nil {
		if t.NonNull && !failed {
			return []flaw{{place(at), "is null, want " + t.String()}}
		}
		return nil
	}
	if t.Elem != nil {
		list, is := v.([]any)
		if !is {
			return []flaw{{place(at), "is " + kindOf(v) + ", want " + t.String()}}
		}
		var out []flaw
		for _, x := range list {
			out = append(out, q.valueFlaws(append(slices.Clone(at), "0"), t.Elem, f, x, failed)...)
		}
		return out
	}
	def := q.schema.Types[t.NamedType]
	if def.IsCompositeType() {
		o, is := v.(map[string]any)
		if !is {
			return []flaw{{place(at), "is " + kindOf(v) + ", want " + t.String()}}
		}
		return q.objectFlaws(at, def, f.SelectionSet, o, failed)
	}
	if !fitsLeaf(def, v) {
		return []flaw{{place(at), "is " + kindOf(v) + ", want " + t.String()}}
	}
	return nil
}

// fitsLeaf says whether a value may stand for a scalar or an enum.
func fitsLeaf(def *ast.Definition, v any) bool {
	text, isText := v.(string)
	switch {
	case def.Kind == ast.Enum:
		return isText && def.EnumValues.ForName(text) != nil
	case def.Name == "Int":
		n, is := v.(float64)
		return is && n == math.Trunc(n)
	case def.Name == "Float":
		return kindOf(v) == "number"
	case def.Name == "Boolean":
		return kindOf(v) == "boolean"
	case def.Name == "BigInt":
		return isText || kindOf(v) == "number"
	}
	return isText
}
