package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// spy stands between the program and GitHub and looks at every request: whose
// token it carries, how closely writes follow each other, and whether somebody
// asks while they were told to wait.
type spy struct {
	mu       sync.Mutex
	tokens   map[string]int64 // token → installation
	writes   map[int64][]time.Time
	waits    map[wait]span
	thumbs   map[int64]time.Time // comment → when we first reacted to it
	requests int
	answers  map[int]int // to deliveries, by status
	wrong    []string
}

// wait is whom GitHub told to wait.
type wait struct {
	process *process
	tenant  int64
}

// span is from when to when somebody must not ask.
type span struct{ from, to time.Time }

func newSpy() *spy {
	return &spy{tokens: map[string]int64{}, writes: map[int64][]time.Time{}, waits: map[wait]span{}, thumbs: map[int64]time.Time{}, answers: map[int]int{}}
}

func (s *spy) find(format string, args ...any) {
	if len(s.wrong) < 20 {
		s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
	}
}

func (s *spy) tenant(req *http.Request) int64 {
	_, token, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	return s.tokens[token]
}

// asked looks at a request before it is answered.
func (s *spy) asked(x *process, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	tenant := s.tenant(req)
	part := strings.Split(req.URL.Path, "/")
	if len(part) > 3 && part[1] == "repos" {
		if of := simTenants()[part[2]]; of != 0 && tenant != 0 && of != tenant {
			s.find("I9: %s %s carries the token of installation %d", req.Method, req.URL.Path, tenant)
		}
	}
	if tenant == 0 {
		return
	}
	if w := s.waits[wait{x, tenant}]; time.Now().After(w.from) && time.Now().Before(w.to) {
		s.find("I11: %s %s at %v while told to wait until %v", req.Method, req.URL.Path, time.Now(), w.to)
	}
	if creates(req) {
		s.paced(tenant, req.URL.Path)
	}
}

// creates reports whether a request is to create a text.
func creates(req *http.Request) bool {
	return req.Method == http.MethodPost && (strings.HasSuffix(req.URL.Path, "/comments") || strings.HasSuffix(req.URL.Path, "/issues"))
}

// paced holds texts against GitHub's limits on what is created:
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
func (s *spy) paced(tenant int64, path string) {
	now := time.Now()
	past := s.writes[tenant]
	since := func(span time.Duration) (n int) {
		for i := len(past) - 1; i >= 0 && now.Sub(past[i]) < span; i-- {
			n++
		}
		return n
	}
	if n := since(999 * time.Millisecond); n > 0 {
		s.find("I11: %s %v after another text of installation %d", path, now.Sub(past[len(past)-1]), tenant)
	}
	if n := since(time.Minute); n >= 80 {
		s.find("I11: %d texts in a minute", n+1)
	}
	if n := since(time.Hour); n >= 500 {
		s.find("I11: %d texts in an hour", n+1)
	}
	s.writes[tenant] = append(past, now)
}

// answered looks at the answer.
func (s *spy) answered(req *http.Request, resp *http.Response) {
	if resp == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	part := strings.Split(req.URL.Path, "/")
	if past := s.writes[s.tenant(req)]; resp.StatusCode == http.StatusUnauthorized && creates(req) && len(past) > 0 {
		s.writes[s.tenant(req)] = past[:len(past)-1] // refused at the door: GitHub created nothing, and a new token is tried at once
	}
	if strings.HasSuffix(req.URL.Path, "/access_tokens") && resp.StatusCode == http.StatusCreated {
		var minted struct{ Token string }
		jsonOf(resp, &minted)
		id, _ := strconv.ParseInt(part[len(part)-2], 10, 64)
		s.tokens[minted.Token] = id
	}
	if req.Method == http.MethodPost && part[len(part)-1] == "reactions" && resp.StatusCode < 300 {
		id, _ := strconv.ParseInt(part[len(part)-2], 10, 64)
		if s.thumbs[id].IsZero() {
			s.thumbs[id] = time.Now()
		}
	}
}

// told notes that an answer which arrived asks to wait. What was on its way in
// that second could not know.
func (s *spy) told(x *process, req *http.Request, resp *http.Response) {
	if resp == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s.tenant(req) != 0 {
		now := time.Now()
		s.waits[wait{x, s.tenant(req)}] = span{now.Add(time.Second), now.Add(time.Duration(after) * time.Second)}
	}
}

// skewed forgets who was told to wait: whose clock is moved cannot know how long.
func (s *spy) skewed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.waits)
}

// delivered counts the answer to a delivery.
func (s *spy) delivered(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[status]++
}
