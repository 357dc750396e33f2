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

func TestNewNamesEveryMistake(t *testing.T) {
	t.Parallel()
	c, err := New(nil, Options{TTL: -1, StaleIfError: -1, MaxBytes: -1})
	if c != nil || err == nil {
		t.Fatalf("New = %v, %v, want an error", c, err)
	}
	for _, want := range []string{"upstream is missing", "TTL is negative", "StaleIfError is negative", "MaxBytes is negative"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}

func TestEveryMethodSharesAndKeepsItsAnswers(t *testing.T) {
	t.Parallel()
	query := pcclient.CustomersQuery{NameStartsWith: "Con", Size: 20}
	tests := map[string]struct {
		ask  func(context.Context, *Cache) (any, string, error)
		want asked
	}{
		"customer": {
			func(ctx context.Context, c *Cache) (any, string, error) {
				customer, err := c.Customer(ctx, customerID)
				return customer, customer.ID, err
			},
			asked{kind: kindCustomer, customer: customerID},
		},
		"customers": {
			func(ctx context.Context, c *Cache) (any, string, error) {
				page, err := c.Customers(ctx, query, "token")
				return page, page.Items[0].ID, err
			},
			asked{kind: kindCustomers, query: query, from: "token"},
		},
		"device batches": {
			func(ctx context.Context, c *Cache) (any, string, error) {
				page, err := c.DeviceBatches(ctx, customerID, "token")
				return page, page.Items[0].ID, err
			},
			asked{kind: kindDeviceBatches, customer: customerID, from: "token"},
		},
		"devices": {
			func(ctx context.Context, c *Cache) (any, string, error) {
				page, err := c.Devices(ctx, customerID, batchID, "token")
				return page, page.Items[0].ID, err
			},
			asked{kind: kindDevices, customer: customerID, batch: batchID, from: "token"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upstream := &fake{}
			c := newCache(t, upstream, Options{TTL: ttl})
			page, id, err := test.ask(t.Context(), c)
			if err != nil || !strings.HasPrefix(id, "1 ") {
				t.Fatalf("first answer %q, %v", id, err)
			}
			again, _, err := test.ask(t.Context(), c)
			if err != nil || again != page {
				t.Errorf("second answer is not the first, %v", err)
			}
			if got := upstream.asks(); len(got) != 1 || got[0] != test.want {
				t.Errorf("the upstream was asked %+v, want once %+v", got, test.want)
			}
		})
	}
}

func TestEqualAsksAtOnceAreOneCall(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{"kept": {TTL: ttl}, "not kept": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const asks = 1000
				upstream := &fake{latency: time.Second}
				c := newCache(t, upstream, o)
				var counts Counts
				pages := make([]*devicePage, asks)
				var all sync.WaitGroup
				for i := range asks {
					all.Go(func() {
						var err error
						if pages[i], err = c.Devices(WithCounts(t.Context(), &counts), customerID, batchID, ""); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				wantCalls(t, upstream, 1)
				for _, page := range pages {
					if page != pages[0] {
						t.Fatal("two callers got different pages")
					}
				}
				if hits, coalesced := counts.CacheHits.Load(), counts.Coalesced.Load(); hits != 0 || coalesced != asks-1 {
					t.Errorf("counted %d hits and %d coalesced asks, want 0 and %d", hits, coalesced, asks-1)
				}
				if s := c.Stats(); s.Misses != 1 || s.Coalesced != asks-1 || s.Hits != 0 {
					t.Errorf("Stats = %+v", s)
				}
			})
		})
	}
}

