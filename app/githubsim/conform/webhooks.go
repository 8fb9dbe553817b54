package conform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// webhooks are the schemas of GitHub's deliveries and its example payloads.
type webhooks struct {
	dir string

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	known    map[string]bool
	built    map[string]*jsonschema.Schema
	examples map[string][]any // by event
	shown    map[string]map[string]bool
}

const webhooksURL = "https://conform.invalid/webhooks.json"

func loadWebhooks(dir string) (*webhooks, error) {
	raw, err := os.ReadFile(filepath.Join(dir, webhooksFile))
	if err != nil {
		return nil, fmt.Errorf("reading the webhook schemas: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("reading the webhook schemas: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.RegisterFormat(&jsonschema.Format{Name: "uri-template", Validate: templateFormat}) // the library's own knows no operators
	if err := c.AddResource(webhooksURL, doc); err != nil {
		return nil, fmt.Errorf("reading the webhook schemas: %w", err)
	}
	w := &webhooks{
		dir: dir, compiler: c, known: map[string]bool{}, built: map[string]*jsonschema.Schema{}, shown: map[string]map[string]bool{},
	}
	top, _ := doc.(map[string]any)
	definitions, _ := top["definitions"].(map[string]any)
	for name := range definitions {
		w.known[name] = true
	}
	return w, nil
}

// flaws holds a delivery against the schema of its event and action.
func (w *webhooks) flaws(x *exchange) (name string, found []flaw) {
	event := x.header.Get("X-GitHub-Event")
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.body))
	if err != nil {
		return event, []flaw{{"payload", "is no JSON"}}
	}
	action := actionOf(v)
	name = strings.TrimSuffix(event+"."+action, ".")
	found = append(deliveryHeaderFlaws(x.header), appFlaws(event, v)...)
	w.mu.Lock()
	defer w.mu.Unlock()
	schema, err := w.schema(event, action)
	if err != nil {
		return name, append(found, flaw{"", err.Error()})
	}
	for _, f := range payloadFlaws(schema, v) {
		if w.shownBy(event, action, schema)[f.String()] {
			x.lag = append(x.lag, f)
			continue
		}
		found = append(found, f)
	}
	return name, found
}

func templateFormat(v any) error {
	if text, is := v.(string); is {
		return wholeURI(text)
	}
	return nil
}

func actionOf(v any) string {
	o, _ := v.(map[string]any)
	action, _ := o["action"].(string)
	return action
}

// deliveryHeaderFlaws wants what GitHub documents for every delivery
// (https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers).
func deliveryHeaderFlaws(h http.Header) []flaw {
	var out []flaw
	for _, name := range []string{
		"X-GitHub-Hook-ID", "X-GitHub-Event", "X-GitHub-Delivery", "X-Hub-Signature-256", "User-Agent",
		"X-GitHub-Hook-Installation-Target-Type", "X-GitHub-Hook-Installation-Target-ID", "Content-Type",
	} {
		if h.Get(name) == "" {
			out = append(out, flaw{"header " + name, "is missing"})
		}
	}
	if !strings.HasPrefix(h.Get("User-Agent"), "GitHub-Hookshot/") {
		out = append(out, flaw{"header User-Agent", "is not GitHub-Hookshot"})
	}
	return out
}

// appFlaws: a delivery to an App names its installation, which the schemas
// leave open for the sake of other hooks.
func appFlaws(event string, v any) []flaw {
	o, _ := v.(map[string]any)
	if o["installation"] == nil && event != "ping" && event != "github_app_authorization" {
		return []flaw{{"installation", "is missing"}}
	}
	return nil
}

func (w *webhooks) schema(event, action string) (*jsonschema.Schema, error) {
	name := event + "$" + action
	if action == "" || !w.known[name] {
		name = event + "$event"
	}
	if !w.known[name] {
		return nil, errors.New("no such event or action")
	}
	if w.built[name] == nil {
		s, err := w.compiler.Compile(webhooksURL + "#/definitions/" + name)
		if err != nil {
			return nil, fmt.Errorf("reading the schema of %s: %w", name, err)
		}
		w.built[name] = s
	}
	return w.built[name], nil
}

// shownBy are the flaws of GitHub's own example payloads of the event and action.
func (w *webhooks) shownBy(event, action string, s *jsonschema.Schema) map[string]bool {
	key := event + "." + action
	if w.shown[key] != nil {
		return w.shown[key]
	}
	shown := map[string]bool{}
	for _, v := range w.examplesOf(event) {
		if actionOf(v) != action {
			continue
		}
		for _, f := range payloadFlaws(s, v) {
			shown[f.String()] = true
		}
	}
	w.shown[key] = shown
	return shown
}

func (w *webhooks) examplesOf(event string) []any {
	if w.examples == nil {
		w.examples = map[string][]any{}
		raw, err := os.ReadFile(filepath.Join(w.dir, examplesFile))
		if err != nil {
			return nil
		}
		var list []struct {
			Name     string
			Examples []json.RawMessage
		}
		if json.Unmarshal(raw, &list) != nil {
			return nil
		}
		for _, e := range list {
			for _, one := range e.Examples {
				if v, err := jsonschema.UnmarshalJSON(bytes.NewReader(one)); err == nil {
					w.examples[e.Name] = append(w.examples[e.Name], v)
				}
			}
		}
	}
	return w.examples[event]
}

func payloadFlaws(s *jsonschema.Schema, v any) []flaw {
	var e *jsonschema.ValidationError
	if errors.As(s.Validate(v), &e) {
		return distinct(causes(e))
	}
	return nil
}

// causes takes a validation error apart, down to single places; under
// alternatives only the nearest counts.
func causes(e *jsonschema.ValidationError) []flaw {
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		var all [][]flaw
		for _, c := range e.Causes {
			all = append(all, causes(c))
		}
		if best := nearest(place(e.InstanceLocation), all); best != nil {
			return best
		}
	}
	var out []flaw
	for _, c := range e.Causes {
		out = append(out, causes(c)...)
	}
	if len(e.Causes) == 0 {
		out = causeFlaws(e)
	}
	return out
}

func causeFlaws(e *jsonschema.ValidationError) []flaw {
	at := func(name string) string {
		return place(append(append([]string{}, e.InstanceLocation...), name))
	}
	here := place(e.InstanceLocation)
	var out []flaw
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			out = append(out, flaw{at(name), "is missing"})
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			out = append(out, flaw{at(name), "is not described"})
		}
	case *kind.Type:
		out = append(out, flaw{here, fmt.Sprintf("is %s, want %s", k.Got, strings.Join(k.Want, " or "))})
	case *kind.Format:
		out = append(out, flaw{here, "is no " + k.Want})
	default:
		out = append(out, flaw{here, "breaks " + strings.Join(e.ErrorKind.KeywordPath(), " ")})
	}
	return out
}
