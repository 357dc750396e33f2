package pcclient

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const hedgeAfter = 100 * time.Millisecond

// turn is how one try is answered: with status, or without an answer, after a time.
type turn struct {
	after  time.Duration
	status int // 0 is a connection that breaks
}

// race is an upstream of slow tries that are hedged.
type race struct {
	turns []turn

	mu       sync.Mutex
	times    []time.Time
	ids      map[string]bool
	canceled int
}

func (r *race) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	turn := r.turns[min(len(r.times), len(r.turns)-1)]
	r.times = append(r.times, time.Now())
	if r.ids == nil {
		r.ids = map[string]bool{}
	}
	r.ids[req.Header.Get(headerRequestID)] = true
	r.mu.Unlock()
	if err := sleep(req.Context(), turn.after); err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.canceled++
		return nil, err
	}
	if turn.status == 0 {
		return nil, errors.New("broken")
	}
	return answer(turn.status, `{"items":[]}`), nil
}

func TestHedge(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, test := range []struct {
		name     string
		turns    []turn
		limit    int // of the Meter
		took     time.Duration
		calls    int
		canceled int
		kind     Kind // 0 when it succeeds
	}{
		{name: "quick", turns: []turn{{99 * ms, 200}}, took: 99 * ms, calls: 1},
		{name: "the hedge wins", turns: []turn{{time.Hour, 200}, {10 * ms, 200}}, took: 110 * ms, calls: 2, canceled: 1},
		{name: "the first wins", turns: []turn{{150 * ms, 200}, {time.Hour, 200}}, took: 150 * ms, calls: 2, canceled: 1},
		{name: "a failure waits for the first", turns: []turn{{500 * ms, 200}, {10 * ms, 503}}, took: 500 * ms, calls: 2},
		{name: "a failure waits for the hedge", turns: []turn{{150 * ms, 0}, {400 * ms, 200}}, took: 500 * ms, calls: 2},
		{name: "an answer that stays the same", turns: []turn{{time.Hour, 200}, {10 * ms, 404}}, took: 110 * ms, calls: 2, canceled: 1, kind: KindNotFound},
		{name: "a quick failure is not hedged", turns: []turn{{10 * ms, 503}}, took: 10 * ms, calls: 1, kind: KindUnavailable},
		{name: "both fail", turns: []turn{{150 * ms, 504}, {150 * ms, 503}}, took: 250 * ms, calls: 2, kind: KindTimeout},
		{name: "both hang", turns: []turn{{time.Hour, 200}}, took: time.Second + hedgeAfter, calls: 2, canceled: 2, kind: KindTimeout},
		{name: "the operation may not", turns: []turn{{300 * ms, 200}, {0, 200}}, limit: 1, took: 300 * ms, calls: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := &race{turns: test.turns}
				client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter, MaxRetries: -1, CallTimeout: time.Second}, r.RoundTrip)
				meter := NewMeter(test.limit)
				start := time.Now()
				err := ask(WithMeter(t.Context(), meter), client, "a")
				if time.Since(start) != test.took || KindOf(err) != test.kind || test.kind == 0 && err != nil {
					t.Errorf("after %v: %v; want %q after %v", time.Since(start), err, test.kind, test.took)
				}
				synctest.Wait()
				if len(r.times) != test.calls || len(r.ids) != 1 || meter.Calls() != test.calls || meter.Retries() != test.calls-1 || r.canceled != test.canceled {
					t.Errorf("%d calls with %d request ids, of which the meter counted %d and %d retries, and %d were cancelled",
						len(r.times), len(r.ids), meter.Calls(), meter.Retries(), r.canceled)
				}
				if e := (*Error)(nil); errors.As(err, &e) && e.Attempts != test.calls {
					t.Errorf("%d attempts", e.Attempts)
				}
			})
		})
	}
}

