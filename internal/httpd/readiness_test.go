package httpd

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestReadiness(t *testing.T) {
	t.Parallel()
	met := func(context.Context) error { return nil }
	for _, tt := range []struct {
		name   string
		checks []Check
		drain  bool
		status int
		body   string
	}{
		{"no checks", nil, false, 200, `{"ready":true,"reasons":[]}`},
		{"all met", []Check{{"a", met}, {"b", met}}, false, 200, `{"ready":true,"reasons":[]}`},
		{"one not met", []Check{{"a", met}, {"credential", func(context.Context) error { return errors.New("refused") }}}, false, 503,
			`{"ready":false,"reasons":[{"check":"credential","reason":"refused"}]}`},
		{"one panics", []Check{{"a", func(context.Context) error { panic("secret") }}}, false, 503,
			`{"ready":false,"reasons":[{"check":"a","reason":"the check panicked"}]}`},
		{"draining", []Check{{"a", met}}, true, 503, `{"ready":false,"reasons":[{"check":"drain","reason":"the server is stopping"}]}`},
	} {
		r, err := NewReadiness(tt.checks...)
		if err != nil {
			t.Fatal(err)
		}
		if tt.drain {
			r.Drain()
		}
		rec := httptest.NewRecorder()
		r.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if rec.Code != tt.status || strings.TrimSpace(rec.Body.String()) != tt.body {
			t.Errorf("%s: %d %s", tt.name, rec.Code, rec.Body)
		}
	}
}

func TestReadinessBoundsItsChecks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, err := NewReadiness(Check{"slow", func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}})
		if err != nil {
			t.Fatal(err)
		}
		start, rec := time.Now(), httptest.NewRecorder()
		r.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if took := time.Since(start); took != readinessTimeout || rec.Code != 503 {
			t.Errorf("%d after %v", rec.Code, took)
		}
	})
}

func TestNewReadinessRefuses(t *testing.T) {
	t.Parallel()
	met := func(context.Context) error { return nil }
	for _, tt := range []struct {
		checks []Check
		fault  string
	}{
		{[]Check{{"", met}}, "check 0 has no name"},
		{[]Check{{"a", met}, {"a", met}}, `two readiness checks named "a"`},
		{[]Check{{"a", nil}}, `"a" has no function`},
	} {
		if _, err := NewReadiness(tt.checks...); err == nil || !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("error %v, want %q", err, tt.fault)
		}
	}
}

func TestAdminHandler(t *testing.T) {
	t.Parallel()
	bare := NewAdminHandler(AdminOptions{})
	full := NewAdminHandler(AdminOptions{Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("calls_total 1"))
	})})
	for _, tt := range []struct {
		handler      http.Handler
		method, path string
		status       int
		body         string
	}{
		{bare, "GET", "/healthz", 200, "ok"},
		{bare, "GET", "/readyz", 200, `"ready":true`},
		{bare, "GET", "/metrics", 404, ""},
		{full, "GET", "/metrics", 200, "calls_total 1"},
		{bare, "GET", "/debug/pprof/", 200, "goroutine"},
		{bare, "GET", "/debug/pprof/goroutine?debug=1", 200, "goroutine profile"},
		{bare, "GET", "/debug/pprof/cmdline", 200, "test"},
		{bare, "POST", "/debug/pprof/symbol", 200, "num_symbols"},
		{bare, "POST", "/healthz", 405, ""},
		{bare, "GET", "/graphql", 404, ""},
	} {
		rec := httptest.NewRecorder()
		tt.handler.ServeHTTP(rec, httptest.NewRequest(tt.method, tt.path, nil))
		if rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.body) {
			t.Errorf("%s %s: %d %.200s", tt.method, tt.path, rec.Code, rec.Body)
		}
	}
}
