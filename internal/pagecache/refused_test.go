package pagecache

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// slowing is an upstream whose calls for devices take a time each of their own.
type slowing struct {
	*fake
	mu        sync.Mutex
	latencies []time.Duration
}

func (s *slowing) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*devicePage, error) {
	s.mu.Lock()
	var latency time.Duration
	if len(s.latencies) > 0 {
		latency, s.latencies = s.latencies[0], s.latencies[1:]
	}
	s.mu.Unlock()
	page, err := s.fake.Devices(ctx, customerID, batchID, from)
	time.Sleep(latency)
	return page, err
}

func TestARefusedContinuationDropsItsList(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind  pcclient.Kind
		drops bool
	}{
		"bad input":   {pcclient.KindBadInput, true},
		"not found":   {pcclient.KindNotFound, true},
		"forbidden":   {pcclient.KindForbidden, false},
		"throttled":   {pcclient.KindThrottled, false},
		"unavailable": {pcclient.KindUnavailable, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := &fake{next: "token", fail: func(_ context.Context, a asked) error {
					if a.from == "stale" {
						return &pcclient.Error{Kind: test.kind}
					}
					return nil
				}}
				c := newCache(t, upstream, Options{TTL: ttl})
				devices := func(ctx context.Context, batch string, from pcclient.Continuation) {
					t.Helper()
					if _, err := c.Devices(ctx, customerID, batch, from); (err != nil) != (from == "stale") {
						t.Fatalf("Devices(%s, %s): %v", batch, from, err)
					}
				}
				scoped := WithScope(t.Context(), "other")
				others := func() {
					devices(t.Context(), "other batch", "")
					devices(scoped, batchID, "")
					if _, err := c.DeviceBatches(t.Context(), customerID, ""); err != nil {
						t.Fatal(err)
					}
				}
				devices(t.Context(), batchID, "")
				devices(t.Context(), batchID, "token")
				others()
				devices(t.Context(), batchID, "stale")
				wantCalls(t, upstream, 6)

				time.Sleep(time.Nanosecond) // the next moment
				devices(t.Context(), batchID, "")
				devices(t.Context(), batchID, "token")
				if test.drops {
					wantCalls(t, upstream, 8)
				} else {
					wantCalls(t, upstream, 6)
				}
				before := upstream.count()
				devices(t.Context(), batchID, "")
				devices(t.Context(), batchID, "token")
				others()
				wantCalls(t, upstream, before)
			})
		})
	}
}

func TestOnlyAContinuationCanBeRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := false
		upstream := &fake{fail: func(_ context.Context, a asked) error {
			if gone && a.from == "" {
				return &pcclient.Error{Kind: pcclient.KindNotFound}
			}
			return nil
		}}
		c := newCache(t, upstream, Options{TTL: ttl})
		if _, err := c.Devices(t.Context(), customerID, batchID, "token"); err != nil {
			t.Fatal(err)
		}
		gone = true
		if _, err := first(t.Context(), c); err == nil {
			t.Fatal("no error")
		}
		time.Sleep(time.Nanosecond)
		if _, err := c.Devices(t.Context(), customerID, batchID, "token"); err != nil {
			t.Fatal(err)
		}
		wantCalls(t, upstream, 2)
	})
}

// A fetch that is under way when the continuation is refused may bring back what
// has just been dropped, and do so after the time for which pages are kept.
func TestAFetchOfBeforeTheRefusalIsNotTrusted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &slowing{
			fake: &fake{fail: func(_ context.Context, a asked) error {
				if a.from != "" {
					return &pcclient.Error{Kind: pcclient.KindBadInput}
				}
				return nil
			}},
			latencies: []time.Duration{2 * ttl},
		}
		c := newCache(t, upstream, Options{TTL: ttl})
		var slow sync.WaitGroup
		slow.Go(func() { mustFirst(t, t.Context(), c) })
		time.Sleep(time.Second)
		if _, err := c.Devices(t.Context(), customerID, batchID, "stale"); err == nil {
			t.Fatal("no error")
		}
		time.Sleep(time.Nanosecond)
		if got := mustFirst(t, t.Context(), c); !strings.HasPrefix(got, "3 ") {
			t.Errorf("got %q, want that of a new call", got)
		}
		slow.Wait() // its page is in memory now, the other's time is over
		if got := mustFirst(t, t.Context(), c); !strings.HasPrefix(got, "4 ") {
			t.Errorf("got %q, want that of a new call", got)
		}
		wantCalls(t, upstream.fake, 4)
	})
}
