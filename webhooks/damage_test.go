package webhooks_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/webhooks"
)

// TestDamage: however a payload is cut or spoilt, the answer is a signal or
// one of the two errors, and nothing panics.
func TestDamage(t *testing.T) {
	names := slices.Sorted(maps.Keys(signals()))
	bodies := map[string][]byte{}
	for _, name := range names {
		bodies[name] = fixture(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "fixture")
		body := slices.Clone(bodies[name])
		from := rapid.IntRange(0, len(body)-1).Draw(t, "from")
		to := rapid.IntRange(from, len(body)).Draw(t, "to")
		switch rapid.SampledFrom([]string{"cut", "drop", "null", "overwrite"}).Draw(t, "damage") {
		case "cut":
			body = body[:from]
		case "drop":
			body = slices.Delete(body, from, to)
		case "null":
			body = slices.Concat(body[:from], []byte("null"), body[to:])
		case "overwrite":
			body[from] = rapid.Byte().Draw(t, "byte")
		}
		sig, err := webhooks.Decode(eventOf(name), body, us)
		if err == nil && sig.Kind == "" {
			t.Fatal("neither a signal nor an error")
		}
		if err != nil && !errors.Is(err, webhooks.ErrNotOurs) && !errors.Is(err, webhooks.ErrMalformed) {
			t.Fatalf("unexpected error: %v", err)
		}
	})
}

// TestEveryPrefix: no shorter body is taken for the whole.
func TestEveryPrefix(t *testing.T) {
	for name := range signals() {
		body := bytes.TrimSpace(fixture(t, name))
		for n := range len(body) {
			if _, err := webhooks.Decode(eventOf(name), body[:n], us); !errors.Is(err, webhooks.ErrMalformed) {
				t.Fatalf("%s cut at %d of %d: %v", name, n, len(body), err)
			}
		}
	}
}
