package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthcheck(t *testing.T) {
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	address := strings.TrimPrefix(s.URL, "http://")
	check := func(args ...string) int {
		var out, errs bytes.Buffer
		return run(t.Context(), append([]string{"healthcheck"}, args...), &out, &errs)
	}
	_, port, _ := strings.Cut(address, ":")
	for _, listen := range []string{address, port, ":" + port, "0.0.0.0:" + port, "[::]:" + port} {
		if code := check("--listen", listen); code != exitDone {
			t.Errorf("%s: exit %d", listen, code)
		}
	}
	if code := check("--listen", "192.0.2.1:1", "--metrics-listen", address); code != exitDone {
		t.Errorf("a worker is asked elsewhere: exit %d", code)
	}
	status = http.StatusServiceUnavailable
	if code := check("--listen", address); code != exitCheckFailed {
		t.Errorf("not ready: exit %d", code)
	}
	s.Close()
	if code := check("--listen", address); code != exitCheckFailed {
		t.Errorf("away: exit %d", code)
	}
	if code := check("--listen", "nowhere"); code != exitBadInput {
		t.Errorf("nonsense: exit %d", code)
	}
}
