package telemetry_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"

	"pcgraph/internal/httpd"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/telemetry"
)

// seen is a span as it is compared.
type seen struct {
	Name       string
	Kind       otlp.Span_SpanKind
	Status     otlp.Status_StatusCode
	Attributes []string
}

// The caller's own trace, as in the examples of W3C's "Trace Context".
const (
	callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	callersSpan  = "00f067aa0ba902b7"
	traceparent  = "00-" + callersTrace + "-" + callersSpan + "-01"
)

// TestTrace has one query traced whose first upstream call is repeated.
func TestTrace(t *testing.T) {
	r := newReceiver(t)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20receiver, x-tenant=1")
	w := newWorld(t, "Walk")
	w.strike(t, pcsim.Fault{Kind: pcsim.KindStatus, Status: 503, Count: 1})
	answer := w.ask(t, `query Walk { customer(id: "`+customerID+`") {
		deviceBatch(batchId: "`+pcsim.BatchLarge+`") { devices(first: 1) { nodes { productKey } } }
	} `+secretText+`: customer(id: "`+nobody+`") { domain } }`, "traceparent", traceparent, "baggage", "text="+secretText)
	if !strings.Contains(answer, "productKey") {
		t.Fatal(answer)
	}
	if err := w.recorder.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	byID := map[string]*otlp.Span{}
	var root *otlp.Span
	for _, span := range r.spans {
		byID[hex.EncodeToString(span.SpanId)] = span
		if hex.EncodeToString(span.TraceId) != callersTrace {
			t.Errorf("%s is in the trace %x, not in the caller's", span.Name, span.TraceId)
		}
		if span.Kind == otlp.Span_SPAN_KIND_SERVER {
			root = span
		}
	}
	if root == nil || hex.EncodeToString(root.ParentSpanId) != callersSpan {
		t.Fatalf("no span is a child of the caller's: %v", r.spans)
	}
	var got []seen
	for _, span := range r.spans {
		got = append(got, seen{span.Name, span.Kind, span.GetStatus().GetCode(), attributes(span.Attributes)})
		if span != root && !bytes.Equal(span.ParentSpanId, root.SpanId) {
			t.Errorf("%s is not a child of the operation", span.Name)
		}
	}
	slices.SortFunc(got, func(a, b seen) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })

	const client, unset, failed = otlp.Span_SPAN_KIND_CLIENT, otlp.Status_STATUS_CODE_UNSET, otlp.Status_STATUS_CODE_ERROR
	call := func(route string, status otlp.Status_StatusCode, more ...string) seen {
		list := append(more, "http.request.method=GET", "url.template="+route)
		slices.Sort(list)
		return seen{"GET " + route, client, status, list}
	}
	const routeOne = "/v1/customers/{customer-id}"
	const routeDevices = routeOne + "/deviceBatches/{devicebatch-id}/devices"
	// Whichever call came first was repeated.
	first, second := routeOne, routeDevices
	if slices.ContainsFunc(got, func(s seen) bool { return s.Name == "GET "+routeDevices && s.Status == failed }) {
		first, second = second, first
	}
	answered := func(route, attempt string) seen {
		if route == routeOne { // of a stranger
			return call(route, failed, "error.type=403", "http.response.status_code=403", attempt)
		}
		return call(route, unset, "http.response.status_code=200", attempt)
	}
	want := []seen{
		call(first, failed, "error.type=503", "http.response.status_code=503", "pcgraph.upstream.attempt=1"),
		answered(first, "pcgraph.upstream.attempt=2"),
		answered(second, "pcgraph.upstream.attempt=1"),
		{"query Walk", otlp.Span_SPAN_KIND_SERVER, unset, []string{
			"graphql.operation.name=Walk", "graphql.operation.type=query", "pcgraph.complexity=" + complexityOf(attributes(root.Attributes)),
			"pcgraph.error.codes=[FORBIDDEN]", "pcgraph.outcome=partial", "pcgraph.upstream.calls=3",
		}},
	}
	slices.SortFunc(want, func(a, b seen) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got)\n%s", diff)
	}

	close(w.upstream)
	for header := range w.upstream {
		parts := strings.Split(header.Get("traceparent"), "-")
		if len(parts) != 4 || parts[1] != callersTrace || byID[parts[2]] == nil || byID[parts[2]] == root || header.Get("MS-CorrelationId") == "" {
			t.Errorf("the upstream was told %v", header)
		}
		if header.Get("baggage") != "" {
			t.Error("the caller's baggage was passed to the upstream")
		}
	}
	for _, secret := range []string{secretText, secretToken, customerID, pcsim.BatchLarge, nobody} {
		if bytes.Contains(r.raw.Bytes(), []byte(secret)) {
			t.Errorf("%s is in the spans", secret)
		}
	}
	if got := r.header; got.Get("Authorization") != "Bearer receiver" || got.Get("X-Tenant") != "1" {
		t.Errorf("the receiver was sent %v", got)
	}
	if list := attributes(r.service); !slices.Contains(list, "service.name=pcgraph") {
		t.Errorf("the service is %v", list)
	}
}

