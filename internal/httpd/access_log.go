package httpd

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

const (
	// statusClientLeft stands in the log for a request that was not answered because nobody waited for
	// the answer any more. The number is nginx's.
	statusClientLeft = 499

	// What a client chooses freely is cut to so many bytes in the log.
	maxLoggedPath = 200
	maxLoggedName = 80
)

// accessLog writes one line a request: "operation" when it asked for one, with what operationRecord has of it, and
// "request" otherwise, which is for debugging unless it failed: the Playground alone is a dozen files. Never in it
// are variables, the document, the query part of the address or a header.
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
			status := rec.outcome(ctx)
			level := slog.LevelInfo
			if !op.asked && status < http.StatusBadRequest && p == nil {
				level = slog.LevelDebug
			}
			attrs := append(op.attrs(),
				slog.String("method", shorten(r.Method, maxLoggedName)),
				slog.String("path", shorten(r.URL.Path, maxLoggedPath)),
				slog.Int("status", status),
				slog.Int64("bytes", rec.bytes),
				slog.Duration("duration", time.Since(start)),
				slog.String("requestId", RequestID(ctx)),
			)
			logger.LogAttrs(ctx, level, op.message(), attrs...)
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
