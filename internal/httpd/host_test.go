package httpd

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOnlyHosts(t *testing.T) {
	t.Parallel()
	answers := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	h := OnlyHosts([]string{"pcgraph.example.com", "fd00::8"}, answers)
	for host, known := range map[string]bool{
		"localhost": true, "LocalHost:8080": true, "127.0.0.1": true, "127.0.0.1:8080": true, "127.8.9.1:1": true,
		"[::1]": true, "[::1]:8080": true, "[::ffff:127.0.0.1]:8080": true,
		"pcgraph.example.com": true, "PCGraph.Example.com:443": true, "[fd00::8]:80": true,
		"": false, "evil.example": false, "evil.example:8080": false, "localhost.evil.example": false,
		"127.0.0.1.evil.example": false, "evil.example#localhost": false, "localhost@evil.example": false,
		"192.0.2.1": false, "0.0.0.0:8080": false, "[::]:8080": false, "www.pcgraph.example.com": false,
		"localhost:1:2": false, "2130706433": false, "localhost.": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/graphql", nil)
		r.Host = host
		a := httptest.NewRecorder()
		h.ServeHTTP(a, r)
		want := http.StatusNoContent
		if !known {
			want = http.StatusMisdirectedRequest
		}
		if a.Code != want {
			t.Errorf("%q: status %d, want %d: %s", host, a.Code, want, a.Body)
		}
	}
}

// A wrong name is in the log, or nobody would find out why nothing is answered.
func TestHandlerChecksHost(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	h := newTestHandler(t, func(o *Options) { o.CheckHost, o.Logger = true, log.logger() })
	r := operation("{hello}")
	r.Host = "evil.example"
	a := send(t, h, r)
	if a.Code != http.StatusMisdirectedRequest || a.Header().Get("X-Request-Id") == "" || a.Header().Get("X-Content-Type-Options") == "" {
		t.Errorf("answered %d, %v", a.Code, a.Header())
	}
	if !strings.Contains(log.String(), `"status":421`) || strings.Contains(log.String(), "evil") {
		t.Errorf("logged %s", log)
	}
}
