package resolvers

import (
	"context"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/pcclient"
)

// Guarded is the floor below the doors: it refuses every call to the upstream
// that the caller's grant does not cover. A door that forgot to ask would lead
// here, and no further. It stands in front of whatever keeps pages for several
// callers.
type Guarded struct{ Upstream loaders.PartnerCenter }

var _ loaders.PartnerCenter = Guarded{}

// Customer needs the customer in the grant, and the scope for customers.
func (g Guarded) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	if err := covers(ctx, customerID, access.CustomersRead); err != nil {
		return nil, err
	}
	return g.Upstream.Customer(ctx, customerID)
}

// Customers needs a grant for all customers, and the scope for customers.
func (g Guarded) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	if err := may(ctx, access.CustomersRead); err != nil {
		return nil, err
	}
	if !access.From(ctx).AllCustomers() {
		return nil, gqlerr.Forbidden("The caller may not see all customers.")
	}
	return g.Upstream.Customers(ctx, query, from)
}

// DeviceBatches needs the customer in the grant, and the scope for devices.
func (g Guarded) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	if err := covers(ctx, customerID, access.DevicesRead); err != nil {
		return nil, err
	}
	return g.Upstream.DeviceBatches(ctx, customerID, from)
}

// Devices needs the customer in the grant, and the scope for devices.
func (g Guarded) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	if err := covers(ctx, customerID, access.DevicesRead); err != nil {
		return nil, err
	}
	return g.Upstream.Devices(ctx, customerID, batchID, from)
}

func covers(ctx context.Context, customerID string, scope access.Scope) error {
	if err := mayReach(ctx, customerID); err != nil {
		return err
	}
	return may(ctx, scope)
}
