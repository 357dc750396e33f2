package loaders

import (
	"context"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"pcgraph/pcclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stub is an upstream that counts its calls. What a test leaves nil it does not
// expect to be called: the panic would be the call's error.
type stub struct {
	customer  func(ctx context.Context, customerID string) (*pcclient.Customer, error)
	customers func(query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error)
	batches   func(customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error)
	devices   func(customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error)

	mu       sync.Mutex
	calls    int
	inFlight int
	most     int
}

// begin counts a call, until end.
func (s *stub) begin() (end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.inFlight--
	}
}

// seen is how many calls began, how many are under way, and the most that were.
func (s *stub) seen() (calls, inFlight, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls, s.inFlight, s.most
}

func (s *stub) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	defer s.begin()()
	return s.customer(ctx, customerID)
}

func (s *stub) Customers(_ context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	defer s.begin()()
	return s.customers(query, from)
}

func (s *stub) DeviceBatches(_ context.Context, customerID string, from pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	defer s.begin()()
	return s.batches(customerID, from)
}

func (s *stub) Devices(_ context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	defer s.begin()()
	return s.devices(customerID, batchID, from)
}

// named is the answer to every customer: its own ID, so that no answer can pass
// for another's.
func named(_ context.Context, customerID string) (*pcclient.Customer, error) {
	return &pcclient.Customer{ID: customerID}, nil
}

// operation attaches loaders to ctx.
func operation(t *testing.T, ctx context.Context, upstream PartnerCenter, limits Limits) *Loaders {
	t.Helper()
	l, err := From(Attach(ctx, upstream, limits))
	if err != nil {
		t.Fatal(err)
	}
	return l
}
