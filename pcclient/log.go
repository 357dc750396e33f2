package pcclient

import (
	"log/slog"
	"net/http"
	"time"
)

// logTransport writes one debug line per try. It names what it logs, rather than
// leaving out what is secret: ids in the path, headers and bodies never get here.
type logTransport struct {
	logger *slog.Logger
	next   http.RoundTripper
}

func (t *logTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if !t.logger.Enabled(ctx, slog.LevelDebug) {
		return t.next.RoundTrip(req)
	}
	start := time.Now()
	resp, err := t.next.RoundTrip(req)
	try := tryOf(ctx)
	requestID, correlationID := idsOf(req, resp)
	attrs := []slog.Attr{
		slog.String("op", try.op),
		slog.Int("attempt", try.number),
		slog.Duration("duration", time.Since(start)), // until the answer's headers
		slog.String("request_id", requestID),
		slog.String("correlation_id", correlationID),
	}
	if try.replay {
		attrs = append(attrs, slog.Bool("renewed_token", true))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", describe(err)))
	} else {
		attrs = append(attrs, slog.Int("status", resp.StatusCode))
	}
	t.logger.LogAttrs(ctx, slog.LevelDebug, "partner center call", attrs...)
	return resp, err
}
