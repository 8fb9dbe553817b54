package conform

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Side is one of the things that are checked.
type Side string

// The sides, in the order they are told.
const (
	Requests   Side = "requests"
	Answers    Side = "answers"
	GraphQL    Side = "graphql"
	Deliveries Side = "deliveries"
)

// Sides are all of them.
func Sides() []Side { return []Side{Requests, Answers, GraphQL, Deliveries} }

// Finding is one difference from the material, however often it was seen.
type Finding struct {
	Side      Side
	Operation string // "GET /repos/{owner}/{repo}", "pull_request.opened"
	What      string // where and what, without any value
	Status    int    // of the answer, 0 for deliveries
	Times     int
}

func (f Finding) String() string {
	return fmt.Sprintf("%s %s (%d): %s (%d times)", f.Side, f.Operation, f.Status, f.What, f.Times)
}

// Report is what a judge has to say.
type Report struct {
	// Checked counts what was held against the material: requests and answers
	// of the REST API, GraphQL exchanges, deliveries.
	Checked map[Side]int
	// Spoiled counts answers that were not checked, for they were spoiled on
	// purpose or never given.
	Spoiled int
	// Findings are true differences.
	Findings []Finding
	// Lag are differences that GitHub's own examples show too.
	Lag []Finding
	// Disputed are nulls that one of GitHub's descriptions forbids and another
	// allows for the same field.
	Disputed []Finding
	// Warnings are oddities that GitHub accepts.
	Warnings []Finding
}

// Write tells the report in lines.
func (r Report) Write(w io.Writer) {
	fmt.Fprintf(w, "held against GitHub's own description: %d requests, %d answers, %d GraphQL exchanges, %d deliveries; %d answers spoiled on purpose\n",
		r.Checked[Requests], r.Checked[Answers], r.Checked[GraphQL], r.Checked[Deliveries], r.Spoiled)
	fmt.Fprintf(w, "findings: %d; lag of the description, shown by GitHub's own examples: %d; nulls it disputes with itself: %d; warnings: %d\n",
		len(r.Findings), len(r.Lag), len(r.Disputed), len(r.Warnings))
	for _, part := range []struct {
		name string
		list []Finding
	}{{"finding", r.Findings}, {"lag", r.Lag}, {"disputed", r.Disputed}, {"warning", r.Warnings}} {
		for _, f := range part.list {
			fmt.Fprintf(w, "  %s: %s\n", part.name, f)
		}
	}
}

// Material is GitHub's description, ready for any number of judges.
type Material struct {
	rest  *description
	gql   *graphQL
	hooks *webhooks
}

// Load reads the material of a folder; see [Locate]. Parts that are big are
// built when they are first needed.
func Load(dir string) (*Material, error) {
	rest, err := loadDescription(dir)
	if err != nil {
		return nil, err
	}
	hooks, err := loadWebhooks(dir)
	if err != nil {
		return nil, err
	}
	return &Material{rest: rest, gql: newGraphQL(dir), hooks: hooks}, nil
}

// Judge holds exchanges against the material. It may be used by many
// goroutines and by many stand-ins at once.
type Judge struct {
	*Material
	notes chan *exchange
	done  chan struct{}
	once  sync.Once

	mu       sync.Mutex
	open     int        // exchanges begun and not judged yet
	idle     *sync.Cond // open became 0
	checked  map[Side]int
	spoiled  int
	findings map[Finding]int
	lag      map[Finding]int
	disputed map[Finding]int
	warnings map[Finding]int
}

// NewJudge makes a judge that has seen nothing. Close it at the end.
func (m *Material) NewJudge() *Judge {
	j := &Judge{
		Material: m, notes: make(chan *exchange, 1024), done: make(chan struct{}),
		checked: map[Side]int{}, findings: map[Finding]int{}, lag: map[Finding]int{}, disputed: map[Finding]int{}, warnings: map[Finding]int{},
	}
	j.idle = sync.NewCond(&j.mu)
	go j.read()
	return j
}

// Close ends the judge; nothing may be noted afterwards.
func (j *Judge) Close() { j.once.Do(func() { close(j.done) }) }

// begin tells that an exchange will be noted.
func (j *Judge) begin() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.open++
}

