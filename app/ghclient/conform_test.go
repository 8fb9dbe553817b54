package ghclient

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/firstmate-app/firstmate/app/githubsim/conform"
)

// judges hold what this package's tests send against GitHub's own description:
// one for the stand-in, whose answers count too, one for the fake, whose
// answers are often wrong on purpose. Both are nil where it is not installed.
var judges = sync.OnceValue(func() (j struct{ sim, fake *conform.Judge }) {
	dir, err := conform.Locate()
	if err != nil {
		return j
	}
	m, err := conform.Load(dir)
	if err != nil {
		panic(err)
	}
	j.sim, j.fake = m.NewJudge(), m.NewJudge()
	return j
})

// JudgedBySim puts the judge of the stand-in around it.
func JudgedBySim(h http.Handler) http.Handler {
	if j := judges().sim; j != nil {
		return j.Handler(h)
	}
	return h
}

// SpoiledBySim tells the judge of an answer spoiled on purpose.
func SpoiledBySim(r *http.Request) {
	if j := judges().sim; j != nil {
		j.Spoiled(r)
	}
}

// judgedByFake puts the judge of the fake around it. Addresses behind a proxy
// are none GitHub knows.
func judgedByFake(h http.Handler) http.Handler {
	j := judges().fake
	if j == nil {
		return h
	}
	around := j.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/some/proxy") {
			h.ServeHTTP(w, r)
			return
		}
		around.ServeHTTP(w, r)
	})
}

// TestMain also fails on every request that is none of GitHub's.
func TestMain(m *testing.M) {
	code := m.Run()
	j := judges()
	if j.sim == nil {
		os.Exit(code)
	}
	wrong := j.sim.Report().Findings
	for _, f := range j.fake.Report().Findings {
		if f.Side == conform.Requests {
			wrong = append(wrong, f)
		}
	}
	for _, f := range wrong {
		fmt.Println(f)
		code = 1
	}
	os.Exit(code)
}
