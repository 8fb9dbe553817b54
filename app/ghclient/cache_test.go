package ghclient

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// tagged answers with an ETag, and 304 to whoever knows it.
func tagged(etag, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write([]byte(body))
	}
}

func TestConditionalReads(t *testing.T) {
	f := newFake(t, "")
	const route = "GET /users/ada"
	full, empty := 0, 0
	count := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if full++; r.Header.Get("If-None-Match") != "" {
				empty++
			}
			h(w, r)
		}
	}
	f.on(route, count(tagged(`"v1"`, `{"login":"ada","id":21}`)))
	c := f.client()
	read := func(tenant, want int64) {
		t.Helper()
		p, err := c.Person(t.Context(), tenant, "ada")
		if err != nil || p.ID != want {
			t.Errorf("%v, %v", p, err)
		}
	}
	for range 3 {
		read(11, 21)
	}
	if full != 3 || empty != 2 {
		t.Errorf("%d reads, %d of them conditional", full, empty)
	}
	read(12, 21)
	if empty != 2 {
		t.Error("one tenant's answer was used for another")
	}
	f.on(route, tagged(`"v2"`, `{"login":"ada","id":22}`))
	read(11, 22)
	read(11, 22)
}

// Pages keep their links when they come from memory.
func TestConditionalPages(t *testing.T) {
	f := newFake(t, "")
	const route = "GET /repos/acme/widgets/pulls/7/files"
	f.on(route+"?per_page=100", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", `<https://x/?page=2>; rel="next"`)
		tagged(`"p1"`, `[{"filename":"a"}]`)(w, r)
	})
	f.on(route+"?page=2&per_page=100", tagged(`"p2"`, `[{"filename":"b"}]`))
	c := f.client()
	for range 2 {
		if paths, err := c.Files(t.Context(), thread7); err != nil || len(paths) != 2 {
			t.Errorf("%v, %v", paths, err)
		}
	}
}

// The memory never grows beyond its bounds and never gives one tenant's or
// one address's answer to another.
func TestCacheBounds(t *testing.T) {
	blank := make([]byte, cacheOne+1)
	rapid.Check(t, func(t *rapid.T) {
		c := newCache()
		for range rapid.IntRange(1, 300).Draw(t, "reads") {
			tenant := rapid.Int64Range(1, 3).Draw(t, "tenant")
			name := strconv.Itoa(rapid.IntRange(0, 99).Draw(t, "address"))
			size := rapid.SampledFrom([]int{10, cacheOne, cacheOne + 1}).Draw(t, "size")
			req := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/" + name}, Header: http.Header{}}
			own := strconv.FormatInt(tenant, 10) + " " + name
			if e := c.ask(tenant, req); e != nil && e.header.Get("X-Own") != own {
				t.Fatalf("%q answered with %q", own, e.header.Get("X-Own"))
			}
			c.keep(tenant, req, answer{status: 200, header: headers("Etag", "x", "X-Own", own), body: blank[:size]})
			kept := 0
			for el := c.order.Front(); el != nil; el = el.Next() {
				kept += len(el.Value.(*entry).body)
			}
			if kept != c.bytes || kept > cacheBytes || c.order.Len() != len(c.entries) || len(c.entries) > cacheEntries {
				t.Fatalf("%d bytes counted as %d in %d entries", kept, c.bytes, len(c.entries))
			}
		}
	})
}
