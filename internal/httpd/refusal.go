package httpd

import (
	"context"
	"fmt"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// What this package puts into extensions.code: values of the schema's ErrorCode.
const (
	codeForbidden        = "FORBIDDEN"
	codeBadUserInput     = "BAD_USER_INPUT"
	codeUnauthenticated  = "UNAUTHENTICATED"
	codeParseFailed      = "GRAPHQL_PARSE_FAILED"
	codeValidationFailed = "GRAPHQL_VALIDATION_FAILED"
	codeTooComplex       = "QUERY_TOO_COMPLEX"
	codeInternal         = "INTERNAL"
)

// refusal is the answer to a request that is not a GraphQL request this server can take. Its status says so,
// whatever media type the client prefers.
type refusal struct {
	status  int
	message string
}

// refuse makes a refusal. The message must not repeat what the client sent: a body may hold secrets, and
// messages travel further than bodies.
func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

func writeRefusal(ctx context.Context, w http.ResponseWriter, media string, r *refusal) {
	code := codeBadUserInput
	if r.status == http.StatusForbidden {
		code = codeForbidden
	}
	writeErrors(ctx, w, media, r.status, gqlerror.List{{Message: r.message, Extensions: map[string]any{"code": code}}})
}

// writeErrors writes a response that has errors and no data, and keeps them for the log. The extensions of errs must be strings and
// numbers, which can always be encoded.
func writeErrors(ctx context.Context, w http.ResponseWriter, media string, status int, errs gqlerror.List) {
	record := operationRecordFrom(ctx)
	record.fail(errs)
	if status >= http.StatusInternalServerError {
		record.outcome = OutcomeFailed
	}
	_ = writeResponse(w, media, status, &graphql.Response{Errors: errs}, whole{})
}
