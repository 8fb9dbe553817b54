package ghclient

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// canary stands in every token and in every body of an error: it must never
// come out in an error of ours.
const canary = "CANARY-7f3a"

var testKey = sync.OnceValues(func() (*rsa.PrivateKey, []byte) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	block := pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return key, pem.EncodeToMemory(&block)
})

// seen is a request the fake got, below its base path.
type seen struct {
	method, path, query, auth string
	body                      string
}

// fake answers from testdata/github.txtar by method and path (with the query,
// where the archive has it), and by handlers a test puts over that.
type fake struct {
	t    *testing.T
	base string
	srv  *httptest.Server
	data map[string][]byte

	mu     sync.Mutex
	over   map[string]http.HandlerFunc
	all    []seen
	tokens int
}

// bases are the shapes of an API address.
var bases = []string{"", "/api/v3", "/some/proxy"}

func newFake(t *testing.T, base string) *fake {
	t.Helper()
	raw, err := os.ReadFile("testdata/github.txtar")
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{t: t, base: base, data: archive(t, string(raw)), over: map[string]http.HandlerFunc{}}
	f.srv = httptest.NewServer(judgedByFake(f))
	t.Cleanup(f.srv.Close)
	return f
}

// archive reads the txtar form: text, then files between lines "-- name --".
func archive(t *testing.T, text string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	_, text, _ = strings.Cut(text, "\n-- ")
	for part := range strings.SplitSeq(text, "\n-- ") {
		name, body, ok := strings.Cut(part, " --\n")
		if !ok || !json.Valid([]byte(body)) {
			t.Fatalf("%.60q in the archive is no JSON", name)
		}
		files[name] = []byte(body)
	}
	return files
}

// client makes a client of the fake; the clock stands at noon.
func (f *fake) client(change ...func(*Options)) *Client {
	f.t.Helper()
	_, pemKey := testKey()
	o := Options{BaseURL: f.srv.URL + f.base, AppID: 1, Key: pemKey, Now: func() time.Time { return noon }}
	for _, c := range change {
		c(&o)
	}
	c, err := New(o)
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var (
	widgets = mentorship.Repo{Tenant: 11, ID: 501, Owner: "acme", OwnerID: 90, Name: "widgets", Branch: "main", Org: true}
	thread7 = mentorship.Thread{Repo: widgets, Number: 7}
	issue20 = mentorship.Thread{Repo: widgets, Number: 20}
)

// on puts a handler over "METHOD /path" or "METHOD /path?query".
func (f *fake) on(route string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over[route] = h
}

// say answers a route with a status, headers as "Name: value" and a body.
func (f *fake) say(route string, status int, body string, headers ...string) {
	f.on(route, saying(status, body, headers...))
}

func saying(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// calls are the requests whose "METHOD /path" begins so; token requests are left out.
func (f *fake) calls(prefix string) []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.all), func(s seen) bool {
		return !strings.HasPrefix(s.method+" "+s.path, prefix) || strings.HasSuffix(s.path, "/access_tokens")
	})
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	path, ok := strings.CutPrefix(r.URL.Path, f.base)
	if ok || r.URL.Path == "/api/graphql" {
		path = strings.TrimPrefix(path, "/api/graphql")
		if path == "" {
			path = "/graphql"
		}
	} else {
		f.t.Errorf("%s is outside the base path", r.URL.Path)
	}
	f.mu.Lock()
	f.all = append(f.all, seen{r.Method, path, r.URL.RawQuery, r.Header.Get("Authorization"), string(body)})
	route := r.Method + " " + path
	h := f.over[route+"?"+r.URL.RawQuery]
	if h == nil {
		h = f.over[route]
	}
	f.mu.Unlock()
	if h != nil {
		h(w, r)
		return
	}
	f.serve(w, r, path)
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if strings.HasSuffix(path, "/access_tokens") {
		f.token(w, r)
		return
	}
	route := r.Method + " " + path
	data, ok := f.data[route+"?"+r.URL.RawQuery]
	if !ok {
		data, ok = f.data[route]
	}
	switch {
	case !ok:
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"message":"Not Found","documentation_url":"https://docs.github.com/rest"}`)
	case bytes.Equal(bytes.TrimSpace(data), []byte("null")):
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Write(data)
	}
}

// token hands out numbered tokens to whoever brings a good JWT of App 1.
func (f *fake) token(w http.ResponseWriter, r *http.Request) {
	key, _ := testKey()
	claims := jwt.RegisteredClaims{}
	_, err := jwt.ParseWithClaims(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), &claims,
		func(*jwt.Token) (any, error) { return &key.PublicKey, nil })
	if err != nil || claims.Issuer != "1" {
		f.t.Errorf("the App's own token is not good: %v, issuer %q", err, claims.Issuer)
	}
	f.mu.Lock()
	f.tokens++
	n := f.tokens
	f.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"token":"ghs_1_%s.%d","expires_at":%q}`, canary, n, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
}

// list renders n JSON objects made by one, as pages of 100 with Link headers,
// the way GitHub does.
func (f *fake) list(route string, n int, one func(i int) string) {
	f.on(route, func(w http.ResponseWriter, r *http.Request) {
		page := 1
		fmt.Sscan(r.URL.Query().Get("page"), &page)
		if got := r.URL.Query().Get("per_page"); got != "100" {
			f.t.Errorf("%s asks for %q a page", route, got)
		}
		if page*100 < n {
			w.Header().Set("Link", fmt.Sprintf(`<%s/repositories/501/x?page=%d>; rel="next"`, f.srv.URL, page+1))
		}
		var items []string
		for i := (page - 1) * 100; i < min(page*100, n); i++ {
			items = append(items, one(i))
		}
		fmt.Fprintf(w, "[%s]", strings.Join(items, ","))
	})
}

// wantKind checks the fault of an error, and that nothing secret is in its text.
func wantKind(t *testing.T, err error, want mentorship.FaultKind) {
	t.Helper()
	if got := mentorship.KindOf(err); got != want || err == nil {
		t.Errorf("error %v is a %q fault, want %q", err, got, want)
	}
	if err != nil && (strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "eyJ")) {
		t.Errorf("an error tells secrets: %v", err)
	}
}
