package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// namespace begins the name of every metric and attribute of ours.
const namespace = "pcgraph"

// Options say what a [Recorder] tells. The zero value is usable.
//
// Traces have no options here. They are set up by the environment variables that
// OpenTelemetry's specification names: OTEL_EXPORTER_OTLP_ENDPOINT and its relatives,
// OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER, OTEL_BSP_* and so
// on. OTEL_SDK_DISABLED=true and OTEL_TRACES_EXPORTER=none switch them off.
type Options struct {
	// Operations are the names of operations that are told apart. Every other name
	// is shown as "other", because clients choose them, and each is a time series.
	Operations []string
	// Version is the program's, for traces. Empty: not said.
	Version string
	// Logger gets what keeps traces from being delivered. Nil: nothing is logged.
	Logger *slog.Logger
}

// Recorder records what the service does. It is safe for concurrent use. Make it with
// [New].
type Recorder struct {
	names      map[string]bool
	registry   *prometheus.Registry
	operations *operationMetrics
	upstream   *upstreamMetrics
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
	flush      func(context.Context) error
}

// New makes a Recorder. It fails when the environment asks for traces that cannot be
// sent. Close it after use.
func New(ctx context.Context, o Options) (*Recorder, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	traces, err := newTraces(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	r := &Recorder{
		names:      map[string]bool{},
		registry:   prometheus.NewRegistry(),
		tracer:     traces.provider.Tracer(namespace),
		propagator: traces.propagator,
		flush:      traces.flush,
	}
	for _, name := range o.Operations {
		r.names[name] = true
	}
	r.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	r.operations = newOperationMetrics(r.registry)
	r.upstream = newUpstreamMetrics(r.registry)
	return r, nil
}

// Metrics is the handler for /metrics.
func (r *Recorder) Metrics() http.Handler {
	return promhttp.HandlerFor(r.registry, promhttp.HandlerOpts{})
}

// Close sends the spans that were not sent yet, for as long as ctx lets it. The
// Recorder can still be used, but tells no more spans.
func (r *Recorder) Close(ctx context.Context) error {
	if err := r.flush(ctx); err != nil {
		return fmt.Errorf("telemetry: spans could not all be sent: %w", err)
	}
	return nil
}

// nameOf is an operation's name as it may be shown, empty for an anonymous one.
func (r *Recorder) nameOf(name string) string {
	if name == "" || r.names[name] {
		return name
	}
	return otherName
}

// otherName stands for all names that are not listed.
const otherName = "other"
