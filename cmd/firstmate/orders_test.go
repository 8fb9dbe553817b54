package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// randomFacts are some thirty things people do during a pairing, none of them
// a command: whatever order GitHub tells of them in, they come to the same.
const randomFacts = `
comment number=pull author=omar body="I tried it, it works."
push number=pull author=nia files=store/cache.go
review number=pull author=coral state=changes_requested body="One remark."
push number=pull author=nia files=store/cache.go,store/disk.go
comment number=pull author=nia body="Done."
label number=pull author=coral value=store
draft number=pull author=nia
ready number=pull author=nia
check_suite number=pull conclusion=failure
check_suite number=pull conclusion=success
comment number=issue author=nia body="I would like to learn how the cache works."
comment number=issue author=ada body="Good."
unlabel number=pull author=coral value=store
close number=pull author=coral
reopen number=pull author=coral
review number=pull author=coral state=approved
comment number=pull author=renovate[bot] body="beep"
check_suite number=other conclusion=success
label number=other author=coral value=web
review number=other author=nia state=commented body="A small remark."
issue author=zoe title="A question" body="How?" -> question
comment number=question author=nia body="I will take this one."
merge number=pull author=ada
open_pull author=nia title="Warm it sooner" files=store/cache.go -> second
check_suite number=second conclusion=success
review number=second author=ada state=approved
merge number=second author=ada
`

// TestRandomOrders lets the deliveries of such facts come to the true program
// in random orders, some of them twice: what it remembers and what stands on
// GitHub in the end is the same. FIRSTMATE_ORDERS_HTTP=200 plays that many.
func TestRandomOrders(t *testing.T) {
	t.Parallel()
	orders, seed := 4, rand.Uint64()
	for name, set := range map[string]func(uint64){
		"FIRSTMATE_ORDERS_HTTP": func(n uint64) { orders = int(n) }, "FIRSTMATE_SEED": func(n uint64) { seed = n },
	} {
		if text := os.Getenv(name); text != "" {
			n, err := strconv.ParseUint(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			set(n)
		}
	}
	t.Logf("FIRSTMATE_SEED=%d", seed)
	want := inOrder(t, nil)
	for i := range orders {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			dice := rand.New(rand.NewPCG(seed, uint64(i)))
			if diff := cmp.Diff(want, inOrder(t, dice)); diff != "" {
				t.Errorf("FIRSTMATE_SEED=%d: order matters (-told in order +now):\n%s", seed, diff)
			}
		})
	}
}

// inOrder plays the facts; dice choose the order in which they are told, nil
// is as they happened.
func inOrder(t *testing.T, dice *rand.Rand) aftermath {
	t.Helper()
	s := &story{rig: newRig(t, rigOptions{}), names: map[string]string{}, repos: map[string]string{}}
	s.rig.start()
	s.play(mainJobUntilAccepted + "open_pull author=omar title=\"Fix a link\" files=web/page.html -> other\nsettle")
	s.number("issue")
	deaf := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(deaf.Close)
	s.rig.sim.SetWebhookURL(deaf.URL)
	told := len(s.rig.sim.Ledger().Deliveries)
	s.play(randomFacts)
	s.rig.settle()
	var guids []string
	for _, d := range s.rig.sim.Ledger().Deliveries[told:] {
		guids = append(guids, d.GUID)
	}
	if len(guids) < 30 {
		t.Fatalf("only %d deliveries", len(guids))
	}
	if dice != nil {
		guids = append(guids, guids[:dice.IntN(len(guids))]...)
		dice.Shuffle(len(guids), func(i, j int) { guids[i], guids[j] = guids[j], guids[i] })
	}
	s.rig.sim.SetWebhookURL(s.rig.program.url() + webhookPath)
	if _, err := s.rig.door.do(t.Context(), "redeliver", act{"guids": guids, "order": "same"}); err != nil {
		t.Fatal(err)
	}
	s.rig.settle()
	s.rig.keepsPromises()
	return s.aftermath()
}

// aftermath is what a story leaves behind, as far as order must not matter.
func (s *story) aftermath() aftermath {
	t, store := s.rig.t, s.rig.program.store
	repo, _, err := store.FindRepo(t.Context(), "acme/widgets")
	if err != nil {
		t.Fatal(err)
	}
	id, err := store.ByThread(t.Context(), repo, s.number("pull"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := store.Load(t.Context(), repo.Tenant, id)
	if err != nil {
		t.Fatal(err)
	}
	out := aftermath{
		State: m.State, Stage: m.Stage, Mentor: m.Mentor.Login, Issue: !m.Issue.Zero(),
		Ticks: slices.Sorted(maps.Keys(m.Ticks)), Timers: slices.Sorted(maps.Keys(m.Timers)),
	}
	for _, c := range m.Comments {
		out.Comments = append(out.Comments, c.Kind)
	}
	l := s.rig.ledger()
	for _, w := range s.written() {
		if strings.Contains(w, ".create") {
			out.Creates = append(out.Creates, w)
		}
	}
	slices.Sort(out.Creates)
	for _, text := range append(l.texts(s.number("pull"), false), l.texts(0, true)...) {
		out.Texts = append(out.Texts, digits.ReplaceAllString(text, "0"))
	}
	return out
}
