package conform

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// description is GitHub's description of its REST API. It is big, and one
// test process uses a small part, so only the operations that are asked for
// are built.
type description struct {
	components map[string]map[string]json.RawMessage
	webhooks   map[string]json.RawMessage // its own words about deliveries, see contradiction.go
	templates  []*template

	mu    sync.Mutex
	built map[string]*operation
}

// operation is one method of one path.
type operation struct {
	name   string // "GET /repos/{owner}/{repo}"
	spec   *openapi3.T
	op     *openapi3.Operation
	basic  *openapi3.Schema // basic-error
	mu     sync.Mutex
	shown  map[string]map[string]bool // flaws of GitHub's own examples, see lag.go
	params map[string]*openapi3.Parameter
}

func loadDescription(dir string) (*description, error) {
	raw, err := os.ReadFile(filepath.Join(dir, restFile))
	if err != nil {
		return nil, fmt.Errorf("reading GitHub's description: %w", err)
	}
	var doc struct {
		Paths      map[string]map[string]json.RawMessage
		Components map[string]map[string]json.RawMessage
		Webhooks   map[string]json.RawMessage `json:"x-webhooks"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("reading GitHub's description: %w", err)
	}
	d := &description{components: doc.Components, webhooks: doc.Webhooks, built: map[string]*operation{}}
	shared, err := d.multiNames(doc.Components["parameters"])
	if err != nil {
		return nil, err
	}
	for path, methods := range doc.Paths {
		multi, err := multiParams(methods, shared)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		t, err := newTemplate(path, func(name string) bool { return multi[name] }, methods)
		if err != nil {
			return nil, err
		}
		d.templates = append(d.templates, t)
	}
	slices.SortFunc(d.templates, byPrecision)
	return d, nil
}

// multiMark marks a parameter that may hold slashes.
const multiMark = `"x-multi-segment"`

// multiNames are the shared parameters that may hold slashes, by component name.
func (d *description) multiNames(params map[string]json.RawMessage) (map[string]string, error) {
	out := map[string]string{}
	for key, raw := range params {
		if !strings.Contains(string(raw), multiMark) {
			continue
		}
		var p struct{ Name string }
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, fmt.Errorf("reading the parameter %s: %w", key, err)
		}
		out[key] = p.Name
	}
	return out, nil
}

// multiParams are the parameters of a path that may hold slashes.
func multiParams(methods map[string]json.RawMessage, shared map[string]string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, raw := range methods {
		for _, ref := range refsIn(raw) {
			if name := shared[ref.name]; ref.kind == "parameters" && name != "" {
				out[name] = true
			}
		}
		if !strings.Contains(string(raw), multiMark) {
			continue
		}
		var op struct {
			Parameters []struct {
				Name  string
				Multi bool `json:"x-multi-segment"`
			}
		}
		if err := json.Unmarshal(raw, &op); err != nil {
			return nil, err
		}
		for _, p := range op.Parameters {
			out[p.Name] = out[p.Name] || p.Multi
		}
	}
	return out, nil
}

// componentRef is a reference into the components of the description.
type componentRef struct{ kind, name string }

func refsIn(raw []byte) []componentRef {
	const mark = `"#/components/`
	var out []componentRef
	text := string(raw)
	for {
		_, rest, found := strings.Cut(text, mark)
		if !found {
			return out
		}
		ref, after, _ := strings.Cut(rest, `"`)
		if kind, name, is := strings.Cut(ref, "/"); is {
			out = append(out, componentRef{kind, name})
		}
		text = after
	}
}

// operation finds the operation of a request, nil if there is none.
func (d *description) operation(method, escaped string) (op *operation, params map[string]string, known bool, err error) {
	t, params, known := find(d.templates, method, apiPath(escaped))
	if t == nil {
		return nil, nil, known, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	key := method + " " + t.path
	if d.built[key] == nil {
		if d.built[key], err = d.build(method, t); err != nil {
			return nil, nil, true, fmt.Errorf("building %s: %w", key, err)
		}
	}
	return d.built[key], params, true, nil
}

// build loads a description of the one operation and all it refers to.
func (d *description) build(method string, t *template) (*operation, error) {
	raw := t.methods[strings.ToLower(method)]
	parts := map[string]map[string]json.RawMessage{}
	todo := append(refsIn(raw), componentRef{"schemas", "basic-error"})
	for len(todo) > 0 {
		ref := todo[0]
		todo = todo[1:]
		if _, done := parts[ref.kind][ref.name]; done {
			continue
		}
		part, there := d.components[ref.kind][ref.name]
		if !there {
			return nil, fmt.Errorf("the description lacks %s/%s", ref.kind, ref.name)
		}
		if parts[ref.kind] == nil {
			parts[ref.kind] = map[string]json.RawMessage{}
		}
		parts[ref.kind][ref.name] = part
		todo = append(todo, refsIn(part)...)
	}
	small, err := json.Marshal(map[string]any{
		"openapi": "3.0.3", "info": map[string]string{"title": "part", "version": "1"},
		"paths": map[string]any{t.path: map[string]json.RawMessage{strings.ToLower(method): raw}}, "components": parts,
	})
	if err != nil {
		return nil, err
	}
	spec, err := openapi3.NewLoader().LoadFromData(loosened(small))
	if err != nil {
		return nil, err
	}
	op := &operation{
		name: method + " " + t.path, spec: spec, op: spec.Paths.Value(t.path).GetOperation(method),
		basic: spec.Components.Schemas["basic-error"].Value, shown: map[string]map[string]bool{},
		params: map[string]*openapi3.Parameter{},
	}
	for _, p := range op.op.Parameters {
		op.params[p.Value.In+" "+p.Value.Name] = p.Value
	}
	return op, nil
}

// loosened makes every oneOf an anyOf, for GitHub's alternatives overlap (a
// list of labels fits several), and takes the discriminators away, which do
// not name their alternatives. No property of the description has one of
// these names, and no schema has both oneOf and anyOf.
func loosened(doc []byte) []byte {
	return []byte(strings.NewReplacer(`"oneOf":`, `"anyOf":`, `"discriminator":`, `"x-discriminator":`).Replace(string(doc)))
}

// options are how values are held against the description's schemas.
func options() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{
		openapi3.MultiErrors(), openapi3.EnableFormatValidation(),
		openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
			"uri": stringFormat(wholeURI), "uri-template": stringFormat(wholeURI), "email": stringFormat(emailLike),
		}),
	}
}

