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

// opened is a client and an upstream of which a breaker has just opened.
func opened(t *testing.T) (*Client, *upstream) {
	t.Helper()
	u := &upstream{answer: always(0, 503)}
	client := newOfflineClient(t, Options{MaxRetries: -1}, u.RoundTrip)
	for range breakerMinTries {
		_ = ask(t.Context(), client, "a")
	}
	wantRefused(t, client, u, breakerDelay)
	return client, u
}

func TestProbes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer func(int, *http.Request) (*http.Response, error)
		opens  bool // again
		closes bool
	}{
		"works":            {answer: always(0, 200), closes: true},
		"not found":        {answer: always(0, 404), closes: true},
		"fails":            {answer: always(0, 500), opens: true},
		"tells nothing":    {answer: always(0, 429)},
		"the caller left":  {answer: always(time.Minute, 200)},
		"the code panics":  {answer: func(int, *http.Request) (*http.Response, error) { panic("oops") }},
		"the call is over": {answer: always(0, 200)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, u := opened(t)
				time.Sleep(breakerDelay)
				u.answer = test.answer
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if name == "the call is over" {
					ctx = WithMeter(ctx, spentMeter())
				}
				func() {
					defer func() { _ = recover() }()
					_ = ask(ctx, client, "a")
				}()
				if test.opens {
					wantRefused(t, client, u, breakerDelay)
					return
				}
				// If nothing was told, the next one is the probe.
				u.answer = always(time.Second, 200)
				before := u.calls("a")
				var wg sync.WaitGroup
				for range 10 {
					wg.Go(func() { _ = ask(t.Context(), client, "a") })
				}
				wg.Wait()
				want := 1
				if test.closes {
					want = 10
				}
				if got := u.calls("a") - before; got != want {
					t.Errorf("of ten calls, %d are sent, want %d", got, want)
				}
			})
		})
	}
}

// spentMeter allows no call any more.
func spentMeter() *Meter {
	m := NewMeter(1)
	_ = m.take(false)
	return m
}

// TestTriesOfAnOutageEndAfterIt has tries hang for longer than it takes for a breaker
// to open and to close again.
func TestTriesOfAnOutageEndAfterIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen changes
		u := &upstream{answer: always(time.Hour, 200)}
		client := newOfflineClient(t, Options{MaxRetries: -1, Observer: seen.observer()}, u.RoundTrip)
		var wg sync.WaitGroup
		for range 5 * breakerMinTries {
			wg.Go(func() {
				if err := ask(t.Context(), client, "a"); KindOf(err) != KindTimeout {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		u.answer = always(0, 503)
		for range breakerMinTries {
			_ = ask(t.Context(), client, "a")
		}
		time.Sleep(breakerDelay)
		u.answer = always(0, 200)
		if err := ask(t.Context(), client, "a"); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if err := ask(t.Context(), client, "a"); err != nil {
			t.Error(err)
		}
		if len(seen.all) != 3 {
			t.Errorf("the breaker went %q", seen.all)
		}
	})
}

// TestOutageAndPause has the answers that open the breaker ask for a pause, too.
func TestOutageAndPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{answer: always(time.Second, 503, "Retry-After", "7")}
		client := newOfflineClient(t, Options{MaxRetries: -1}, u.RoundTrip)
		var wg sync.WaitGroup
		for range breakerMinTries {
			wg.Go(func() { _ = ask(t.Context(), client, "a") })
		}
		wg.Wait()
		// To wait for the end of the pause would be in vain.
		wantRefused(t, client, u, 7*time.Second)
		time.Sleep(breakerDelay)
		u.answer = always(0, 200)
		start := time.Now()
		if err := ask(t.Context(), client, "a"); err != nil || time.Since(start) < 2*time.Second {
			t.Errorf("after %v: %v; want that the probe waits for the end of the pause", time.Since(start), err)
		}
	})
}

// TestTriesStoppedBeforeTheyAreSentTellNothing has many calls wait for a token while
// a pause begins: each is stopped, and none may count as another failure.
func TestTriesStoppedBeforeTheyAreSentTellNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen changes
		var asked atomic.Int32
		u := &upstream{answer: always(0, 503, "Retry-After", "60")}
		client := newOfflineClient(t, Options{
			MaxRetries: -1, Observer: seen.observer(),
			Token: tokenFunc(func() (string, error) {
				time.Sleep(time.Duration(min(asked.Add(1), 2)) * time.Second)
				return testToken, nil
			}),
		}, u.RoundTrip)
		var wg sync.WaitGroup
		for range 2 * breakerMinTries {
			wg.Go(func() {
				var got *Error
				if err := ask(t.Context(), client, "a"); !errors.As(err, &got) || got.RetryAfter < 59*time.Second {
					t.Errorf("error is %+v", err)
				}
			})
		}
		wg.Wait()
		if u.calls("a") != 1 || len(seen.all) != 0 {
			t.Errorf("%d calls, and the breaker went %q", u.calls("a"), seen.all)
		}
	})
}

// TestRetryMeetsAnOpenBreaker: the call tells of its own failure, and when to come
// again.
func TestRetryMeetsAnOpenBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{answer: always(0, 502)}
		client := newOfflineClient(t, Options{}, u.RoundTrip)
		var waited atomic.Int32
		var wg sync.WaitGroup
		for range breakerMinTries {
			wg.Go(func() {
				start := time.Now()
				var got *Error
				if err := ask(t.Context(), client, "a"); !errors.As(err, &got) || got.Status != 502 || got.Attempts != 1 || got.RequestID == "" {
					t.Errorf("error is %+v", err)
				}
				if time.Since(start) == 0 {
					return // there was no budget for a retry
				}
				waited.Add(1)
				if left := breakerDelay - time.Since(start); got.RetryAfter != left {
					t.Errorf("error says to come again in %v, want %v", got.RetryAfter, left)
				}
			})
		}
		wg.Wait()
		// Calls that begin while others fail earn another one between them.
		if w := waited.Load(); u.calls("a") != breakerMinTries || w < retryReserve || w > retryReserve+1 {
			t.Errorf("%d calls, and %d that would be repeated", u.calls("a"), waited.Load())
		}
	})
}
