package pcclient

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// witness writes down all that an Observer is told.
type witness struct {
	mu    sync.Mutex
	lines []string
}

func (w *witness) note(format string, values ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, fmt.Sprintf(format, values...))
}

func (w *witness) observer() Observer {
	return Observer{
		Try: func(op string, status int, took time.Duration, attempt int) {
			w.note("try %d of %s: %d after %v", attempt, op, status, took)
		},
		Retry:     func(op string, kind Kind, wait time.Duration) { w.note("retry of %s: %v %t", op, kind, wait > 0) },
		Hedge:     func(op string) { w.note("hedge of %s", op) },
		Throttled: func(op string, left time.Duration) { w.note("%s throttled for %v", op, left) },
		Refused:   func(op string, kind Kind) { w.note("%s refused: %v", op, kind) },
		BreakerChange: func(from, to BreakerState) {
			w.note("%s to %s", from, to)
		},
	}
}

func TestObserverIsTold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		answers []func(*http.Request) (*http.Response, error)
		options Options
		calls   int
		want    []string
	}{
		{
			name: "retry",
			answers: []func(*http.Request) (*http.Response, error){
				breaks(context.DeadlineExceeded), says(503, ""), lostBody, works,
			},
			options: Options{MaxRetries: 3},
			calls:   1,
			want: []string{
				"try 1 of OP: 0 after 0s", "retry of OP: timeout true",
				"try 2 of OP: 503 after 0s", "retry of OP: unavailable true",
				"try 3 of OP: 200 after 0s", "retry of OP: unavailable true",
				"try 4 of OP: 200 after 0s",
			},
		},
		{
			name:    "pause",
			answers: []func(*http.Request) (*http.Response, error){says(429, "", "Retry-After", "60")},
			calls:   2,
			want:    []string{"try 1 of OP: 429 after 0s", "OP throttled for 1m0s", "OP refused: throttled"},
		},
		{
			name:    "a pause that is waited for",
			answers: []func(*http.Request) (*http.Response, error){says(429, "", "Retry-After", "6"), works},
			options: Options{MaxRetries: -1},
			calls:   2,
			want:    []string{"try 1 of OP: 429 after 0s", "OP throttled for 6s", "try 1 of OP: 200 after 0s"},
		},
		{
			name: "hedge",
			answers: []func(*http.Request) (*http.Response, error){
				hangs, func(req *http.Request) (*http.Response, error) { time.Sleep(time.Second); return works(req) },
			},
			options: Options{HedgeAfter: hedgeAfter},
			calls:   1,
			want:    []string{"hedge of OP", "try 2 of OP: 200 after 1s", "try 1 of OP: 0 after 1.1s"},
		},
		{
			name:    "breaker",
			answers: []func(*http.Request) (*http.Response, error){says(503, "")},
			options: Options{MaxRetries: -1},
			calls:   breakerMinTries + 1,
			want: append(slices.Repeat([]string{"try 1 of OP: 503 after 0s"}, breakerMinTries),
				"closed to open", "OP refused: unavailable"),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var seen witness
				test.options.Observer = seen.observer()
				var mu sync.Mutex
				n := 0
				client := newOfflineClient(t, test.options, func(req *http.Request) (*http.Response, error) {
					mu.Lock()
					n++
					next := test.answers[min(n, len(test.answers))-1]
					mu.Unlock()
					return next(req)
				})
				for range test.calls {
					_ = ask(t.Context(), client, customerID)
				}
				synctest.Wait()
				var want []string
				for _, line := range test.want {
					want = append(want, strings.ReplaceAll(line, "OP", routeDeviceBatches.op()))
				}
				if !slices.Equal(seen.lines, want) {
					t.Errorf("told\n%s\nwant\n%s", strings.Join(seen.lines, "\n"), strings.Join(want, "\n"))
				}
			})
		})
	}
}

// TestObserverNeedsNoFunctions has everything happen that an Observer could be told.
func TestObserverNeedsNoFunctions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &upstream{answer: always(time.Second, 503, "Retry-After", "1")}
		client := newOfflineClient(t, Options{HedgeAfter: hedgeAfter}, u.RoundTrip)
		for _, r := range askSteadily(client, 100*time.Millisecond, 20*time.Second, "a")["a"] {
			if KindOf(r.err) != KindUnavailable {
				t.Fatal(r.err)
			}
		}
	})
}
