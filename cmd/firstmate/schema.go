package main

import "github.com/firstmate-app/firstmate/app/config"

// schemaCmd prints the JSON Schema of house rules.
type schemaCmd struct{}

// Run prints what docs/firstmate.schema.json holds.
func (schemaCmd) Run(s streams) error {
	text, err := config.Schema()
	if err == nil {
		_, err = s.out.Write(text)
	}
	return err
}
