package fast_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"go.uber.org/goleak"

	"pcgraph/graph/access"
	"pcgraph/graph/fast"
	"pcgraph/graph/generated"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/graph/relay"
	"pcgraph/graph/resolvers"
	"pcgraph/internal/httpd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pcgraph returns the extension for pcgraph's own schema.
func pcgraph(t testing.TB) *fast.Extension {
	t.Helper()
	e, err := fast.New(generated.Tables(), "DeviceConnection", "CustomerConnection", "Device")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// newAPI returns the API over upstream. Without an extension gqlgen writes all of
// every answer.
func newAPI(t testing.TB, upstream loaders.PartnerCenter, grant access.Grant, extension *fast.Extension) http.Handler {
	if extension == nil {
		return newAPIWith(t, upstream, grant)
	}
	return newAPIWith(t, upstream, grant, extension)
}

// newAPIWith returns it with further extensions of gqlgen.
func newAPIWith(t testing.TB, upstream loaders.PartnerCenter, grant access.Grant, extensions ...graphql.HandlerExtension) http.Handler {
	t.Helper()
	return newAPIOf(t, &resolvers.Resolver{}, upstream, grant, extensions...)
}

// newSubgraph returns it as a subgraph.
func newSubgraph(t testing.TB, upstream loaders.PartnerCenter, grant access.Grant, extensions ...graphql.HandlerExtension) http.Handler {
	t.Helper()
	return newAPIOf(t, &resolvers.Resolver{Subgraph: true, Introspection: true}, upstream, grant, extensions...)
}

func newAPIOf(t testing.TB, root *resolvers.Resolver, upstream loaders.PartnerCenter, grant access.Grant, extensions ...graphql.HandlerExtension) http.Handler {
	t.Helper()
	var err error
	if root.Cursors, err = relay.NewSealer([]byte("the key of all tests")); err != nil {
		t.Fatal(err)
	}
	presenter := gqlerr.Presenter{Logger: slog.New(slog.DiscardHandler), RequestID: httpd.RequestID}
	o := httpd.Options{
		Schema:       generated.NewExecutableSchema(root.Config()),
		Authenticate: func(r *http.Request) (context.Context, error) { return access.With(r.Context(), grant), nil },
		Attach: func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			return loaders.Attach(ctx, upstream, loaders.Limits{})
		},
		Present: presenter.Present, Recover: presenter.Recover,
		Extensions: append(extensions, resolvers.SecretFields{}),
		Splice:     func(ctx context.Context) (context.Context, httpd.Splice) { return fast.WithSplice(ctx) },
		Limits:     httpd.Limits{Depth: -1, Aliases: -1, RootFields: -1, Directives: -1, Complexity: -1, QueryTokens: 10000},
	}
	api, err := httpd.NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// watcher is a field interceptor.
type watcher struct {
	mu   sync.Mutex
	seen map[string]int
}

func (*watcher) ExtensionName() string                   { return "watcher" }
func (*watcher) Validate(graphql.ExecutableSchema) error { return nil }

func (w *watcher) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	w.mu.Lock()
	w.seen[graphql.GetFieldContext(ctx).Field.Name]++
	w.mu.Unlock()
	return next(ctx)
}

func request(query string) *http.Request {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// changing are the IDs that are new in every run.
var changing = regexp.MustCompile(`("(?:requestId|correlationId)":)"[^"]*"`)

// post sends a query and returns the answer, its errors in an order of their own.
func post(t testing.TB, api http.Handler, query string) outcome {
	t.Helper()
	w := httptest.NewRecorder()
	api.ServeHTTP(w, request(query))
	var body struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	o := outcome{Data: string(body.Data)}
	for _, e := range body.Errors {
		o.Errors = append(o.Errors, changing.ReplaceAllString(string(e), "$1"))
	}
	slices.Sort(o.Errors)
	return o
}
