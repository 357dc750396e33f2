package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// transport answers GraphQL over HTTP as the GraphQL Foundation's specification of that name has it, in place
// of gqlgen's own transports for GET and POST, which depart from it in several points.
type transport struct {
	exec      *executor.Executor
	documents *documents
	limits    Limits // with their defaults
	splice    func(context.Context) (context.Context, Splice)
	logger    *slog.Logger
}

func (t *transport) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Add("Vary", "Accept")
	switch r.Method {
	case http.MethodGet, http.MethodPost:
	case http.MethodOptions:
		h.Set("Allow", "GET, POST, OPTIONS")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		h.Set("Allow", "GET, POST, OPTIONS")
		writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusMethodNotAllowed, "Send operations with POST, or queries with GET."))
		return
	}
	media, ok := negotiate(r.Header.Values("Accept"))
	if !ok {
		writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusNotAcceptable,
			"The answer is %s or %s, in UTF-8. Name one of them in the Accept header.", jsonMedia, responseMedia))
		return
	}
	ctx := graphql.StartOperationTrace(r.Context())
	params, refused := readParameters(r, t.limits.JSONValues)
	if refused != nil {
		writeRefusal(r.Context(), w, media, refused)
		return
	}

	op, errs := t.operation(ctx, params)
	operationRecordFrom(ctx).observe(op)
	if len(errs) > 0 {
		writeErrors(ctx, w, media, refusedStatus(media), requestErrors(op, errs, t.limits))
		return
	}
	if r.Method == http.MethodGet && op.Operation.Operation != ast.Query {
		h.Set("Allow", http.MethodPost)
		writeRefusal(r.Context(), w, media, refuse(http.StatusMethodNotAllowed,
			"GET can only run a query, and this operation is a %s. Send it with POST.", op.Operation.Operation))
		return
	}
	t.execute(ctx, w, media, op)
}

func (t *transport) execute(request context.Context, w http.ResponseWriter, media string, op *graphql.OperationContext) {
	spliced, splice := t.splice(request)
	defer splice.Release()
	record := operationRecordFrom(request)
	record.outcome = OutcomeFailed // until it is known better
	next, ctx := t.exec.DispatchOperation(spliced, op)
	resp, status := next(ctx), http.StatusOK
	switch {
	case resp != nil && resp.Data == nil:
		status = refusedStatus(media)
	case resp != nil:
	case errors.Is(request.Err(), context.Canceled):
		return // the client has left, or the server will wait no longer
	case errors.Is(request.Err(), context.DeadlineExceeded):
		// gqlgen begins nothing in a context that has ended, and its own transports then say `null` with 200.
		status = http.StatusGatewayTimeout
		resp = t.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(request.Err())})
	}
	if resp == nil || resp.Data == nil && len(resp.Errors) == 0 {
		status = http.StatusInternalServerError
		resp = &graphql.Response{Errors: gqlerror.List{internalError(ctx)}}
	}
	record.answered(resp)
	if err := writeResponse(w, media, status, resp, splice); err != nil {
		t.logger.ErrorContext(ctx, "response cannot be encoded", "error", err, "requestId", RequestID(ctx))
		writeErrors(ctx, w, media, http.StatusInternalServerError, gqlerror.List{internalError(ctx)})
	}
}

// operation makes the operation that is asked for. With errors, it has no more than what was found out before them.
func (t *transport) operation(ctx context.Context, params *parameters) (*graphql.OperationContext, gqlerror.List) {
	operationRecordFrom(ctx).asked = true
	doc, errs := t.documents.find(ctx, params)
	if len(errs) > 0 {
		return &graphql.OperationContext{}, errs
	}
	params.Query = doc.text
	return t.exec.CreateOperationContext(withDocument(ctx, doc), &params.RawParams)
}

// refusedStatus is the status of a GraphQL request that was understood and not executed.
func refusedStatus(media string) int {
	if media == responseMedia {
		return http.StatusBadRequest
	}
	return http.StatusOK
}
