package main

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/webhooks"
)

// TestRealPayloads delivers every webhook Octokit has recorded of GitHub, as
// it was and in variants: each field null or absent where the schema lets it,
// and the kinds of pull requests the recordings lack. Every one is taken,
// nothing panics, is parked or is done twice, and firstmate works on.
//
// A field of an event and action is varied once; with FIRSTMATE_PAYLOADS=all
// in every example that has it.
func TestRealPayloads(t *testing.T) {
	t.Parallel()
	all, described := material(t)
	if len(all) != 329 {
		t.Errorf("%d examples, 329 are known", len(all))
	}
	r := newReplay(t)
	plain, ours := plainOnes(all)
	r.send("plain", plain)
	if w := r.ledger().Writes; len(w) > 0 {
		t.Errorf("payloads of years ago led to writes:\n%s", r.ledgerText())
	}
	r.paired("merged")
	later := r.play(all, described)
	r.merge(all)
	r.send("about the App", append(ours, later...))
	r.send("again", plain[:50])
	r.send("installed", []delivery{{"installed", "installation", `{"action":"created","installation":{"id":1,` +
		`"account":{"login":"acme","id":501,"type":"Organization"}},"repositories":[]}`}})
	r.refuses(all)
	r.unharmed()
	if n := r.program.count("webhook_unkept"); n > 0 {
		t.Errorf("%d deliveries could not be kept", n)
	}
	t.Logf("%d deliveries: %v", r.sent, r.program.counts.n)
}

// laneOf is where an event's variants go: a pull request nobody has met yet,
// or what belongs to a pairing.
func (r *replay) laneOf(event string) *lane {
	if event == "pull_request" {
		return r.lanes["variants"]
	}
	return r.lanes["merged"]
}

// play delivers kinds and variants before the stand-in's own deliveries of
// the same pull requests arrive. It returns the variants about the App itself.
func (r *replay) play(all []example, described schemas) (later []delivery) {
	r.t.Helper()
	r.held("same", func() {
		for _, name := range []string{"first-timer", "fork", "deleted fork", "bot", "variants"} {
			r.open(name)
		}
		for _, name := range slices.Sorted(maps.Keys(kinds())) {
			if k := kinds()[name]; k.lane != "merged" {
				r.send(name, kindsOf(name, k, r.lanes[k.lane], all))
			}
		}
		variants := variantsOf(r.laneOf, all, described, os.Getenv("FIRSTMATE_PAYLOADS") == "all")
		later = slices.DeleteFunc(slices.Clone(variants), func(d delivery) bool { return !d.aboutApp() })
		r.send("variants", slices.DeleteFunc(variants, delivery.aboutApp))
	})
	for name, want := range map[string]int{"first-timer": 1, "fork": 1, "deleted fork": 1, "bot": 0} {
		if n := r.greetings(r.lanes[name]); n != want {
			r.t.Errorf("%s: %d greetings, want %d", name, n, want)
		}
	}
	return later
}

// merge merges the paired pull request; the recorded payloads say so first.
func (r *replay) merge(all []example) {
	r.t.Helper()
	l := r.lanes["merged"]
	r.held("same", func() {
		r.act("merge", act{"author": "lin", "number": l.number})
		l.now = r.clock.Now()
		r.send("merged", kindsOf("merged", kinds()["merged"], l, all))
	})
	if issue := r.issueText(l.issue); !strings.Contains(issue, "[x] M1") {
		r.t.Errorf("the merge is not in the tracking issue:\n%s", issue)
	}
}

// refuses sends a sample of what would have had an effect in every way that
// must have none; then the true deliveries arrive and have it.
func (r *replay) refuses(all []example) {
	r.t.Helper()
	before := len(r.ledger().Writes)
	l := r.lanes["refused"]
	r.held("same", func() {
		r.open("refused")
		taken := r.program.count("webhook_accepted")
		for i, d := range kindsOf("refused", kinds()["first-timer"], l, all) {
			r.refused(i, d)
		}
		r.settle()
		if n := len(r.ledger().Writes); n != before {
			r.t.Errorf("%d writes became %d:\n%s", before, n, r.ledgerText())
		}
		r.t.Logf("refused: %d taken without effect", r.program.count("webhook_accepted")-taken)
	})
	if n := r.greetings(l); n != 1 {
		r.t.Errorf("after what was refused: greeted %d times", n)
	}
}

