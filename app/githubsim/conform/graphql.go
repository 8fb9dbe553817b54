package conform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// graphQL is GitHub's schema; it is read when the first query comes.
type graphQL struct {
	load func() (*ast.Schema, error)
}

func newGraphQL(dir string) *graphQL {
	return &graphQL{load: sync.OnceValues(func() (*ast.Schema, error) {
		raw, err := os.ReadFile(filepath.Join(dir, graphQLFile))
		if err != nil {
			return nil, fmt.Errorf("reading the GraphQL schema: %w", err)
		}
		doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: "github", Input: string(raw)})
		if err != nil {
			return nil, fmt.Errorf("reading the GraphQL schema: %w", err)
		}
		for _, d := range doc.Definitions {
			d.Fields = onceEach(d.Fields)
		}
		schema, err := validator.ValidateSchemaDocument(doc)
		if err != nil {
			return nil, fmt.Errorf("reading the GraphQL schema: %w", err)
		}
		return schema, nil
	})}
}

// onceEach drops repeated fields, of which GitHub's schema has one.
func onceEach(in ast.FieldList) ast.FieldList {
	seen := map[string]bool{}
	var out ast.FieldList
	for _, f := range in {
		if !seen[f.Name] {
			seen[f.Name] = true
			out = append(out, f)
		}
	}
	return out
}

// gqlQuery is a query that fits the schema.
type gqlQuery struct {
	schema *ast.Schema
	op     *ast.OperationDefinition
	vars   map[string]any
}

// requestFlaws holds a request against the schema. The query is nil when no
// answer can be held against it.
func (g *graphQL) requestFlaws(body []byte) (*gqlQuery, []flaw) {
	schema, err := g.load()
	if err != nil {
		return nil, []flaw{{"", err.Error()}}
	}
	var in struct {
		Query         string         `json:"query"`
		Variables     map[string]any `json:"variables"`
		OperationName string         `json:"operationName"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return nil, []flaw{{"body", gqlMessage(err)}}
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: in.Query})
	if err != nil {
		return nil, []flaw{{"query", gqlMessage(err)}}
	}
	var out []flaw
	for _, e := range validator.ValidateWithRules(schema, doc, nil) {
		out = append(out, flaw{"query", e.Message})
	}
	op := doc.Operations.ForName(in.OperationName)
	if op == nil {
		return nil, append(out, flaw{"query", "has no such operation"})
	}
	if len(out) > 0 {
		return nil, out
	}
	vars, err := validator.VariableValues(schema, op, in.Variables)
	if err != nil {
		return nil, []flaw{{"variables", gqlMessage(err)}}
	}
	for name := range in.Variables {
		if op.VariableDefinitions.ForName(name) == nil {
			out = append(out, flaw{"variables " + name, "is not declared"})
		}
	}
	q := &gqlQuery{schema: schema, op: op, vars: vars}
	return q, append(out, q.pageFlaws(op.SelectionSet)...)
}

// gqlMessage drops positions and values from a message.
func gqlMessage(err error) string {
	return regexp.MustCompile(`\d+`).ReplaceAllString(err.Error(), "N")
}

// pageFlaws wants first or last, 1 to 100, on every connection
// (https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
func (q *gqlQuery) pageFlaws(set ast.SelectionSet) []flaw {
	var out []flaw
	for _, f := range fieldsIn(set) {
		args := f.ArgumentMap(q.vars)
		if strings.HasSuffix(f.Definition.Type.Name(), "Connection") && f.Definition.Arguments.ForName("first") != nil {
			n := args["first"]
			if n == nil {
				n = args["last"]
			}
			var size int
			if _, err := fmt.Sscan(fmt.Sprint(n), &size); err != nil || size < 1 || size > 100 {
				out = append(out, flaw{"query " + f.Name, "wants first or last of 1 to 100"})
			}
		}
		out = append(out, q.pageFlaws(f.SelectionSet)...)
	}
	return out
}

// fieldsIn flattens fragments.
func fieldsIn(set ast.SelectionSet) []*ast.Field {
	var out []*ast.Field
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			out = append(out, s)
		case *ast.InlineFragment:
			out = append(out, fieldsIn(s.SelectionSet)...)
		case *ast.FragmentSpread:
			out = append(out, fieldsIn(s.Definition.SelectionSet)...)
		}
	}
	return out
}
