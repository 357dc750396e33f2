package pagecache

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// throttling refuses the first call it gets with a Retry-After, and no other.
func throttling(retryAfter time.Duration) (*fake, *pcclient.Error) {
	refusal := &pcclient.Error{
		Kind: pcclient.KindThrottled, Op: "GET /v1/customers", Status: 429, Code: "429",
		RequestID: "6c5e1d8a", RetryAfter: retryAfter, Attempts: 3,
	}
	upstream := &fake{}
	upstream.fail = func(context.Context, asked) error {
		if upstream.count() == 1 {
			return fmt.Errorf("wrapped: %w", refusal)
		}
		return nil
	}
	return upstream, refusal
}

func TestAThrottledCustomerIsLeftAlone(t *testing.T) {
	t.Parallel()
	const other = "e7d3b0c4-5a3f-4d2b-9f64-0f9c8a7b6d5e"
	customers := func(ctx context.Context, c *Cache) error {
		_, err := c.Customers(ctx, pcclient.CustomersQuery{}, "")
		return err
	}
	devices := func(customerID, batchID string) func(context.Context, *Cache) error {
		return func(ctx context.Context, c *Cache) error {
			_, err := c.Devices(ctx, customerID, batchID, "")
			return err
		}
	}
	batches := func(ctx context.Context, c *Cache) error {
		_, err := c.DeviceBatches(ctx, customerID, "")
		return err
	}
	customer := func(ctx context.Context, c *Cache) error {
		_, err := c.Customer(ctx, "47021739-3426-40BF-9601-61B4B6D7C793")
		return err
	}
	inScope := func(ask func(context.Context, *Cache) error) func(context.Context, *Cache) error {
		return func(ctx context.Context, c *Cache) error { return ask(WithScope(ctx, "other"), c) }
	}
	fresh := func(ask func(context.Context, *Cache) error) func(context.Context, *Cache) error {
		return func(ctx context.Context, c *Cache) error { return ask(WithFresh(ctx), c) }
	}

	tests := map[string]struct {
		first, then func(context.Context, *Cache) error
		pause       time.Duration
		left        time.Duration // 0: the upstream is asked
	}{
		"the same ask":                {batches, batches, 20 * time.Second, 37 * time.Second},
		"to the last moment":          {batches, batches, 57*time.Second - 1, 1},
		"not any longer":              {batches, batches, 57 * time.Second, 0},
		"another kind":                {batches, devices(customerID, batchID), time.Second, 56 * time.Second},
		"another batch":               {devices(customerID, "a"), devices(customerID, "b"), time.Second, 56 * time.Second},
		"another spelling":            {batches, customer, time.Second, 56 * time.Second},
		"fresh pages":                 {batches, fresh(batches), time.Second, 56 * time.Second},
		"another customer":            {batches, devices(other, batchID), time.Second, 0},
		"another scope":               {batches, inScope(batches), time.Second, 0},
		"the partner":                 {batches, customers, time.Second, 0},
		"the partner, again":          {customers, customers, time.Second, 56 * time.Second},
		"a customer, not the partner": {customers, batches, time.Second, 0},
		"its record, not the partner": {customers, customer, time.Second, 0},
	}
	for name, test := range tests {
		for _, o := range []Options{{TTL: ttl}, {}} {
			t.Run(fmt.Sprintf("%s, TTL %v", name, o.TTL), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					upstream, refusal := throttling(57 * time.Second)
					c := newCache(t, upstream, o)
					if err := test.first(t.Context(), c); !errors.Is(err, refusal) {
						t.Fatalf("err = %v, want the upstream's", err)
					}
					time.Sleep(test.pause)
					err := test.then(t.Context(), c)
					if test.left == 0 {
						if err != nil {
							t.Errorf("err = %v, want none", err)
						}
						wantCalls(t, upstream, 2)
						return
					}
					wantCalls(t, upstream, 1)
					want := *refusal
					want.RetryAfter = test.left
					got, ok := err.(*pcclient.Error)
					if !ok || *got != want {
						t.Errorf("err = %#v, want %#v", err, want)
					}
					if refusal.RetryAfter != 57*time.Second {
						t.Error("the upstream's own error was changed")
					}
					if got := c.Stats().Throttled; got != 1 {
						t.Errorf("Stats.Throttled = %d, want 1", got)
					}
				})
			})
		}
	}
}

func TestWhatDoesNotAskForAPauseGetsNone(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"no Retry-After": &pcclient.Error{Kind: pcclient.KindThrottled},
		"unavailable":    &pcclient.Error{Kind: pcclient.KindUnavailable, RetryAfter: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upstream := &fake{fail: func(context.Context, asked) error { return err }}
			c := newCache(t, upstream, Options{TTL: ttl})
			for range 3 {
				if _, got := first(t.Context(), c); got != err {
					t.Errorf("err = %v, want the upstream's", got)
				}
			}
			wantCalls(t, upstream, 3)
		})
	}
}

func TestAPageInMemoryIsServedDuringAPause(t *testing.T) {
	t.Parallel()
	upstream := &fake{fail: func(_ context.Context, a asked) error {
		if a.batch == "throttled" {
			return &pcclient.Error{Kind: pcclient.KindThrottled, RetryAfter: time.Minute}
		}
		return nil
	}}
	c := newCache(t, upstream, Options{TTL: ttl})
	mustFirst(t, t.Context(), c)
	if _, err := c.Devices(t.Context(), customerID, "throttled", ""); err == nil {
		t.Fatal("no error")
	}
	mustFirst(t, t.Context(), c)
	wantCalls(t, upstream, 2)
}

func TestALongPauseIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream, _ := throttling(365 * 24 * time.Hour)
		c := newCache(t, upstream, Options{})
		_, _ = first(t.Context(), c)
		time.Sleep(time.Hour - 1)
		if _, err := first(t.Context(), c); pcclient.KindOf(err) != pcclient.KindThrottled {
			t.Errorf("after almost an hour: %v, want the refusal", err)
		}
		time.Sleep(time.Nanosecond)
		mustFirst(t, t.Context(), c)
		wantCalls(t, upstream, 2)
	})
}

// A call that was under way when the pause began does not shorten it.
func TestTheLongerPauseHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{fail: func(_ context.Context, a asked) error {
			if a.batch == "short" {
				time.Sleep(time.Second)
				return &pcclient.Error{Kind: pcclient.KindThrottled, RetryAfter: 10 * time.Second}
			}
			return &pcclient.Error{Kind: pcclient.KindThrottled, RetryAfter: time.Minute}
		}}
		c := newCache(t, upstream, Options{})
		var both sync.WaitGroup
		for _, batch := range []string{"short", "long"} {
			both.Go(func() { _, _ = c.Devices(t.Context(), customerID, batch, "") })
			synctest.Wait()
		}
		both.Wait()
		time.Sleep(30 * time.Second)
		_, err := first(t.Context(), c)
		if e, ok := errors.AsType[*pcclient.Error](err); !ok || e.RetryAfter != 29*time.Second {
			t.Errorf("err = %v, want one that says 29s", err)
		}
		wantCalls(t, upstream, 2)
	})
}

// Of those who come while the throttled call is under way, and right behind it,
// nobody makes another.
func TestNoAskFallsBetweenFetchAndPause(t *testing.T) {
	t.Parallel()
	for range 50 {
		upstream, refusal := throttling(time.Hour)
		c := newCache(t, upstream, Options{})
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := first(t.Context(), c); pcclient.KindOf(err) != refusal.Kind {
					t.Errorf("err = %v, want the refusal", err)
				}
			})
		}
		all.Wait()
		wantCalls(t, upstream, 1)
	}
}
