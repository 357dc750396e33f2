package loaders

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// recorder is a transport that keeps what the requests say.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	ids  []string // the correlation ID of each
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.ids = append(r.ids, request.Header.Get("MS-CorrelationId"))
	r.mu.Unlock()
	return r.next.RoundTrip(request)
}

// simulated is a Partner Center to ask, with a fault for some of the tests.
func simulated(t *testing.T, faults ...pcsim.Fault) (*pcsim.Server, *recorder, Direct) {
	t.Helper()
	sim, err := pcsim.New(pcsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		if _, err := sim.Fault(fault); err != nil {
			t.Fatal(err)
		}
	}
	sent := &recorder{next: sim.Transport()}
	client, err := pcclient.New(pcclient.Options{Token: pcclient.StaticToken("test"), Transport: sent})
	if err != nil {
		t.Fatal(err)
	}
	return sim, sent, Direct{Client: client}
}

// readALot asks twice for something of every kind, at the same time.
func readALot(t *testing.T, l *Loaders) (failures int) {
	t.Helper()
	const documented, many = pcsim.CustomerDocumented, pcsim.CustomerMany
	var mu sync.Mutex
	var wait sync.WaitGroup
	note := func(err error) {
		if err != nil {
			mu.Lock()
			failures++
			mu.Unlock()
		}
	}
	for range 2 {
		wait.Go(func() { _, err := l.Customer.Load(t.Context(), documented); note(err) })
		wait.Go(func() { _, err := l.Customer.Load(t.Context(), many); note(err) })
		wait.Go(func() { _, err := l.CustomerPage.Load(t.Context(), CustomerPageKey{}); note(err) })
		wait.Go(func() { _, err := l.Batches.Load(t.Context(), documented); note(err) })
		wait.Go(func() {
			_, err := l.DevicePage.Load(t.Context(), DevicePageKey{Customer: documented, Batch: pcsim.BatchTest})
			note(err)
		})
	}
	wait.Wait()
	return failures
}

func TestCost(t *testing.T) {
	t.Parallel()
	twice503 := pcsim.Fault{Customer: pcsim.CustomerMany, Kind: pcsim.KindStatus, Status: 503, Count: 2}
	always404 := pcsim.Fault{Batch: pcsim.BatchTest, Kind: pcsim.KindStatus, Status: 404}
	for name, test := range map[string]struct {
		faults   []pcsim.Fault
		failures int
		want     Cost
	}{
		"all well":         {nil, 0, Cost{Calls: 5, Coalesced: 5}},
		"fine in the end":  {[]pcsim.Fault{twice503}, 0, Cost{Calls: 7, Retries: 2, Coalesced: 5}},
		"a failure":        {[]pcsim.Fault{always404}, 2, Cost{Calls: 5, Coalesced: 5}},
		"both of the last": {[]pcsim.Fault{twice503, always404}, 2, Cost{Calls: 7, Retries: 2, Coalesced: 5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim, _, upstream := simulated(t, test.faults...)
				l := operation(t, t.Context(), upstream, Limits{})
				if l.Cost() != (Cost{}) {
					t.Errorf("before anything is asked, the cost is %+v", l.Cost())
				}
				if failures := readALot(t, l); failures != test.failures {
					t.Errorf("%d asks failed, want %d", failures, test.failures)
				}
				if got := l.Cost(); got != test.want || got.Calls != sim.TotalCalls() {
					t.Errorf("cost %+v, want %+v; the upstream counts %d calls", got, test.want, sim.TotalCalls())
				}
			})
		})
	}
}

// What is answered by another ask's call is counted, also among asks that start
// together.
func TestCoalesced(t *testing.T) {
	t.Parallel()
	l := operation(t, t.Context(), &stub{customer: named}, Limits{})
	for _, key := range []string{"a", "b", "a", "c", "a"} {
		answer := l.Customer.Ask(key)
		defer func() {
			if _, err := answer(t.Context()); err != nil {
				t.Error(err)
			}
		}()
	}
	l.Customer.Flush()
	if _, err := l.Customer.Load(t.Context(), "b"); err != nil {
		t.Error(err)
	}
	if got := l.Cost().Coalesced; got != 3 {
		t.Errorf("six asks for three keys coalesced %d times", got)
	}
}

// The budget is exact: what is allowed is sent, and nothing else.
func TestBudget(t *testing.T) {
	t.Parallel()
	sim, _, upstream := simulated(t)
	l := operation(t, t.Context(), upstream, Limits{MaxCalls: 3})
	answered := 0
	for i := range 8 {
		_, err := l.DevicePage.Load(t.Context(), DevicePageKey{Customer: pcsim.CustomerMany, Batch: "Branch 0" + strconv.Itoa(i+1)})
		var spent *pcclient.BudgetError
		switch {
		case err == nil:
			answered++
		case !errors.As(err, &spent) || spent.Limit != 3:
			t.Errorf("page %d: %v", i, err)
		}
	}
	if answered != 3 || sim.TotalCalls() != 3 || l.Cost().Calls != 3 {
		t.Errorf("%d answers, %d calls, cost %+v; want 3 of each", answered, sim.TotalCalls(), l.Cost())
	}
}

