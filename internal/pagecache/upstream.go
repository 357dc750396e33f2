package pagecache

import (
	"context"

	"pcgraph/pcclient"
)

// Upstream is what a [Cache] stands in front of, and what it is itself. The
// methods must heed their context and be safe for concurrent use.
type Upstream interface {
	// Customer reads one customer.
	Customer(ctx context.Context, customerID string) (*pcclient.Customer, error)
	// Customers reads a page of the partner's customers.
	Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error)
	// DeviceBatches reads a page of a customer's batches.
	DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error)
	// Devices reads a page of a batch's devices.
	Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error)
}

// A kind is one of the Upstream's methods.
type kind uint8

const (
	kindCustomer kind = iota + 1
	kindCustomers
	kindDeviceBatches
	kindDevices
)

// read asks the upstream for what k stands for. customerID is the customer as the
// caller spells it, which k no longer knows.
func (c *Cache) read(ctx context.Context, customerID string, k key) (any, error) {
	switch k.kind {
	case kindCustomer:
		return c.upstream.Customer(ctx, customerID)
	case kindCustomers:
		return c.upstream.Customers(ctx, k.query, k.from)
	case kindDeviceBatches:
		return c.upstream.DeviceBatches(ctx, customerID, k.from)
	default:
		return c.upstream.Devices(ctx, customerID, k.batch, k.from)
	}
}
