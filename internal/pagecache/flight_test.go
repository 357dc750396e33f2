package pagecache

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// Three callers, who come in the order of their numbers at 0, 1 and 2 s, ask for
// what takes 10 s.
func TestCallersMayLeave(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		leave     []int // who goes at 3, 4, 5 s
		cancelled int
	}{
		"nobody":                    {nil, 0},
		"the first":                 {[]int{0}, 0},
		"the one between":           {[]int{1}, 0},
		"the last":                  {[]int{2}, 0},
		"all but the first":         {[]int{1, 2}, 0},
		"all but the last":          {[]int{0, 1}, 0},
		"all, in order":             {[]int{0, 1, 2}, 1},
		"all, the first one last":   {[]int{2, 1, 0}, 1},
		"all, the one between last": {[]int{0, 2, 1}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := &fake{latency: 10 * time.Second}
				c := newCache(t, upstream, Options{TTL: ttl})
				cause, began := errors.New("gone home"), time.Now()
				var all sync.WaitGroup
				leave := make([]context.CancelCauseFunc, 3)
				for i := range 3 {
					var ctx context.Context
					ctx, leave[i] = context.WithCancelCause(t.Context())
					all.Go(func() {
						_, err := first(ctx, c)
						if slices.Contains(test.leave, i) && !errors.Is(err, cause) {
							t.Errorf("caller %d left with %v, want %v", i, err, cause)
						}
						if !slices.Contains(test.leave, i) && err != nil {
							t.Errorf("caller %d stayed and got %v", i, err)
						}
					})
					time.Sleep(time.Second)
				}
				for _, i := range test.leave {
					leave[i](cause)
					time.Sleep(time.Second)
				}
				all.Wait()
				waited := time.Since(began)
				synctest.Wait()
				for _, done := range leave {
					done(nil)
				}
				wantCalls(t, upstream, 1)
				if got := upstream.aborted(); got != test.cancelled {
					t.Errorf("%d calls were cancelled, want %d", got, test.cancelled)
				}
				if test.cancelled == 1 && waited >= 10*time.Second {
					t.Errorf("the callers waited %v for a call that had been given up", waited)
				}
			})
		})
	}
}

func TestNobodyJoinsAFetchThatWasGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &stubborn{latency: time.Second}
		c := newCache(t, upstream, Options{})
		ctx, leave := context.WithCancel(t.Context())
		go func() { _, _ = first(ctx, c) }()
		synctest.Wait()
		leave()
		synctest.Wait()
		if id := mustFirst(t, t.Context(), c); !strings.HasPrefix(id, "2 ") {
			t.Errorf("got the answer %q of the fetch that had been given up", id)
		}
	})
}

// stubborn answers after its latency, whether or not anybody still wants to know.
type stubborn struct {
	fake
	latency time.Duration
}

func (s *stubborn) Devices(ctx context.Context, customerID, batchID string, _ pcclient.Continuation) (*devicePage, error) {
	page, err := s.fake.Devices(context.WithoutCancel(ctx), customerID, batchID, "")
	time.Sleep(s.latency)
	return page, err
}

func TestAnAskThatIsOverBeginsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{}
		c := newCache(t, upstream, Options{TTL: ttl})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := first(ctx, c); !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v, want context.Canceled", err)
		}
		synctest.Wait()
		wantCalls(t, upstream, 0)
	})
}

func TestADeadlineIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{latency: 10 * time.Second, fail: func(ctx context.Context, _ asked) error {
			if _, ok := ctx.Deadline(); ok {
				return errors.New("the fetch has a caller's deadline")
			}
			return nil
		}}
		c := newCache(t, upstream, Options{})
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := first(hurried, c); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("err = %v, want context.DeadlineExceeded", err)
			}
		})
		synctest.Wait()
		mustFirst(t, t.Context(), c)
		all.Wait()
		wantCalls(t, upstream, 1)
	})
}

func TestAFetchThatBreaksFailsAllWhoWait(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		breakdown func()
		want      string
	}{
		"panic":     {func() { panic("boom") }, "pagecache: panic: boom"},
		"nil panic": {func() { panic(error(nil)) }, "pagecache: panic: panic called with nil"},
		"exit":      {runtime.Goexit, "pagecache: a fetch ended without an answer"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				upstream := &fake{latency: time.Second, fail: func(context.Context, asked) error {
					test.breakdown()
					return nil
				}}
				c := newCache(t, upstream, Options{TTL: ttl})
				var all sync.WaitGroup
				for range 5 {
					all.Go(func() {
						_, err := first(t.Context(), c)
						if err == nil || !strings.HasPrefix(err.Error(), test.want) {
							t.Errorf("err = %v, want %s", err, test.want)
						}
						if stack, ok := err.(interface{ PanicStack() []byte }); ok != (name != "exit") || ok && !strings.Contains(string(stack.PanicStack()), "flight_test.go") {
							t.Errorf("%T has no stack that leads here", err)
						}
					})
				}
				all.Wait()
				wantCalls(t, upstream, 1)
			})
		})
	}
}

// A flight that is too old for one caller goes on for those who joined it.
func TestAYoungerFlightTakesTheOldersPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := group[string, time.Duration]{isPersonal: func(error) bool { return false }}
		midnight := time.Now()
		nothing := func() (answer[time.Duration], bool) { return answer[time.Duration]{}, false }
		fetch := func(context.Context) (time.Duration, error) {
			began := time.Since(midnight)
			time.Sleep(10 * time.Second)
			return began, nil
		}
		asks := []struct{ at, since, want time.Duration }{
			{at: 0, since: 0, want: 0},
			{at: 1, since: 0, want: 0},
			{at: 2, since: 2, want: 2},
			{at: 3, since: 0, want: 2},
			{at: 4, since: 2, want: 2},
			{at: 11, since: 0, want: 2}, // the older one ended at 10 s
			{at: 13, since: 0, want: 13},
		}
		var all sync.WaitGroup
		for _, ask := range asks {
			all.Go(func() {
				time.Sleep(ask.at * time.Second)
				a := g.do(t.Context(), "key", midnight.Add(ask.since*time.Second), nothing, fetch)
				if a.err != nil || a.value != ask.want*time.Second || a.shared != (ask.want != ask.at) {
					t.Errorf("who came at %d got %+v, want the fetch that began at %d", ask.at, a, ask.want)
				}
			})
		}
		all.Wait()
		if len(g.flights) != 0 {
			t.Errorf("%d flights are left", len(g.flights))
		}
	})
}
