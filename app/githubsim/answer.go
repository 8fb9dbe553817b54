package githubsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
)

// answer is what a handler says: a JSON body, or raw bytes of a type.
type answer struct {
	status int
	body   any
	raw    []byte
	ctype  string
	header map[string]string
}

const docsURL = "https://docs.github.com/rest"

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

func created(body obj) answer {
	a := answer{status: http.StatusCreated, body: body}
	if url, is := body["url"].(string); is {
		a.header = map[string]string{"Location": url}
	}
	return a
}

func noContent() answer { return answer{status: http.StatusNoContent} }

// fail is GitHub's basic error.
func fail(status int, message string) answer {
	return answer{status: status, body: obj{"message": message, "documentation_url": docsURL, "status": itoa(status)}}
}

func notFound() answer { return fail(http.StatusNotFound, "Not Found") }

func forbidden() answer {
	return fail(http.StatusForbidden, "Resource not accessible by integration")
}

// invalid is GitHub's validation error for one field.
func invalid(resource, field, code, message string) answer {
	e := obj{"resource": resource, "field": field, "code": code}
	if message != "" {
		e["message"] = message
	}
	a := fail(http.StatusUnprocessableEntity, "Validation Failed")
	a.body.(obj)["errors"] = []obj{e}
	return a
}

// encode renders the body once, so that faults can cut it.
func (a *answer) encode() {
	if a.raw != nil || a.body == nil {
		return
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(a.body); err != nil {
		panic(err) // the bodies are maps made here
	}
	a.raw, a.ctype = bytes.TrimSuffix(buf.Bytes(), []byte("\n")), "application/json; charset=utf-8"
}

// revalidate gives a read its tag and turns it into 304 when the client has it.
func (a *answer) revalidate(r *http.Request) {
	if r.Method != http.MethodGet || a.status != http.StatusOK {
		return
	}
	sum := sha256.Sum256(a.raw)
	tag := `W/"` + hex.EncodeToString(sum[:]) + `"`
	a.set("ETag", tag)
	a.set("Cache-Control", "private, max-age=60, s-maxage=60")
	for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == strings.TrimPrefix(tag, "W/") {
			a.status, a.raw = http.StatusNotModified, nil
			return
		}
	}
}

func (a *answer) set(key, value string) {
	if a.header == nil {
		a.header = map[string]string{}
	}
	a.header[key] = value
}

// send writes headers and body.
func (a *answer) send(w http.ResponseWriter) {
	a.sendHeader(w)
	_, _ = w.Write(a.raw) // a client that went away is no news
}

func (a *answer) sendHeader(w http.ResponseWriter) {
	h := w.Header()
	if a.raw != nil {
		h.Set("Content-Type", a.ctype)
	}
	for k, v := range a.header {
		h.Set(k, v)
	}
	w.WriteHeader(a.status)
}