// refused sends one delivery unsigned, forged, changed, under another event's
// name, and for some of them with more bytes than GitHub ever sends.
func (r *replay) refused(i int, d delivery) {
	r.t.Helper()
	others := []string{"issues", "issue_comment", "pull_request", "pull_request_review", "pull_request_review_comment", "push", "check_run", "installation"}
	for name, c := range map[string]struct {
		d      delivery
		header map[string]string
		want   int
		every  int
	}{
		"unsigned": {d, map[string]string{"X-Hub-Signature-256": ""}, 401, 1},
		"forged":   {d, map[string]string{"X-Hub-Signature-256": sign("a secret nobody gave out", d.body)}, 401, 1},
		"changed":  {delivery{d.id, d.event, d.body + " "}, map[string]string{"X-Hub-Signature-256": sign(rigSecret, d.body)}, 401, 1},
		"cut":      {delivery{d.id, d.event, d.body[:len(d.body)/2]}, nil, 400, 1},
		"swapped":  {delivery{d.id + "-swapped", others[i%len(others)], d.body}, nil, 202, 1},
		"too big":  {delivery{d.id, d.event, d.body + strings.Repeat(" ", webhooks.MaxBody)}, nil, 413, 40},
	} {
		if i%c.every != 0 || name == "swapped" && c.d.event == d.event {
			continue
		}
		status, err := r.postOne(r.t.Context(), c.d, c.header)
		if err != nil {
			r.t.Fatalf("%s %s: %v", name, d.id, err)
		}
		if status != c.want {
			r.t.Errorf("%s %s %s: answered %d, want %d", name, d.id, d.event, status, c.want)
		}
	}
}

// unharmed checks that nothing was parked, doubled or lost, and plays the main job.
func (r *replay) unharmed() {
	r.t.Helper()
	r.atRest()
	logs := r.logged.String()
	for _, word := range []string{"panic", "parked", "put away", "put back"} {
		for line := range strings.Lines(logs) {
			// Recorded suspensions of an installation the stand-in serves are asked about again.
			if strings.Contains(line, word) && !strings.Contains(line, "said to be suspended") {
				r.t.Errorf("logged: %.600s", line)
			}
		}
	}
	for _, line := range lines(mainJob) {
		r.story.line(line)
		r.settle()
	}
	pull := r.story.number("pull")
	if texts := r.ledger().texts(pull, false); len(texts) != 1 || !strings.Contains(texts[0], "ada") {
		r.t.Errorf("the main job's greeting: %q", texts)
	}
	if issue := r.issueText(r.trackingIssue()); !strings.Contains(issue, "[x] M1") {
		r.t.Errorf("the main job's tracking issue:\n%s", issue)
	}
	promised := oracle{consented: []string{"ada", "grace", "lin"}, newcomers: []string{"nia"}}
	for _, l := range r.lanes {
		promised.newcomers = append(promised.newcomers, l.login)
	}
	if wrong := promised.find(r.ledger()); len(wrong) > 0 {
		r.t.Errorf("promises broken:\n%s\n%s", strings.Join(wrong, "\n"), r.ledgerText())
	}
}

// atRest checks what /readyz says when all is done, and that nothing is parked.
func (r *replay) atRest() {
	r.t.Helper()
	resp, err := r.client.Get(r.program.url() + "/readyz")
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var state readiness
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil {
		r.t.Fatal(err)
	}
	if p := state.Pending; !state.Ready || p.Inbox+p.Effects+p.Due > 0 {
		r.t.Errorf("not at rest: %+v", state)
	}
	parked, err := r.program.store.ParkedWork(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, p := range parked {
		r.t.Errorf("parked: %+v", p)
	}
}
