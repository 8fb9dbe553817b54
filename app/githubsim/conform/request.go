package conform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// asPerson reports whether a request comes with the token of a person, or with
// the App's own name and secret: what is closed to installations is open then.
func asPerson(h http.Header) bool {
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	return strings.HasPrefix(token, "ghu_") || strings.EqualFold(scheme, "Basic")
}

// requestFlaws holds a request against its operation.
func (o *operation) requestFlaws(x *exchange, params map[string]string) []flaw {
	var out []flaw
	if !o.appsMay() && !asPerson(x.header) {
		out = append(out, flaw{"", "is closed to Apps"})
	}
	if x.header.Get("User-Agent") == "" {
		out = append(out, flaw{"header User-Agent", "is missing"})
	}
	out = append(out, o.parameterFlaws(x, params)...)
	return append(out, o.bodyFlaws(x)...)
}

func (o *operation) parameterFlaws(x *exchange, params map[string]string) []flaw {
	query, err := url.ParseQuery(x.query)
	if err != nil {
		return []flaw{{"query", "cannot be read"}}
	}
	in := &openapi3filter.RequestValidationInput{
		Request:    &http.Request{Method: x.method, URL: &url.URL{Path: x.escaped, RawQuery: x.query}, Header: x.header},
		PathParams: params, QueryParams: query, Route: &routers.Route{Spec: o.spec, Operation: o.op},
		Options: &openapi3filter.Options{MultiError: true, SkipSettingDefaults: true, SchemaValidationOptions: options()},
	}
	var out []flaw
	for _, p := range o.op.Parameters {
		name := p.Value.In + " " + p.Value.Name
		if err := openapi3filter.ValidateParameter(x.ctx, in, p.Value); err != nil {
			for _, f := range errorFlaws(nil, err) {
				out = append(out, flaw{strings.TrimSuffix(name+" "+f.where, " "), f.what})
			}
		}
	}
	for name, values := range query {
		p := o.params["query "+name]
		if p == nil {
			out = append(out, flaw{"query " + name, "is not described"})
			continue
		}
		if top, said := maximum(p); said && slices.ContainsFunc(values, func(v string) bool { return above(v, top) }) {
			out = append(out, flaw{"query " + name, fmt.Sprintf("is above %d", top)})
		}
	}
	return out
}

// maximum is the greatest value of a parameter, which GitHub writes in prose.
func maximum(p *openapi3.Parameter) (top int, said bool) {
	m := regexp.MustCompile(`\(max (\d+)\)`).FindStringSubmatch(p.Description)
	if m == nil {
		return 0, false
	}
	top, err := strconv.Atoi(m[1])
	return top, err == nil
}

func above(v string, top int) bool {
	n, err := strconv.Atoi(v)
	return err == nil && n > top
}

// bodyFlaws holds the body of a request against its schema. The JSON null
// that some clients send where a body may be left out is a warning of the
// judge, not a flaw.
func (o *operation) bodyFlaws(x *exchange) []flaw {
	body := bytes.TrimSpace(x.body)
	described := o.op.RequestBody
	switch {
	case isNothing(body):
		if described != nil && described.Value.Required {
			return []flaw{{"body", "is missing"}}
		}
		return nil
	case described == nil:
		return []flaw{{"body", "is not described"}}
	}
	mt := jsonType(described.Value.Content)
	if mt == nil || mt.Schema == nil {
		return nil
	}
	if ct := x.header.Get("Content-Type"); ct != "" && !strings.Contains(ct, "json") {
		return []flaw{{"header Content-Type", "is not JSON"}}
	}
	return o.withoutLag("request", mt, x, bodyFlaws(mt.Schema.Value, "body", body))
}

// bodyFlaws holds JSON text against a schema, fields it does not know included.
func bodyFlaws(s *openapi3.Schema, what string, body []byte) []flaw {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return []flaw{{what, "is no JSON"}}
	}
	return valueFlaws(s, what, v)
}

func valueFlaws(s *openapi3.Schema, what string, v any) []flaw {
	out := distinct(append(schemaFlaws(s, v), unknownFields(s, v)...))
	for i := range out {
		out[i].where = strings.TrimSuffix(what+" "+out[i].where, " ")
	}
	return out
}

func isNothing(body []byte) bool { return len(body) == 0 || string(body) == "null" }

// jsonType is the JSON among the media types of a body.
func jsonType(c openapi3.Content) *openapi3.MediaType {
	if mt := c["application/json"]; mt != nil {
		return mt
	}
	for name, mt := range c {
		if strings.HasSuffix(name, "+json") {
			return mt
		}
	}
	return nil
}
