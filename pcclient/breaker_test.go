package pcclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// changes collects what an Observer is told of breakers.
type changes struct {
	mu  sync.Mutex
	all []string
}

func (c *changes) observer() Observer {
	return Observer{BreakerChange: func(from, to BreakerState) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.all = append(c.all, string(from)+" to "+string(to))
	}}
}

// wantRefused checks that a call fails at once without being sent.
func wantRefused(t *testing.T, c *Client, u *upstream, left time.Duration) {
	t.Helper()
	calls, start := u.calls("a"), time.Now()
	err := ask(t.Context(), c, "a")
	var got *Error
	if !errors.As(err, &got) || got.Kind != KindUnavailable || got.RetryAfter != left || got.Attempts != 0 || got.RequestID != "" {
		t.Errorf("error is %+v, want that the service is unavailable for %v", err, left)
	}
	if time.Since(start) != 0 || u.calls("a") != calls {
		t.Errorf("it took %v and %d calls", time.Since(start), u.calls("a")-calls)
	}
}

func TestBreakerLifeCycle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen changes
		status, latency := 503, time.Duration(0)
		u := &upstream{answer: func(n int, req *http.Request) (*http.Response, error) { return always(latency, status)(n, req) }}
		client := newOfflineClient(t, Options{MaxRetries: -1, Observer: seen.observer()}, u.RoundTrip)

		// Closed, until the twentieth try.
		for range breakerMinTries {
			if err := ask(t.Context(), client, "a"); KindOf(err) != KindUnavailable {
				t.Fatal(err)
			}
		}
		if u.calls("a") != breakerMinTries {
			t.Fatalf("%d calls, want %d", u.calls("a"), breakerMinTries)
		}
		// Open.
		wantRefused(t, client, u, breakerDelay)
		time.Sleep(breakerDelay - time.Nanosecond)
		wantRefused(t, client, u, time.Nanosecond)
		time.Sleep(time.Nanosecond)

		// Half-open: of many, one is sent, which fails.
		latency = 2 * time.Second
		var wg sync.WaitGroup
		wg.Go(func() { _ = ask(t.Context(), client, "a") })
		time.Sleep(time.Second)
		for range 10 {
			wantRefused(t, client, u, probePause)
		}
		wg.Wait()
		if u.calls("a") != breakerMinTries+1 {
			t.Errorf("%d probes, want one", u.calls("a")-breakerMinTries)
		}
		wantRefused(t, client, u, breakerDelay)

		// One succeeds.
		time.Sleep(breakerDelay)
		status, latency = 200, 0
		for range 100 {
			if err := ask(t.Context(), client, "a"); err != nil {
				t.Fatal(err)
			}
		}
		if u.calls("a") != breakerMinTries+1+100 {
			t.Errorf("%d calls", u.calls("a"))
		}
		want := []string{"closed to open", "open to half-open", "half-open to open", "open to half-open", "half-open to closed"}
		if !slices.Equal(seen.all, want) {
			t.Errorf("the observer was told %q, want %q", seen.all, want)
		}
	})
}

func TestWhatOpensABreaker(t *testing.T) {
	t.Parallel()
	quick := func(answer func(*http.Request) (*http.Response, error)) func(int, *http.Request) (*http.Response, error) {
		return func(_ int, req *http.Request) (*http.Response, error) { return answer(req) }
	}
	for name, test := range map[string]struct {
		answer  func(int, *http.Request) (*http.Response, error)
		options Options
		opens   bool
	}{
		"500":              {answer: always(0, 500), opens: true},
		"501":              {answer: always(0, 501), opens: true},
		"502":              {answer: always(0, 502), opens: true},
		"503":              {answer: always(0, 503), opens: true},
		"504":              {answer: always(0, 504), opens: true},
		"408":              {answer: always(0, 408), opens: true},
		"connection reset": {answer: quick(breaks(syscall.ECONNRESET)), opens: true},
		"body lost":        {answer: quick(lostBody), opens: true},
		"no answer":        {answer: quick(hangs), opens: true},
		"half of all": {answer: func(n int, _ *http.Request) (*http.Response, error) {
			return answer(200+300*(1-n%2), `{"items":[]}`), nil
		}, opens: true},
		"never": {answer: always(0, 503), options: Options{BreakerFailureRate: -1}},
		"a third of all": {answer: func(n int, _ *http.Request) (*http.Response, error) {
			return answer(200+300*(n%3/2), `{"items":[]}`), nil
		}},
		"a third is too much": {answer: func(n int, _ *http.Request) (*http.Response, error) {
			return answer(200+300*(n%3/2), `{"items":[]}`), nil
		}, options: Options{BreakerFailureRate: 0.25}, opens: true},
		"too few in a window": {answer: always(2*time.Second, 503)},
		"400":                 {answer: always(0, 400)},
		"401":                 {answer: always(0, 401)},
		"403":                 {answer: always(0, 403)},
		"404":                 {answer: always(0, 404)},
		"429":                 {answer: always(0, 429)},
		"302":                 {answer: always(0, 302)},
		"not json":            {answer: quick(says(200, "oops"))},
		"no token":            {answer: always(0, 200), options: Options{Token: tokenFunc(func() (string, error) { return "", errors.New("no login") })}},
		"login is down": {answer: always(0, 200), options: Options{Token: tokenFunc(func() (string, error) {
			return "", &Error{Kind: KindUnavailable, Status: 503}
		})}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var seen changes
				test.options.MaxRetries, test.options.CallTimeout = -1, time.Second
				if name == "too few in a window" {
					test.options.CallTimeout = time.Minute
				}
				test.options.Observer = seen.observer()
				client := newOfflineClient(t, test.options, (&upstream{answer: test.answer}).RoundTrip)
				for range 60 {
					_ = ask(t.Context(), client, "a")
				}
				if opens := len(seen.all) > 0; opens != test.opens {
					t.Errorf("the breaker went %q", seen.all)
				}
			})
		})
	}
}

func TestCallersWhoLeaveOpenNoBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen changes
		client := newOfflineClient(t, Options{Observer: seen.observer()}, hangs)
		for i := range 60 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			if i%2 == 0 {
				cancel()
				ctx, cancel = context.WithCancel(t.Context())
				time.AfterFunc(time.Millisecond, cancel)
			}
			if err := ask(ctx, client, "a"); KindOf(err) != KindCanceled {
				t.Error(err)
			}
			cancel()
		}
		if len(seen.all) > 0 {
			t.Errorf("the breaker went %q", seen.all)
		}
	})
}
