package redistest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Papers are the files of a small authority of its own: the certificate that
// vouches, and a server's and a client's with their keys.
type Papers struct {
	CA, ServerCert, ServerKey, ClientCert, ClientKey string
}

// NewPapers makes an authority and what it vouches for, for this test alone.
func NewPapers(t testing.TB) (p Papers) {
	t.Helper()
	dir := t.TempDir()
	ca, caKey := &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, newKey(t)
	p.CA = issue(t, dir, "ca", ca, ca, caKey, caKey)
	for _, who := range []struct {
		name      string
		cert, key *string
	}{{"server", &p.ServerCert, &p.ServerKey}, {"client", &p.ClientCert, &p.ClientKey}} {
		key := newKey(t)
		leaf := &x509.Certificate{
			IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		}
		*who.cert = issue(t, dir, who.name, leaf, ca, key, caKey)
		*who.key = filepath.Join(dir, who.name+".key")
		der, err := x509.MarshalECPrivateKey(key)
		if err != nil {
			t.Fatalf("writing a key: %v", err)
		}
		write(t, *who.key, "EC PRIVATE KEY", der)
	}
	return p
}

// Args let a server speak TLS on that port, with those alone who have a certificate.
func (p Papers) Args(port int) []string {
	return []string{"--appendfsync", "everysec", "--tls-port", fmt.Sprint(port), "--tls-cert-file", p.ServerCert, "--tls-key-file", p.ServerKey,
		"--tls-ca-cert-file", p.CA, "--tls-auth-clients", "yes", "--tls-replication", "yes", "--tls-cluster", "yes"}
}

// TLSPort is a free port for it.
func TLSPort(t testing.TB) int {
	t.Helper()
	return freePort(t)
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatalf("making a key: %v", err)
	}
	return key
}

func issue(t testing.TB, dir, name string, c, by *x509.Certificate, key, byKey *ecdsa.PrivateKey) string {
	t.Helper()
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	c.Subject = pkix.Name{CommonName: "firstmate test " + name}
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, byKey)
	if err != nil {
		t.Fatalf("making a certificate: %v", err)
	}
	path := filepath.Join(dir, name+".crt")
	write(t, path, "CERTIFICATE", der)
	return path
}

func write(t testing.TB, path, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatalf("writing %s: %v", path, err)
	}
}
