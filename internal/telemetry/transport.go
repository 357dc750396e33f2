package telemetry

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"pcgraph/pcclient"
)

// Transport wraps what is to be [pcclient.Options.Transport]: each request is a span,
// a child of its operation's, and is told to the upstream by its traceparent header.
func (r *Recorder) Transport(next http.RoundTripper) http.RoundTripper {
	return &transport{recorder: r, next: next}
}

type transport struct {
	recorder *Recorder
	next     http.RoundTripper
}

// RoundTrip implements [http.RoundTripper]. A request lasts until its answer's body
// is closed.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if calls, ok := ctx.Value(callsKey{}).(*atomic.Int64); ok {
		calls.Add(1)
	}
	t.recorder.upstream.inFlight.Inc()
	ctx, span := t.start(ctx)
	end := sync.OnceFunc(func() {
		t.recorder.upstream.inFlight.Dec()
		span.End()
	})
	if span.SpanContext().IsValid() {
		req = req.Clone(ctx) // a RoundTripper may not change what it was given
		t.recorder.propagator.Inject(ctx, propagation.HeaderCarrier(req.Header))
	}
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		fail(span, failureOf(ctx, err))
		end()
		return nil, err
	}
	span.SetAttributes(attribute.Int("http.response.status_code", resp.StatusCode))
	if resp.StatusCode >= http.StatusBadRequest {
		fail(span, strconv.Itoa(resp.StatusCode))
	}
	resp.Body = &watchedBody{ReadCloser: resp.Body, end: end}
	return resp, nil
}

// CloseIdleConnections is what the client calls at its own.
func (t *transport) CloseIdleConnections() {
	if idle, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}

func (t *transport) start(ctx context.Context) (context.Context, trace.Span) {
	attempt := pcclient.AttemptOf(ctx)
	method, route := splitOp(attempt.Op)
	return t.recorder.tracer.Start(ctx, attempt.Op, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("http.request.method", method),
		attribute.String("url.template", route),
		attribute.Int(namespace+".upstream.attempt", attempt.Number),
	))
}

func fail(span trace.Span, reason string) {
	span.SetAttributes(attribute.String("error.type", reason))
	span.SetStatus(codes.Error, "")
}

// failureOf says in a word why there was no answer. The error itself may hold an
// address with ids in it.
func failureOf(ctx context.Context, err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case ctx.Err() != nil:
		return "canceled"
	default:
		return "connection"
	}
}

// watchedBody tells when it is closed.
type watchedBody struct {
	io.ReadCloser
	end func()
}

func (b *watchedBody) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
