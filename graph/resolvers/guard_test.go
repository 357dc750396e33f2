package resolvers

import (
	"context"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// executeAs is execute for a caller with that grant, who meets no guard but the
// doors.
func executeAs(t *testing.T, grant access.Grant, upstream loaders.PartnerCenter, query string, variables map[string]any) response {
	t.Helper()
	exec := newExecutor(t)
	exec.Use(SecretFields{})
	exec.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(loaders.Attach(access.With(ctx, grant), upstream, loaders.Limits{}))
	})
	return run(t, exec, query, variables)
}

func grantFor(t *testing.T, customers []string, scopes ...access.Scope) access.Grant {
	t.Helper()
	grant, err := access.For("test", customers, scopes...)
	if err != nil {
		t.Fatal(err)
	}
	return grant
}

// TestGuard asks for everything with every kind of grant. What is refused does not
// reach the upstream.
func TestGuard(t *testing.T) {
	t.Parallel()
	one := []string{pcsim.CustomerDocumented}
	both := []access.Scope{access.CustomersRead, access.DevicesRead}
	for name, test := range map[string]struct {
		grant access.Grant
		want  string // what is let through: a customer, the list, batches, devices
	}{
		"nothing":             {access.Grant{}, ""},
		"everything":          {access.Everything("test"), "customer list batches devices"},
		"all, customers only": {access.ForAll("test", access.CustomersRead), "customer list"},
		"all, devices only":   {access.ForAll("test", access.DevicesRead), "batches devices"},
		"all, secrets only":   {access.ForAll("test", access.DevicesSecrets), ""},
		"one":                 {grantFor(t, one, both...), "customer batches devices"},
		"one, customers only": {grantFor(t, one, access.CustomersRead), "customer"},
		"one, devices only":   {grantFor(t, one, access.DevicesRead), "batches devices"},
		"one, no scope":       {grantFor(t, one), ""},
		"another":             {grantFor(t, []string{pcsim.CustomerRecorded}, both...), ""},
		"none":                {grantFor(t, nil, both...), ""},
	} {
		sim, upstream := simulated(t)
		guarded := Guarded{Upstream: upstream}
		ctx := access.With(t.Context(), test.grant)
		const id = pcsim.CustomerDocumented
		asks := map[string]func() error{
			"customer": func() error { _, err := guarded.Customer(ctx, id); return err },
			"list":     func() error { _, err := guarded.Customers(ctx, pcclient.CustomersQuery{}, ""); return err },
			"batches":  func() error { _, err := guarded.DeviceBatches(ctx, id, ""); return err },
			"devices":  func() error { _, err := guarded.Devices(ctx, id, pcsim.BatchTest, ""); return err },
		}
		for what, ask := range asks {
			before := sim.TotalCalls()
			err := ask()
			allowed := strings.Contains(" "+test.want+" ", " "+what+" ")
			if (err == nil) != allowed || sim.TotalCalls()-before != map[bool]int{true: 1}[allowed] {
				t.Errorf("%s asks for %s: %v, %d calls", name, what, err, sim.TotalCalls()-before)
			}
		}
	}
}

// TestForgottenDoor is what the guard is for: a caller gets to a customer past the
// doors, and no further.
func TestForgottenDoor(t *testing.T) {
	t.Parallel()
	sim, upstream := simulated(t)
	ctx := loaders.Attach(access.With(t.Context(), grantFor(t, nil, access.Scopes()...)), Guarded{Upstream: upstream}, loaders.Limits{})
	l, err := loaders.From(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Batches.Load(ctx, pcsim.CustomerDocumented); err == nil || sim.TotalCalls() != 0 {
		t.Errorf("%v after %d calls", err, sim.TotalCalls())
	}
}
