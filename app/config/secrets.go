package config

import (
	"crypto/rsa"
	"crypto/x509"
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
