package pcclient

import (
	"errors"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// TestMeterIsExactUnderConcurrency has two callers race for the last call that is
// allowed, often enough that a Meter which looks first and counts later is found out.
// It is not parallel, because the two need a processor each to race.
func TestMeterIsExactUnderConcurrency(t *testing.T) {
	for range 20_000 {
		const callers, limit = 2, 1
		meter := NewMeter(limit)
		var sent, refused, ready atomic.Int64
		var wg sync.WaitGroup
		for range callers {
			wg.Go(func() {
				// Closer together than a channel would let them go.
				ready.Add(1)
				for ready.Load() < callers {
					runtime.Gosched()
				}
				if err := meter.take(true); err == nil {
					sent.Add(1)
				} else if _, ok := errors.AsType[*BudgetError](err); ok {
					refused.Add(1)
				}
			})
		}
		wg.Wait()
		if sent.Load() != limit || refused.Load() != callers-limit || meter.Calls() != limit || meter.Retries() != limit {
			t.Fatalf("%d sent, %d refused, %d and %d counted; want 1 of each",
				sent.Load(), refused.Load(), meter.Calls(), meter.Retries())
		}
	}
}

func TestMetersOfOperationsAreApart(t *testing.T) {
	t.Parallel()
	client := newOfflineClient(t, Options{}, func(*http.Request) (*http.Response, error) {
		return answer(200, `{"items":[]}`), nil
	})
	one, two := NewMeter(5), NewMeter(0)
	ctx := WithMeter(t.Context(), one)
	if _, err := client.DeviceBatches.List(ctx, customerID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := client.DeviceBatches.List(WithMeter(ctx, two), customerID, ""); err != nil {
		t.Fatal(err)
	}
	if one.Calls() != 1 || two.Calls() != 1 || one.Retries() != 0 {
		t.Errorf("meters counted %d and %d calls, want one each", one.Calls(), two.Calls())
	}
}
