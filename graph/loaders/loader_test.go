package loaders

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// inNoTime runs test in virtual time and fails when the clock has moved at its
// end: nothing here may wait for a timer.
func inNoTime(t *testing.T, test func(*testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		test(t)
		if waited := time.Since(began); waited != 0 {
			t.Errorf("%s went by: something waited for a timer", waited)
		}
	})
}

func TestEqualAsksAreOneCall(t *testing.T) {
	t.Parallel()
	inNoTime(t, func(t *testing.T) {
		upstream := &stub{customer: named}
		l := operation(t, t.Context(), upstream, Limits{})
		const asks = 50
		answers := make([]*pcclient.Customer, asks)
		var wait sync.WaitGroup
		for i := range answers {
			wait.Go(func() {
				var err error
				if answers[i], err = l.Customer.Load(t.Context(), "same"); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if calls, _, _ := upstream.seen(); calls != 1 {
			t.Errorf("%d equal asks made %d calls", asks, calls)
		}
		for _, answer := range answers {
			if answer != answers[0] {
				t.Fatal("equal asks have different answers")
			}
		}
	})
}

// One flush starts what was announced, all of it together, but for what the bound
// keeps back; each call that ends makes room for exactly one.
func TestOneFlushStartsAll(t *testing.T) {
	t.Parallel()
	const asks = 100
	for _, test := range []struct{ parallel, together int }{
		{1, 1}, {7, 7}, {asks, asks}, {asks + 1, asks}, {0, defaultParallel}, {-1, defaultParallel},
	} {
		t.Run(strconv.Itoa(test.parallel), func(t *testing.T) {
			t.Parallel()
			inNoTime(t, func(t *testing.T) {
				release := make(chan struct{})
				upstream := &stub{customer: func(ctx context.Context, id string) (*pcclient.Customer, error) {
					<-release
					return named(ctx, id)
				}}
				l := operation(t, t.Context(), upstream, Limits{MaxParallel: test.parallel})
				answers := make([]func(context.Context) (*pcclient.Customer, error), asks)
				for i := range answers {
					answers[i] = l.Customer.Ask(strconv.Itoa(i))
				}
				synctest.Wait()
				if calls, _, _ := upstream.seen(); calls != 0 {
					t.Fatalf("%d calls before the flush", calls)
				}
				l.Customer.Flush()
				synctest.Wait()
				if calls, inFlight, _ := upstream.seen(); calls != test.together || inFlight != test.together {
					t.Fatalf("%d calls began and %d are under way, want %d", calls, inFlight, test.together)
				}
				release <- struct{}{}
				synctest.Wait()
				if calls, _, _ := upstream.seen(); calls != min(test.together+1, asks) {
					t.Errorf("one call ended and %d had begun, want %d", calls, min(test.together+1, asks))
				}
				close(release)
				for i, answer := range answers {
					if c, err := answer(t.Context()); err != nil || c.ID != strconv.Itoa(i) {
						t.Fatalf("ask %d has the answer %v, %v", i, c, err)
					}
				}
				if calls, _, most := upstream.seen(); calls != asks || most != test.together {
					t.Errorf("%d calls, at most %d at a time; want %d, %d", calls, most, asks, test.together)
				}
			})
		})
	}
}

// Answers may come in any order: each is its key's as soon as it is there.
func TestOrderOfAnswersIsFree(t *testing.T) {
	t.Parallel()
	const asks = 9
	for _, order := range [][]int{
		{0, 1, 2, 3, 4, 5, 6, 7, 8}, {8, 7, 6, 5, 4, 3, 2, 1, 0}, {4, 0, 8, 1, 7, 2, 6, 3, 5},
	} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			t.Parallel()
			inNoTime(t, func(t *testing.T) {
				gates := map[string]chan struct{}{}
				for i := range asks {
					gates[strconv.Itoa(i)] = make(chan struct{})
				}
				l := operation(t, t.Context(), &stub{customer: func(ctx context.Context, id string) (*pcclient.Customer, error) {
					<-gates[id]
					return named(ctx, id)
				}}, Limits{})
				answers := make([]func(context.Context) (*pcclient.Customer, error), asks)
				for i := range answers {
					answers[i] = l.Customer.Ask(strconv.Itoa(i))
				}
				l.Customer.Flush()
				for _, i := range order {
					close(gates[strconv.Itoa(i)])
					if c, err := answers[i](t.Context()); err != nil || c.ID != strconv.Itoa(i) {
						t.Fatalf("ask %d has the answer %v, %v", i, c, err)
					}
				}
			})
		})
	}
}

// While one call takes its time, those that began with it are answered, and go on
// to make calls of their own.
func TestSlowKeyHoldsNobodyBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		l := operation(t, t.Context(), &stub{customer: func(ctx context.Context, id string) (*pcclient.Customer, error) {
			if id == "slow" {
				time.Sleep(time.Hour)
			}
			return named(ctx, id)
		}}, Limits{MaxParallel: 2})
		slow, quick := l.Customer.Ask("slow"), l.Customer.Ask("quick")
		l.Customer.Flush()
		if _, err := quick(t.Context()); err != nil {
			t.Error(err)
		}
		for i := range 3 {
			if _, err := l.Customer.Load(t.Context(), strconv.Itoa(i)); err != nil {
				t.Error(err)
			}
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("the quick ones waited %s", waited)
		}
		if _, err := slow(t.Context()); err != nil || time.Since(began) != time.Hour {
			t.Errorf("the slow one is answered after %s, %v", time.Since(began), err)
		}
	})
}

// Whoever asks flushes. Should it be forgotten, a second goes by, not for ever.
func TestForgottenFlush(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		l := operation(t, t.Context(), &stub{customer: named}, Limits{})
		if c, err := l.Customer.Ask("x")(t.Context()); err != nil || c.ID != "x" || time.Since(began) != noTimer {
			t.Errorf("%v, %v after %s", c, err, time.Since(began))
		}
	})
}

// Windows of asks overlap in an operation: whoever flushes, nobody's ask is lost.
func TestFlushesOfOthers(t *testing.T) {
	t.Parallel()
	inNoTime(t, func(t *testing.T) {
		upstream := &stub{customer: named}
		l := operation(t, t.Context(), upstream, Limits{})
		l.Customer.Flush() // nothing is announced
		var wait sync.WaitGroup
		for worker := range 20 {
			wait.Go(func() {
				var answers []func(context.Context) (*pcclient.Customer, error)
				keys := []string{strconv.Itoa(worker), strconv.Itoa(worker + 1), strconv.Itoa(worker % 3)}
				for _, key := range keys {
					answers = append(answers, l.Customer.Ask(key))
				}
				l.Customer.Flush()
				for i, answer := range slices.Backward(answers) {
					if c, err := answer(t.Context()); err != nil || c.ID != keys[i] {
						t.Errorf("key %s: %v, %v", keys[i], c, err)
					}
				}
			})
		}
		wait.Wait()
		if calls, _, _ := upstream.seen(); calls != 21 {
			t.Errorf("%d calls for 21 keys", calls)
		}
	})
}
