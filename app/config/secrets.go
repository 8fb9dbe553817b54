package config

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	minSecret  = 16 // bytes
	maxSecrets = 10
	maxFile    = 64 << 10
)

// Secrets reads the webhook secrets: the first signs, all verify.
func (s Server) Secrets() ([][]byte, error) {
	text, err := readFile("FIRSTMATE_WEBHOOK_SECRET_FILE", s.WebhookSecretFile)
	if err != nil {
		return nil, err
	}
	return ParseSecrets(text)
}

// ParseSecrets reads one secret per line; white space at the end of a line and
// empty lines do not count. Its errors never hold a secret.
func ParseSecrets(text []byte) ([][]byte, error) {
	const name, example = "FIRSTMATE_WEBHOOK_SECRET_FILE", "the output of `openssl rand -hex 32`"
	var out [][]byte
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		secret := strings.TrimRight(line, " \t\r\n")
		if secret == "" {
			continue
		}
		if len(secret) < minSecret {
			return nil, settingError(name, fmt.Sprintf("the secret in line %d is shorter than %d bytes", n, minSecret), example)
		}
		out = append(out, []byte(secret))
	}
	switch {
	case len(out) == 0:
		return nil, settingError(name, "the file holds no secret", example)
	case len(out) > maxSecrets:
		return nil, settingError(name, fmt.Sprintf("the file holds more than %d secrets", maxSecrets), example)
	}
	return out, nil
}

// OAuthSecret reads the client secret of the GitHub App: the first line of its
// file; "" where signing in is not set up. Its errors never hold the secret.
func (s Server) OAuthSecret() (string, error) {
	const name = "FIRSTMATE_OAUTH_CLIENT_SECRET_FILE"
	if s.OAuthSecretFile == "" {
		return "", nil
	}
	text, err := readFile(name, s.OAuthSecretFile)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	line = strings.TrimSpace(line)
	if len(line) < minSecret {
		return "", settingError(name, fmt.Sprintf("the first line is shorter than %d bytes", minSecret), "the client secret from the App's settings page")
	}
	return line, nil
}

// AppKey reads the App's private key and makes sure that it is one: PEM with an
// RSA key, as GitHub hands it out.
func (s Server) AppKey() ([]byte, error) {
	text, err := readFile("FIRSTMATE_APP_KEY_FILE", s.AppKeyFile)
	if err != nil {
		return nil, err
	}
	if !isPrivateKey(text) {
		return nil, settingError("FIRSTMATE_APP_KEY_FILE", "holds no RSA private key in PEM", "the .pem file from the App's settings page")
	}
	return text, nil
}

func isPrivateKey(text []byte) bool {
	block, _ := pem.Decode(text)
	if block == nil {
		return false
	}
	if _, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return true
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	_, isRSA := key.(*rsa.PrivateKey)
	return err == nil && isRSA
}

// Roots are the certificates that are trusted: the system's, and those of the
// file that is named; nil, which means the system's, where none is.
func (s Server) Roots() (*x509.CertPool, error) {
	const name, example = "FIRSTMATE_CA_FILE", "/etc/ssl/acme-ca.pem"
	if s.CAFile == "" {
		return nil, nil
	}
	text, err := readFile(name, s.CAFile)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, settingError(name, "holds no certificate in PEM", example)
	}
	return pool, nil
}

// KeyPrint is the fingerprint of a private key as GitHub shows it on the App's
// page: SHA-256 of the public half (docs.github.com, "Managing private keys
// for GitHub Apps"); "" if it is no key.
func KeyPrint(key []byte) string {
	block, _ := pem.Decode(key)
	if block == nil {
		return ""
	}
	private, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		other, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
		private, _ = other.(*rsa.PrivateKey)
	}
	if private == nil {
		return ""
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(public)
	return "SHA256:" + base64.StdEncoding.EncodeToString(sum[:])
}

// readFile reads a small file that a setting names.
func readFile(name, path string) ([]byte, error) {
	if path == "" {
		return nil, settingError(name, "is not set", "/run/secrets/firstmate")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxFile {
		return nil, settingError(name, "the file is larger than 64 KB", "a file with only the secret")
	}
	return text, nil
}
