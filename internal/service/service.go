// Package service puts the parts of the API together: upstream, loaders,
// resolvers, error presenter, web layer. It is what the command line starts, and
// what tests and benchmarks run against.
package service

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pcgraph/graph"
	"pcgraph/graph/access"
	"pcgraph/graph/fast"
	"pcgraph/graph/generated"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/graph/relay"
	"pcgraph/graph/resolvers"
	"pcgraph/internal/explorer"
	"pcgraph/internal/httpd"
)

// Options say what the API is made of. Upstream, Callers and CursorKey are
// required.
type Options struct {
	// Upstream is asked for everything.
	Upstream loaders.PartnerCenter
	// Callers tells who calls: it returns the request's context with the caller's
	// [access.Grant], or an error as httpd.Options.Authenticate has it. Give
	// [Everyone] to tell nobody apart.
	Callers func(*http.Request) (context.Context, error)
	// CursorKey seals cursors; the same on every replica.
	CursorKey []byte
	// Calls bound what one operation may ask of the upstream.
	Calls loaders.Limits
	// Limits bound what one request may ask of the service.
	Limits httpd.Limits
	// Documents are known from the start, and with DocumentsOnly no others run;
	// see httpd.Options.
	Documents     []httpd.TrustedDocument
	DocumentsOnly bool
	// RequestTimeout is how long one request may take. Default
	// [httpd.DefaultRequestTimeout].
	RequestTimeout time.Duration
	// Origins are those whose pages may use the API from a browser. Default: this
	// server's own pages only.
	Origins []string
	// CheckHost and Hosts are the names by which the service may be called; see
	// httpd.Options.
	CheckHost bool
	Hosts     []string
	// Introspection and Playground show the schema to everyone who may call.
	Introspection, Playground bool
	// Federation makes the API a subgraph of Apollo Federation. Default: nothing of
	// that can be seen or asked.
	Federation bool
	// Fast writes what needs no resolver; its Counts are for metrics. Default: one
	// of the handler's own, by [NewFast].
	Fast *fast.Extension
	// Watch is told of each operation, as httpd.Options.Watch has it. Default: nobody
	// is told.
	Watch func(context.Context, http.Header) (context.Context, func(httpd.Operation))
	// Logger gets a line for each request, which for an operation says who asked
	// for whose data. Default: silence.
	Logger *slog.Logger
}

// SDL is the text of the schema that a handler with or without Options.Federation
// serves.
func SDL(federation bool) string {
	if federation {
		return graph.SubgraphSDL()
	}
	return graph.SDL
}

// NewHandler returns the API's handler.
func NewHandler(o Options) (http.Handler, error) {
	if o.Upstream == nil {
		return nil, fmt.Errorf("service: Options.Upstream is missing")
	}
	if o.Callers == nil {
		return nil, fmt.Errorf("service: Options.Callers is missing; Everyone lets in whoever calls")
	}
	cursors, err := relay.NewSealer(o.CursorKey)
	if err != nil {
		return nil, fmt.Errorf("service: %w", err)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	root := &resolvers.Resolver{Cursors: cursors, Subgraph: o.Federation, Introspection: o.Introspection}
	web := httpd.Options{
		Schema:         generated.NewExecutableSchema(root.Config()),
		Authenticate:   o.Callers,
		Caller:         func(ctx context.Context) string { return access.From(ctx).Subject() },
		Explain:        explain,
		Audit:          audit,
		Extensions:     []graphql.HandlerExtension{resolvers.SecretFields{}, resolvers.CertainCalls{Max: o.Calls.MaxCalls}},
		Watch:          o.Watch,
		Documents:      o.Documents,
		DocumentsOnly:  o.DocumentsOnly,
		Limits:         o.Limits,
		RequestTimeout: o.RequestTimeout,
		Introspection:  o.Introspection,
		Origins:        o.Origins,
		CheckHost:      o.CheckHost,
		Hosts:          o.Hosts,
		SDL:            SDL(o.Federation),
		Logger:         o.Logger,
	}
	upstream := resolvers.Guarded{Upstream: witnessed{o.Upstream}}
	web.Attach = func(ctx context.Context, op *graphql.OperationContext) context.Context {
		return loaders.Attach(shared(ctx, op.Headers), upstream, o.Calls)
	}
	if o.Fast == nil {
		if o.Fast, err = NewFast(); err != nil {
			return nil, fmt.Errorf("service: %w", err)
		}
	}
	web.Extensions = append(web.Extensions, o.Fast)
	web.Splice = func(ctx context.Context) (context.Context, httpd.Splice) { return fast.WithSplice(ctx) }
	presenter := gqlerr.Presenter{Logger: o.Logger, RequestID: httpd.RequestID}
	web.Present, web.Recover = presenter.Present, presenter.Recover
	if o.Playground {
		if web.Explorer, err = explorer.New(explorer.Options{}); err != nil {
			return nil, fmt.Errorf("service: %w", err)
		}
	}
	return httpd.NewHandler(web)
}