// stringFormat is a check of one format.
type stringFormat func(string) error

// Validate says what is wrong with a value.
func (f stringFormat) Validate(v string) error { return f(v) }

// wholeURI wants an absolute address, template parts aside.
func wholeURI(v string) error {
	var bare strings.Builder
	for rest := v; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		bare.WriteString(before)
		if _, rest, _ = strings.Cut(after, "}"); !found {
			break
		}
	}
	u, err := url.Parse(bare.String())
	if err == nil && u.Scheme == "" {
		err = errors.New("no scheme")
	}
	return err
}

func emailLike(v string) error {
	name, host, ok := strings.Cut(v, "@")
	if !ok || name == "" || host == "" {
		return errors.New("no address of mail")
	}
	return nil
}

// appsMay says whether an App may use the operation at all. The App's own
// addresses and manifest conversions are marked as closed although they exist
// for Apps alone, and so is what wants an App's own token by its prose.
func (o *operation) appsMay() bool {
	_, path, _ := strings.Cut(o.name, " ")
	if strings.HasPrefix(path, "/app/") || path == "/app" || strings.HasPrefix(path, "/app-manifests/") ||
		strings.Contains(o.op.Description, "must use a [JWT]") {
		return true
	}
	gh, ok := o.op.Extensions["x-github"].(map[string]any)
	if !ok {
		return true
	}
	enabled, given := gh["enabledForGitHubApps"].(bool)
	return !given || enabled
}

// statuses are the documented ones, for messages.
func (o *operation) statuses() []string {
	return slices.Sorted(maps.Keys(o.op.Responses.Map()))
}
