package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// SchemaURL is where editors find the JSON Schema of the house rules.
const SchemaURL = "https://raw.githubusercontent.com/firstmate-app/firstmate/main/docs/firstmate.schema.json"

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// scalar is what a name may look like to YAML: a login may be a number.
func scalar() []string { return []string{"string", "number", "boolean"} }

// listOf is a list of at most so many values, or nothing.
func listOf(each schema, most int) schema {
	return schema{"type": []string{"array", "null"}, "items": each, "maxItems": most}
}

// object is a mapping with the given keys and notes under x-….
func object(properties map[string]schema) schema {
	return schema{
		"type":                 []string{"object", "null"},
		"properties":           properties,
		"patternProperties":    schema{"^x-": true},
		"additionalProperties": false,
	}
}

// told is the schema of a key with what people read about it.
func (k key[C]) told() schema {
	s := k.schema()
	s["title"] = k.Path
	s["description"] = fmt.Sprintf("%s\nAllowed: %s.", k.Meaning, k.Allowed)
	if !strings.HasPrefix(k.Default, "needed") {
		s["description"] = fmt.Sprintf("%s Default: %s.", s["description"], k.Default)
	}
	var example yaml.Node
	if yaml.Load([]byte(k.Example), &example) == nil {
		s["examples"] = []any{plain(example.Content[0])}
	}
	return s
}

// plain is a YAML value as JSON has it, by the rules editors use (YAML 1.2): a date is text.
func plain(n *yaml.Node) any {
	switch n = resolve(n); {
	case n.Kind == yaml.MappingNode:
		m := map[string]any{}
		for key, value := range pairs(n) {
			m[key.Value] = plain(value)
		}
		return m
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, plain(c))
		}
		return list
	case n.Tag == "!!null":
		return nil
	case n.Tag == "!!bool":
		return strings.EqualFold(n.Value, "true")
	case (n.Tag == "!!int" || n.Tag == "!!float") && json.Valid([]byte(n.Value)):
		return json.Number(n.Value)
	}
	return n.Value
}

func offersSchema() schema {
	properties := map[string]schema{}
	for _, k := range offerKeys() {
		properties[strings.TrimPrefix(k.Path, "mentors[].")] = k.told()
	}
	entry := object(properties)
	entry["type"] = "object"
	entry["oneOf"] = []schema{{"required": []string{"login"}}, {"required": []string{"team"}}}
	return listOf(entry, MaxMentors)
}

// Schema is the JSON Schema (draft 2020-12) of a house rules file, for editors
// and other programs. It says everything one value or key can be judged by
// alone; [Parse] knows more.
func Schema() ([]byte, error) {
	top := map[string]schema{}
	nested := map[string]map[string]schema{}
	for _, k := range houseKeys() {
		section, name, ok := strings.Cut(k.Path, ".")
		if !ok {
			top[k.Path] = k.told()
			continue
		}
		if nested[section] == nil {
			nested[section] = map[string]schema{}
		}
		nested[section][name] = k.told()
	}
	for section, properties := range nested {
		top[section] = object(properties)
		top[section]["title"] = section
		top[section]["description"] = sectionMeaning(section)
	}
	s := object(top)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = SchemaURL
	s["title"] = "firstmate house rules"
	s["description"] = "How a community welcomes newcomers: " + Path + " on the default branch."
	s["type"], s["required"] = "object", []string{"version"}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("writing the JSON Schema: %w", err)
	}
	return b.Bytes(), nil
}

func sectionMeaning(section string) string {
	return map[string]string{
		"board":    "Who may look at the board, and how many people stand behind a number there. Only in the owner's .github repository.",
		"limits":   "What nobody is asked to go beyond, whatever their entry says. Only in the owner's .github repository.",
		"program":  "Who looks after mentoring, and whether firstmate speaks.",
		"watch":    "Whose pull requests count as a first one.",
		"texts":    "The community's own words in the place of a few of firstmate's: files below .github on the default branch.",
		"timers":   "How long firstmate waits for people.",
		"tracking": "The issue with a newcomer's steps.",
	}[section]
}
