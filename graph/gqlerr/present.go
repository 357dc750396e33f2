package gqlerr

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// A Presenter turns errors into GraphQL errors.
type Presenter struct {
	// Logger gets the detail of what the caller is not told. Default: the
	// default logger.
	Logger *slog.Logger
	// RequestID names the request of a context, so that caller and operator
	// can speak of the same one. Default: no name.
	RequestID func(context.Context) string
}

// Present is a [graphql.ErrorPresenterFunc]. Every error it returns carries
// `extensions.code` out of the schema's ErrorCode.
func (p Presenter) Present(ctx context.Context, err error) *gqlerror.Error {
	presented := &gqlerror.Error{Err: err, Path: graphql.GetPath(ctx), Extensions: map[string]any{}}
	var located *gqlerror.Error
	if errors.As(err, &located) {
		presented.Path, presented.Locations = located.Path, located.Locations
		if located.Err == nil { // of gqlgen, gqlparser or the web layer, not of a resolver
			return p.own(ctx, located)
		}
	}

	field := graphql.GetFieldContext(ctx)
	if presented.Locations == nil && field != nil && field.Field.Field != nil {
		// Errors of one item of a list come without the place in the document.
		at := field.Field.Position
		presented.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}

	var ours *Error
	var argument *relay.ArgumentError
	var integer *graphql.IntegerError
	var budget *pcclient.BudgetError
	switch {
	case errors.As(err, &ours):
		presented.Message = ours.Message
		presented.Extensions["code"] = ours.Code.String()
	case errors.As(err, &argument):
		presented.Message = argument.Message
		presented.Extensions["code"] = model.ErrorCodeBadUserInput.String()
	case errors.As(err, &integer):
		// Validation lets 64 bits pass, so this is gqlgen's, which puts the argument
		// into the path, where a client looks for a field.
		presented.Message = "An `Int` is too large or too small: it can be -2147483648 to 2147483647."
		presented.Extensions["code"] = model.ErrorCodeBadUserInput.String()
		if field != nil {
			presented.Path = field.Path()
		}
	case errors.As(err, &budget):
		presented.Message = fmt.Sprintf("The operation needs more than the %d upstream calls that one operation may cause. Ask for less at a time.", budget.Limit)
		presented.Extensions["code"] = model.ErrorCodeUpstreamBudgetExceeded.String()
	default:
		meaning, call, known := meaningOf(err)
		if !known {
			return p.internal(ctx, presented, err)
		}
		presented.Message = meaning.message
		presented.Extensions["code"] = meaning.code.String()
		if call != nil {
			upstreamExtensions(call, presented.Extensions)
			p.log().LogAttrs(ctx, slog.LevelWarn, "upstream call failed",
				slog.String("requestId", p.requestID(ctx)), slog.Any("path", presented.Path), slog.Any("error", call))
		}
	}
	return presented
}

// own passes on what the layers above the resolvers say, which is about the
// caller's own document. What they gave no code is no document's fault.
func (p Presenter) own(ctx context.Context, err *gqlerror.Error) *gqlerror.Error {
	if code, ok := err.Extensions["code"].(string); ok && model.ErrorCode(code).IsValid() {
		return err
	}
	return p.internal(ctx, &gqlerror.Error{Path: err.Path, Locations: err.Locations, Extensions: map[string]any{}}, err)
}

func (p Presenter) internal(ctx context.Context, presented *gqlerror.Error, err error) *gqlerror.Error {
	attrs := []slog.Attr{
		slog.String("requestId", p.requestID(ctx)), slog.Any("path", presented.Path), slog.String("error", err.Error()),
	}
	var panicked interface{ PanicStack() []byte }
	if errors.As(err, &panicked) {
		attrs = append(attrs, slog.String("stack", string(panicked.PanicStack())))
	}
	p.log().LogAttrs(ctx, slog.LevelError, "internal error", attrs...)

	presented.Message = "Internal error. Tell this service's operator the request ID."
	presented.Err = nil
	presented.Extensions["code"] = model.ErrorCodeInternal.String()
	if id := p.requestID(ctx); id != "" {
		presented.Extensions["requestId"] = id
	}
	return presented
}

// Recover is a [graphql.RecoverFunc].
func (p Presenter) Recover(_ context.Context, value any) error { return Panicked(value) }

func (p Presenter) log() *slog.Logger {
	if p.Logger == nil {
		return slog.Default()
	}
	return p.Logger
}

func (p Presenter) requestID(ctx context.Context) string {
	if p.RequestID == nil {
		return ""
	}
	return p.RequestID(ctx)
}

var _ graphql.ErrorPresenterFunc = Presenter{}.Present
