package fairqueue

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func gate(t testing.TB, total, perCustomer int) *Gate {
	t.Helper()
	g, err := NewGate(Limits{Total: total, PerCustomer: perCustomer})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// A thousand calls of one operation are queued; one call of another waits for
// one place to come free, not for a thousand.
func TestSmallOperationIsNotStarved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := gate(t, 10, 10)
		const callTime = time.Second
		call := func(operation any) {
			leave, err := g.Enter(t.Context(), operation, "customer")
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(callTime)
			leave()
		}
		for range 1000 {
			go call("big")
		}
		synctest.Wait()
		start := time.Now()
		call("small")
		if waited := time.Since(start) - callTime; waited > callTime {
			t.Errorf("the small operation waited %v for its place", waited)
		}
		time.Sleep(200 * callTime)
		synctest.Wait()
		if len(g.turns) != 0 || g.total != 0 {
			t.Errorf("%d operations wait for %d calls", len(g.turns), g.total)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ total, perCustomer, customers, want int }{
		"in total":     {total: 7, perCustomer: 5, customers: 3, want: 7},
		"per customer": {total: 100, perCustomer: 5, customers: 3, want: 15},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := gate(t, test.total, test.perCustomer)
				var inside, most atomic.Int64
				for i := range 60 {
					go func() {
						leave, err := g.Enter(t.Context(), i%4, string(rune('a'+i%test.customers)))
						if err != nil {
							t.Error(err)
							return
						}
						defer leave()
						n := inside.Add(1)
						for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
						}
						time.Sleep(time.Second)
						inside.Add(-1)
					}()
				}
				time.Sleep(time.Minute)
				if got := int(most.Load()); got != test.want {
					t.Errorf("%d calls were under way at once, want %d", got, test.want)
				}
			})
		})
	}
}

// A customer whose places are taken does not hold up an operation's calls for
// others.
func TestFullCustomerHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := gate(t, 10, 1)
		leave, err := g.Enter(t.Context(), "a", "slow")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := g.Enter(ctx, "a", "slow")
			gone <- err
		}()
		synctest.Wait()
		other, err := g.Enter(t.Context(), "a", "fast")
		if err != nil {
			t.Fatal(err)
		}
		other()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("who gives up gets %v", err)
		}
		leave()
		leave() // a second time changes nothing
	})
}

// Whatever comes, goes and gives up: nothing is lost, and the limits hold.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		g := gate(t, rapid.IntRange(1, 4).Draw(r, "total"), rapid.IntRange(1, 3).Draw(r, "per customer"))
		type held struct {
			cancel context.CancelFunc
			done   chan func()
		}
		var calls []held
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			if len(calls) > 0 && rapid.Bool().Draw(r, "end one") {
				i := rapid.IntRange(0, len(calls)-1).Draw(r, "which")
				calls[i].cancel()
				if leave := <-calls[i].done; leave != nil {
					leave()
				}
				calls = append(calls[:i], calls[i+1:]...)
				continue
			}
			ctx, cancel := context.WithCancel(context.Background())
			h := held{cancel: cancel, done: make(chan func(), 1)}
			operation, customer := rapid.IntRange(0, 2).Draw(r, "operation"), string(rune('a'+rapid.IntRange(0, 2).Draw(r, "customer")))
			go func() {
				leave, err := g.Enter(ctx, operation, customer)
				if err != nil {
					leave = nil
				}
				h.done <- leave
			}()
			calls = append(calls, h)
		}
		for _, h := range calls {
			h.cancel()
			if leave := <-h.done; leave != nil {
				leave()
			}
		}
		if g.total != 0 || len(g.byCustomer) != 0 || len(g.turns) != 0 || len(g.byName) != 0 {
			r.Fatalf("left behind: %d calls, %v, %d turns, %v", g.total, g.byCustomer, len(g.turns), g.byName)
		}
	})
}

func TestNewGateRefuses(t *testing.T) {
	t.Parallel()
	if _, err := NewGate(Limits{Total: -1}); err == nil {
		t.Error("a negative limit was taken")
	}
}
