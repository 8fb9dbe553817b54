package ghclient

import (
	"container/list"
	"net/http"
	"strings"
	"sync"
)

// Bounds of the conditional reads.
const (
	cacheEntries = 4096
	cacheBytes   = 64 << 20
	cacheOne     = 512 << 10 // larger answers are read anew each time
)

// cache holds answers with their ETags, the most recently used ones. A read
// that comes back "not modified" is free of GitHub's primary limit. Entries
// belong to one tenant each; GitHub's ETags change with the hourly tokens, so
// the gain is largest within the hour.
type cache struct {
	mu      sync.Mutex
	entries map[cacheKey]*list.Element
	order   list.List // *entry, newest first
	bytes   int
}

type cacheKey struct {
	tenant int64
	url    string
	accept string
}

type entry struct {
	key    cacheKey
	header http.Header
	body   []byte
}

func newCache() *cache { return &cache{entries: map[cacheKey]*list.Element{}} }

// cacheable tells reads that are worth keeping. Searches have no ETags that
// last, and what the App itself reads it reads once.
func cacheable(tenant int64, req *http.Request) bool {
	return tenant != 0 && req.Method == http.MethodGet && !strings.Contains(req.URL.Path, "/search/")
}

func keyOf(tenant int64, req *http.Request) cacheKey {
	return cacheKey{tenant, req.URL.String(), req.Header.Get("Accept")}
}

// ask makes req conditional if its answer is known, and returns what is known.
func (c *cache) ask(tenant int64, req *http.Request) *entry {
	if !cacheable(tenant, req) {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.entries[keyOf(tenant, req)]
	if !ok {
		return nil
	}
	c.order.MoveToFront(el)
	e := el.Value.(*entry)
	req.Header.Set("If-None-Match", e.header.Get("Etag"))
	return e
}

// keep remembers an answer that carries an ETag.
func (c *cache) keep(tenant int64, req *http.Request, a answer) {
	if !cacheable(tenant, req) || a.status != http.StatusOK || len(a.body) > cacheOne || a.header.Get("Etag") == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k := keyOf(tenant, req)
	if el, ok := c.entries[k]; ok {
		c.drop(el)
	}
	c.entries[k] = c.order.PushFront(&entry{k, a.header, a.body})
	c.bytes += len(a.body)
	for len(c.entries) > cacheEntries || c.bytes > cacheBytes {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(el *list.Element) {
	e := c.order.Remove(el).(*entry)
	delete(c.entries, e.key)
	c.bytes -= len(e.body)
}
