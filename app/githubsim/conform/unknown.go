package conform

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// unknownFields finds fields the schema has no word for. The library lets them
// pass unless additionalProperties is false, which GitHub hardly ever writes.
func unknownFields(s *openapi3.Schema, v any) []flaw {
	return distinct(walkUnknown(nil, []*openapi3.Schema{s}, v))
}

// walkUnknown goes down a value beside all schemas that may describe it.
func walkUnknown(at []string, schemas []*openapi3.Schema, v any) []flaw {
	all := branches(schemas)
	var out []flaw
	switch v := v.(type) {
	case []any:
		items := itemsOf(all)
		if len(items) == 0 {
			return nil
		}
		for _, x := range v {
			out = append(out, walkUnknown(append(slices.Clone(at), "0"), items, x)...)
		}
	case map[string]any:
		if isOpen(all) {
			return nil
		}
		for key, x := range v {
			here := append(slices.Clone(at), key)
			below := fieldsOf(all, key)
			if len(below) == 0 {
				out = append(out, flaw{place(here), "is not described"})
				continue
			}
			out = append(out, walkUnknown(here, below, x)...)
		}
	}
	return out
}

// branches flattens allOf, anyOf and oneOf.
func branches(schemas []*openapi3.Schema) []*openapi3.Schema {
	var out []*openapi3.Schema
	for _, s := range schemas {
		out = append(out, s)
		for _, refs := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
			for _, r := range refs {
				out = append(out, branches([]*openapi3.Schema{r.Value})...)
			}
		}
	}
	return out
}

// isOpen says whether an object may hold any field: one of the schemas says
// so, or describes an object without naming a field.
func isOpen(all []*openapi3.Schema) bool {
	for _, s := range all {
		if a := s.AdditionalProperties; a.Has != nil && *a.Has {
			return true
		}
		composed := len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0
		object := s.Type == nil || s.Type.Is("object")
		if object && !composed && len(s.Properties) == 0 && s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil {
			return true
		}
	}
	return false
}

func itemsOf(all []*openapi3.Schema) []*openapi3.Schema {
	var out []*openapi3.Schema
	for _, s := range all {
		if s.Items != nil {
			out = append(out, s.Items.Value)
		}
	}
	return out
}

func fieldsOf(all []*openapi3.Schema, key string) []*openapi3.Schema {
	var out []*openapi3.Schema
	for _, s := range all {
		if p := s.Properties[key]; p != nil {
			out = append(out, p.Value)
		} else if p := s.AdditionalProperties.Schema; p != nil {
			out = append(out, p.Value)
		}
	}
	return out
}
