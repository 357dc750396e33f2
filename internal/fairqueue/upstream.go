package fairqueue

import (
	"context"

	"pcgraph/pcclient"
)

// PartnerCenter is the upstream, as package loaders wants it.
type PartnerCenter interface {
	Customer(ctx context.Context, customerID string) (*pcclient.Customer, error)
	Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error)
	DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error)
	Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error)
}

// Upstream sends every call through a gate. A call keeps its place until it is
// answered, with the pauses before its retries: a customer that is throttled
// then slows down itself, and nobody else.
type Upstream struct {
	Gate *Gate
	Next PartnerCenter
}

type operationKey struct{}

// WithOperation names the operation that calls under ctx belong to. Calls
// without a name take turns as one operation.
func WithOperation(ctx context.Context) context.Context {
	return context.WithValue(ctx, operationKey{}, new(byte))
}

// Customer implements [PartnerCenter].
func (u Upstream) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	return pass(ctx, u.Gate, customerID, func() (*pcclient.Customer, error) {
		return u.Next.Customer(ctx, customerID)
	})
}

// Customers implements [PartnerCenter].
func (u Upstream) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	return pass(ctx, u.Gate, "", func() (*pcclient.Page[pcclient.Customer], error) {
		return u.Next.Customers(ctx, query, from)
	})
}

// DeviceBatches implements [PartnerCenter].
func (u Upstream) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	return pass(ctx, u.Gate, customerID, func() (*pcclient.Page[pcclient.DeviceBatch], error) {
		return u.Next.DeviceBatches(ctx, customerID, from)
	})
}

// Devices implements [PartnerCenter].
func (u Upstream) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	return pass(ctx, u.Gate, customerID, func() (*pcclient.Page[pcclient.Device], error) {
		return u.Next.Devices(ctx, customerID, batchID, from)
	})
}

func pass[T any](ctx context.Context, gate *Gate, customerID string, call func() (*T, error)) (*T, error) {
	leave, err := gate.Enter(ctx, ctx.Value(operationKey{}), customerID)
	if err != nil {
		return nil, err
	}
	defer leave()
	return call()
}