func (j *Judge) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.open--; j.open == 0 {
		j.idle.Broadcast()
	}
}

func (j *Judge) read() {
	for {
		select {
		case <-j.done:
			return
		case x := <-j.notes:
			j.judge(x)
			j.end()
		}
	}
}

func (j *Judge) judge(x *exchange) {
	switch {
	case x.delivery:
		j.judgeDelivery(x)
	case apiPath(x.escaped) == "/graphql":
		j.judgeGraphQL(x)
	default:
		j.judgeREST(x)
	}
}

func (j *Judge) judgeREST(x *exchange) {
	op, params, known, err := j.rest.operation(x.method, x.escaped)
	if op == nil {
		what := flaw{"", "no such address"}
		if known {
			what = flaw{"", "no such method of this address"}
		}
		if err != nil {
			what = flaw{"", err.Error()}
		}
		j.tell(Requests, x.method+" "+x.escaped, x, what)
		j.count(Requests)
		return
	}
	j.count(Requests)
	j.tell(Requests, op.name, x, op.requestFlaws(x, params)...)
	j.tellLag(Requests, op.name, x)
	if string(bytes.TrimSpace(x.body)) == "null" {
		j.add(j.warnings, Finding{Side: Requests, Operation: op.name, What: "body: is null where it may be left out", Status: x.status})
	}
	if x.spoiled || x.unanswered {
		j.skip()
		return
	}
	j.count(Answers)
	j.tell(Answers, op.name, x, append(j.rest.undisputed(x, op.object(x.status), op.answerFlaws(x)), j.rest.linkFlaws(x)...)...)
	j.tellLag(Answers, op.name, x)
}

func (j *Judge) judgeDelivery(x *exchange) {
	j.count(Deliveries)
	name, found := j.hooks.flaws(x)
	event, _, _ := strings.Cut(name, ".")
	j.tell(Deliveries, name, x, j.rest.undisputed(x, event, found)...)
	j.tellLag(Deliveries, name, x)
}

func (j *Judge) judgeGraphQL(x *exchange) {
	j.count(GraphQL)
	refused := x.status >= 400
	query, found := j.gql.requestFlaws(x.body)
	j.tell(GraphQL, "request", x, found...)
	switch {
	case x.spoiled || x.unanswered:
		j.skip()
	case refused && x.status < 500:
		if !json.Valid(x.answerBody) || !bytes.Contains(x.answerBody, []byte(`"message":`)) {
			j.tell(GraphQL, "answer", x, flaw{"answer message", "is missing"})
		}
	case !refused && query != nil:
		j.tell(GraphQL, "answer", x, query.answerFlaws(x.answerBody)...)
	}
}

func (j *Judge) count(s Side) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.checked[s]++
}

func (j *Judge) skip() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.spoiled++
}

func (j *Judge) add(to map[Finding]int, f Finding) {
	j.mu.Lock()
	defer j.mu.Unlock()
	to[f]++
}

func (j *Judge) tell(s Side, op string, x *exchange, found ...flaw) {
	for _, f := range found {
		j.add(j.findings, Finding{Side: s, Operation: op, What: f.String(), Status: x.status})
	}
}

func (j *Judge) tellLag(s Side, op string, x *exchange) {
	for _, f := range x.lag {
		j.add(j.lag, Finding{Side: s, Operation: op, What: f.String(), Status: x.status})
	}
	for _, f := range x.disputed {
		j.add(j.disputed, Finding{Side: s, Operation: op, What: f.String(), Status: x.status})
	}
	x.lag, x.disputed = nil, nil
}

// Report waits until every exchange begun is judged, and tells what came of it.
func (j *Judge) Report() Report {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.open > 0 {
		j.idle.Wait()
	}
	r := Report{Checked: map[Side]int{}, Spoiled: j.spoiled, Findings: listed(j.findings), Lag: listed(j.lag), Disputed: listed(j.disputed), Warnings: listed(j.warnings)}
	for _, s := range Sides() {
		r.Checked[s] = j.checked[s]
	}
	return r
}

func listed(in map[Finding]int) []Finding {
	var out []Finding
	for f, n := range in {
		f.Times = n
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), strings.Compare(a.Operation, b.Operation), strings.Compare(a.What, b.What), a.Status-b.Status)
	})
	return out
}
