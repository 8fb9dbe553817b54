package githubsim

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/firstmate-app/firstmate/app/githubsim/conform"
)

// material is GitHub's description of itself, nil where it is not installed.
var material = sync.OnceValues(func() (*conform.Material, error) {
	dir, err := conform.Locate()
	if err != nil {
		return nil, err
	}
	return conform.Load(dir)
})

// judges are those of all rigs.
var judges struct {
	sync.Mutex
	all []*conform.Judge
}

// judging puts a judge around a stand-in to be, if the material is there.
func judging(o *Options) (*conform.Judge, func(http.Handler) http.Handler) {
	m, err := material()
	if err != nil {
		return nil, func(h http.Handler) http.Handler { return h }
	}
	j := m.NewJudge()
	o.Transport, o.Spoiled = j.Deliveries(&http.Transport{MaxIdleConnsPerHost: 1}), j.Spoiled
	judges.Lock()
	defer judges.Unlock()
	judges.all = append(judges.all, j)
	return j, j.Handler
}

// TestEveryOperationConforms sends what TestEveryOperation sends, and lets
// people do all they can, past GitHub's own description.
func TestEveryOperationConforms(t *testing.T) {
	if _, err := material(); errors.Is(err, conform.ErrAbsent) && !conform.Required() {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	s := newScene(t)
	for _, x := range exchanges() {
		s.exchange(x)
	}
	s.settle()
	r := s.judge.Report()
	t.Log(told(r))
	for _, f := range r.Findings {
		// Some exchanges are wrong on purpose; what is refused need not be right.
		if f.Side != conform.Requests || f.Status < 400 {
			t.Error(f)
		}
	}
	if r.Checked[conform.Answers] < len(exchanges()) || r.Checked[conform.Deliveries] == 0 {
		t.Errorf("checked only %v", r.Checked)
	}
}

func told(r conform.Report) string {
	var b strings.Builder
	r.Write(&b)
	return b.String()
}

// TestMain also fails when any answer or delivery of any test is none of
// GitHub's. The requests of these tests are not judged: many are wrong on purpose.
func TestMain(m *testing.M) {
	code := m.Run()
	if wrong := wrongAnswers(); len(wrong) > 0 {
		fmt.Println(strings.Join(wrong, "\n"))
		code = 1
	}
	os.Exit(code)
}

// wrongAnswers are the findings of all judges, requests aside, each once.
func wrongAnswers() []string {
	judges.Lock()
	defer judges.Unlock()
	var seen []string
	for _, j := range judges.all {
		for _, f := range j.Report().Findings {
			f.Times = 1
			if line := f.String(); f.Side != conform.Requests && f.Operation != "request" && !slices.Contains(seen, line) {
				seen = append(seen, line)
			}
		}
		j.Close()
	}
	return seen
}
