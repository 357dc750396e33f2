package pcclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestPauseHoldsForAllCallsOfTheCustomer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		status   int
		asked    string
		customer string
		after    time.Duration // when the other call comes
		deadline time.Duration // that it has, 0 for none
		left     time.Duration // that it is refused with, 0 when it is sent
		waits    time.Duration // before it is sent
		kind     Kind
	}{
		{name: "waits", status: 429, asked: "20", after: 15 * time.Second, waits: 5 * time.Second},
		{name: "waits as long as it may", status: 429, asked: "20", after: 10 * time.Second, waits: 10 * time.Second},
		{name: "waits for an outage", status: 503, asked: "20", after: 15 * time.Second, waits: 5 * time.Second},
		{name: "waits within its deadline", status: 429, asked: "20", after: 15 * time.Second, deadline: 6 * time.Second, waits: 5 * time.Second},
		{name: "longer than it may", status: 429, asked: "20", after: 9 * time.Second, left: 11 * time.Second, kind: KindThrottled},
		{name: "outage longer than it may", status: 503, asked: "20", after: time.Second, left: 19 * time.Second, kind: KindUnavailable},
		{name: "longer than its deadline", status: 429, asked: "20", after: 15 * time.Second, deadline: 4 * time.Second, left: 5 * time.Second, kind: KindThrottled},
		{name: "in the same moment", status: 429, asked: "20", left: 20 * time.Second, kind: KindThrottled},
		{name: "after its end", status: 429, asked: "20", after: 20 * time.Second},
		{name: "no pause", status: 429, asked: ""},
		{name: "of another answer", status: 500, asked: "20"},
		{name: "another customer", status: 429, asked: "20", customer: "b"},
		{name: "the partner", status: 429, asked: "20", customer: ""},
		{name: "the id in another case", status: 429, asked: "20", customer: "A", left: 20 * time.Second, kind: KindThrottled},
		{name: "a year", status: 429, asked: "31536000", after: time.Minute, left: 59 * time.Minute, kind: KindThrottled},
		{name: "a year, an hour later", status: 429, asked: "31536000", after: time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if test.customer == "" && test.name != "the partner" {
					test.customer = "a"
				}
				total := 0
				u := &upstream{answer: func(_ int, req *http.Request) (*http.Response, error) {
					if total++; total == 1 {
						return answer(test.status, `{"code":"77","description":"secret"}`, "Retry-After", test.asked, headerRequestID, "theirs"), nil
					}
					return answer(200, `{"items":[]}`), nil
				}}
				client := newOfflineClient(t, Options{MaxRetries: -1}, u.RoundTrip)
				if err := ask(t.Context(), client, "a"); err == nil {
					t.Fatal("the first call succeeds")
				}
				time.Sleep(test.after)

				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				start := time.Now()
				err := ask(ctx, client, test.customer)
				took := time.Since(start)
				if test.left == 0 {
					if err != nil || total != 2 || took < test.waits || took > test.waits+minBackoff || test.waits == 0 && took > 0 {
						t.Errorf("after %v and %d calls: %v; want that it is sent after %v", took, total, err, test.waits)
					}
					return
				}
				var got *Error
				if !errors.As(err, &got) || got.Kind != test.kind || got.RetryAfter != test.left || total != 1 || took != 0 {
					t.Fatalf("after %v and %d calls: %v; want %q at once, with %v to wait", took, total, err, test.kind, test.left)
				}
				if got.Attempts != 0 || got.Status != test.status || got.Code != "77" || got.RequestID != "theirs" || got.Description != "" {
					t.Errorf("error is %+v, want the answer's status and ids", got)
				}
			})
		})
	}
}

func TestShorterPauseDoesNotEndALongerOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{answer: func(n int, req *http.Request) (*http.Response, error) {
			if n == 0 {
				return always(time.Second, 429, "Retry-After", "8")(n, req)
			}
			return always(2*time.Second, 429, "Retry-After", "1")(n, req)
		}}
		client := newOfflineClient(t, Options{MaxRetries: -1}, u.RoundTrip)
		start := time.Now()
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { _ = ask(t.Context(), client, "a") })
		}
		wg.Wait()
		_ = ask(t.Context(), client, "a")
		if third := u.sent["a"][2].Sub(start); third < 9*time.Second {
			t.Errorf("the next call is sent after %v, want after the 9 s that were asked for first", third)
		}
	})
}

func TestCallerLeavesAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{answer: always(0, 429, "Retry-After", "9")}
		client := newOfflineClient(t, Options{MaxRetries: -1}, u.RoundTrip)
		_ = ask(t.Context(), client, "a")
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		err := ask(ctx, client, "a")
		if KindOf(err) != KindCanceled || !errors.Is(err, context.Canceled) || time.Since(start) != 3*time.Second || u.calls("a") != 1 {
			t.Errorf("after %v and %d calls: %v", time.Since(start), u.calls("a"), err)
		}
	})
}

// TestPauseOfTheLoginIsNotTheCustomers: whoever gives the token knows when to ask for
// it again.
func TestPauseOfTheLoginIsNotTheCustomers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		client := newOfflineClient(t, Options{MaxRetries: -1, Token: tokenFunc(func() (string, error) {
			if asked++; asked == 1 {
				return "", &Error{Kind: KindThrottled, Status: 429, RetryAfter: time.Minute}
			}
			return testToken, nil
		})}, (&upstream{answer: always(0, 200)}).RoundTrip)
		if err := ask(t.Context(), client, "a"); KindOf(err) != KindThrottled {
			t.Fatal(err)
		}
		if err := ask(t.Context(), client, "a"); err != nil {
			t.Error(err)
		}
	})
}

