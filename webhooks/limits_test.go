package webhooks_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/webhooks"
)

// sized is a sound body of exactly n bytes.
func sized(n int) string {
	const head, tail = `{"installation":{"id":900},"x":"`, `"}`
	return head + strings.Repeat("a", n-len(head)-len(tail)) + tail
}

// counting counts what was read of an endless stream of one byte.
type counting struct{ n int }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	c.n += len(p)
	return len(p), nil
}

// TestSize is case 12.
func TestSize(t *testing.T) {
	t.Parallel()
	t.Run("25 MiB exactly", func(t *testing.T) {
		d := openDoor(t)
		if status, text, _ := d.send(t, delivery(sized(webhooks.MaxBody))); status != http.StatusAccepted {
			t.Errorf("answered %d %q", status, text)
		}
	})
	t.Run("one byte more", func(t *testing.T) {
		d := openDoor(t)
		if status, text, _ := d.send(t, delivery(sized(webhooks.MaxBody+1))); status != http.StatusRequestEntityTooLarge {
			t.Errorf("answered %d %q", status, text)
		}
	})
	t.Run("one byte more in chunks", func(t *testing.T) {
		d := openDoor(t)
		p := delivery(sized(webhooks.MaxBody + 1))
		p.body = io.MultiReader(p.body) // hides the length
		if status, text, _ := d.send(t, p); status != http.StatusRequestEntityTooLarge || len(d.kept) > 0 {
			t.Errorf("answered %d %q", status, text)
		}
	})
	t.Run("endless chunks", func(t *testing.T) {
		rc, read := openDoor(t).Config.Handler, &counting{}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", io.NopCloser(read))
		req.ContentLength = -1
		req.Header = delivery(sound).header
		w := httptest.NewRecorder()
		rc.ServeHTTP(w, req)
		if w.Code != http.StatusRequestEntityTooLarge || read.n > 26<<20 {
			t.Errorf("answered %d after reading %d bytes", w.Code, read.n)
		}
	})
	t.Run("unsigned is not read at all", func(t *testing.T) {
		rc, read := openDoor(t).Config.Handler, &counting{}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", io.NopCloser(read))
		req.Header = delivery(sound).with("X-Hub-Signature-256").header
		w := httptest.NewRecorder()
		rc.ServeHTTP(w, req)
		if w.Code != http.StatusUnauthorized || read.n != 0 {
			t.Errorf("answered %d after reading %d bytes", w.Code, read.n)
		}
	})
}

// raw writes a request by hand, stops writing, and returns the answer's status.
func raw(t *testing.T, d *door, length int64, body string) int {
	t.Helper()
	conn, err := net.Dial("tcp", d.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n", length)
	if err := delivery(sound).header.Write(conn); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "\r\n%s", body)
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// TestLyingLength: what the header announces is believed only as a limit.
func TestLyingLength(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		length int64
		body   string
		want   int
	}{
		"says less":     {int64(len(sound)) - 1, sound, http.StatusUnauthorized},
		"says more":     {int64(len(sound)) + 1, sound, http.StatusBadRequest},
		"says too much": {webhooks.MaxBody + 1, sound, http.StatusRequestEntityTooLarge},
		"says 8 EiB":    {1<<63 - 1, sound, http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDoor(t)
			if got := raw(t, d, c.length, c.body); got != c.want {
				t.Errorf("answered %d, want %d", got, c.want)
			}
			if len(d.kept) > 0 {
				t.Error("it was kept")
			}
		})
	}
}

// TestServerLimits pins the limits of case 14 and 15.
func TestServerLimits(t *testing.T) {
	s := webhooks.Server(http.NotFoundHandler(), "127.0.0.1:0")
	for name, limit := range map[string]time.Duration{"header": s.ReadHeaderTimeout, "request": s.ReadTimeout} {
		if limit <= 0 || limit > 10*time.Second {
			t.Errorf("%s may take %v", name, limit)
		}
	}
	if s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes > 1<<16 || s.Addr == "" {
		t.Errorf("limits are %+v", s)
	}
}

// TestSlow is case 14 with the limits of Server made small: sockets that say
// nothing, half a header, or half a body are cut, and others are served meanwhile.
func TestSlow(t *testing.T) {
	t.Parallel()
	d := openDoor(t)
	srv := webhooks.Server(d.Config.Handler, "")
	srv.ReadHeaderTimeout, srv.ReadTimeout, srv.IdleTimeout = 250*time.Millisecond, 500*time.Millisecond, 500*time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go srv.Serve(ln)
	t.Cleanup(func() { srv.Close() })
	var header strings.Builder
	if err := delivery(sound).header.Write(&header); err != nil {
		t.Fatal(err)
	}
	var slow []net.Conn
	for range 50 {
		for _, said := range []string{"", "POST / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n" + header.String() + "\r\n{"} {
			conn, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, said)
			slow = append(slow, conn)
		}
	}
	res, err := http.DefaultClient.Do(request(t, "http://"+ln.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusAccepted {
		t.Errorf("good traffic was answered %d meanwhile", res.StatusCode)
	}
	for i, conn := range slow {
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("socket %d was not cut: %v", i, err)
		}
	}
}

func request(t *testing.T, url string) *http.Request {
	t.Helper()
	p := delivery(sound)
	req, err := http.NewRequestWithContext(t.Context(), p.method, url, p.body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = p.header
	return req
}

// TestHugeHeader is case 15.
func TestHugeHeader(t *testing.T) {
	t.Parallel()
	d := openDoor(t)
	large := delivery(sound).with("X-Large", strings.Repeat("a", 1<<20))
	many := delivery(sound)
	for i := range 2000 {
		many.with(fmt.Sprintf("X-Many-%d", i), "1")
	}
	for name, p := range map[string]*post{"1 MiB": large, "2,000": many} {
		req := request(t, d.URL)
		req.Header = p.header
		res, err := d.Client().Do(req)
		if err != nil {
			continue // cut while it was still talking
		}
		res.Body.Close()
		if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%s of header: answered %d", name, res.StatusCode)
		}
	}
	if len(d.kept) > 0 {
		t.Error("it was kept")
	}
}
