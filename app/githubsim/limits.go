package githubsim

import (
	"fmt"
	"strconv"
	"time"
)

// limit is one of GitHub's request budgets.
type limit struct {
	name   string
	size   int
	window time.Duration
}

func limits() []limit {
	return []limit{{"core", 5000, time.Hour}, {"search", 30, time.Minute}, {"graphql", 5000, time.Hour}}
}

func limitOf(path string) limit {
	switch path {
	case "/search/issues":
		return limits()[1]
	case "/graphql":
		return limits()[2]
	}
	return limits()[0]
}

func (s *Server) window(who string, l limit) (key string, reset int64) {
	start := s.wall().Truncate(l.window)
	return fmt.Sprintf("%s %s %d", who, l.name, start.Unix()), start.Add(l.window).Unix()
}

// remaining never reaches zero: the stand-in counts but does not refuse,
// refusals are for the fault rules.
func (l limit) remaining(used int) int { return max(1, l.size-used) }

func (c *call) payer() string {
	if c.inst != nil {
		return itoa(c.inst.id)
	}
	return "app"
}

// limitHeaders counts a request and tells the budget; answers from the
// client's own cache are free.
func (s *Server) limitHeaders(c *call, status int) map[string]string {
	l := limitOf(c.path)
	key, reset := s.window(c.payer(), l)
	if status != 304 && c.path != "/rate_limit" {
		s.used[key]++
	}
	left := l.remaining(s.used[key])
	return map[string]string{
		"X-RateLimit-Limit": strconv.Itoa(l.size), "X-RateLimit-Remaining": strconv.Itoa(left),
		"X-RateLimit-Used": strconv.Itoa(l.size - left), "X-RateLimit-Reset": strconv.FormatInt(reset, 10),
		"X-RateLimit-Resource": l.name,
	}
}

func getRateLimit(c *call) answer {
	resources := obj{}
	for _, l := range limits() {
		key, reset := c.s.window(c.payer(), l)
		left := l.remaining(c.s.used[key])
		resources[l.name] = obj{"limit": l.size, "remaining": left, "used": l.size - left, "reset": reset}
	}
	return ok(obj{"resources": resources, "rate": resources["core"]})
}

func getMeta(c *call) answer {
	return ok(obj{
		"verifiable_password_authentication": false,
		"hooks":                              []string{"127.0.0.1/32", "::1/128"},
		"api":                                []string{"127.0.0.1/32"}, "web": []string{"127.0.0.1/32"},
	})
}
