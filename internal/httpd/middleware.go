package httpd

import (
	"context"
	"net/http"
	"time"
)

// bodyLimit makes reading a longer body an *http.MaxBytesError. It is the outermost because MaxBytesReader
// has to know net/http's own writer, to close the connection instead of reading the rest.
func bodyLimit(bytes int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limited := *r
		limited.Body = http.MaxBytesReader(w, r.Body, bytes)
		next.ServeHTTP(w, &limited)
	})
}

// securityHeaders sets what holds for every answer. Pages add their own policy.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// deadline bounds a request's work. It ends the context and no more: http.TimeoutHandler would hold the whole
// answer back and send its own page.
func deadline(timeout time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
