package pagecache

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// stale is how much longer than its TTL a page is kept in these tests.
const stale = time.Hour

// failing is an upstream that fails with err from its second call on.
func failing(err error) *fake {
	upstream := &fake{}
	upstream.fail = func(context.Context, asked) error {
		if upstream.count() == 1 {
			return nil
		}
		return err
	}
	return upstream
}

var unavailable = &pcclient.Error{Kind: pcclient.KindUnavailable, Status: 503}

// An old page is served when Partner Center cannot answer, and in no other case.
func TestWhichErrorsAnOldPageStandsInFor(t *testing.T) {
	t.Parallel()
	served := map[pcclient.Kind]bool{
		pcclient.KindUnavailable: true, pcclient.KindTimeout: true, pcclient.KindThrottled: true, pcclient.KindBadResponse: true,
	}
	tests := map[string]struct {
		err    error
		served bool
	}{
		"budget":       {&pcclient.BudgetError{Limit: 7}, false},
		"unknown":      {errors.New("unknown"), false},
		"cancellation": {context.Canceled, false},
	}
	for kind := pcclient.KindInvalidArgument; kind <= pcclient.KindCanceled; kind++ {
		tests[kind.String()] = struct {
			err    error
			served bool
		}{&pcclient.Error{Kind: kind}, served[kind]}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := failing(test.err)
				c := newCache(t, upstream, Options{TTL: ttl, StaleIfError: stale})
				old := mustFirst(t, t.Context(), c)
				time.Sleep(ttl)
				var counts Counts
				id, err := first(WithCounts(t.Context(), &counts), c)
				wantCalls(t, upstream, 2)
				if test.served {
					if err != nil || id != old || counts.Stale.Load() != 1 || counts.OldestStale() != ttl || c.Stats().Stale != 1 {
						t.Errorf("got %q, %v, %d stale, the oldest of %v; want the old page", id, err, counts.Stale.Load(), counts.OldestStale())
					}
				} else if err != test.err || counts.Stale.Load() != 0 || counts.OldestStale() != 0 || c.Stats().Stale != 0 {
					t.Errorf("got %q, %v, %d stale; want the upstream's error", id, err, counts.Stale.Load())
				}
				if hits := counts.CacheHits.Load(); hits != 0 {
					t.Errorf("counted %d hits", hits)
				}
			})
		})
	}
}

func TestOldPagesAreKeptForTheirTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options Options
		pause   time.Duration
		calls   int
		age     time.Duration // 0: not served
	}{
		"while it is fresh":         {Options{TTL: ttl, StaleIfError: stale}, ttl - 1, 1, 0},
		"as soon as it is stale":    {Options{TTL: ttl, StaleIfError: stale}, ttl, 2, ttl + 5*time.Second},
		"to the last moment":        {Options{TTL: ttl, StaleIfError: stale}, ttl + stale - 1, 2, ttl + stale - 1 + 5*time.Second},
		"not any longer":            {Options{TTL: ttl, StaleIfError: stale}, ttl + stale, 2, 0},
		"not at all":                {Options{TTL: ttl}, ttl, 2, 0},
		"where none is ever fresh":  {Options{StaleIfError: stale}, 0, 2, 5 * time.Second},
		"nor then for ever":         {Options{StaleIfError: stale}, stale, 2, 0},
		"where nothing is kept":     {Options{}, 0, 2, 0},
		"for less than it is fresh": {Options{TTL: ttl, StaleIfError: 1}, ttl, 2, ttl + 5*time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := failing(unavailable)
				upstream.latency = 5 * time.Second
				c := newCache(t, upstream, test.options)
				old := mustFirst(t, t.Context(), c)
				upstream.latency = 0
				time.Sleep(test.pause)
				var counts Counts
				id, err := first(WithCounts(t.Context(), &counts), c)
				wantCalls(t, upstream, test.calls)
				if served := err == nil && id == old; served != (test.calls == 1 || test.age > 0) {
					t.Errorf("got %q, %v", id, err)
				}
				if got := counts.OldestStale(); got != test.age {
					t.Errorf("the oldest page served was %v old, want %v", got, test.age)
				}
			})
		})
	}
}

// Whoever waited for the fetch that failed has the old page, and who comes later as
// well.
func TestAllWhoWaitedGetTheOldPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := failing(&pcclient.Error{Kind: pcclient.KindThrottled, RetryAfter: time.Minute})
		upstream.latency = time.Second
		c := newCache(t, upstream, Options{TTL: ttl, StaleIfError: stale})
		old := mustFirst(t, t.Context(), c)
		time.Sleep(ttl)
		const asks = 10
		var all sync.WaitGroup
		var counts Counts
		for range asks {
			all.Go(func() {
				if id := mustFirst(t, WithCounts(t.Context(), &counts), c); id != old {
					t.Errorf("got %q, want the old page", id)
				}
			})
		}
		all.Wait()
		time.Sleep(30 * time.Second)
		mustFirst(t, WithCounts(t.Context(), &counts), c)
		wantCalls(t, upstream, 3)
		if counts.Stale.Load() != asks+1 || counts.Coalesced.Load() != asks-1 {
			t.Errorf("counted %d stale and %d coalesced", counts.Stale.Load(), counts.Coalesced.Load())
		}
		if got, want := counts.OldestStale(), time.Second+ttl+time.Second+30*time.Second+time.Second; got != want {
			t.Errorf("the oldest was %v old, want %v", got, want)
		}
		if s := c.Stats(); s.Stale != asks+1 || s.Misses != 3 || s.Coalesced != asks-1 {
			t.Errorf("Stats = %+v", s)
		}
	})
}