// TestPauseBeginsWhileATokenIsAwaited has a pause begin after a call was let go, and
// before it was sent.
func TestPauseBeginsWhileATokenIsAwaited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		u := &upstream{answer: func(n int, req *http.Request) (*http.Response, error) {
			if n == 0 {
				return answer(429, "", "Retry-After", "5"), nil
			}
			return answer(200, `{"items":[]}`), nil
		}}
		client := newOfflineClient(t, Options{Token: tokenFunc(func() (string, error) {
			time.Sleep(time.Duration(asked.Add(1)) * time.Second)
			return testToken, nil
		})}, u.RoundTrip)
		start, meter := time.Now(), NewMeter(0)
		var wg sync.WaitGroup
		wg.Go(func() { _ = ask(t.Context(), client, "a") })
		wg.Go(func() {
			if err := ask(WithMeter(t.Context(), meter), client, "a"); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if u.calls("a") != 3 || meter.Calls() > 2 {
			t.Errorf("%d calls, of which the meter counted %d", u.calls("a"), meter.Calls())
		}
		for _, at := range u.sent["a"][1:] {
			if since := at.Sub(start); since < 6*time.Second {
				t.Errorf("a call is sent after %v, in the pause from 1 s to 6 s", since)
			}
		}
	})
}

// slowToken is a TokenSource that takes its time.
type slowToken time.Duration

func (s slowToken) Token(ctx context.Context) (string, error) {
	return testToken, sleep(ctx, time.Duration(s))
}

// TestNoCallInAPause has callers ask as they like, Partner Center answer as it likes,
// and tokens take as long as they like: no request comes between an answer that asks
// for a pause and the end of the pause.
func TestNoCallInAPause(t *testing.T) {
	t.Parallel()
	type caller struct{ Start, Deadline, Customer int }
	type turn struct{ Status, RetryAfter, Latency int }
	rapid.Check(t, func(rt *rapid.T) {
		customers := rapid.IntRange(1, 3).Draw(rt, "customers")
		callers := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) caller {
			return caller{
				Start:    rapid.IntRange(0, 20_000).Draw(rt, "start"),
				Deadline: rapid.SampledFrom([]int{0, 0, 100, 3000, 15_000}).Draw(rt, "deadline"),
				Customer: rapid.IntRange(1, customers).Draw(rt, "customer"),
			}
		}), 1, 40).Draw(rt, "callers")
		turns := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) turn {
			return turn{
				Status:     rapid.SampledFrom([]int{200, 200, 429, 429, 503, 500}).Draw(rt, "status"),
				RetryAfter: rapid.IntRange(0, 15).Draw(rt, "retry after"),
				Latency:    rapid.IntRange(0, 2000).Draw(rt, "latency"),
			}
		}), 1, 12).Draw(rt, "turns")
		tokenDelay := rapid.SampledFrom([]int{0, 0, 1500}).Draw(rt, "token delay")
		options := Options{
			MaxRetries: rapid.IntRange(-1, 3).Draw(rt, "retries"),
			HedgeAfter: time.Duration(rapid.SampledFrom([]int{0, 300}).Draw(rt, "hedge after")) * time.Millisecond,
			Token:      slowToken(time.Duration(tokenDelay) * time.Millisecond),
		}

		// What fails in the bubble is told outside of it, where rapid can hear it.
		var faults []string
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			pauses := map[string][][2]time.Time{}
			u := &upstream{}
			u.answer = func(n int, req *http.Request) (*http.Response, error) {
				customer, now := customerOf(req), time.Now()
				mu.Lock()
				for _, p := range pauses[customer] {
					// Both may be in one moment: then the request was under way.
					if now.After(p[0]) && now.Before(p[1]) {
						faults = append(faults, fmt.Sprintf("a request for %s, %v before the end of a pause", customer, p[1].Sub(now)))
					}
				}
				mu.Unlock()
				turn := turns[n%len(turns)]
				if err := sleep(req.Context(), time.Duration(turn.Latency)*time.Millisecond); err != nil {
					return nil, err
				}
				if turn.Status == 429 || turn.Status == 503 {
					mu.Lock()
					now := time.Now()
					pauses[customer] = append(pauses[customer], [2]time.Time{now, now.Add(time.Duration(turn.RetryAfter) * time.Second)})
					mu.Unlock()
				}
				return answer(turn.Status, `{"items":[]}`, "Retry-After", strconv.Itoa(turn.RetryAfter)), nil
			}
			client := newOfflineClient(t, options, u.RoundTrip)
			var wg sync.WaitGroup
			for _, caller := range callers {
				wg.Go(func() {
					time.Sleep(time.Duration(caller.Start) * time.Millisecond)
					ctx := t.Context()
					if caller.Deadline > 0 {
						var cancel context.CancelFunc
						ctx, cancel = context.WithTimeout(ctx, time.Duration(caller.Deadline)*time.Millisecond)
						defer cancel()
					}
					err := ask(ctx, client, strconv.Itoa(caller.Customer))
					var e *Error
					switch {
					case err == nil:
						return
					case !errors.As(err, &e):
					case slices.Contains([]Kind{KindThrottled, KindUnavailable}, e.Kind) && (e.Attempts > 0 || e.RetryAfter > 0):
						return
					case e.Kind == KindCanceled && caller.Deadline > 0:
						return
					}
					mu.Lock()
					defer mu.Unlock()
					faults = append(faults, fmt.Sprintf("error %+v", err))
				})
			}
			wg.Wait()
		})
		if len(faults) > 0 {
			rt.Fatal(strings.Join(faults, "\n"))
		}
	})
}
