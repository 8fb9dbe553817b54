package config

// schema is a JSON Schema, or a part of one.
type schema map[string]any

func scalar() []string { return []string{"string", "number", "boolean"} }

func listOf(each schema, most int) schema {
	return schema{"type": []string{"array", "null"}, "items": each, "maxItems": most}
}

func offersSchema() schema { return nil }
