package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// explainHeader asks for all of extensions.upstream when its value is "1".
const explainHeader = "PCGraph-Explain"

// newExecutor sets up gqlgen's executor. Its own defaults are open: no mask on errors, stacks on stderr. It gets its
// documents ready made; see givenDocument.
func newExecutor(o Options, measure *operationLimits) (*executor.Executor, error) {
	exec := executor.New(o.Schema)
	exec.SetQueryCache(givenDocument{})
	exec.SetErrorPresenter(withRequestID(o.Present))
	exec.SetRecoverFunc(o.Recover)
	if o.Recover == nil {
		exec.SetRecoverFunc(recoverResolver(o.Logger))
	}

	exec.Use(measure)
	if o.Attach != nil {
		exec.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
			return next(o.Attach(ctx, graphql.GetOperationContext(ctx)))
		})
	}
	if o.Audit != nil {
		exec.AroundResponses(audit(o.Audit))
	}
	if o.Explain != nil {
		exec.AroundResponses(explain(o.Explain))
	}
	for _, extension := range o.Extensions {
		// Use panics on what Validate refuses.
		if err := extension.Validate(o.Schema); err != nil {
			return nil, fmt.Errorf("extension %s: %w", extension.ExtensionName(), err)
		}
		exec.Use(extension)
	}
	return exec, nil
}

// explain adds to a response how it came about, which is known once next has returned.
func explain(how func(ctx context.Context, asked bool) map[string]any) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		resp := next(ctx)
		if resp == nil {
			return nil
		}
		upstream := how(ctx, graphql.GetOperationContext(ctx).Headers.Get(explainHeader) == "1")
		if len(upstream) == 0 {
			return resp
		}
		resp.Extensions = maps.Clone(resp.Extensions)
		if resp.Extensions == nil {
			resp.Extensions = map[string]any{}
		}
		resp.Extensions["upstream"] = upstream
		return resp
	}
}

// withRequestID adds the id by which an operator finds an internal error in the log.
func withRequestID(present graphql.ErrorPresenterFunc) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		presented := present(ctx, err)
		if presented == nil || presented.Extensions["code"] != codeInternal || presented.Extensions["requestId"] != nil {
			return presented
		}
		// Two fields may report the same error at the same time: never write into it.
		marked := *presented
		marked.Extensions = maps.Clone(presented.Extensions)
		marked.Extensions["requestId"] = RequestID(ctx)
		return &marked
	}
}

var errPanicked = errors.New("a resolver panicked")

func recoverResolver(logger *slog.Logger) graphql.RecoverFunc {
	return func(ctx context.Context, p any) error {
		logPanic(ctx, logger, p)
		return errPanicked
	}
}
