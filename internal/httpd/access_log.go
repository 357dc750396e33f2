package httpd

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

const (
	// statusClientLeft stands in the log for a request that was not answered because nobody waited for
	// the answer any more. The number is nginx's.
	statusClientLeft = 499

	// What a client chooses freely is cut to so many bytes in the log.
	maxLoggedPath = 200
	maxLoggedName = 80
)

// accessLog writes one line a request: never variables, the document, the query part of the address or a header.
// A panic below becomes an INTERNAL error, so that such a request has its line too.
func accessLog(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ctx, op := withOperationRecord(r.Context())
		rec := &responseRecorder{ResponseWriter: w}
		defer func() {
			p := recover()
			if p != nil {
				p = answerPanic(ctx, logger, rec, p)
			}
			attrs := []slog.Attr{
				slog.String("method", shorten(r.Method, maxLoggedName)),
				slog.String("path", shorten(r.URL.Path, maxLoggedPath)),
				slog.Int("status", rec.outcome(ctx)),
				slog.Int64("bytes", rec.bytes),
				slog.Duration("duration", time.Since(start)),
				slog.String("requestId", RequestID(ctx)),
			}
			logger.LogAttrs(ctx, slog.LevelInfo, "request", append(attrs, op.attrs()...)...)
			if p != nil {
				panic(p)
			}
		}()
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}

// responseRecorder remembers what was sent.
type responseRecorder struct {
	http.ResponseWriter
	status int // 0 until the header is sent
	bytes  int64
}

func (w *responseRecorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK { // below stand the provisional ones, such as 103
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *responseRecorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find what the server's own writer can do.
func (w *responseRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *responseRecorder) outcome(ctx context.Context) int {
	switch {
	case w.status != 0:
		return w.status
	case ctx.Err() != nil:
		return statusClientLeft
	default:
		return http.StatusOK // what net/http sends for a handler that says nothing
	}
}

// operationRecord is what the handlers inside tell the access log and Options.Watch. One goroutine serves a request,
// so it needs no lock.
type operationRecord struct {
	caller     string
	name, kind string
	complexity int
	outcome    Outcome  // empty until something is executed
	codes      []string // one for each error
}

type operationRecordKey struct{}

// withOperationRecord gives the context a record, unless it has one.
func withOperationRecord(ctx context.Context) (context.Context, *operationRecord) {
	if op, ok := ctx.Value(operationRecordKey{}).(*operationRecord); ok {
		return ctx, op
	}
	op := &operationRecord{}
	return context.WithValue(ctx, operationRecordKey{}, op), op
}

// operationRecordFrom gives a record also where there is no access log.
func operationRecordFrom(ctx context.Context) *operationRecord {
	if op, ok := ctx.Value(operationRecordKey{}).(*operationRecord); ok {
		return op
	}
	return &operationRecord{}
}

// observe keeps the operation's name from the document, which is a GraphQL name, and not the one in the request,
// which may be anything.
func (o *operationRecord) observe(op *graphql.OperationContext) {
	if op != nil && op.Operation != nil {
		o.name, o.kind = op.Operation.Name, string(op.Operation.Operation)
	}
}

func (o *operationRecord) attrs() []slog.Attr {
	var attrs []slog.Attr
	if o.caller != "" {
		attrs = append(attrs, slog.String("caller", shorten(o.caller, maxLoggedName)))
	}
	if o.name != "" {
		attrs = append(attrs, slog.String("operation", shorten(o.name, maxLoggedName)))
	}
	if o.kind != "" {
		attrs = append(attrs, slog.String("operationType", o.kind))
	}
	if o.kind != "" || len(o.codes) > 0 {
		attrs = append(attrs, slog.Int("errors", len(o.codes)))
	}
	return attrs
}
