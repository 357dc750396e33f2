package loaders

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"pcgraph/pcclient"
)

// Limits bound what one operation may ask of the upstream.
type Limits struct {
	// MaxCalls is how many upstream calls an operation may cause, retries
	// included; 0 is no limit.
	MaxCalls int
	// MaxParallel is how many of them may be under way at once. Default 64.
	MaxParallel int
}

const defaultParallel = 64

// Loaders are one operation's.
type Loaders struct {
	// Customer loads a customer by its ID.
	Customer *Loader[string, *pcclient.Customer]
	// CustomerPage loads a page of the list of customers.
	CustomerPage *Loader[CustomerPageKey, *pcclient.Page[pcclient.Customer]]
	// Batches loads all batches of a customer, by its ID.
	Batches *Loader[string, []pcclient.DeviceBatch]
	// DevicePage loads a page of a batch's devices.
	DevicePage *Loader[DevicePageKey, *pcclient.Page[pcclient.Device]]

	meter *pcclient.Meter
}

// A CustomerPageKey names a page of the list of customers.
type CustomerPageKey struct {
	Query pcclient.CustomersQuery
	From  pcclient.Continuation
}

// A DevicePageKey names a page of a batch's devices.
type DevicePageKey struct {
	Customer, Batch string
	From            pcclient.Continuation
}

// Cost is what an operation has caused so far.
type Cost struct {
	// Calls counts the requests sent to the upstream, retries included.
	Calls int
	// Retries counts those of them that repeated a failed one.
	Retries int
	// Coalesced counts the asks that were answered by an equal ask's of the same
	// operation.
	Coalesced int
}

// Attach returns a context with the loaders, the call budget and the
// correlation ID of one operation. They read from upstream for as long as ctx lives, which must be as
// long as the operation does.
func Attach(ctx context.Context, upstream PartnerCenter, limits Limits) context.Context {
	if limits.MaxParallel <= 0 {
		limits.MaxParallel = defaultParallel
	}
	l := &Loaders{meter: pcclient.NewMeter(limits.MaxCalls)}
	ctx = pcclient.WithMeter(ctx, l.meter)
	ctx = pcclient.WithCorrelationID(ctx, uuid.NewString())
	slots := make(chan struct{}, limits.MaxParallel)

	l.Customer = newLoader(ctx, slots, upstream.Customer)
	l.CustomerPage = newLoader(ctx, slots, func(ctx context.Context, key CustomerPageKey) (*pcclient.Page[pcclient.Customer], error) {
		return upstream.Customers(ctx, key.Query, key.From)
	})
	l.Batches = newLoader(ctx, slots, func(ctx context.Context, customerID string) ([]pcclient.DeviceBatch, error) {
		return allBatches(ctx, upstream, customerID)
	})
	l.DevicePage = newLoader(ctx, slots, func(ctx context.Context, key DevicePageKey) (*pcclient.Page[pcclient.Device], error) {
		return upstream.Devices(ctx, key.Customer, key.Batch, key.From)
	})
	return context.WithValue(ctx, contextKey{}, l)
}

type contextKey struct{}

// From returns the operation's loaders. It fails when [Attach] was forgotten.
func From(ctx context.Context) (*Loaders, error) {
	if l, ok := ctx.Value(contextKey{}).(*Loaders); ok {
		return l, nil
	}
	return nil, errors.New("loaders: the context is not of an operation; call Attach first")
}

// Cost returns what the operation has caused so far.
func (l *Loaders) Cost() Cost {
	return Cost{
		Calls:     l.meter.Calls(),
		Retries:   l.meter.Retries(),
		Coalesced: l.Customer.coalesced() + l.CustomerPage.coalesced() + l.Batches.coalesced() + l.DevicePage.coalesced(),
	}
}

// allBatches reads the whole list of a customer's batches. It is one page as
// far as anybody knows, but is followed should a continuation ever come.
func allBatches(ctx context.Context, upstream PartnerCenter, customerID string) ([]pcclient.DeviceBatch, error) {
	pages := pcclient.Pages(ctx, func(ctx context.Context, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
		return upstream.DeviceBatches(ctx, customerID, from)
	})
	var all []pcclient.DeviceBatch
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		if all == nil && page.Next == "" {
			return page.Items, nil
		}
		all = append(all, page.Items...)
	}
	return all, nil
}
