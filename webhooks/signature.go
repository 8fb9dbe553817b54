package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// MinSecret is the least length of a webhook secret, in bytes.
const MinSecret = 16

// signature is the HMAC-SHA256 a sender claims for a body.
type signature [sha256.Size]byte

// parseSignature reads the value of X-Hub-Signature-256: "sha256=" and 64
// lower-case hexadecimal digits, nothing else.
// Source: docs.github.com, "Validating webhook deliveries".
func parseSignature(value string) (sig signature, ok bool) {
	digits, ok := strings.CutPrefix(value, "sha256=")
	if !ok || len(digits) != hex.EncodedLen(len(sig)) || strings.ContainsFunc(digits, upper) {
		return sig, false
	}
	_, err := hex.Decode(sig[:], []byte(digits))
	return sig, err == nil
}

func upper(r rune) bool { return r >= 'A' && r <= 'F' }

// verify reports whether one of the secrets signs body so. All of them are
// tried, whichever fits, and each comparison takes the same time.
func (sig signature) verify(secrets [][]byte, body []byte) bool {
	found := false
	for _, secret := range secrets {
		if len(secret) < MinSecret {
			continue
		}
		want := sum(secret, body)
		if hmac.Equal(sig[:], want[:]) {
			found = true
		}
	}
	return found
}

func sum(secret, body []byte) (sig signature) {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	mac.Sum(sig[:0])
	return sig
}

// checkSecrets refuses to work without a secret, or with one that could be guessed.
func checkSecrets(secrets [][]byte) error {
	if len(secrets) == 0 {
		return errors.New("no webhook secret: deliveries could not be told from forgeries")
	}
	for i, s := range secrets {
		if len(s) < MinSecret {
			return fmt.Errorf("webhook secret %d has %d bytes, at least %d are needed", i+1, len(s), MinSecret)
		}
	}
	return nil
}
