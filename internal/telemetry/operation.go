package telemetry

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"pcgraph/graph/model"
	"pcgraph/internal/httpd"
)

// operationMetrics are what is counted of requests to /graphql.
type operationMetrics struct {
	total    *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	errors   *prometheus.CounterVec
}

func newOperationMetrics(r prometheus.Registerer) *operationMetrics {
	m := &operationMetrics{
		total: newCounter("operations_total", "Requests to /graphql.", "operation", "outcome"),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "operation_duration_seconds", Buckets: durations,
			Help: "How long operations took that were executed, with reading the request and writing the answer.",
		}, []string{"operation"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Name: "operations_in_flight", Help: "Requests to /graphql that are being answered.",
		}),
		errors: newCounter("errors_total", "Errors in answers, by their extensions.code.", "code"),
	}
	r.MustRegister(m.total, m.duration, m.inFlight, m.errors)
	for _, code := range model.AllErrorCode { // a rate can then be had of the first error, too
		m.errors.WithLabelValues(code.String())
	}
	return m
}

// durations are the upper bounds of the histograms' buckets, in seconds. They reach
// from an answer out of memory to the default deadline of a request.
var durations = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

func newCounter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

type callsKey struct{}

// Operation is for [httpd.Options.Watch]: it begins an operation's span, and its end
// is counted.
func (r *Recorder) Operation(ctx context.Context, header http.Header) (context.Context, func(httpd.Operation)) {
	start := time.Now()
	r.operations.inFlight.Inc()
	ctx = r.propagator.Extract(ctx, propagation.HeaderCarrier(header))
	// Its name is not known before the document has been read.
	ctx, span := r.tracer.Start(ctx, "graphql", trace.WithSpanKind(trace.SpanKindServer))
	calls := new(atomic.Int64)
	ctx = context.WithValue(ctx, callsKey{}, calls)
	return ctx, func(op httpd.Operation) {
		r.operations.inFlight.Dec()
		r.count(op, time.Since(start))
		r.describe(span, op, calls.Load())
		span.End()
	}
}

func (r *Recorder) count(op httpd.Operation, took time.Duration) {
	name := r.nameOf(op.Name)
	r.operations.total.WithLabelValues(name, string(op.Outcome)).Inc()
	if op.Outcome != httpd.OutcomeRefused {
		r.operations.duration.WithLabelValues(name).Observe(took.Seconds())
	}
	for _, code := range op.Codes {
		r.operations.errors.WithLabelValues(codeOf(code)).Inc()
	}
}

// codeOf is a code of the schema's closed list.
func codeOf(code string) string {
	if !model.ErrorCode(code).IsValid() {
		return model.ErrorCodeInternal.String()
	}
	return code
}

func (r *Recorder) describe(span trace.Span, op httpd.Operation, calls int64) {
	if !span.IsRecording() {
		return
	}
	name := r.nameOf(op.Name)
	if op.Type != "" {
		span.SetName(strings.TrimSpace(op.Type + " " + name))
		span.SetAttributes(attribute.String("graphql.operation.type", op.Type))
	}
	if name != "" {
		span.SetAttributes(attribute.String("graphql.operation.name", name))
	}
	if op.Complexity > 0 {
		span.SetAttributes(attribute.Int(namespace+".complexity", op.Complexity))
	}
	if len(op.Codes) > 0 {
		seen := make([]string, len(op.Codes))
		for i, code := range op.Codes {
			seen[i] = codeOf(code)
		}
		slices.Sort(seen)
		span.SetAttributes(attribute.StringSlice(namespace+".error.codes", slices.Compact(seen)))
	}
	span.SetAttributes(
		attribute.String(namespace+".outcome", string(op.Outcome)),
		attribute.Int64(namespace+".upstream.calls", calls),
	)
	if op.Outcome == httpd.OutcomeFailed {
		span.SetStatus(codes.Error, "")
	}
}
