package webhooks

import (
	"net/http"
	"time"
)

// Server returns an HTTP server whose limits keep slow and oversized senders
// from holding it: 5 s for the header, 10 s for the whole request, 16 KiB of
// header (431 beyond), 75 s between requests of one connection, a little more
// than load balancers in front keep theirs. GitHub itself waits 10 s for an
// answer.
func Server(h http.Handler, addr string) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       75 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
}
