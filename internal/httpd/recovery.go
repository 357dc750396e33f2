package httpd

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// answerPanic reports a handler's panic and answers INTERNAL, or cuts the connection when an answer was already
// begun, so that no client takes a part for the whole. It returns what to panic with again, nil if nothing.
func answerPanic(ctx context.Context, logger *slog.Logger, w *responseRecorder, p any) any {
	if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, too
		return p
	}
	logPanic(ctx, logger, p)
	operationRecordFrom(ctx).outcome = OutcomeFailed
	if w.status != 0 {
		return http.ErrAbortHandler
	}
	// What the handler had announced was meant for another answer.
	w.Header().Del("Content-Encoding")
	w.Header().Set("Cache-Control", "no-store")
	writeErrors(ctx, w, jsonMedia, http.StatusInternalServerError, gqlerror.List{internalError(ctx)})
	return nil
}

// logPanic is the only place where a panic's value and stack are shown.
func logPanic(ctx context.Context, logger *slog.Logger, p any) {
	logger.ErrorContext(ctx, "panic",
		"panic", fmt.Sprint(p), "requestId", RequestID(ctx), "stack", string(debug.Stack()))
}

func internalError(ctx context.Context) *gqlerror.Error {
	return &gqlerror.Error{
		Message: "The server failed at this request. Its operator can find out why by extensions.requestId.",
		Extensions: map[string]any{
			"code":      codeInternal,
			"requestId": RequestID(ctx),
		},
	}
}
