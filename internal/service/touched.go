package service

import (
	"context"
	"log/slog"
	"sync"

	"pcgraph/graph/loaders"
	"pcgraph/internal/pagecache"
	"pcgraph/pcclient"
)

const (
	// maxListedCustomers is how many customers a line of the log lists, of those
	// that it counts.
	maxListedCustomers = 20
	// everyCustomer stands in the log for the list of the partner's customers, and
	// counts as one.
	everyCustomer = "*"
)

// touched are the customers whose data an operation asked for.
type touched struct {
	mu     sync.Mutex
	known  map[string]struct{}
	listed []string // the first, in the order in which they were asked for
}

func (t *touched) add(customer string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.known[customer]; known {
		return
	}
	if t.known == nil {
		t.known = map[string]struct{}{}
	}
	t.known[customer] = struct{}{}
	if len(t.listed) < maxListedCustomers {
		t.listed = append(t.listed, customer)
	}
}

type touchedKey struct{}

func withTouched(ctx context.Context) context.Context {
	return context.WithValue(ctx, touchedKey{}, &touched{})
}

func touchedFrom(ctx context.Context) *touched {
	if t, ok := ctx.Value(touchedKey{}).(*touched); ok {
		return t
	}
	return &touched{}
}

// witnessed notes in the operation's context whose data is asked for. It stands
// behind the guard, so that what is refused is not noted, and in front of the
// cache, so that what is answered from memory is.
type witnessed struct{ upstream loaders.PartnerCenter }

// Customer notes the customer.
func (w witnessed) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	touchedFrom(ctx).add(customerID)
	return w.upstream.Customer(ctx, customerID)
}

// Customers notes every customer, whatever the page holds.
func (w witnessed) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	touchedFrom(ctx).add(everyCustomer)
	return w.upstream.Customers(ctx, query, from)
}

// DeviceBatches notes the customer.
func (w witnessed) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	touchedFrom(ctx).add(customerID)
	return w.upstream.DeviceBatches(ctx, customerID, from)
}

// Devices notes the customer.
func (w witnessed) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	touchedFrom(ctx).add(customerID)
	return w.upstream.Devices(ctx, customerID, batchID, from)
}

// audit is what the log says of an operation beside what the web layer knows:
// whose data it asked for, and what that cost.
func audit(ctx context.Context) []slog.Attr {
	t := touchedFrom(ctx)
	t.mu.Lock()
	attrs := []slog.Attr{slog.Any("customers", append([]string{}, t.listed...)), slog.Int("customerCount", len(t.known))}
	t.mu.Unlock()
	if l, err := loaders.From(ctx); err == nil {
		attrs = append(attrs, slog.Int("upstreamCalls", l.Cost().Calls), slog.Int64("cacheHits", pagecache.CountsOf(ctx).CacheHits.Load()))
	}
	return attrs
}