func TestHedgeIsOffByDefault(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{0, -1} {
		synctest.Test(t, func(t *testing.T) {
			r := &race{turns: []turn{{29 * time.Second, 200}}}
			client := newOfflineClient(t, Options{HedgeAfter: after}, r.RoundTrip)
			if err := ask(t.Context(), client, "a"); err != nil || len(r.times) != 1 {
				t.Errorf("after %d calls: %v", len(r.times), err)
			}
		})
	}
}

func TestHedgedTryIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &race{turns: []turn{{time.Second, 503}, {time.Second, 503}, {time.Second, 503}, {0, 200}}}
		client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter}, r.RoundTrip)
		meter := NewMeter(0)
		if err := ask(WithMeter(t.Context(), meter), client, "a"); err != nil || meter.Calls() != 4 || meter.Retries() != 3 {
			t.Errorf("after %d calls, %d of them retries: %v", meter.Calls(), meter.Retries(), err)
		}
	})
}

// TestHedgesHaveABudget has all tries be slow, for which hedges are no remedy.
func TestHedgesHaveABudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{answer: always(time.Second, 200)}
		client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter}, u.RoundTrip)
		replies := askSteadily(client, 100*time.Millisecond, time.Minute, "a")["a"]
		const requests = 600
		if calls := u.calls("a"); len(replies) != requests || calls > requests+retryReserve+requests/10 || calls < requests+requests/10 {
			t.Errorf("%d requests cause %d calls", len(replies), calls)
		}
		for _, r := range replies {
			if r.err != nil || r.took != time.Second {
				t.Fatalf("after %v: %v", r.took, r.err)
			}
		}
	})
}

func TestNoHedgeForACustomerInTrouble(t *testing.T) {
	t.Parallel()
	t.Run("half-open", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			u := &upstream{answer: always(0, 503)}
			client := newOfflineClient(t, Options{MaxRetries: -1, HedgeAfter: hedgeAfter}, u.RoundTrip)
			for range breakerMinTries {
				_ = ask(t.Context(), client, "a")
			}
			time.Sleep(breakerDelay)
			u.answer = always(time.Second, 200)
			if err := ask(t.Context(), client, "a"); err != nil || u.calls("a") != breakerMinTries+1 {
				t.Errorf("after %d calls: %v", u.calls("a"), err)
			}
		})
	})
	t.Run("in a pause", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			u := &upstream{answer: func(n int, req *http.Request) (*http.Response, error) {
				if n == 1 {
					return answer(429, "", "Retry-After", "30"), nil
				}
				return always(time.Second, 200)(n, req)
			}}
			client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter, Observer: Observer{
				Hedge: func(string) { t.Error("a hedge is made") },
			}}, u.RoundTrip)
			var wg sync.WaitGroup
			wg.Go(func() {
				if err := ask(t.Context(), client, "a"); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
			_ = ask(t.Context(), client, "a")
			wg.Wait()
			if u.calls("a") != 2 {
				t.Errorf("%d calls, want none in the pause", u.calls("a"))
			}
		})
	})
}

func TestCallerLeavesARace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &race{turns: []turn{{time.Hour, 200}}}
		client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter}, r.RoundTrip)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		err := ask(ctx, client, "a")
		synctest.Wait()
		if KindOf(err) != KindCanceled || time.Since(start) != time.Second || r.canceled != 2 {
			t.Errorf("after %v, with %d cancelled: %v", time.Since(start), r.canceled, err)
		}
	})
}

// TestPanicReachesTheCaller checks that a panic in a goroutine of ours does not end
// the program, and is not lost.
func TestPanicReachesTheCaller(t *testing.T) {
	t.Parallel()
	for name, panics := range map[string]int32{"in the first": 1, "in the hedge": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var tries atomic.Int32
				client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter}, func(req *http.Request) (*http.Response, error) {
					if tries.Add(1) == panics {
						panic("oops")
					}
					return hangs(req)
				})
				defer func() {
					if got := recover(); got != "oops" {
						t.Errorf("recovered %v", got)
					}
				}()
				_ = ask(t.Context(), client, "a")
				t.Error("no panic")
			})
		})
	}
}
