package pcclient

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
)

// The standard library must not send a request again where nobody counts it: what a
// Meter says is what the server saw, and a bound on it holds.
func TestCutConnectionsAreCounted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cuts    int64 // of the requests behind the first
		retries int
		limit   int
		calls   int
		kind    Kind // of the error; 0: none
		budget  bool // the error is that of the meter
	}{
		"repeated once":         {cuts: 1, retries: 2, calls: 3},
		"no repeats":            {cuts: 1, retries: -1, calls: 2, kind: KindUnavailable},
		"for ever":              {cuts: 100, retries: 2, calls: 4, kind: KindUnavailable},
		"no more than may be":   {cuts: 100, retries: 5, limit: 3, calls: 3, budget: true},
		"a kept one is not cut": {cuts: 0, retries: 2, calls: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var seen atomic.Int64
			client := newClient(t, Options{MaxRetries: test.retries}, func(w http.ResponseWriter, _ *http.Request) {
				if n := seen.Add(1); 1 < n && n <= 1+test.cuts {
					conn, _, err := http.NewResponseController(w).Hijack()
					if err != nil {
						t.Error(err)
						return
					}
					_ = conn.Close()
					return
				}
				_, _ = io.WriteString(w, `{"items":[]}`)
			})
			meter := NewMeter(test.limit)
			ctx := WithMeter(t.Context(), meter)
			if _, err := client.DeviceBatches.List(ctx, customerID, ""); err != nil {
				t.Fatal(err) // which leaves a connection that is kept
			}
			_, err := client.DeviceBatches.List(ctx, customerID, "")
			_, refused := errors.AsType[*BudgetError](err)
			if KindOf(err) != test.kind || refused != test.budget {
				t.Errorf("the error is %v", err)
			}
			if got := int(seen.Load()); got != test.calls || meter.Calls() != got {
				t.Errorf("the server saw %d requests, %d were counted, want %d", got, meter.Calls(), test.calls)
			}
		})
	}
}
