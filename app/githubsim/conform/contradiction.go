package conform

import (
	"encoding/json"
	"strings"
)

// GitHub describes some objects more than once, and not always alike: the
// head of a pull request from a deleted fork or account is null in one place
// and must be an object in another. Such a null is neither a finding nor lag;
// it is listed by itself.

// undisputed drops the nulls that GitHub's own description of deliveries
// allows for the same field of the same object, and notes them.
func (d *description) undisputed(x *exchange, object string, found []flaw) []flaw {
	var kept []flaw
	for _, f := range found {
		where, inAnswer := strings.CutPrefix(f.where, "answer ")
		if inAnswer {
			where = object + "." + strings.TrimPrefix(where, "*.")
		}
		if object != "" && strings.HasPrefix(f.what, "is null,") && d.allowsNull(object, strings.Split(where, ".")) {
			x.disputed = append(x.disputed, f)
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

// object is what an answer holds, as payloads call it ("pull_request"); empty
// if it is nothing with a name.
func (o *operation) object(status int) string {
	r := o.op.Responses.Status(status)
	if r == nil {
		return ""
	}
	mt := jsonType(r.Value.Content)
	if mt == nil || mt.Schema == nil {
		return ""
	}
	ref := mt.Schema
	if ref.Ref == "" && ref.Value.Items != nil {
		ref = ref.Value.Items
	}
	name := strings.TrimPrefix(ref.Ref, "#/components/schemas/")
	return strings.ReplaceAll(strings.TrimSuffix(name, "-simple"), "-", "_")
}

// allowsNull says whether the description of any delivery of an event, or of
// those about its parts, lets a field of the payload be null.
func (d *description) allowsNull(event string, path []string) bool {
	prefix := strings.ReplaceAll(event, "_", "-") + "-"
	for name, raw := range d.webhooks {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		var hook struct {
			Post struct {
				RequestBody struct {
					Content map[string]struct{ Schema json.RawMessage }
				}
			}
		}
		if json.Unmarshal(raw, &hook) != nil {
			continue
		}
		if d.nullAt(hook.Post.RequestBody.Content["application/json"].Schema, path) {
			return true
		}
	}
	return false
}

// nullAt goes down a schema along a path.
func (d *description) nullAt(raw json.RawMessage, path []string) bool {
	var s struct {
		Ref        string `json:"$ref"`
		Nullable   bool
		Properties map[string]json.RawMessage
		Items      json.RawMessage
		AllOf      []json.RawMessage
		AnyOf      []json.RawMessage
		OneOf      []json.RawMessage
	}
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil {
		return false
	}
	if name, is := strings.CutPrefix(s.Ref, "#/components/schemas/"); is {
		return d.nullAt(d.components["schemas"][name], path)
	}
	if len(path) == 0 && s.Nullable {
		return true
	}
	if len(path) > 0 {
		next := s.Properties[path[0]]
		if path[0] == "*" {
			next = s.Items
		}
		if d.nullAt(next, path[1:]) {
			return true
		}
	}
	for _, parts := range [][]json.RawMessage{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range parts {
			if d.nullAt(part, path) {
				return true
			}
		}
	}
	return false
}
