package storetest

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
)

func acceptOnce(t *testing.T, b Bench) {
	s := b.Open(t)
	var fresh atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			ok, err := s.Accept(t.Context(), delivery(1))
			if err != nil {
				t.Error(err)
			}
			if ok {
				fresh.Add(1)
			}
		})
	}
	wg.Wait()
	if fresh.Load() != 1 {
		t.Fatalf("the same delivery was new %d times", fresh.Load())
	}
	readOne(t, s, "one")
	readNone(t, s, "one")
	other := delivery(1)
	other.Tenant++
	if ok, err := s.Accept(t.Context(), other); err != nil || !ok {
		t.Fatalf("the id of another tenant's delivery: new %v, %v", ok, err)
	}
	marks := b.keys(t, "fm:*:seen:*")
	for _, k := range marks {
		if ttl := b.Raw.TTL(t.Context(), k).Val(); ttl < 8*24*time.Hour-time.Minute || ttl > 8*24*time.Hour {
			t.Errorf("mark %s lives %v, want 8 days", k, ttl)
		}
	}
}

func acceptKeepsFirst(t *testing.T, b Bench) {
	s := b.Open(t)
	b.Flush(t)
	if _, err := s.Accept(t.Context(), delivery(0)); err != nil { // makes the stream, and shows where it is
		t.Fatal(err)
	}
	keys := b.keys(t, "fm:*:work")
	must(t, b.Raw.Set(t.Context(), keys[0], "not a stream", 0).Err())
	if ok, err := s.Accept(t.Context(), delivery(1)); err == nil || ok {
		t.Fatalf("a delivery that cannot be kept: new %v, error %v", ok, err)
	}
	must(t, b.Raw.Del(t.Context(), keys[0]).Err())
	if ok, err := s.Accept(t.Context(), delivery(1)); err != nil || !ok {
		t.Fatalf("sent again: new %v, error %v; it was marked as seen without being kept", ok, err)
	}
}

func acceptAndRead(t *testing.T, b Bench) {
	s := b.Open(t)
	d := delivery(1)
	d.Body = bytes.Repeat([]byte("binary \x00\xff\r\n "), 20_000)
	if _, err := s.Accept(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	w := readOne(t, s, "one")
	if w.Kind != mentorship.WorkDelivery || w.Tenant != tenant || w.ID != d.ID || w.Event != d.Event ||
		!w.First.Equal(d.At) || w.Tries != 0 || w.Count != 1 || w.Consumer != "one" {
		t.Errorf("read %+v", w.Claim)
	}
	if !bytes.Equal(w.Body, d.Body) {
		t.Errorf("the body changed: %d bytes of %d", len(w.Body), len(d.Body))
	}
	must(t, s.Done(t.Context(), w, day0()))
	must(t, s.Done(t.Context(), w, day0())) // a second answer, after the first was lost
	readNone(t, s, "one")
}

func scriptsComeBack(t *testing.T, b Bench) {
	s := b.Open(t)
	b.dropScripts(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if ok, err := s.Accept(t.Context(), delivery(i)); err != nil || !ok {
				t.Errorf("delivery %d: new %v, %v", i, ok, err)
			}
		})
	}
	wg.Wait()
	b.dropScripts(t)
	m := newcomer(1)
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
}

func groupsComeBack(t *testing.T, b Bench) {
	s := b.Open(t)
	b.Flush(t)
	if _, err := s.Accept(t.Context(), delivery(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), "one", 1); err == nil {
		t.Fatal("reading without a group was no error")
	}
	readOne(t, s, "one")
}

