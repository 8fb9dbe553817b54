package main

import (
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
	"github.com/firstmate-app/firstmate/app/telemetry"
)

// The canaries: every word people write in canaryStory begins with the first,
// every login of its world, that of an account with repositories among them, ends
// with the second, and the Redis has the third for a password.
const (
	birdOfWords  = "zebrafinch"
	birdOfLogins = "-budgerigar"
	birdOfRedis  = "nightingale-in-redis"
)

// canaryStory is everything people can say, in a year. ~ begins a word of theirs.
const canaryStory = `
config repo=acme/.github author=coral text="version: 1\nprogram: {coordinators: [coral]}\nboard: {viewers: [acme/governing-board], report_repo: acme/gears}\nmentors: []\n"
settle
open_pull author=nia title="Keep the ~title warm" body="My ~body of a pull request.\n\nCloses #1" files=store/cache.go,store/disk.go labels=~label -> pull
settle
comment number=pull author=omar body="A ~bystander says something."
comment number=pull author=nia body="I wonder about ~early, may I ask?"
review number=pull author=coral state=commented body="A ~review of it"
settle
comment number=pull author=ada body="/mentor accept ~accept\n\nWelcome, ~welcome!"
settle
comment number=issue author=nia body="/mentor goal ~goal without fear"
comment number=issue author=nia body="/mentor cadence ~cadence"
comment number=issue author=nia body="/mentor duration ~duration"
comment number=issue author=nia body="/mentor timing ~timing"
comment number=issue author=ada body="/mentor channel ~channel"
comment number=issue author=ada body="/mentor topics ~topics, code-review"
settle
comment number=issue author=nia body="/mentor ~verb of nobody"
comment number=issue author=nia body="/mentor assign @~target"
comment number=issue author=coral body="/mentor recommend @~recommended"
comment number=issue author=nia body="/mentor language ~language"
comment number=issue author=ada body="/mentor away ~away"
comment number=issue author=ada body="/mentor capacity ~capacity"
comment number=issue author=ada body="/mentor next ~next"
comment number=issue author=ada body="/mentor outcome ~outcome"
comment number=issue author=nia body="/mentor done ~done"
comment number=issue author=nia body="/mentor stuck ~stuck"
comment number=issue author=nia body="/mentor thanks ~thanks"
comment number=issue author=coral body="/mentor why ~why"
comment number=issue author=coral body="/mentor list ~list"
settle
issue author=omar title="~solved leaks memory" body="The ~memory" -> old
close number=old author=omar
comment number=pull author=nia body="/mentor question\nWhy does the ~solved hold ~questioned memory?"
settle
comment number=pull author=nia body="Is the ~asked right? And what of ~also?"
pass 73h
comment number=pull author=ada body="It is ~answered."
settle
push number=pull author=ada files=store/disk.go
review number=pull author=ada state=changes_requested body="Take ~changes out"
settle
tick number=issue author=nia item=P1 note="~ticked by hand"
edit_comment author=ada body="It is ~edited now."
settle
review number=pull author=ada state=approved body="~approved"
check_suite number=pull conclusion=failure
merge number=pull author=ada
settle
comment number=issue author=nia body="/mentor keep-going ~going"
settle
pass 6d
comment number=issue author=nia body="It goes ~well."
comment number=issue author=ada body="Very ~verywell."
pass 5d
comment number=issue author=nia body="It ~still does."
pass 4d
react_ours number=issue author=nia content=heart
comment number=issue author=nia body="Two weeks of ~pulse."
pass 3d
open_pull author=nia title="The ~second" body="~secondbody" files=web/page.ts -> second
settle
comment number=second author=grace body="Thank you for ~thanksto."
merge number=second author=grace
settle
comment number=issue author=nia body="/mentor swap ~swapped"
settle
comment number=issue author=grace body="/mentor accept\n~swapaccept"
settle
comment number=issue author=nia body="/mentor pause 2w ~paused"
settle
comment number=issue author=nia body="/mentor resume ~resumed"
settle
comment number=issue author=grace body="/mentor wrap-up ~wrapup"
settle
comment number=issue author=nia body="/mentor graduate"
comment number=issue author=grace body="/mentor graduate ~learned"
settle
open_pull author=zoe title="A ~declined" body="~declinedbody" files=docs/faq.md -> no
settle
comment number=no author=zoe body="/mentor no-thanks ~nothanks"
close number=no author=zoe
settle
open_pull author=kim title="Broken ~frozen" files=store/wal.go -> broken
settle
lock number=broken author=coral
comment number=broken author=ada body="/mentor accept ~locked"
settle
pass 31d
`

