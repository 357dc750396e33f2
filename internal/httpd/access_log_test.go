package httpd

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAccessLog(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		request *http.Request
		want    map[string]any
	}{
		{"an operation", post(`{"query":"query Batches($s:String){hello(name:$s) fail}","variables":{"s":"secret"}}`, "Authorization", "Bearer secret"),
			map[string]any{"msg": "operation", "method": "POST", "path": "/graphql", "status": 200.0, "operation": "Batches", "operationType": "query",
				"document": "a98541e3a42e85dd", "outcome": "partial", "errors": 1.0, "codes": []any{"NOT_FOUND"}}},
		{"without errors", operation("{hello}"),
			map[string]any{"msg": "operation", "operationType": "query", "document": "9dd7ff987fac8d0d", "outcome": "ok", "errors": 0.0, "codes": nil}},
		{"refused", get("query", "query($n:String='secret'){hello}"),
			map[string]any{"msg": "operation", "method": "GET", "path": "/graphql", "status": 200.0, "outcome": "refused", "errors": 1.0, "codes": []any{"GRAPHQL_PARSE_FAILED"}}},
		{"too complex", operation("query Wide{" + strings.Repeat("hello ", 30) + "}"),
			map[string]any{"msg": "operation", "operation": "Wide", "operationType": "query", "outcome": "refused", "codes": []any{"QUERY_TOO_COMPLEX"}}},
		{"a mutation with GET", get("query", "mutation{touch}"), map[string]any{"msg": "operation", "operationType": "mutation", "outcome": "refused", "status": 405.0}},
		{"a long name", operation("query " + strings.Repeat("a", 200) + "{hello}"),
			map[string]any{"operation": strings.Repeat("a", 77) + "…", "operationType": "query", "errors": 0.0}},
		{"a name that is not the document's", post(`{"query":"{","operationName":"secret"}`), map[string]any{"status": 200.0, "errors": 1.0}},
		{"a document that is not there", post(`{"documentId":"secret"}`), map[string]any{"outcome": "refused", "document": nil, "codes": []any{"BAD_USER_INPUT"}}},
		{"a refused body", post(`["secret"]`), map[string]any{"msg": "request", "status": 400.0, "outcome": nil}},
		{"a long path", httptest.NewRequest("GET", "/"+strings.Repeat("x", 300)+"?secret", nil),
			map[string]any{"msg": "request", "path": "/" + strings.Repeat("x", 196) + "…", "status": 404.0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := &logBuffer{}
			h := newTestHandler(t, func(o *Options) { o.Logger = log.logger() })
			tt.request.Header.Set("X-Request-Id", "the-id")
			a := send(t, h, tt.request)
			var line map[string]any
			if err := json.Unmarshal([]byte(log.String()), &line); err != nil {
				t.Fatalf("not one line of JSON: %v\n%s", err, log)
			}
			if tt.want["operationType"] == nil {
				tt.want["operationType"] = nil
			}
			tt.want["requestId"] = "the-id"
			tt.want["bytes"] = float64(a.Body.Len())
			for key, want := range tt.want {
				if !reflect.DeepEqual(line[key], want) {
					t.Errorf("%s is %v, want %v", key, line[key], want)
				}
			}
			if strings.Contains(log.String(), "secret") {
				t.Errorf("a secret in the log: %s", log)
			}
		})
	}
}

// What is no operation and went well matters only to who is looking for something.
func TestAccessLogLevel(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		request *http.Request
		want    string
	}{
		"an operation":             {operation("{hello}"), "INFO"},
		"a refused operation":      {operation("{"), "INFO"},
		"a refused request":        {post(`[]`), "INFO"},
		"a file":                   {httptest.NewRequest("GET", "/playground/main.js", nil), "DEBUG"},
		"a file that is not there": {httptest.NewRequest("GET", "/main.js", nil), "INFO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log logBuffer
			h := newTestHandler(t, func(o *Options) {
				o.Explorer = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
				o.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			send(t, h, tt.request)
			if !strings.Contains(log.String(), `"level":"`+tt.want+`"`) {
				t.Errorf("not at %s: %s", tt.want, &log)
			}
		})
	}
}

func TestAccessLogDuration(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := &logBuffer{}
		h := newTestHandler(t, func(o *Options) { o.Logger, o.RequestTimeout = log.logger(), 3*time.Second })
		send(t, h, operation("{wait}"))
		if !strings.Contains(log.String(), `"duration":3000000000`) {
			t.Errorf("log: %s", log)
		}
	})
}

func TestResponseRecorder(t *testing.T) {
	t.Parallel()
	hinting := &responseRecorder{ResponseWriter: httptest.NewRecorder()}
	hinting.WriteHeader(http.StatusEarlyHints)
	if hinting.status != 0 {
		t.Errorf("a provisional status counts: %d", hinting.status)
	}
	inner := httptest.NewRecorder()
	rec := &responseRecorder{ResponseWriter: inner}
	rec.WriteHeader(http.StatusTeapot)
	rec.WriteHeader(http.StatusOK)
	_, _ = rec.Write([]byte("tea"))
	if rec.status != http.StatusTeapot || rec.bytes != 3 {
		t.Errorf("status %d, %d bytes", rec.status, rec.bytes)
	}
	if err := http.NewResponseController(rec).Flush(); err != nil || !inner.Flushed {
		t.Errorf("the server's own writer is not reached: %v", err)
	}
}