// complexityOf is what the span says, which only has to be something.
func complexityOf(list []string) string {
	for _, text := range list {
		if value, ok := strings.CutPrefix(text, "pcgraph.complexity="); ok && value != "0" {
			return value
		}
	}
	return "missing"
}

// TestTraceOfSharedCall has two operations that need the same page at the same time:
// one upstream call, in one of their traces.
func TestTraceOfSharedCall(t *testing.T) {
	r := newReceiver(t)
	t.Setenv("OTEL_SERVICE_NAME", "another")
	w := newWorld(t)
	stall, err := w.sim.Fault(pcsim.Fault{Kind: pcsim.KindStall})
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { w.ask(t, `query `+secretText+` { customer(id: "`+customerID+`") { domain } }`) })
	}
	<-w.upstream
	w.sim.RemoveFault(stall)
	both.Wait()
	if err := w.recorder.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	var parent []byte
	operations := map[string]bool{}
	for _, span := range r.spans {
		if span.Kind == otlp.Span_SPAN_KIND_CLIENT {
			if parent != nil {
				t.Error("there were two calls")
			}
			parent = span.ParentSpanId
		} else {
			operations[string(span.SpanId)] = true
			if span.Name != "query other" {
				t.Errorf("an operation that is not listed is named %q", span.Name)
			}
		}
	}
	if len(operations) != 2 || !operations[string(parent)] {
		t.Errorf("%d operations; the call's parent is %x", len(operations), parent)
	}
	if list := attributes(r.service); !slices.Contains(list, "service.name=another") {
		t.Errorf("the service is %v", list)
	}
}

// TestTracesAreOff asks with a traceparent that must go nowhere.
func TestTracesAreOff(t *testing.T) {
	for name, environ := range map[string][]string{
		"nothing set": {"OTEL_SERVICE_NAME", "pcgraph"},
		"disabled":    {"OTEL_SDK_DISABLED", "true"},
		"no exporter": {"OTEL_TRACES_EXPORTER", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReceiver(t)
			if name == "nothing set" {
				t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
			}
			t.Setenv(environ[0], environ[1])
			w := newWorld(t)
			w.ask(t, `{ customer(id: "`+customerID+`") { domain } }`, "traceparent", traceparent)
			if err := w.recorder.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if header := <-w.upstream; header.Get("traceparent") != "" {
				t.Errorf("the upstream was told %v", header)
			}
			if len(r.spans) > 0 {
				t.Errorf("spans were sent: %v", r.spans)
			}
		})
	}
}

func TestTracesThatCannotBeSent(t *testing.T) {
	for _, test := range []struct{ variable, value, says string }{
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https address"},
		{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "://", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is not"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf"},
		{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/protobuf"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "Bearer " + secretToken, "OTEL_EXPORTER_OTLP_HEADERS is not a list of headers"},
		{"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "authorization=" + secretToken + "%", "OTEL_EXPORTER_OTLP_TRACES_HEADERS is not"},
	} {
		t.Run(test.variable, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
			t.Setenv(test.variable, test.value)
			_, err := telemetry.New(t.Context(), telemetry.Options{})
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), secretToken) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

// TestLostSpansAreLogged has a receiver that refuses everything.
func TestLostSpansAreLogged(t *testing.T) {
	refusing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(refusing.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", refusing.URL)
	var log bytes.Buffer
	recorder, err := telemetry.New(t.Context(), telemetry.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	_, end := recorder.Operation(t.Context(), http.Header{"Traceparent": {traceparent}})
	end(httpd.Operation{Outcome: httpd.OutcomeRefused})
	if err := recorder.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `msg="spans were lost" spans=1`) {
		t.Errorf("logged: %s", &log)
	}
}
