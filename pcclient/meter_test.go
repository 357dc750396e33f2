package pcclient

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

func TestMeterIsExactUnderConcurrency(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(0, 30).Draw(t, "limit")
		callers := rapid.IntRange(1, 60).Draw(t, "callers")

		var sent, refused atomic.Int64
		stack := &meterTransport{next: transportFunc(func(*http.Request) (*http.Response, error) {
			sent.Add(1)
			return answer(200, ""), nil
		})}
		meter := NewMeter(limit)
		var wg sync.WaitGroup
		for range callers {
			wg.Go(func() {
				req := (&http.Request{}).WithContext(WithMeter(t.Context(), meter))
				if _, err := stack.RoundTrip(req); err != nil {
					if _, ok := errors.AsType[*BudgetError](err); ok {
						refused.Add(1)
					}
				}
			})
		}
		wg.Wait()

		want := int64(callers)
		if limit > 0 {
			want = min(want, int64(limit))
		}
		if sent.Load() != want || int64(meter.Calls()) != want || refused.Load() != int64(callers)-want {
			t.Fatalf("limit %d, %d callers: %d sent, %d counted, %d refused",
				limit, callers, sent.Load(), meter.Calls(), refused.Load())
		}
	})
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
