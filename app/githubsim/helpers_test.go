package githubsim

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"

	"github.com/firstmate-app/firstmate/app/githubsim/conform"
)

var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// rig is a running stand-in with a client that holds the App's key.
type rig struct {
	t     *testing.T
	sim   *Server
	url   string
	token string
	hooks *hookSink
	judge *conform.Judge // nil without GitHub's description
}

// hookSink takes deliveries and answers what it is told to.
type hookSink struct {
	mu     sync.Mutex
	got    []hookCall
	status int
}

type hookCall struct {
	header http.Header
	body   []byte
}

func (h *hookSink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.got = append(h.got, hookCall{r.Header.Clone(), body})
	w.WriteHeader(h.status)
}

func (h *hookSink) calls() []hookCall {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]hookCall(nil), h.got...)
}

func (h *hookSink) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

// events lists what arrived as "event.action".
func (h *hookSink) events() []string {
	var out []string
	for _, c := range h.calls() {
		var p struct{ Action string }
		_ = json.Unmarshal(c.body, &p)
		out = append(out, strings.TrimSuffix(c.header.Get("X-GitHub-Event")+"."+p.Action, "."))
	}
	return out
}

func newRig(t *testing.T, change ...func(*Options)) *rig {
	t.Helper()
	hooks := &hookSink{status: http.StatusAccepted}
	sink := httptest.NewServer(hooks)
	t.Cleanup(sink.Close)
	small := BuiltinWorld(time.Now())
	for i := range small.Repos {
		small.Repos[i].History.Merged = small.Repos[i].History.Merged[:20]
	}
	o := Options{World: &small, AppKey: &testKey().PublicKey, WebhookURL: sink.URL + "/webhooks/github", WebhookSecret: []byte("a-secret-of-tests")}
	for _, f := range change {
		f(&o)
	}
	judged, front := judging(&o)
	sim, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(ctx) }()
	srv := httptest.NewServer(front(sim))
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error("Run:", err)
		}
		srv.Close()
	})
	r := &rig{t: t, sim: sim, url: srv.URL, hooks: hooks, judge: judged}
	r.token = r.mint("1", "null")
	return r
}

func withWorld(w World) func(*Options) { return func(o *Options) { o.World = &w } }

// whole gives a rig the built-in world as it is, not a piece of it.
func whole(o *Options) { o.World = nil }

// jwt makes the App's own token.
func (r *rig) jwt() string { return signJWT(testKey(), "1", time.Now(), time.Now().Add(2*time.Minute)) }

func signJWT(key *rsa.PrivateKey, iss string, iat, exp time.Time) string {
	s, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": iss, "iat": iat.Unix(), "exp": exp.Unix()}).SignedString(key)
	if err != nil {
		panic(err)
	}
	return s
}

func (r *rig) mint(installation, body string) string {
	r.t.Helper()
	var got struct{ Token string }
	r.want(201, r.send("POST", "/app/installations/"+installation+"/access_tokens", body, "Bearer "+r.jwt()), &got)
	return got.Token
}

type reply struct {
	status int
	header http.Header
	body   []byte
	err    error
}

func (r *rig) send(method, path, body, auth string, headers ...string) reply {
	r.t.Helper()
	url := path
	if strings.HasPrefix(path, "/") {
		url = r.url + path
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, url, bytes.NewBufferString(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, data, err}
}

// want checks a status and decodes the answer.
func (r *rig) want(status int, got reply, into any) {
	r.t.Helper()
	if got.err != nil || got.status != status {
		r.t.Fatalf("status %d, want %d: %v %s", got.status, status, got.err, got.body)
	}
	if into != nil {
		if err := json.Unmarshal(got.body, into); err != nil {
			r.t.Fatalf("answer %s: %v", got.body, err)
		}
	}
}

// api sends a request with the installation's token.
func (r *rig) api(method, path, body string, headers ...string) reply {
	r.t.Helper()
	return r.send(method, path, body, "token "+r.token, headers...)
}

// get reads an answer of 200.
func (r *rig) get(path string, into any) {
	r.t.Helper()
	r.want(200, r.api("GET", path, ""), into)
}

// do lets somebody act.
func (r *rig) do(a Action) Result {
	r.t.Helper()
	res, err := r.sim.Do(r.t.Context(), a)
	if err != nil {
		r.t.Fatalf("%s: %v", a.Do, err)
	}
	return res
}

// settle waits until everything is delivered.
func (r *rig) settle() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	if err := r.sim.Wait(ctx, time.Millisecond); err != nil {
		r.t.Fatal("never quiet:", err)
	}
}

// lastWrite is the newest entry of the ledger.
func (r *rig) lastWrite() Write {
	r.t.Helper()
	w := r.sim.Ledger().Writes
	if len(w) == 0 {
		r.t.Fatal("no write in the ledger")
	}
	return w[len(w)-1]
}

func (r *rig) openPull(author string, files ...string) Result {
	r.t.Helper()
	return r.do(Action{Do: "open_pull", Repo: "acme/widgets", Author: author, Title: "First change", Files: Paths(files...)})
}

func newRequest(method string) *http.Request {
	return &http.Request{Method: method, Header: http.Header{}}
}