// In real time, callers also come between the end of a fetch and the moment when
// its page can be found.
func TestNoAskFallsBetweenFetchAndStore(t *testing.T) {
	t.Parallel()
	const rounds, asks = 200, 50
	upstream := &fake{}
	c := newCache(t, upstream, Options{TTL: time.Hour})
	for round := range rounds {
		var all sync.WaitGroup
		for range asks {
			all.Go(func() {
				if _, err := c.Devices(t.Context(), customerID, batchID, pcclient.Continuation(rune('a'+round))); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	wantCalls(t, upstream, rounds)
	if s := c.Stats(); s.Hits+s.Misses+s.Coalesced != rounds*asks {
		t.Errorf("Stats = %+v do not add up to %d", s, rounds*asks)
	}
}

// The same, for an ask that is sure to have looked too early.
func TestAnAskThatLookedTooEarlyLooksAgain(t *testing.T) {
	t.Parallel()
	upstream := &fake{}
	c := newCache(t, upstream, Options{TTL: ttl})
	want, err := c.Devices(t.Context(), customerID, batchID, "")
	if err != nil {
		t.Fatal(err)
	}
	var counts Counts
	k := key{list: list{kind: kindDevices, customer: customerID, batch: batchID}}
	got, err := c.share(WithCounts(t.Context(), &counts), customerID, k, time.Time{})
	if err != nil || got != any(want) {
		t.Errorf("share = %v, %v, want the page in memory", got, err)
	}
	if got := counts.CacheHits.Load(); got != 1 {
		t.Errorf("counted %d hits, want 1", got)
	}
	wantCalls(t, upstream, 1)
}

func TestPagesAreKeptForTheirTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ttl, pause time.Duration
		calls      int
	}{
		"just before the end": {ttl, ttl - 1, 1},
		"at the end":          {ttl, ttl, 2},
		"not kept at all":     {0, 0, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := &fake{latency: 5 * time.Second}
				c := newCache(t, upstream, Options{TTL: test.ttl})
				var counts Counts
				ctx := WithCounts(t.Context(), &counts)
				mustFirst(t, ctx, c)
				time.Sleep(test.pause)
				mustFirst(t, ctx, c)
				wantCalls(t, upstream, test.calls)
				if got, want := counts.CacheHits.Load(), int64(2-test.calls); got != want {
					t.Errorf("counted %d hits, want %d", got, want)
				}
			})
		})
	}
}

func TestServingAPageDoesNotKeepItLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{}
		c := newCache(t, upstream, Options{TTL: ttl})
		for range 6 { // at 0, 10, 20, 30, 40 and 50 s
			mustFirst(t, t.Context(), c)
			time.Sleep(ttl / 3)
		}
		wantCalls(t, upstream, 2)
	})
}

func TestNoErrorIsKept(t *testing.T) {
	t.Parallel()
	for kind := pcclient.KindInvalidArgument; kind <= pcclient.KindCanceled; kind++ {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			failed := &pcclient.Error{Kind: kind}
			upstream := &fake{}
			upstream.fail = func(context.Context, asked) error {
				if upstream.count() == 1 {
					return failed
				}
				return nil
			}
			c := newCache(t, upstream, Options{TTL: ttl})
			if page, err := c.Devices(t.Context(), customerID, batchID, ""); page != nil || err != error(failed) {
				t.Fatalf("Devices = %v, %v, want the upstream's error", page, err)
			}
			if id := mustFirst(t, t.Context(), c); !strings.HasPrefix(id, "2 ") {
				t.Errorf("second answer is %q, want that of a second call", id)
			}
		})
	}
}

func TestThoseWhoWaitShareAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failed := &pcclient.Error{Kind: pcclient.KindForbidden, RequestID: "6c5e1d8a"}
		upstream := &fake{latency: time.Second, fail: func(context.Context, asked) error { return failed }}
		c := newCache(t, upstream, Options{TTL: ttl})
		var counts Counts
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if _, err := first(WithCounts(t.Context(), &counts), c); !errors.Is(err, failed) {
					t.Errorf("err = %v, want the upstream's", err)
				}
			})
		}
		all.Wait()
		wantCalls(t, upstream, 1)
		if got := counts.Coalesced.Load(); got != 2 {
			t.Errorf("counted %d coalesced asks, want 2", got)
		}
	})
}

func TestCountsAreTheOperationsOwn(t *testing.T) {
	t.Parallel()
	c := newCache(t, &fake{}, Options{TTL: ttl})
	var outer, inner Counts
	ctx := WithCounts(t.Context(), &outer)
	mustFirst(t, ctx, c)
	mustFirst(t, t.Context(), c)
	mustFirst(t, ctx, c)
	mustFirst(t, WithCounts(ctx, &inner), c)
	if CountsOf(ctx) != &outer || CountsOf(t.Context()) == nil {
		t.Error("CountsOf does not give the context's own Counts, or none where there are none")
	}
	if outer.CacheHits.Load() != 1 || inner.CacheHits.Load() != 1 {
		t.Errorf("hits = %d and %d, want 1 and 1", outer.CacheHits.Load(), inner.CacheHits.Load())
	}
	if got := c.Stats().Hits; got != 3 {
		t.Errorf("Stats.Hits = %d, want 3", got)
	}
}

func TestAClosedCacheStillAnswers(t *testing.T) {
	t.Parallel()
	upstream := &fake{}
	c := newCache(t, upstream, Options{TTL: ttl})
	c.Close()
	c.Close()
	mustFirst(t, t.Context(), c)
	mustFirst(t, t.Context(), c)
	wantCalls(t, upstream, 1)
}
