package ghclient

import (
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// enterprise is an Enterprise Server on a network of its own, with
// certificates nobody else knows. Its certificate is for example.com.
func enterprise(t *testing.T) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v3/app" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, `{"id":1,"slug":"firstmate"}`)
	}))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = nil
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s, pool
}

// TestOwnCertificates: a server with certificates of its own is trusted where
// they are named, and nowhere else.
func TestOwnCertificates(t *testing.T) {
	s, pool := enterprise(t)
	_, key := testKey()
	for _, roots := range []*x509.CertPool{pool, nil} {
		c, err := New(Options{BaseURL: s.URL + "/api/v3", AppID: 1, Key: key, Now: time.Now, Roots: roots})
		if err != nil {
			t.Fatal(err)
		}
		if slug, err := c.Slug(t.Context()); (err == nil) != (roots != nil) {
			t.Errorf("certificates named %v: %q, %v", roots != nil, slug, err)
		}
	}
}

// TestThroughProxy: HTTPS_PROXY is heeded. The environment is read once a
// process, so that the client runs in one of its own.
func TestThroughProxy(t *testing.T) {
	if file := os.Getenv("FIRSTMATE_TEST_CA"); file != "" {
		askThroughProxy(t, file)
		return
	}
	s, _ := enterprise(t)
	asked := make(chan string, 9)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		tunnel(t, w, s.Listener.Addr().String())
	}))
	defer proxy.Close()
	file := t.TempDir() + "/ca.pem"
	if err := os.WriteFile(file, s.Certificate().Raw, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestThroughProxy$", "-test.v")
	cmd.Env = []string{"HTTPS_PROXY=" + proxy.URL, "FIRSTMATE_TEST_CA=" + file}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestThroughProxy") {
		t.Errorf("%v\n%s", err, out)
	}
	if len(asked) == 0 || <-asked != "CONNECT example.com:443" {
		t.Error("the proxy was not asked")
	}
}

// askThroughProxy asks an address that only the proxy leads to.
func askThroughProxy(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	_, key := testKey()
	c, err := New(Options{BaseURL: "https://example.com/api/v3", AppID: 1, Key: key, Now: time.Now, Roots: pool})
	if err != nil {
		t.Fatal(err)
	}
	if slug, err := c.Slug(t.Context()); slug != "firstmate" || err != nil {
		t.Errorf("%q, %v", slug, err)
	}
}

// tunnel joins a client of a proxy with a server.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	server, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	client, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	fmt.Fprint(client, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		defer server.Close()
		_, _ = io.Copy(server, client)
	}()
	defer client.Close()
	_, _ = io.Copy(client, server)
}
