package webhooks

import (
	"strings"
	"testing"
)

// FuzzSignature: only the one spelling GitHub uses is ever taken.
func FuzzSignature(f *testing.F) {
	good := "sha256=" + strings.Repeat("0a", 32)
	for _, s := range []string{"", good, strings.ToUpper(good), "sha1=" + strings.Repeat("0", 40), good + "0", good[1:], good + "," + good} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		sig, ok := parseSignature(value)
		if !ok {
			return
		}
		if len(value) != 71 || value != strings.ToLower(value) || !strings.HasPrefix(value, "sha256=") {
			t.Fatalf("took %q", value)
		}
		if sig.verify([][]byte{[]byte("a secret of more than 16 bytes")}, []byte(value)) {
			t.Fatalf("%q signs itself", value)
		}
	})
}

// TestVector is the example GitHub publishes for its signatures.
// Source: docs.github.com, "Validating webhook deliveries".
func TestVector(t *testing.T) {
	sig, ok := parseSignature("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
	if !ok || !sig.verify([][]byte{[]byte("It's a Secret to Everybody")}, []byte("Hello, World!")) {
		t.Error("the published example does not verify")
	}
}

// BenchmarkVerify shows that it takes as long to find the first byte of a
// signature wrong as the last, or none.
func BenchmarkVerify(b *testing.B) {
	secrets, body := [][]byte{[]byte("a secret of more than 16 bytes")}, []byte("a body")
	good := sum(secrets[0], body)
	first, last := good, good
	first[0] ^= 1
	last[len(last)-1] ^= 1
	for name, sig := range map[string]signature{"right": good, "first byte wrong": first, "last byte wrong": last} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				sig.verify(secrets, body)
			}
		})
	}
}