// The age that counts is that of the oldest page, whichever was served last.
func TestTheOldestPageCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{}
		c := newCache(t, upstream, Options{TTL: ttl, StaleIfError: stale})
		batches := []string{"a", "b", "c"}
		ask := func(ctx context.Context, batch string) {
			if _, err := c.Devices(ctx, customerID, batch, ""); err != nil {
				t.Error(err)
			}
		}
		for _, batch := range batches {
			ask(t.Context(), batch)
			time.Sleep(ttl)
		}
		upstream.fail = func(context.Context, asked) error { return unavailable }
		var counts Counts
		for _, batch := range []string{"b", "a", "c"} {
			ask(WithCounts(t.Context(), &counts), batch)
		}
		if got := counts.OldestStale(); got != 3*ttl || counts.Stale.Load() != 3 {
			t.Errorf("the oldest of %d was %v old, want %v", counts.Stale.Load(), got, 3*ttl)
		}
	})
}

func TestWhoWantsFreshPagesGetsNoOldOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, failing(unavailable), Options{TTL: ttl, StaleIfError: stale})
		mustFirst(t, t.Context(), c)
		time.Sleep(ttl)
		if id, err := first(WithFresh(t.Context()), c); err != error(unavailable) {
			t.Errorf("got %q, %v, want the upstream's error", id, err)
		}
	})
}

func TestAnOldPageStaysInItsScope(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, failing(unavailable), Options{TTL: ttl, StaleIfError: stale})
		mustFirst(t, WithScope(t.Context(), "a"), c)
		time.Sleep(ttl)
		if id, err := first(WithScope(t.Context(), "b"), c); err != error(unavailable) {
			t.Errorf("got %q, %v, want the upstream's error", id, err)
		}
	})
}

// What Partner Center has refused does not come back when it fails afterwards.
func TestARefusalEndsAnOldPage(t *testing.T) {
	t.Parallel()
	for _, kind := range []pcclient.Kind{pcclient.KindBadInput, pcclient.KindUnauthorized, pcclient.KindForbidden, pcclient.KindNotFound} {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := failing(&pcclient.Error{Kind: kind})
				c := newCache(t, upstream, Options{TTL: ttl, StaleIfError: stale})
				mustFirst(t, t.Context(), c)
				time.Sleep(ttl)
				if id, err := first(t.Context(), c); pcclient.KindOf(err) != kind {
					t.Fatalf("got %q, %v", id, err)
				}
				upstream.fail = func(context.Context, asked) error { return unavailable }
				if id, err := first(t.Context(), c); err != error(unavailable) {
					t.Errorf("got %q, %v, want the upstream's error", id, err)
				}
			})
		})
	}
}

// A refusal says nothing of a page that was fetched later.
func TestARefusalLeavesAYoungerPageAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{}
		c := newCache(t, upstream, Options{TTL: ttl, StaleIfError: stale})
		old := time.Now()
		time.Sleep(time.Second)
		id := mustFirst(t, t.Context(), c)
		k := key{list: list{kind: kindDevices, customer: customerID, batch: batchID}}
		c.store.drop(k, old)
		if got := mustFirst(t, t.Context(), c); got != id {
			t.Errorf("got %q, want the page that was there", got)
		}
		c.store.drop(k, time.Now())
		if got := mustFirst(t, t.Context(), c); !strings.HasPrefix(got, "2 ") {
			t.Errorf("got %q, want a new page", got)
		}
	})
}

// A list whose continuation was refused is read anew, or not at all.
func TestARefusedContinuationEndsTheListsOldPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{next: "token"}
		c := newCache(t, upstream, Options{TTL: ttl, StaleIfError: stale})
		mustFirst(t, t.Context(), c)
		upstream.fail = func(_ context.Context, a asked) error {
			if a.from != "" {
				return &pcclient.Error{Kind: pcclient.KindBadInput, Status: 400}
			}
			return unavailable
		}
		if _, err := c.Devices(t.Context(), customerID, batchID, "token"); pcclient.KindOf(err) != pcclient.KindBadInput {
			t.Fatalf("err = %v", err)
		}
		time.Sleep(ttl + stale/2)
		if id, err := first(t.Context(), c); err != error(unavailable) {
			t.Errorf("got %q, %v, want the upstream's error", id, err)
		}
	})
}