// canaryWorld is a world whose people have names that are found anywhere.
func canaryWorld(t *testing.T) *githubsim.World {
	t.Helper()
	text, err := json.Marshal(boardWorld())
	if err != nil {
		t.Fatal(err)
	}
	var w githubsim.World
	if err := json.Unmarshal([]byte(named(string(text))), &w); err != nil {
		t.Fatal(err)
	}
	return &w
}

var knownLogins = regexp.MustCompile(`\b(ada|grace|lin|coral|nia|omar|zoe|kim|vera|vito|otto|initech|kofi|mira|tomas|yuki|noor|pavel|wren|imani)\b`)

// named gives the people in a text their names of this test.
func named(text string) string { return knownLogins.ReplaceAllString(text, "$1"+birdOfLogins) }

// hoax is what GitHub answers in its stead: the words and names that were sent
// come back in its refusals, as they do in true ones.
type hoax struct {
	mu    sync.Mutex
	with  func(*http.Request) int // the status, 0: no trouble
	times int                     // how often
}

func (g *hoax) begins(times int, with func(*http.Request) int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.with, g.times = with, times
}

// left is how often it is still to come.
func (g *hoax) left() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.times
}

func (g *hoax) spoil(r *http.Request) (status int, body string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.times == 0 {
		return 0, ""
	}
	if status = g.with(r); status == 0 {
		return 0, ""
	}
	g.times--
	sent, _ := io.ReadAll(r.Body)
	answer, _ := json.Marshal(map[string]string{"message": birdOfWords + "answer: " + r.URL.String() + " " + string(sent)})
	return status, string(answer)
}

// TestCanaries plays a year in which everything people write, their logins and
// every secret are words found nowhere else, and then looks for them in all
// that is told or kept. Logins alone may be in the memory, and on pages that
// tell people of themselves.
func TestCanaries(t *testing.T) {
	t.Parallel()
	address, _ := redistest.Start(t)
	var logged safeBuffer
	var github hoax
	p := &tap{spoil: github.spoil}
	s := &story{names: map[string]string{}, repos: map[string]string{}, rig: newRig(t, rigOptions{
		redis: strings.Replace(address, "://", "://default:"+birdOfRedis+"@", 1), world: canaryWorld(t), front: p.front, metrics: "127.0.0.1:0",
		log: slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})}
	s.rig.start()
	s.play(canaryText(canaryStory))
	s.inTrouble(&github)
	a := &aviary{t: t, words: canaryWords(), logins: canaryLogins()}
	visitors := s.rig.canaryVisits(p)
	a.secrets = append(p.all(), rigSecret, githubsim.ClientSecret, birdOfRedis)
	a.secrets = append(a.secrets, strings.Fields(string(pemOf(s.rig.key)))[4:20]...)

	for _, kind := range []string{"ghs_", "ghu_", "ghr_", "eyJ", "firstmate_"} { // of installations, of people, our signature, tokens
		if !slices.ContainsFunc(a.secrets, func(s string) bool { return strings.HasPrefix(s, kind) }) {
			t.Errorf("no secret of the kind %s went by", kind)
		}
	}
	// /status tells those who may write in a repository why somebody there was met as they were.
	for name, text := range s.rig.told(visitors) {
		a.look(name, text, where{logins: strings.HasPrefix(name, "/me ") || strings.HasPrefix(name, "/me/export ") ||
			strings.HasPrefix(name, "/status as ")})
	}
	for _, w := range s.rig.ledger().Writes {
		if w.Body != nil {
			mine := w.Kind == "issue.edit" && strings.Contains(*w.Body, birdOfWords+"ticked") // what people wrote on the page stays there
			a.look("what we wrote as "+w.Kind, *w.Body, where{logins: !strings.Contains(*w.Body, "kind=report"), words: mine})
		}
	}
	c := s.rig.openDump()
	if keys := a.redis(c, s.rig.mayHold(c)); keys < 100 {
		t.Errorf("only %d keys were looked through", keys)
	}
	a.dropParked(s.rig.program.store)
	a.redis(c, func(key string) where {
		if strings.Contains(key, ":parked:delivery:") {
			t.Errorf("%s is still there", key)
		}
		return where{logins: true}
	})
	s.rig.stop()
	a.look("the log", logged.String(), none())
	for what, n := range map[string]int{`"msg":"step"`: 100, `"msg":"work is parked"`: 1, `"msg":"effect refused for good","effect":"reply"`: 1, `"msg":"work is put away"`: 1} {
		if got := strings.Count(logged.String(), what); got < n {
			t.Errorf("%s: %d times in the log, want %d; the story is not what it was", what, got, n)
		}
	}
}

