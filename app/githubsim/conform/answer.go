package conform

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// answerFlaws holds an answer against its operation.
func (o *operation) answerFlaws(x *exchange) []flaw {
	var out []flaw
	switch {
	case x.status >= 500:
		return nil
	case x.status == http.StatusNotModified:
		return notModifiedFlaws(x)
	case x.status >= 400:
		out = refusalFlaws(o.basic, x)
	case x.status >= 300:
		if x.answer.Get("Location") == "" {
			out = append(out, flaw{"header Location", "is missing"})
		}
	}
	described := o.op.Responses.Status(x.status)
	if described == nil {
		if x.status < 300 {
			out = append(out, flaw{"status", fmt.Sprintf("%d is not described, only %s", x.status, strings.Join(o.statuses(), ", "))})
		}
		return out
	}
	out = append(out, headerFlaws(described.Value, x)...)
	return append(out, o.answerBodyFlaws(described.Value, x)...)
}

// notModifiedFlaws: 304 belongs to any read that asked for it, and has no body.
func notModifiedFlaws(x *exchange) []flaw {
	var out []flaw
	if x.header.Get("If-None-Match") == "" && x.header.Get("If-Modified-Since") == "" {
		out = append(out, flaw{"status", "304 without a condition"})
	}
	if len(x.answerBody) > 0 {
		out = append(out, flaw{"answer", "has a body at 304"})
	}
	return out
}

// refusalFlaws: every refusal is a basic error with a message, documented for
// the operation or not.
func refusalFlaws(basic *openapi3.Schema, x *exchange) []flaw {
	out := bodyFlaws(basic, "answer", x.answerBody)
	var kept []flaw
	for _, f := range out {
		if f.what != "is not described" { // errors of a 422, block of a 451: the operation's own schema knows them
			kept = append(kept, f)
		}
	}
	if !bytes.Contains(x.answerBody, []byte(`"message":"`)) {
		kept = append(kept, flaw{"answer message", "is missing"})
	}
	return kept
}

// headerFlaws wants the documented headers. A link to further pages is there
// only when there are any.
func headerFlaws(r *openapi3.Response, x *exchange) []flaw {
	var out []flaw
	for name, h := range r.Headers {
		value := x.answer.Get(name)
		if value == "" {
			if http.CanonicalHeaderKey(name) != "Link" {
				out = append(out, flaw{"header " + name, "is missing"})
			}
			continue
		}
		if s := h.Value.Schema; s != nil && s.Value.Type.Is("integer") {
			if _, err := strconv.Atoi(value); err != nil {
				out = append(out, flaw{"header " + name, "is no number"})
			}
		}
	}
	return out
}

func (o *operation) answerBodyFlaws(r *openapi3.Response, x *exchange) []flaw {
	if otherMedia(x.header.Get("Accept")) {
		return nil
	}
	if len(r.Content) == 0 {
		if len(x.answerBody) > 0 && x.status < 300 {
			return []flaw{{"answer", "has a body where none is described"}}
		}
		return nil
	}
	mt := jsonType(r.Content)
	if mt == nil || mt.Schema == nil {
		return nil
	}
	if ct := x.answer.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		return []flaw{{"answer header Content-Type", "is not JSON"}}
	}
	found := bodyFlaws(mt.Schema.Value, "answer", x.answerBody)
	if x.status == http.StatusUnprocessableEntity {
		found = withoutUnknown(found) // both kinds of validation error are used where one is named
	}
	return o.withoutLag(strconv.Itoa(x.status), mt, x, found)
}

func withoutUnknown(in []flaw) []flaw {
	var out []flaw
	for _, f := range in {
		if f.what != "is not described" {
			out = append(out, f)
		}
	}
	return out
}

// otherMedia says whether a client asked for something else than JSON.
func otherMedia(accept string) bool {
	for _, kind := range []string{"raw", "html", "diff", "patch", "sha", "text", "full"} {
		if strings.Contains(accept, "."+kind) {
			return true
		}
	}
	return false
}

// linkFlaws wants every link to further pages to lead somewhere.
func (d *description) linkFlaws(x *exchange) []flaw {
	header := x.answer.Get("Link")
	if header == "" {
		return nil
	}
	for link := range strings.SplitSeq(header, ",") {
		address, rel, _ := strings.Cut(strings.TrimSpace(link), ";")
		to, err := http.NewRequest(x.method, strings.Trim(address, "<>"), nil)
		if err != nil || !strings.HasPrefix(strings.TrimSpace(rel), `rel="`) {
			return []flaw{{"header Link", "cannot be read"}}
		}
		if t, _, _ := find(d.templates, x.method, apiPath(to.URL.EscapedPath())); t == nil {
			return []flaw{{"header Link", "leads nowhere"}}
		}
	}
	return nil
}
