package httpd

import (
	"context"
	"log/slog"
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// maxLoggedHash is how much of a document's hash is logged, in hexadecimal digits. It is enough to find the document
// in a manifest.
const maxLoggedHash = 16

// operationRecord is what the handlers inside tell the access log and Options.Watch of the caller and the operation:
// who asked for what, and how it ended. One goroutine serves a request, so it needs no lock.
type operationRecord struct {
	caller     string
	asked      bool   // whether there is an operation, be it refused
	document   string // the hash of its text
	name, kind string
	complexity int
	outcome    Outcome     // empty until something is executed
	codes      []string    // one for each error
	more       []slog.Attr // from Options.Audit
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

// audit adds what Options.Audit says, also when the execution panics.
func audit(more func(context.Context) []slog.Attr) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		defer func() { operationRecordFrom(ctx).more = more(ctx) }()
		return next(ctx)
	}
}

// message is what the line is called.
func (o *operationRecord) message() string {
	if o.asked {
		return "operation"
	}
	return "request"
}

func (o *operationRecord) attrs() []slog.Attr {
	var attrs []slog.Attr
	add := func(name, value string, most int) {
		if value != "" {
			attrs = append(attrs, slog.String(name, shorten(value, most)))
		}
	}
	add("caller", o.caller, maxLoggedName)
	add("operation", o.name, maxLoggedName)
	add("operationType", o.kind, maxLoggedName)
	if o.asked {
		add("document", o.document[:min(len(o.document), maxLoggedHash)], maxLoggedHash)
		add("outcome", string(o.operation().Outcome), maxLoggedName)
	}
	if o.asked || len(o.codes) > 0 {
		attrs = append(attrs, slog.Int("errors", len(o.codes)))
	}
	if codes := slices.Compact(slices.Sorted(slices.Values(o.codes))); len(codes) > 0 {
		attrs = append(attrs, slog.Any("codes", codes))
	}
	return append(attrs, o.more...)
}