// TestTracesTellNobody: of people, their words and secrets nothing is in the
// traces that are sent on, whatever was asked of GitHub.
func TestTracesTellNobody(t *testing.T) {
	var sent safeBuffer
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(&sent, r.Body) }))
	t.Cleanup(collector.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	traces, err := telemetry.NewTraces(t.Context(), "test", os.Getenv, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	var github hoax
	p := &tap{spoil: github.spoil}
	s := &story{names: map[string]string{}, repos: map[string]string{}, rig: newRig(t, rigOptions{world: canaryWorld(t), front: p.front, traces: traces})}
	s.rig.start()
	s.play(canaryText(`
open_pull author=nia title="Keep the ~title warm" body="My ~body" files=store/cache.go -> pull
settle
comment number=pull author=ada body="/mentor accept\n~welcome"
settle
comment number=pull author=coral body="/mentor recommend @lin"
settle
`))
	s.inTrouble(&github)
	s.rig.stop()
	if got := sent.String(); !strings.Contains(got, "delivery pull_request") || !strings.Contains(got, "POST 127.0.0.1") {
		t.Errorf("%d bytes of traces tell of no work", len(got))
	}
	a := &aviary{t: t, words: canaryWords(), logins: canaryLogins(), secrets: append(p.all(), rigSecret)}
	a.look("the traces", sent.String(), none())
}

func canaryWords() *regexp.Regexp { return regexp.MustCompile(birdOfWords + `\w*`) }

func canaryLogins() *regexp.Regexp { return regexp.MustCompile(`\w+` + birdOfLogins) }

func canaryText(text string) string { return named(strings.ReplaceAll(text, "~", birdOfWords)) }

// inTrouble plays on while GitHub refuses, and answers with what it was sent.
func (s *story) inTrouble(github *hoax) {
	t := s.rig.t
	t.Helper()
	during := func(times int, with func(*http.Request) int, acts string) {
		t.Helper()
		github.begins(times, with)
		s.play(canaryText(acts))
		if left := github.left(); left > 0 {
			t.Errorf("%d requests were not spoilt by %s", left, acts)
		}
	}
	at := func(status int, request string) func(*http.Request) int {
		match := regexp.MustCompile(request)
		return func(r *http.Request) int {
			if !match.MatchString(r.Method + " " + r.URL.Path) {
				return 0
			}
			return status
		}
	}
	during(3, at(http.StatusBadGateway, "GET .*"+birdOfLogins), `
open_pull author=imani title="A ~late one" body="~latebody" files=store/cache.go -> late
comment number=late author=coral body="/mentor recommend @lin"
settle
`)
	during(1, at(http.StatusUnprocessableEntity, "POST .*/issues/[0-9]+/comments$"), `
comment number=late author=coral body="/mentor why ~whynot"
settle
`)
	during(1, at(http.StatusUnprocessableEntity, "GET .*/members/"), `
open_pull repo=initech/.github author=omar title="~parkedtitle" body="~parkedbody" files=store/cache.go
settle
`)
}

// mayHold tells what may be in a key: words in the body of a delivery that was
// parked, for seven days at most; logins in all but what is kept for statistics.
func (r *rig) mayHold(c *redis.Client) func(key string) where {
	figures := regexp.MustCompile(`:(kept|keptlog|counts|published|arms|tombs|tombtimes|index:\d+|learn:\d+|tally:.*)$`)
	return func(key string) where {
		if !strings.Contains(key, ":parked:delivery:") {
			return where{logins: !figures.MatchString(key)}
		}
		if left := c.TTL(r.t.Context(), key).Val(); left <= 0 || left > 7*24*time.Hour {
			r.t.Errorf("%s is kept for %s", key, left)
		}
		return where{words: true, logins: true}
	}
}

// dropParked lets go of what is parked; the reasons tell nobody's words.
func (a *aviary) dropParked(store *redisstore.Store) {
	a.t.Helper()
	parked, err := store.ParkedWork(a.t.Context())
	if err != nil || len(parked) == 0 {
		a.t.Errorf("nothing is parked, %v", err)
	}
	for _, p := range parked {
		a.look("why "+p.ID+" is parked", p.Reason, none())
		if _, err := store.DropParked(a.t.Context(), p.ID); err != nil {
			a.t.Error(err)
		}
	}
}

// canaryVisits lets people sign in, try what they are not offered, and make a
// token; what is secret in it is kept in the tap.
func (r *rig) canaryVisits(p *tap) map[string]*browser {
	r.t.Helper()
	visitors := map[string]*browser{"nobody": r.visit("")}
	for _, name := range []string{"vera", "coral", "ada", "nia", "otto"} {
		b := r.visit(named(name))
		visitors[name] = b
		here, _ := url.Parse(b.base)
		for _, k := range b.http.Jar.Cookies(here) {
			p.keep(k.Value)
		}
		page := b.do(http.MethodPost, "/me/tokens", url.Values{"days": {"30"}}, nil).text
		token := regexp.MustCompile(`firstmate_[0-9]+_[A-Z2-7]+`).FindString(page)
		if token == "" {
			r.t.Errorf("no token in %s", page)
		}
		p.keep(token)
		for _, said := range []string{"away", "capacity", "language", "opt-in", birdOfWords + "said"} {
			b.do(http.MethodPost, "/me/say", url.Values{"owner": {"1"}, "say": {said}, "value": {birdOfWords + "value"}}, nil)
		}
		b.do(http.MethodPost, "/me/say", url.Values{"owner": {birdOfWords + "owner"}, "say": {"back"}}, nil)
		b.do(http.MethodPost, "/me/tokens/drop", url.Values{"token": {birdOfWords + "drop"}}, nil)
		b.do(http.MethodPost, "/me/forget", url.Values{"sure": {birdOfWords + "sure"}}, nil)
		b.get("/board/acme?window=" + birdOfWords + "window&repo=" + birdOfWords + "repo")
		b.get("/login/callback?state=" + birdOfWords + "state&code=" + birdOfWords + "code")
		b.do(http.MethodPost, "/login", url.Values{"next": {"//" + birdOfWords + ".example"}}, nil)
		r.visit("").do(http.MethodGet, "/board/acme", nil, http.Header{"Authorization": {"Bearer firstmate_7_" + birdOfWords + "TOKEN"}})
	}
	r.settle()
	return visitors
}

// told is everything the program shows to anybody, by its address: pages,
// pictures, files, and what its commands print.
func (r *rig) told(visitors map[string]*browser) map[string]string {
	r.t.Helper()
	out := map[string]string{}
	figures := regexp.MustCompile(`(?:src|srcset|href)="(/board/acme/[^"]+)"`)
	for name, b := range visitors {
		own := named(name)
		see := func(path string) string {
			got := b.get(path)
			got.header.Del("Set-Cookie") // for this browser alone
			for k := range got.header {
				got.text += "\n" + k + ": " + got.header.Get(k)
			}
			got.text = strings.ReplaceAll(got.text, own, "the reader")
			out[path+" as "+name] = got.text
			return got.text
		}
		for _, path := range []string{"/me", "/me/export", "/login", "/healthz", "/readyz", "/status", "/board/acme/ops", "/board/acme/badge.svg", "/no-such-page"} {
			see(path)
		}
		for _, m := range figures.FindAllStringSubmatch(see("/board/acme"), -1) {
			if path := html.UnescapeString(m[1]); out[path+" as "+name] == "" {
				see(path)
			}
		}
	}
	if len(out) < 200 {
		r.t.Errorf("only %d pages and files were looked at", len(out))
	}
	out["/metrics"] = r.scraped("/metrics")
	address := filepath.Join(r.t.TempDir(), "redis")
	if err := os.WriteFile(address, []byte(r.program.redis.URL), 0o600); err != nil {
		r.t.Fatal(err)
	}
	for _, format := range []string{"markdown", "json", "csv"} {
		var said safeBuffer
		if code := run(r.t.Context(), []string{"report", "--redis-url-file", address, "--org", "acme", "--format", format}, &said, &said); code != 0 {
			r.t.Errorf("report: %d %s", code, said.String())
		}
		out["firstmate report --format "+format] = said.String()
	}
	return out
}
