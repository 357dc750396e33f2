package resolvers

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"go.uber.org/goleak"

	"pcgraph/graph/access"
	"pcgraph/graph/generated"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// response is an answer as a client reads it.
type response struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct{ Code string }
	}
}

// execute runs an operation over upstream, without the web layer, for a caller who
// may see everything.
func execute(t *testing.T, upstream loaders.PartnerCenter, query string, variables map[string]any) response {
	t.Helper()
	exec := newExecutor(t)
	exec.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(loaders.Attach(ctx, upstream, loaders.Limits{}))
	})
	return run(t, exec, query, variables)
}

func newExecutor(t *testing.T) *executor.Executor {
	t.Helper()
	cursors, err := relay.NewSealer([]byte("the key of all tests"))
	if err != nil {
		t.Fatal(err)
	}
	exec := executor.New(generated.NewExecutableSchema((&Resolver{Cursors: cursors, Subgraph: true}).Config()))
	presenter := gqlerr.Presenter{Logger: slog.New(slog.DiscardHandler)}
	exec.SetErrorPresenter(presenter.Present)
	exec.SetRecoverFunc(presenter.Recover)
	return exec
}

func run(t *testing.T, exec *executor.Executor, query string, variables map[string]any) response {
	t.Helper()
	ctx := graphql.StartOperationTrace(access.With(t.Context(), access.Everything("test")))
	operation, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if errs != nil {
		t.Fatal(errs)
	}
	next, ctx := exec.DispatchOperation(ctx, operation)
	body, err := json.Marshal(next(ctx))
	if err != nil {
		t.Fatal(err)
	}
	var decoded response
	if err := json.Unmarshal(body, &decoded); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return decoded
}

// simulated is a Partner Center to ask.
func simulated(t *testing.T) (*pcsim.Server, loaders.PartnerCenter) {
	t.Helper()
	sim, err := pcsim.New(pcsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := pcclient.New(pcclient.Options{Token: pcclient.StaticToken("test"), Transport: sim.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	return sim, loaders.Direct{Client: client}
}

// odd is an upstream that answers as no documented one does.
type odd struct {
	loaders.PartnerCenter
	customers []pcclient.Customer
	batches   []pcclient.DeviceBatch
	devices   func(batchID string) []pcclient.Device // nil is no page at all
}

func (o odd) Customers(context.Context, pcclient.CustomersQuery, pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	return &pcclient.Page[pcclient.Customer]{Items: o.customers}, nil
}

func (o odd) DeviceBatches(context.Context, string, pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	return &pcclient.Page[pcclient.DeviceBatch]{Items: o.batches}, nil
}

func (o odd) Devices(_ context.Context, _, batchID string, _ pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	devices := o.devices(batchID)
	if devices == nil {
		return nil, nil
	}
	return &pcclient.Page[pcclient.Device]{Items: devices}, nil
}
