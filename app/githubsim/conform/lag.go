package conform

import (
	"encoding/json"

	"github.com/getkin/kin-openapi/openapi3"
)

// withoutLag drops the flaws that GitHub's own example for the very same part
// of the operation shows too, and notes them as the description's lag.
func (o *operation) withoutLag(part string, mt *openapi3.MediaType, x *exchange, found []flaw) []flaw {
	if len(found) == 0 {
		return nil
	}
	shown := o.shownBy(part, mt)
	var kept []flaw
	for _, f := range found {
		if shown[f.String()] {
			x.lag = append(x.lag, f)
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

// shownBy are the flaws of GitHub's own examples, judged like everything else.
func (o *operation) shownBy(part string, mt *openapi3.MediaType) map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if known := o.shown[part]; known != nil {
		return known
	}
	what := "answer"
	if part == "request" {
		what = "body"
	}
	shown := map[string]bool{}
	for _, v := range examplesOf(mt) {
		for _, f := range valueFlaws(mt.Schema.Value, what, v) {
			shown[f.String()] = true
		}
	}
	o.shown[part] = shown
	return shown
}

// examplesOf are the examples as decoded JSON.
func examplesOf(mt *openapi3.MediaType) []any {
	raw := []any{}
	if mt.Example != nil {
		raw = append(raw, mt.Example)
	}
	for _, e := range mt.Examples {
		if e.Value != nil {
			raw = append(raw, e.Value.Value)
		}
	}
	var out []any
	for _, r := range raw {
		var v any
		text, err := json.Marshal(r)
		if err == nil && json.Unmarshal(text, &v) == nil {
			out = append(out, v)
		}
	}
	return out
}
