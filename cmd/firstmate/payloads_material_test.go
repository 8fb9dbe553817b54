package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/githubsim/conform"
)

// tree is a payload as read from JSON.
type tree = map[string]any

// example is one recorded webhook of GitHub's.
type example struct {
	event   string
	payload tree
}

func (e example) action() string {
	action, _ := e.payload["action"].(string)
	return action
}

// material reads Octokit's recorded webhooks and the schemas they were described with.
func material(t *testing.T) ([]example, schemas) {
	t.Helper()
	dir, err := conform.Locate()
	if errors.Is(err, conform.ErrAbsent) && !conform.Required() {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var index []struct {
		Name     string
		Examples []tree
	}
	readJSON(t, filepath.Join(dir, "webhooks-examples", "api.github.com", "index.json"), &index)
	var described struct{ Definitions schemas }
	readJSON(t, filepath.Join(dir, "webhooks-schemas", "schema.json"), &described)
	var all []example
	for _, e := range index {
		for _, p := range e.Examples {
			all = append(all, example{e.Name, p})
		}
	}
	return all, described.Definitions
}

func readJSON(t *testing.T, path string, out any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(out); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// schema is the part of a JSON schema (draft 7) that tells which fields may
// be missing or null.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"` // a name or a list of names
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	AllOf      []*schema          `json:"allOf"`
	AnyOf      []*schema          `json:"anyOf"`
	OneOf      []*schema          `json:"oneOf"`
}

// schemas are definitions by name: "event$action", or "event$event" for
// events without actions.
type schemas map[string]*schema

// of is what describes an example, nil if nothing does.
func (all schemas) of(e example) *schema {
	name := e.event + "$" + strings.ReplaceAll(e.action(), "-", "_")
	if s, ok := all[name]; ok {
		return s
	}
	return all[e.event+"$event"]
}

func (all schemas) resolve(s *schema) *schema {
	for s.Ref != "" {
		s = all[strings.TrimPrefix(s.Ref, "#/definitions/")]
	}
	return s
}

// alternatives are those of the schemas something may match that are not null.
func (all schemas) alternatives(s *schema) []*schema {
	return slices.DeleteFunc(slices.Concat(s.OneOf, s.AnyOf), func(a *schema) bool {
		return all.resolve(a).Type == "null"
	})
}

func (all schemas) nullable(s *schema) bool {
	s = all.resolve(s)
	names, _ := s.Type.([]any)
	return s.Type == "null" || slices.Contains(names, any("null")) ||
		slices.ContainsFunc(slices.Concat(s.OneOf, s.AnyOf), all.nullable)
}

// fields are the fields of an object and which of them must be there. Of
// several alternatives the first counts for fields.
func (all schemas) fields(s *schema) (map[string]*schema, map[string]bool) {
	s = all.resolve(s)
	fields, required := maps.Clone(s.Properties), map[string]bool{}
	if fields == nil {
		fields = map[string]*schema{}
	}
	for _, name := range s.Required {
		required[name] = true
	}
	parts := slices.Clone(s.AllOf)
	if alternatives := all.alternatives(s); len(alternatives) > 0 {
		parts = append(parts, alternatives[0])
	}
	for _, part := range parts {
		more, must := all.fields(part)
		for name, f := range more {
			if _, known := fields[name]; !known {
				fields[name] = f
			}
		}
		maps.Copy(required, must)
	}
	return fields, required
}

// change makes one field of a payload null or absent.
type change struct {
	path   string // names joined by dots
	absent bool
}

// changes lists what the schema lets happen to the fields that are in a
// payload, depth levels of objects deep.
func (all schemas) changes(s *schema, payload tree, prefix string, depth int) []change {
	var out []change
	fields, required := all.fields(s)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value, there := payload[name]
		if !there {
			continue
		}
		if value != nil && all.nullable(fields[name]) {
			out = append(out, change{path: prefix + name})
		}
		if !required[name] {
			out = append(out, change{path: prefix + name, absent: true})
		}
		if inner, is := value.(tree); is && depth > 1 {
			out = append(out, all.changes(fields[name], inner, prefix+name+".", depth-1)...)
		}
	}
	return out
}

// in applies the change to a payload, and reports whether there was anything to change.
func (c change) in(p tree) bool {
	names := strings.Split(c.path, ".")
	last := names[len(names)-1]
	p = sub(p, names[:len(names)-1]...)
	if _, there := p[last]; !there {
		return false
	}
	if c.absent {
		delete(p, last)
	} else {
		p[last] = nil
	}
	return true
}

// sub is an object inside a payload, nil if there is none.
func sub(p tree, names ...string) tree {
	for _, name := range names {
		p, _ = p[name].(tree)
	}
	return p
}

// copied is a deep copy.
func copied[T any](v T) T {
	switch x := any(v).(type) {
	case tree:
		out := make(tree, len(x))
		for k, inner := range x {
			out[k] = copied(inner)
		}
		return any(out).(T)
	case []any:
		out := make([]any, len(x))
		for i, inner := range x {
			out[i] = copied(inner)
		}
		return any(out).(T)
	}
	return v
}

// TestVariants holds the finding of variants against schemas small enough to check by eye.
func TestVariants(t *testing.T) {
	var all schemas
	const described = `{
		"ball$thrown": {"allOf": [{"$ref": "#/definitions/base"}, {"required": ["by"], "properties": {
			"by": {"oneOf": [{"$ref": "#/definitions/who"}, {"type": "null"}]}, "note": {"type": "string"}}}]},
		"base": {"required": ["action"], "properties": {"action": {"type": "string"}, "sum": {"type": ["integer", "null"]}}},
		"who": {"required": ["id", "name"], "properties": {"id": {"type": "integer"}, "name": {"type": ["string", "null"]}}}}`
	if err := json.Unmarshal([]byte(described), &all); err != nil {
		t.Fatal(err)
	}
	e := example{"ball", tree{"action": "thrown", "sum": 1, "note": "far", "by": tree{"id": 1, "name": "x"}, "new": 2}}
	got := all.changes(all.of(e), e.payload, "", 2)
	want := []change{{path: "by"}, {path: "by.name"}, {path: "note", absent: true}, {path: "sum"}, {path: "sum", absent: true}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	p := copied(e.payload)
	if !(change{path: "by.name"}).in(p) || sub(p, "by")["name"] != nil || sub(e.payload, "by")["name"] != "x" {
		t.Errorf("changed: %v, original: %v", p, e.payload)
	}
	if !(change{path: "by", absent: true}).in(p) || (change{path: "by.name"}).in(p) {
		t.Error("a field below an absent one cannot be changed")
	}
}
