package httpd

import (
	"net/http"
	"net/http/httptest"
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
		if a.Code != want || !known && a.Header().Get("X-Request-Id") == "" {
			t.Errorf("%q: status %d, want %d: %s", host, a.Code, want, a.Body)
		}
	}
}
