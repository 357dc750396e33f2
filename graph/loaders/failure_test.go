package loaders

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

func TestFailureIsItsKeysAlone(t *testing.T) {
	t.Parallel()
	inNoTime(t, func(t *testing.T) {
		broken := errors.New("broken")
		upstream := &stub{customer: func(ctx context.Context, id string) (*pcclient.Customer, error) {
			if id == "3" {
				return nil, broken
			}
			return named(ctx, id)
		}}
		l := operation(t, t.Context(), upstream, Limits{})
		for i := range 6 {
			c, err := l.Customer.Load(t.Context(), strconv.Itoa(i))
			if i == 3 && (err != broken || c != nil) || i != 3 && (err != nil || c.ID != strconv.Itoa(i)) {
				t.Errorf("key %d: %v, %v", i, c, err)
			}
		}
		// One operation has one answer, also when it is a failure: two fields that
		// show the same thing never disagree.
		if _, err := l.Customer.Load(t.Context(), "3"); err != broken {
			t.Errorf("asked again, the failed key answers %v", err)
		}
		if calls, _, _ := upstream.seen(); calls != 6 {
			t.Errorf("%d calls, want 6", calls)
		}
		// The next operation asks anew.
		if _, err := operation(t, t.Context(), upstream, Limits{}).Customer.Load(t.Context(), "3"); err != broken {
			t.Error(err)
		}
		if calls, _, _ := upstream.seen(); calls != 7 {
			t.Errorf("%d calls with another operation's, want 7", calls)
		}
	})
}

func TestCallerThatLeavesHarmsNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := operation(t, t.Context(), &stub{customer: func(ctx context.Context, id string) (*pcclient.Customer, error) {
			select {
			case <-time.After(time.Minute):
				return named(ctx, id)
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}}, Limits{})
		began := time.Now()
		hasLeft := errors.New("the caller has left")
		leaving, leave := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { leave(hasLeft) })

		var wait sync.WaitGroup
		wait.Go(func() { // the first to ask, so that the call is its doing
			if _, err := l.Customer.Load(leaving, "same"); err != hasLeft || time.Since(began) != time.Second {
				t.Errorf("the caller that leaves gets %v after %s", err, time.Since(began))
			}
		})
		synctest.Wait()
		wait.Go(func() {
			if c, err := l.Customer.Load(t.Context(), "same"); err != nil || c.ID != "same" || time.Since(began) != time.Minute {
				t.Errorf("the caller that stays gets %v, %v after %s", c, err, time.Since(began))
			}
		})
		wait.Wait()
	})
}

// What is under way ends with the operation, and so does what waits for room.
func TestEndOfOperationEndsEverything(t *testing.T) {
	t.Parallel()
	inNoTime(t, func(t *testing.T) {
		upstream := &stub{customer: func(ctx context.Context, _ string) (*pcclient.Customer, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		}}
		over := errors.New("the operation is over")
		ctx, end := context.WithCancelCause(t.Context())
		l := operation(t, ctx, upstream, Limits{MaxParallel: 3})
		var answers []func(context.Context) (*pcclient.Customer, error)
		for i := range 10 {
			answers = append(answers, l.Customer.Ask(strconv.Itoa(i)))
		}
		l.Customer.Flush()
		synctest.Wait()
		end(over)
		for i, answer := range answers {
			if _, err := answer(t.Context()); err != over { // not the operation's context: the calls themselves have ended
				t.Errorf("ask %d: %v", i, err)
			}
		}
		if _, err := l.Customer.Load(t.Context(), "late"); err != over {
			t.Errorf("an ask behind the end: %v", err)
		}
		if _, inFlight, most := upstream.seen(); inFlight != 0 || most > 3 {
			t.Errorf("%d calls are under way, at most %d were", inFlight, most)
		}
	})
}

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	inNoTime(t, func(t *testing.T) {
		l := operation(t, t.Context(), &stub{customer: func(ctx context.Context, id string) (*pcclient.Customer, error) {
			if id == "bad" {
				panic("the upstream is out of its mind")
			}
			return named(ctx, id)
		}}, Limits{MaxParallel: 1})
		_, err := l.Customer.Load(t.Context(), "bad")
		var panicked interface{ PanicStack() []byte }
		if !errors.As(err, &panicked) || !strings.Contains(err.Error(), "out of its mind") {
			t.Fatalf("a panic answers %v", err)
		}
		if !strings.Contains(string(panicked.PanicStack()), "TestPanicIsAnError") {
			t.Errorf("the stack does not say where it was:\n%s", panicked.PanicStack())
		}
		// It has given its place back.
		if c, err := l.Customer.Load(t.Context(), "good"); err != nil || c.ID != "good" {
			t.Errorf("after the panic: %v, %v", c, err)
		}
	})
}
