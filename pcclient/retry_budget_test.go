package pcclient

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// TestStorm has a caller come every 50 ms for a minute, in which everything fails.
func TestStorm(t *testing.T) {
	t.Parallel()
	const requests = 1200
	for _, test := range []struct {
		name     string
		options  Options
		min, max int
	}{
		// Twenty tries open the breaker within the first second; eleven probes, each
		// 5 s after the last, follow until the minute is over.
		{"breaker and budget", Options{}, 20 + 11, 20 + 11},
		// The reserve, and a tenth of all requests but of those that pay into a budget
		// that is full.
		{"budget", Options{BreakerFailureRate: -1}, requests + retryReserve + requests/10 - 3, requests + retryReserve + requests/10},
		{"a larger budget", Options{BreakerFailureRate: -1, RetryBudget: 0.5}, requests + retryReserve + requests/2 - 3, requests + retryReserve + requests/2},
		{"neither", Options{BreakerFailureRate: -1, RetryBudget: -1e-9}, 3 * requests, 3 * requests},
		{"no retries", Options{BreakerFailureRate: -1, MaxRetries: -1}, requests, requests},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				u := &upstream{answer: always(0, 503)}
				client := newOfflineClient(t, test.options, u.RoundTrip)
				start := time.Now()
				replies := askSteadily(client, 50*time.Millisecond, time.Minute, "a")["a"]
				if len(replies) != requests || u.calls("a") < test.min || u.calls("a") > test.max {
					t.Errorf("%d requests cause %d calls, want %d to %d", len(replies), u.calls("a"), test.min, test.max)
				}
				if test.options.RetryBudget != 0 {
					return
				}
				// Once the reserve is spent, nine in ten fail at once, and a tenth of the
				// calls at most are repeats.
				const settled = 10 * time.Second
				calls, late, atOnce := 0, 0, 0
				for _, at := range u.sent["a"] {
					if at.Sub(start) >= settled {
						calls++
					}
				}
				for _, r := range replies {
					if KindOf(r.err) != KindUnavailable {
						t.Fatalf("error is %v", r.err)
					}
					if r.at.Sub(start) >= settled {
						late++
						if r.took == 0 {
							atOnce++
						}
					}
				}
				if float64(calls) > 1.1*float64(late) || float64(atOnce) < 0.9*float64(late) {
					t.Errorf("later, %d requests cause %d calls, and %d fail at once", late, calls, atOnce)
				}
			})
		})
	}
}

func TestRetryBudgetRefills(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		status := 503
		u := &upstream{answer: func(n int, req *http.Request) (*http.Response, error) { return always(0, status)(n, req) }}
		client := newOfflineClient(t, Options{BreakerFailureRate: -1, MaxRetries: 1}, u.RoundTrip)
		causes := func(requests, calls int) {
			t.Helper()
			before := u.calls("a")
			for range requests {
				_ = ask(t.Context(), client, "a")
			}
			if got := u.calls("a") - before; got != calls {
				t.Errorf("%d requests cause %d calls, want %d", requests, got, calls)
			}
		}
		causes(10, 20) // The reserve, to which nine of them have added:
		causes(1, 2)   // the tenth makes it one more.
		causes(9, 9)
		causes(1, 2)
		status = 404
		causes(35, 35)
		status = 503
		causes(4, 7)
		status = 200
		causes(200, 200)
		status = 503
		causes(11, 22) // No more is saved than the reserve.
		causes(9, 9)

		// Nobody asks for long enough that it is forgotten.
		time.Sleep(forgetAfter)
		causes(10, 20)
	})
}

func TestRetryBudgetNeverExceedsItsShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		budget := newRetryBudget(share)
		calls, retries := 0, 0
		for _, isRetry := range rapid.SliceOf(rapid.Bool()).Draw(t, "calls and retries") {
			if !isRetry {
				calls++
				budget.earn()
			} else if budget.spend() {
				retries++
			}
			if most := retryReserve + share*float64(calls); float64(retries) > most {
				t.Fatalf("%d retries of %d calls, want %v at most", retries, calls, most)
			}
		}
	})
}