// noBodyLeft: whatever way work ends, nothing of what people wrote stays.
func noBodyLeft(t *testing.T, b Bench) {
	s := b.Open(t)
	ends := map[string]func(w mentorship.Work){
		"done": func(w mentorship.Work) { must(t, s.Done(t.Context(), w, day0())) },
		"commit": func(w mentorship.Work) {
			c := step("op"+w.ID, mentorship.Mentorship{}, newcomer(5))
			c.Work, c.Finish = &w.Claim, true
			must(t, s.Commit(t.Context(), c))
		},
		"drop": func(w mentorship.Work) {
			must(t, s.Park(t.Context(), w, "a reason"))
			if ok, err := s.DropParked(t.Context(), "delivery:"+mentorshipTenant()+":"+w.ID); err != nil || !ok {
				t.Fatalf("dropping: %v, %v", ok, err)
			}
		},
		"defer": func(w mentorship.Work) {
			must(t, s.Defer(t.Context(), w, day0()))
			_, _, err := s.Wake(t.Context(), day0())
			must(t, err)
			must(t, s.Done(t.Context(), readOne(t, s, "one"), day0()))
		},
	}
	n := 0
	for name, end := range ends {
		n++
		d := delivery(n)
		d.Body = []byte(wordsNobodyKeeps)
		if _, err := s.Accept(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		end(readOne(t, s, "one"))
		assertNoWords(t, b, name)
	}
}

const wordsNobodyKeeps = "xyzzy-plugh"

// assertNoWords looks through everything Redis holds.
func assertNoWords(t *testing.T, b Bench, after string) {
	t.Helper()
	for _, k := range b.keys(t, "*") {
		if strings.Contains(dump(t, b, k), wordsNobodyKeeps) {
			t.Errorf("after %s, %s holds words of the delivery", after, k)
		}
	}
}

func dump(t *testing.T, b Bench, key string) string {
	t.Helper()
	var text []string
	switch kind := b.Raw.Type(t.Context(), key).Val(); kind {
	case "string":
		text = []string{b.Raw.Get(t.Context(), key).Val()}
	case "hash":
		for k, v := range b.Raw.HGetAll(t.Context(), key).Val() {
			text = append(text, k, v)
		}
	case "set":
		text = b.Raw.SMembers(t.Context(), key).Val()
	case "zset":
		text = b.Raw.ZRange(t.Context(), key, 0, -1).Val()
	case "list":
		text = b.Raw.LRange(t.Context(), key, 0, -1).Val()
	case "stream":
		for _, m := range b.Raw.XRange(t.Context(), key, "-", "+").Val() {
			for _, v := range m.Values {
				text = append(text, v.(string))
			}
		}
	case "none": // expired meanwhile
	default:
		t.Fatalf("%s is a %s", key, kind)
	}
	return strings.Join(text, "\n")
}

func twoStores(t *testing.T, b Bench) {
	one, two := b.Open(t), b.Open(t)
	for i := range 40 {
		s := []*redisstore.Store{one, two}[i%2]
		if _, err := s.Accept(t.Context(), delivery(i/2)); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for range 10 {
		for i, s := range []*redisstore.Store{one, two} {
			w := readOne(t, s, []string{"one", "two"}[i])
			if seen[w.ID] {
				t.Fatalf("%s was handed out twice", w.ID)
			}
			seen[w.ID] = true
			must(t, s.Done(t.Context(), w, day0()))
		}
	}
	readNone(t, one, "one")
	m := newcomer(1)
	must(t, one.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
	wantFault(t, two.Commit(t.Context(), step("b", mentorship.Mentorship{}, m)), mentorship.FaultConflict)
}

// restart: a crash of the server loses nothing it has answered for.
func restart(t *testing.T, b Bench) {
	if b.Restart == nil {
		return // this server lives in memory alone
	}
	s := b.Open(t)
	for i := range 30 {
		if _, err := s.Accept(t.Context(), delivery(i)); err != nil {
			t.Fatal(err)
		}
	}
	held := readOne(t, s, "one")
	m := newcomer(1)
	m.Timers = map[mentorship.Timer]time.Time{mentorship.TimerQuiet: day0().Add(time.Hour)}
	must(t, s.Commit(t.Context(), step("a", mentorship.Mentorship{}, m)))
	b.Restart()
	must(t, b.Raw.Ping(t.Context()).Err())
	again := b.Open(t)
	got, err := again.Load(t.Context(), tenant, m.ID)
	must(t, err)
	if got.Version != 1 {
		t.Errorf("the record has version %d, want 1", got.Version)
	}
	must(t, again.Done(t.Context(), held, day0())) // still ours, by the same claim
	for range 29 {
		must(t, again.Done(t.Context(), readOne(t, again, "two"), day0()))
	}
	readNone(t, again, "two")
	if ok, err := again.Accept(t.Context(), delivery(3)); err != nil || ok {
		t.Errorf("a delivery of before the crash: new %v, %v", ok, err)
	}
	if _, next, err := again.Wake(t.Context(), day0()); err != nil || !next.Equal(day0().Add(time.Hour)) {
		t.Errorf("next wake %v, %v", next, err)
	}
}
