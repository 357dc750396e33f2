package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// DefaultRequestTimeout is how long one request may take when Options and ServerOptions do not say.
const DefaultRequestTimeout = 60 * time.Second

// Options are the parts and the settings of the API's handler. Schema and Present are required; for all
// others the zero value is the default.
type Options struct {
	// Schema executes the operations. Its complexity functions say what a field costs; a field without one
	// costs 1 and what its children cost, a scalar nothing.
	Schema graphql.ExecutableSchema

	// Attach adds what an operation needs, loaders and budget for instance, to its context. It is called
	// once for each operation, before the first resolver. The operation outlives the call: a context with
	// its own end must not be ended on return. Nil adds nothing.
	Attach func(ctx context.Context, op *graphql.OperationContext) context.Context

	// Explain says how an operation's answer came about, once it is complete, from the context that Attach
	// returned: all of it when it was asked for with the header `PCGraph-Explain: 1`, else what a client should
	// know in any case. It becomes the response's extensions.upstream unless it is empty. Nil: there is none.
	Explain func(ctx context.Context, asked bool) map[string]any

	// Authenticate finds out who calls, from the request's header alone, and returns the request's context with
	// what the caller may see. It is asked before anything else on /graphql and /schema.graphql. An error that is
	// an AuthenticationError, wrapped or not, is answered 401; any other means that nobody can be told apart at the
	// moment, is logged, and is answered 503. Nil: nobody is asked, and the context is the request's own.
	Authenticate func(r *http.Request) (context.Context, error)

	// Caller names the caller for the log, from the context that Authenticate returned. Nil: the log does not say.
	Caller func(ctx context.Context) string

	// Audit says more of an operation for its line in the log, once it is complete, from the context that Attach
	// returned: whose data it touched, for instance. Nil: the line says what this package knows.
	Audit func(ctx context.Context) []slog.Attr

	// Present turns what a resolver reports into what the client may see, with an extensions.code. Errors
	// that this package makes itself do not pass through it.
	Present graphql.ErrorPresenterFunc

	// Recover turns a resolver's panic into an error for Present, and reports it. Nil: the panic and its
	// stack go to Logger, and Present gets an error that says nothing.
	Recover graphql.RecoverFunc

	// Splice gives an operation, in its context, a place for parts of its data that are too long to be copied.
	// What Explain and Extensions see of a response is then the data without them. Nil: nothing is left out.
	Splice func(ctx context.Context) (context.Context, Splice)

	// Extensions are further hooks into gqlgen's executor (metrics, tracing), called in this order, behind
	// the limits.
	Extensions []graphql.HandlerExtension

	// Watch is told of each request to /graphql, before anything else is done with it, and returns the context for
	// it and what is to be called once it is answered, for metrics and traces. Both are called in the request's own
	// goroutine. Nil: nobody is told.
	Watch func(ctx context.Context, header http.Header) (context.Context, func(Operation))

	// Documents are known from the start: a request need only name them. They are read as a request's would be, and
	// NewHandler's error is a *DocumentsError when one cannot be used.
	Documents []TrustedDocument

	// DocumentsOnly refuses every operation that is not of Documents.
	DocumentsOnly bool

	// Limits bound what one request may ask for.
	Limits Limits

	// RequestTimeout is the deadline of a request's context. Default DefaultRequestTimeout.
	RequestTimeout time.Duration

	// Introspection lets clients ask for the schema: __schema, __type, suggestions in error messages, and
	// SDL. Default off.
	Introspection bool

	// SDL is the schema's text, served at /schema.graphql when Introspection is on. Empty: not served.
	SDL string

	// Explorer is the page for writing queries. It is mounted at /playground and below, gets the whole path,
	// and `/` leads to it. Nil: off.
	Explorer http.Handler

	// CheckHost refuses requests that call the server by another name than localhost, a loopback address or one of
	// Hosts, as OnlyHosts does.
	CheckHost bool
	Hosts     []string

	// Origins are the origins, such as https://portal.example.com, whose pages may use the API from a browser.
	// None: pages of this server only.
	Origins []string

	// Logger gets a line for each request (access_log.go says what is in it), and panics with their stacks. Nil:
	// nothing is logged.
	Logger *slog.Logger
}

// NewHandler returns the handler of the API's listener. The error names every option that cannot be used.
func NewHandler(o Options) (http.Handler, error) {
	limits, err := o.Limits.withDefaults()
	faults := []error{err}
	if o.Schema == nil {
		faults = append(faults, errors.New("Options.Schema is missing"))
	}
	if o.Present == nil {
		faults = append(faults, errors.New("Options.Present is missing"))
	}
	if o.RequestTimeout < 0 {
		faults = append(faults, fmt.Errorf("Options.RequestTimeout is %v; give a positive duration, or none for %v",
			o.RequestTimeout, DefaultRequestTimeout))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("httpd: %w", err)
	}
	if o.RequestTimeout == 0 {
		o.RequestTimeout = DefaultRequestTimeout
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}

	if o.Splice == nil {
		o.Splice = nothingSpliced
	}

	measure := &operationLimits{schema: o.Schema, limits: limits, introspection: o.Introspection}
	exec, err := newExecutor(o, measure)
	if err != nil {
		return nil, fmt.Errorf("httpd: %w", err)
	}
	documents, err := newDocuments(o, limits, measure)
	if err != nil {
		return nil, fmt.Errorf("httpd: %w", err)
	}
	var h http.Handler = routes(o, &transport{exec: exec, documents: documents, limits: limits, splice: o.Splice, logger: o.Logger})
	h = deadline(o.RequestTimeout, h)
	if h, err = compression(h); err != nil {
		return nil, fmt.Errorf("httpd: compression: %w", err)
	}
	if h, err = crossOrigin(o.Origins, h); err != nil {
		return nil, fmt.Errorf("httpd: %w", err)
	}
	if o.CheckHost {
		h = OnlyHosts(o.Hosts, h)
	}
	h = securityHeaders(h)
	h = accessLog(o.Logger, h)
	h = watch(o.Watch, h)
	h = requestIDs(h)
	return bodyLimit(limits.BodyBytes, h), nil
}
