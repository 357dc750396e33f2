package loaders

import (
	"context"

	"pcgraph/pcclient"
)

// PartnerCenter is what the loaders need of the upstream: one method for each
// call it knows. What is returned is shared by all who asked, so nobody may
// change it.
type PartnerCenter interface {
	// Customer reads one customer.
	Customer(ctx context.Context, customerID string) (*pcclient.Customer, error)
	// Customers reads a page of the partner's customers.
	Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error)
	// DeviceBatches reads a page of a customer's batches.
	DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error)
	// Devices reads a page of a batch's devices.
	Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error)
}

// Direct asks Partner Center itself, each time.
type Direct struct{ Client *pcclient.Client }

func (d Direct) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	return d.Client.Customers.Get(ctx, customerID)
}

func (d Direct) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	return d.Client.Customers.List(ctx, query, from)
}

func (d Direct) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	return d.Client.DeviceBatches.List(ctx, customerID, from)
}

func (d Direct) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	return d.Client.Devices.List(ctx, customerID, batchID, from)
}
