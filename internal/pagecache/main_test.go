package pagecache

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pcgraph/pcclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	customerID = "47021739-3426-40bf-9601-61b4b6d7c793"
	batchID    = "Test batch"
	ttl        = 30 * time.Second
)

type (
	devicePage   = pcclient.Page[pcclient.Device]
	batchPage    = pcclient.Page[pcclient.DeviceBatch]
	customerPage = pcclient.Page[pcclient.Customer]
)

// asked is a call as the upstream sees it.
type asked struct {
	kind            kind
	customer, batch string
	query           pcclient.CustomersQuery
	from            pcclient.Continuation
}

// fake is an upstream that makes up its answers. What it answers tells the call
// apart from every other, and how many equal ones there were before it.
type fake struct {
	// latency is how long a call takes, unless its context ends before.
	latency time.Duration
	// fail gives the error of a call, nil where it succeeds. It may be nil.
	fail func(context.Context, asked) error
	// next is the continuation of every page.
	next pcclient.Continuation

	mu        sync.Mutex
	calls     []asked
	cancelled int
}

func (f *fake) call(ctx context.Context, a asked) (string, error) {
	f.mu.Lock()
	f.calls = append(f.calls, a)
	number := len(f.calls)
	f.mu.Unlock()
	if f.latency > 0 {
		select {
		case <-time.After(f.latency):
		case <-ctx.Done():
			f.mu.Lock()
			f.cancelled++
			f.mu.Unlock()
			return "", &pcclient.Error{Kind: pcclient.KindCanceled, Err: ctx.Err()}
		}
	}
	if f.fail != nil {
		if err := f.fail(ctx, a); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d %d/%s/%s/%v/%s", number, a.kind, a.customer, a.batch, a.query, a.from), nil
}

// count is how many calls there were.
func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

// aborted is how many of the calls were cancelled.
func (f *fake) aborted() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cancelled
}

func (f *fake) asks() []asked {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func (f *fake) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	text, err := f.call(ctx, asked{kind: kindCustomer, customer: customerID})
	if err != nil {
		return nil, err
	}
	return &pcclient.Customer{ID: text}, nil
}

func (f *fake) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*customerPage, error) {
	text, err := f.call(ctx, asked{kind: kindCustomers, query: query, from: from})
	if err != nil {
		return nil, err
	}
	return &customerPage{Items: []pcclient.Customer{{ID: text}}, Next: f.next}, nil
}

func (f *fake) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*batchPage, error) {
	text, err := f.call(ctx, asked{kind: kindDeviceBatches, customer: customerID, from: from})
	if err != nil {
		return nil, err
	}
	return &batchPage{Items: []pcclient.DeviceBatch{{ID: text}}, Next: f.next}, nil
}

func (f *fake) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*devicePage, error) {
	text, err := f.call(ctx, asked{kind: kindDevices, customer: customerID, batch: batchID, from: from})
	if err != nil {
		return nil, err
	}
	return &devicePage{Items: []pcclient.Device{{ID: text}}, Next: f.next}, nil
}

// newCache makes a Cache that is closed with the test. Within a synctest bubble,
// that must be the bubble's own t.
func newCache(t testing.TB, upstream Upstream, o Options) *Cache {
	t.Helper()
	c, err := New(upstream, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// first asks for the first page of the usual batch, and returns the ID on it.
func first(ctx context.Context, c *Cache) (string, error) {
	page, err := c.Devices(ctx, customerID, batchID, "")
	if err != nil {
		return "", err
	}
	return page.Items[0].ID, nil
}

// mustFirst is first where no error is expected. Any goroutine may call it.
func mustFirst(t *testing.T, ctx context.Context, c *Cache) string {
	t.Helper()
	id, err := first(ctx, c)
	if err != nil {
		t.Error(err)
	}
	return id
}

func wantCalls(t *testing.T, f *fake, want int) {
	t.Helper()
	if got := f.count(); got != want {
		t.Errorf("upstream calls = %d, want %d", got, want)
	}
}
