package telemetry

import (
	"context"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// traces make spans and send them away.
type traces struct {
	provider   trace.TracerProvider
	propagator propagation.TextMapPropagator
	flush      func(context.Context) error
}

// noTraces makes no spans, and neither takes nor passes on a caller's trace.
func noTraces() traces {
	return traces{
		provider:   noop.NewTracerProvider(),
		propagator: propagation.NewCompositeTextMapPropagator(),
		flush:      func(context.Context) error { return nil },
	}
}

func newTraces(ctx context.Context, o Options) (traces, error) {
	if !wantsTraces() {
		return noTraces(), nil
	}
	if err := checkEnvironment(); err != nil {
		return traces{}, err
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return traces{}, fmt.Errorf("exporter of traces: %w", err)
	}
	// What the environment says of the resource comes last, and wins.
	about, err := resource.New(ctx, resource.WithAttributes(describeService(o)...), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return traces{}, fmt.Errorf("resource of traces: %w", err)
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithResource(about),
		sdktrace.WithBatcher(loggedExporter{exporter, o.Logger}),
	)
	return traces{
		provider: provider,
		// Not baggage, which callers may fill with anything: it is no business of the upstream's.
		propagator: propagation.TraceContext{},
		flush:      provider.Shutdown,
	}, nil
}

func describeService(o Options) []attribute.KeyValue {
	about := []attribute.KeyValue{attribute.String("service.name", namespace)}
	if o.Version != "" {
		about = append(about, attribute.String("service.version", o.Version))
	}
	return about
}

// loggedExporter says in our own log what could not be sent. The library would say it
// on standard error, by way of a global handler.
type loggedExporter struct {
	sdktrace.SpanExporter
	logger *slog.Logger
}

// ExportSpans implements [sdktrace.SpanExporter].
func (e loggedExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if err := e.SpanExporter.ExportSpans(ctx, spans); err != nil {
		e.logger.WarnContext(ctx, "spans were lost", "spans", len(spans), "error", err)
	}
	return nil
}
