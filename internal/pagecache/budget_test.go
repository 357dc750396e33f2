package pagecache

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// direct is a real client as an upstream.
type direct struct{ client *pcclient.Client }

func (d direct) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	return d.client.Customers.Get(ctx, customerID)
}

func (d direct) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*customerPage, error) {
	return d.client.Customers.List(ctx, query, from)
}

func (d direct) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*batchPage, error) {
	return d.client.DeviceBatches.List(ctx, customerID, from)
}

func (d direct) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*devicePage, error) {
	return d.client.Devices.List(ctx, customerID, batchID, from)
}

// wireFunc answers requests without a network.
type wireFunc func(*http.Request) (int, http.Header)

func (f wireFunc) RoundTrip(req *http.Request) (*http.Response, error) {
	status, header := f(req)
	return &http.Response{
		StatusCode: status, Header: header, Request: req,
		Body: io.NopCloser(strings.NewReader(`{"items":[{"id":"x"}]}`)),
	}, nil
}

// slowToken takes a second, which a call spends before its budget is looked at.
type slowToken struct{}

func (slowToken) Token(context.Context) (string, error) {
	time.Sleep(time.Second)
	return "secret", nil
}

func newDirect(t *testing.T, token pcclient.TokenSource, wire wireFunc) direct {
	t.Helper()
	client, err := pcclient.New(pcclient.Options{Token: token, Transport: wire})
	if err != nil {
		t.Fatal(err)
	}
	return direct{client}
}

// The operations ask in the order of their numbers, while the first one's fetch is
// under way. The upstream fails as often as the test says.
func TestEachOperationPaysForItself(t *testing.T) {
	t.Parallel()
	type operation struct {
		limit, spent int  // of its meter, before it asks
		leaves       bool // half a second later
		calls        int  // that it pays for
		refused      bool
		coalesced    int64
	}
	tests := map[string]struct {
		failures   int
		operations []operation
	}{
		"the first one pays": {0, []operation{
			{limit: 5, calls: 1}, {limit: 5, coalesced: 1}, {limit: 5, coalesced: 1},
		}},
		"the first one cannot, the second one does": {0, []operation{
			{limit: 1, spent: 1, refused: true}, {limit: 5, calls: 1}, {limit: 5, coalesced: 1},
		}},
		"only the last one can": {0, []operation{
			{limit: 1, spent: 1, refused: true}, {limit: 1, spent: 1, refused: true}, {limit: 1, calls: 1},
		}},
		"nobody can": {0, []operation{
			{limit: 1, spent: 1, refused: true}, {limit: 2, spent: 2, refused: true},
		}},
		"an operation without calls gets another's": {0, []operation{
			{limit: 5, calls: 1}, {limit: 1, spent: 1, coalesced: 1},
		}},
		"the first one runs out on the way": {1, []operation{
			{limit: 1, calls: 1, refused: true}, {limit: 5, calls: 1}, {limit: 5, coalesced: 1},
		}},
		"the first one leaves, and pays still": {1, []operation{
			{limit: 5, leaves: true, calls: 2}, {limit: 5, coalesced: 1},
		}},
		"the first one leaves, and runs out": {1, []operation{
			{limit: 1, leaves: true, calls: 1}, {limit: 5, calls: 1}, {limit: 5, coalesced: 1},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				failures := 0
				upstream := newDirect(t, slowToken{}, func(*http.Request) (int, http.Header) {
					if failures--; failures >= 0 {
						return http.StatusServiceUnavailable, nil
					}
					return http.StatusOK, nil
				})
				c := newCache(t, upstream, Options{TTL: ttl})
				meters := make([]*pcclient.Meter, len(test.operations))
				for i, o := range test.operations {
					meters[i] = pcclient.NewMeter(o.limit)
					for range o.spent {
						if _, err := upstream.Devices(pcclient.WithMeter(t.Context(), meters[i]), customerID, batchID, ""); err != nil {
							t.Fatal(err)
						}
					}
				}
				failures = test.failures
				var all sync.WaitGroup
				for i, o := range test.operations {
					counts := new(Counts)
					ctx, leave := context.WithCancel(WithCounts(pcclient.WithMeter(t.Context(), meters[i]), counts))
					defer leave()
					all.Go(func() {
						if o.leaves {
							time.AfterFunc(time.Second/2, leave)
						}
						_, err := first(ctx, c)
						_, refused := errors.AsType[*pcclient.BudgetError](err)
						if o.leaves && !errors.Is(err, context.Canceled) ||
							!o.leaves && (refused != o.refused || !refused && err != nil) {
							t.Errorf("operation %d got %v", i, err)
						}
						if got := counts.Coalesced.Load(); got != o.coalesced {
							t.Errorf("operation %d counted %d coalesced asks, want %d", i, got, o.coalesced)
						}
					})
					synctest.Wait()
				}
				all.Wait()
				for i, o := range test.operations {
					if got := meters[i].Calls() - o.spent; got != o.calls {
						t.Errorf("operation %d paid for %d calls, want %d", i, got, o.calls)
					}
				}
			})
		})
	}
}

func TestACallCarriesItsOperationsCorrelationID(t *testing.T) {
	t.Parallel()
	const id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
	var got string
	c := newCache(t, newDirect(t, pcclient.StaticToken("secret"), func(req *http.Request) (int, http.Header) {
		got = req.Header.Get("MS-CorrelationId")
		return http.StatusOK, nil
	}), Options{})
	mustFirst(t, pcclient.WithCorrelationID(t.Context(), id), c)
	if got != id {
		t.Errorf("correlation id %q was sent, want %q", got, id)
	}
}
