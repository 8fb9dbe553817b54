package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// aviary looks for canaries: words that only people wrote, logins, secrets.
type aviary struct {
	t       *testing.T
	words   *regexp.Regexp // what people wrote; the match is told
	secrets []string       // each whole
	logins  *regexp.Regexp
}

// where is what may be in a text.
type where struct{ words, secrets, logins bool }

// none of them may be in logs, on pages of figures, in reports.
func none() where { return where{} }

// look complains of what must not be in a text.
func (a *aviary) look(place, text string, may where) {
	a.t.Helper()
	tell := func(what string, at []int) {
		a.t.Helper()
		a.t.Errorf("%s: %s %q in …%s…", place, what, text[at[0]:at[1]], text[max(at[0]-80, 0):min(at[1]+80, len(text))])
	}
	if at := a.words.FindStringIndex(text); at != nil && !may.words {
		tell("words people wrote", at)
	}
	if at := a.logins.FindStringIndex(text); at != nil && !may.logins {
		tell("a login", at)
	}
	for _, s := range a.secrets {
		if i := strings.Index(text, s); i >= 0 && !may.secrets {
			tell("a secret", []int{i, i + len(s)})
		}
	}
}

// redis looks through all of Redis. May tells what may be in a key.
func (a *aviary) redis(c *redis.Client, may func(key string) where) (keys int) {
	a.t.Helper()
	for key, texts := range allOf(a.t, c) {
		keys++
		for _, text := range texts {
			a.look(key, text, may(key))
		}
	}
	return keys
}

// allOf is all that Redis holds, by key: names, fields, members and values, as
// they are and unpacked. A kind of value it does not know is a failure.
func allOf(t *testing.T, c *redis.Client) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	keys := c.Scan(t.Context(), 0, "", 1000).Iterator()
	for keys.Next(t.Context()) {
		key := keys.Val()
		texts := append(valuesOf(t, c, key), key)
		for _, text := range texts {
			if plain, err := s2.Decode(nil, []byte(text)); err == nil && len(plain) > 0 {
				texts = append(texts, string(plain))
			}
		}
		out[key] = texts
	}
	if err := keys.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// valuesOf is what a key holds, as texts.
func valuesOf(t *testing.T, c *redis.Client, key string) (out []string) {
	t.Helper()
	ctx, err := t.Context(), error(nil)
	switch kind := c.Type(ctx, key).Val(); kind {
	case "string":
		var text string
		text, err = c.Get(ctx, key).Result()
		out = []string{text}
	case "hash":
		var all map[string]string
		all, err = c.HGetAll(ctx, key).Result()
		for field, value := range all {
			out = append(out, field, value)
		}
	case "zset":
		out, err = c.ZRange(ctx, key, 0, -1).Result()
	case "set":
		out, err = c.SMembers(ctx, key).Result()
	case "list":
		out, err = c.LRange(ctx, key, 0, -1).Result()
	case "stream":
		var all []redis.XMessage
		all, err = c.XRange(ctx, key, "-", "+").Result()
		for _, m := range all {
			for field, value := range m.Values {
				out = append(out, field, fmt.Sprint(value))
			}
		}
	case "none": // gone since
	default:
		t.Errorf("%s is of the kind %q, which nobody looks into", key, kind)
	}
	if err != nil {
		t.Fatalf("reading %s: %v", key, err)
	}
	return out
}

// keepWords keeps what people wrote in an act of a story: each line that is no command
// and long enough not to be found by chance.
func (s *story) keepWords(act string, a act) {
	if !slices.Contains([]string{"open_pull", "issue", "comment", "edit_comment", "review"}, act) {
		return
	}
	for _, key := range []string{"title", "body"} {
		text, _ := a[key].(string)
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); len(line) >= 8 && strings.Contains(line, " ") && !strings.Contains(line, "/mentor") {
				s.words = append(s.words, regexp.QuoteMeta(line))
			}
		}
	}
	for _, key := range []string{"author", "login"} {
		if name, ok := a[key].(string); ok && !slices.Contains(s.logins, name) {
			s.logins = append(s.logins, regexp.QuoteMeta(name))
		}
	}
}

// keptQuiet holds what a story left against what people wrote in it: none of their
// words are in the memory or the log, nor anybody's login in the log.
func (s *story) keptQuiet(log string) {
	s.rig.t.Helper()
	nothing := regexp.MustCompile(`\z.`)
	a := &aviary{t: s.rig.t, words: nothing, logins: nothing, secrets: []string{rigSecret, githubsim.ClientSecret}}
	if len(s.words) > 0 {
		a.words = regexp.MustCompile(strings.Join(s.words, "|"))
	}
	if len(s.logins) > 0 {
		a.logins = regexp.MustCompile(`\b(` + strings.Join(s.logins, "|") + `)\b`)
	}
	a.redis(s.rig.openDump(), func(string) where { return where{logins: true} })
	a.look("the log", log, none())
}

// openDump opens the Redis of a rig.
func (r *rig) openDump() *redis.Client {
	r.t.Helper()
	o, err := redis.ParseURL(r.program.redis.URL)
	if err != nil {
		r.t.Fatal(err)
	}
	c := redis.NewClient(o)
	r.t.Cleanup(func() { _ = c.Close() })
	return c
}

// tap stands between the program and the stand-in. It keeps every secret that
// goes by: keys of installations and of people, the App's own signatures, codes.
type tap struct {
	spoil func(*http.Request) (status int, body string) // answers in GitHub's place where the status is not 0

	mu   sync.Mutex
	seen []string
}

// front passes requests on to the stand-in at that address.
func (p *tap) front(base string) http.Handler {
	to, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	on := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(to) },
		ModifyResponse: p.given,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		p.keep(key)
		if status, body := p.spoil(r); status != 0 {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return
		}
		if strings.HasSuffix(r.URL.Path, "/login/oauth/access_token") {
			text, _ := io.ReadAll(r.Body)
			form, _ := url.ParseQuery(string(text))
			p.keep(form.Get("code"), form.Get("code_verifier"), form.Get("client_secret"))
			r.Body = io.NopCloser(bytes.NewReader(text))
		}
		on.ServeHTTP(w, r)
	})
}

// given keeps the keys in an answer.
func (p *tap) given(a *http.Response) error {
	if path := a.Request.URL.Path; !strings.HasSuffix(path, "/access_tokens") && !strings.HasSuffix(path, "/access_token") {
		return nil
	}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return err
	}
	a.Body = io.NopCloser(bytes.NewReader(text))
	for _, m := range regexp.MustCompile(`"((?:gh[a-z]_)[^"]+)"`).FindAllSubmatch(text, -1) {
		p.keep(string(m[1]))
	}
	return nil
}

func (p *tap) keep(secrets ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range secrets {
		if len(s) >= 16 && !slices.Contains(p.seen, s) {
			p.seen = append(p.seen, s)
		}
	}
}

// all are the secrets that went by.
func (p *tap) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.seen)
}
