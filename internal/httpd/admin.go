package httpd

import (
	"io"
	"net/http"
	"net/http/pprof"
)

// AdminOptions are the parts of the admin listener's handler.
type AdminOptions struct {
	// Readiness answers /readyz. Nil: always ready.
	Readiness *Readiness
	// Metrics answers /metrics. Nil: there is nothing at that path.
	Metrics http.Handler
}

// NewAdminHandler returns the handler of the admin listener: /healthz, /readyz, /metrics and /debug/pprof/. It has no
// access control of its own, and profiles show much: keep its listener on an address that only operators reach.
func NewAdminHandler(o AdminOptions) http.Handler {
	if o.Readiness == nil {
		o.Readiness = &Readiness{}
	}
	mux := http.NewServeMux()
	// Healthy is who can answer at all; whatever else is wrong, a restart does not mend it.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n")
	})
	mux.Handle("GET /readyz", o.Readiness)
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics)
	}
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol) // go tool pprof posts the addresses
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return securityHeaders(mux)
}
