package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"pcgraph/internal/pcsim"
)

// TestTelemetry reads the demo's metrics, and looks for its traces once it has stopped,
// which is sooner than they would be sent by themselves.
func TestTelemetry(t *testing.T) {
	var spans atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/traces" {
			spans.Add(r.ContentLength)
		}
	}))
	defer receiver.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)

	demo := start(t, []string{"demo", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--metrics-operations", "Company"})
	url, admin := demo.find(t, `GraphQL on (http://\S+)`), demo.find(t, `admin on (http://\S+)`)
	post(t, url, operation(t, `query Company { customer(id: "`+pcsim.CustomerDocumented+`") { companyName } }`, nil))
	status, page := get(t, admin+"/metrics")
	if status != http.StatusOK {
		t.Errorf("/metrics: status %d", status)
	}
	for _, line := range []string{
		`pcgraph_operations_total{operation="Company",outcome="ok"} 1`,
		`pcgraph_upstream_requests_total{method="GET",route="/v1/customers/{customer-id}",status="2xx"} 1`,
		`pcgraph_cache_requests_total{result="miss"} 1`,
		`pcgraph_fast_path_objects_total{writer="tables"} 0`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("/metrics has no %s:\n%s", line, page)
		}
	}
	demo.stop(t)
	if spans.Load() == 0 {
		t.Error("no span was sent")
	}
}

// TestTracesThatCannotBeSent has the start stopped, not the first span.
func TestTracesThatCannotBeSent(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")
	var stderr strings.Builder
	code := run(t.Context(), []string{"demo", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0"}, nil, &stderr, &stderr)
	if code != exitFailed || !strings.Contains(stderr.String(), "OTEL_EXPORTER_OTLP_ENDPOINT") {
		t.Errorf("exit code %d, %s", code, &stderr)
	}
}
