package pagecache

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"pcgraph/pcclient"
)

const defaultMaxBytes = 256 << 20

// Options say what a [Cache] keeps.
type Options struct {
	// TTL is how long a page may be served again, from the moment it was fetched.
	// 0 is never. Equal asks that are under way at the same time are one call
	// still.
	TTL time.Duration
	// StaleIfError is how much longer a page is kept behind its TTL, to be served
	// when Partner Center cannot give a new one. 0 serves none.
	StaleIfError time.Duration
	// MaxBytes is how much memory pages may take. It may be exceeded for a moment,
	// while pages are dropped. 0 means 256 MiB.
	MaxBytes int64
	// Credential stands for the upstream's credential, such as a digest of it. It
	// is a part of what tells asks apart, and is compared, never shown.
	Credential string
}

// Cache is an [Upstream] that shares pages. It is safe for concurrent use. Make it
// with [New].
type Cache struct {
	upstream   Upstream
	credential string
	flights    group[key, any]
	store      *store // nil where no pages are kept
	refused    refused

	hits, misses, coalesced, stale atomic.Uint64
}

var _ Upstream = (*Cache)(nil)

// New makes a Cache in front of upstream. When that is missing or the options
// cannot be used, the error lists every mistake.
func New(upstream Upstream, o Options) (*Cache, error) {
	var mistakes []error
	if upstream == nil {
		mistakes = append(mistakes, errors.New("upstream is missing"))
	}
	if o.TTL < 0 {
		mistakes = append(mistakes, errors.New("TTL is negative"))
	}
	if o.StaleIfError < 0 {
		mistakes = append(mistakes, errors.New("StaleIfError is negative"))
	}
	if o.MaxBytes < 0 {
		mistakes = append(mistakes, errors.New("MaxBytes is negative"))
	}
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("pagecache: %w", errors.Join(mistakes...))
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}
	c := &Cache{
		upstream:   upstream,
		credential: o.Credential,
		flights:    group[key, any]{isPersonal: isBudget},
		refused:    refused{memory: o.TTL + o.StaleIfError + longestFetch},
	}
	if o.TTL+o.StaleIfError > 0 {
		store, err := newStore(o.TTL, o.StaleIfError, o.MaxBytes)
		if err != nil {
			return nil, fmt.Errorf("pagecache: %w", err)
		}
		c.store = store
	}
	return c, nil
}

// isBudget reports whether a call was not made because its operation has used up
// its own.
func isBudget(err error) bool {
	_, ok := errors.AsType[*pcclient.BudgetError](err)
	return ok
}

// Close ends the Cache's own goroutine, which drops pages whose time is over.
// Fetches under way are not disturbed, and the Cache can still be used.
func (c *Cache) Close() { c.store.close() }

// Customer reads one customer.
func (c *Cache) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	return as[*pcclient.Customer](c.ask(ctx, customerID, key{list: list{kind: kindCustomer}}))
}

// Customers reads a page of the partner's customers.
func (c *Cache) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	return as[*pcclient.Page[pcclient.Customer]](c.ask(ctx, "", key{list{kind: kindCustomers, query: query}, from}))
}

// DeviceBatches reads a page of a customer's batches.
func (c *Cache) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	return as[*pcclient.Page[pcclient.DeviceBatch]](c.ask(ctx, customerID, key{list{kind: kindDeviceBatches}, from}))
}

// Devices reads a page of a batch's devices.
func (c *Cache) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	return as[*pcclient.Page[pcclient.Device]](c.ask(ctx, customerID, key{list{kind: kindDevices, batch: batchID}, from}))
}

func as[P any](answer any, err error) (P, error) {
	page, _ := answer.(P)
	return page, err
}

// ask answers from memory, or else from a fetch. It completes k with what is the
// same for all kinds.
func (c *Cache) ask(ctx context.Context, customerID string, k key) (any, error) {
	k.credential, k.scope, k.customer = c.credential, scopeOf(ctx), lowered(customerID)
	since := c.since(ctx, k.list)
	if page, ok := c.store.get(k, since); ok {
		c.countHit(ctx)
		return page, nil
	}
	return c.share(ctx, customerID, k, since)
}

// share answers with a fetch, its own or another's. It is apart from ask because
// its closures would cost those who are answered from memory an allocation.
func (c *Cache) share(ctx context.Context, customerID string, k key, since time.Time) (any, error) {
	settled := func() (answer[any], bool) {
		if page, ok := c.store.get(k, since); ok {
			c.countHit(ctx)
			return answer[any]{value: page}, true
		}
		return answer[any]{}, false
	}
	fetch := func(ctx context.Context) (any, error) {
		c.misses.Add(1)
		began := time.Now()
		page, err := c.read(ctx, customerID, k)
		if err != nil {
			c.refused.note(k, err)
			if isRefusal(err) {
				c.store.drop(k, began)
			}
			return nil, err
		}
		return c.store.put(k, page, began), nil
	}
	a := c.flights.do(ctx, k, since, settled, fetch)
	if a.shared {
		c.countCoalesced(ctx)
	}
	if isOutage(a.err) {
		if page, age, ok := c.store.stale(k, since); ok {
			c.countStale(ctx, age)
			return page, nil
		}
	}
	return a.value, a.err
}
