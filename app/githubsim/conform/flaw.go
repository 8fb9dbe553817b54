package conform

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// flaw is one thing wrong with a value: where, as a path with * for list
// positions, and what, in words that hold no part of the value.
type flaw struct{ where, what string }

func (f flaw) String() string {
	if f.where == "" {
		return f.what
	}
	return f.where + ": " + f.what
}

// schemaFlaws holds a decoded JSON value against a schema.
func schemaFlaws(s *openapi3.Schema, v any) []flaw {
	return distinct(errorFlaws(nil, s.VisitJSON(v, options()...)))
}

// errorFlaws takes an error of the library apart, down to single places.
func errorFlaws(at []string, err error) []flaw {
	var several openapi3.MultiError
	var one *openapi3.SchemaError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &one) && !isSeveral(err):
		return schemaErrorFlaws(at, one)
	case errors.As(err, &several):
		var out []flaw
		for _, e := range several {
			out = append(out, errorFlaws(at, e)...)
		}
		return out
	}
	return []flaw{{place(at), err.Error()}}
}

func isSeveral(err error) bool {
	_, is := err.(openapi3.MultiError) //nolint:errorlint // the outermost only
	return is
}

func schemaErrorFlaws(at []string, e *openapi3.SchemaError) []flaw {
	here := slices.Concat(at, e.JSONPointer())
	switch e.SchemaField {
	case "anyOf":
		return alternatives(here, e.Schema.AnyOf, e.Value)
	case "allOf":
		var out []flaw
		for _, part := range e.Schema.AllOf {
			out = append(out, errorFlaws(here, part.Value.VisitJSON(e.Value, options()...))...)
		}
		return out
	case "type", "nullable", "":
		return []flaw{{place(here), fmt.Sprintf("is %s, want %s", kindOf(e.Value), wanted(e.Schema))}}
	case "required":
		return []flaw{{place(here), "is missing"}}
	case "format":
		return []flaw{{place(here), "is no " + e.Schema.Format}}
	}
	return []flaw{{place(here), "breaks " + e.SchemaField}}
}

// alternatives judges a value by each schema and keeps the nearest.
func alternatives(at []string, schemas openapi3.SchemaRefs, v any) []flaw {
	var all [][]flaw
	for _, alt := range schemas {
		all = append(all, errorFlaws(at, alt.Value.VisitJSON(v, options()...)))
	}
	return nearest(place(at), all)
}

// nearest are the flaws under the alternative a value was most likely meant
// for: one that does not refuse its kind as a whole, then the fewest flaws.
func nearest(here string, all [][]flaw) []flaw {
	weight := func(found []flaw) int {
		refused := slices.ContainsFunc(found, func(f flaw) bool { return f.where == here && strings.HasPrefix(f.what, "is ") })
		if refused {
			return 1 << 20
		}
		return len(found)
	}
	if len(all) == 0 {
		return nil
	}
	return slices.MinFunc(all, func(a, b []flaw) int { return weight(a) - weight(b) })
}

func wanted(s *openapi3.Schema) string {
	if s == nil || s.Type == nil {
		return "something"
	}
	return strings.Join(s.Type.Slice(), " or ")
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "number"
}

// place writes a path with * for list positions.
func place(path []string) string {
	out := make([]string, len(path))
	for i, p := range path {
		out[i] = p
		if p != "" && strings.Trim(p, "0123456789") == "" {
			out[i] = "*"
		}
	}
	return strings.Join(out, ".")
}

func distinct(in []flaw) []flaw {
	slices.SortFunc(in, func(a, b flaw) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(in)
}