// All calls of an operation stand under one ID in Partner Center's logs, and
// those of another under another.
func TestCorrelationID(t *testing.T) {
	t.Parallel()
	_, sent, upstream := simulated(t)
	readALot(t, operation(t, t.Context(), upstream, Limits{}))
	one := slices.Compact(slices.Clone(sent.ids))
	sent.ids = nil
	readALot(t, operation(t, t.Context(), upstream, Limits{}))
	other := slices.Compact(slices.Clone(sent.ids))
	if len(one) != 1 || len(other) != 1 || one[0] == "" || one[0] == other[0] {
		t.Errorf("one operation's correlation IDs are %q, another's %q", one, other)
	}
}

func TestFromWithoutAttach(t *testing.T) {
	t.Parallel()
	if l, err := From(t.Context()); err == nil || l != nil {
		t.Errorf("From gives %v, %v", l, err)
	}
}

// What is asked for is what is fetched, and different asks never share an answer.
func TestKeys(t *testing.T) {
	t.Parallel()
	upstream := &stub{
		customers: func(query pcclient.CustomersQuery, from pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
			id := query.NameStartsWith + "/" + strconv.Itoa(query.Size) + "/" + string(from)
			return &pcclient.Page[pcclient.Customer]{Items: []pcclient.Customer{{ID: id}}}, nil
		},
		devices: func(customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
			id := customerID + "/" + batchID + "/" + string(from)
			return &pcclient.Page[pcclient.Device]{Items: []pcclient.Device{{ID: id}}}, nil
		},
	}
	l := operation(t, t.Context(), upstream, Limits{})
	customerKeys := map[string]CustomerPageKey{
		"/0/":       {},
		"/100/":     {Query: pcclient.CustomersQuery{Size: 100}},
		"con/100/":  {Query: pcclient.CustomersQuery{Size: 100, NameStartsWith: "con"}},
		"con/100/t": {Query: pcclient.CustomersQuery{Size: 100, NameStartsWith: "con"}, From: "t"},
	}
	deviceKeys := map[string]DevicePageKey{
		"c/b/":   {Customer: "c", Batch: "b"},
		"c/B/":   {Customer: "c", Batch: "B"},
		"c/b/t":  {Customer: "c", Batch: "b", From: "t"},
		"c2/b/t": {Customer: "c2", Batch: "b", From: "t"},
	}
	for range 2 {
		for want, key := range customerKeys {
			if page, err := l.CustomerPage.Load(t.Context(), key); err != nil || page.Items[0].ID != want {
				t.Errorf("%+v answers %v, %v", key, page, err)
			}
		}
		for want, key := range deviceKeys {
			if page, err := l.DevicePage.Load(t.Context(), key); err != nil || page.Items[0].ID != want {
				t.Errorf("%+v answers %v, %v", key, page, err)
			}
		}
	}
	if calls, _, _ := upstream.seen(); calls != len(customerKeys)+len(deviceKeys) {
		t.Errorf("%d calls for %d keys", calls, len(customerKeys)+len(deviceKeys))
	}
}

// Partner Center is not known to split the list of batches. Should it ever, the
// list is read whole, and one that has no end is an error.
func TestBatchesOverSeveralPages(t *testing.T) {
	t.Parallel()
	type page = pcclient.Page[pcclient.DeviceBatch]
	batches := func(ids ...string) (list []pcclient.DeviceBatch) {
		for _, id := range ids {
			list = append(list, pcclient.DeviceBatch{ID: id})
		}
		return list
	}
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		pages map[pcclient.Continuation]*page
		want  []string
		kind  pcclient.Kind // of the error
		calls int
	}{
		"one":        {map[pcclient.Continuation]*page{"": {Items: batches("a", "b")}}, []string{"a", "b"}, 0, 1},
		"none":       {map[pcclient.Continuation]*page{"": {}}, nil, 0, 1},
		"three":      {map[pcclient.Continuation]*page{"": {Items: batches("a"), Next: "1"}, "1": {Items: batches("b", "c"), Next: "2"}, "2": {Items: batches("d")}}, []string{"a", "b", "c", "d"}, 0, 3},
		"empty last": {map[pcclient.Continuation]*page{"": {Items: batches("a"), Next: "1"}, "1": {}}, []string{"a"}, 0, 2},
		"a circle":   {map[pcclient.Continuation]*page{"": {Items: batches("a"), Next: "1"}, "1": {Items: batches("b"), Next: "1"}}, nil, pcclient.KindBadResponse, 2},
		"lost":       {map[pcclient.Continuation]*page{"": {Items: batches("a"), Next: "gone"}}, nil, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upstream := &stub{batches: func(_ string, from pcclient.Continuation) (*page, error) {
				if p, ok := test.pages[from]; ok {
					return p, nil
				}
				return nil, broken
			}}
			list, err := operation(t, t.Context(), upstream, Limits{MaxParallel: 1}).Batches.Load(t.Context(), "c")
			var got []string
			for _, b := range list {
				got = append(got, b.ID)
			}
			if !slices.Equal(got, test.want) || pcclient.KindOf(err) != test.kind {
				t.Errorf("got %v, %v", got, err)
			}
			if name == "lost" != errors.Is(err, broken) {
				t.Errorf("the error is %v", err)
			}
			if calls, _, _ := upstream.seen(); calls != test.calls {
				t.Errorf("%d calls, want %d", calls, test.calls)
			}
		})
	}
}
