package pcclient

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// upstream is a Partner Center for many callers at once, in virtual time.
type upstream struct {
	// answer gets a request that is the nth of its customer's, from 0.
	answer func(n int, req *http.Request) (*http.Response, error)

	mu   sync.Mutex
	sent map[string][]time.Time // by customer, "" being the partner
}

func (u *upstream) RoundTrip(req *http.Request) (*http.Response, error) {
	customer := customerOf(req)
	u.mu.Lock()
	if u.sent == nil {
		u.sent = map[string][]time.Time{}
	}
	n := len(u.sent[customer])
	u.sent[customer] = append(u.sent[customer], time.Now())
	u.mu.Unlock()
	return u.answer(n, req)
}

// calls is how many requests came for a customer.
func (u *upstream) calls(customer string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.sent[customer])
}

func customerOf(req *http.Request) string {
	_, rest, _ := strings.Cut(req.URL.Path, "/v1/customers/")
	customer, _, _ := strings.Cut(rest, "/")
	return customer
}

// always gives every request the same answer after latency, or its context's error.
func always(latency time.Duration, status int, headers ...string) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, req *http.Request) (*http.Response, error) {
		if err := sleep(req.Context(), latency); err != nil {
			return nil, err
		}
		return answer(status, `{"items":[]}`, headers...), nil
	}
}

// ask asks for a customer's batches, or the partner's customers.
func ask(ctx context.Context, c *Client, customer string) error {
	if customer == "" {
		_, err := c.Customers.List(ctx, CustomersQuery{}, "")
		return err
	}
	_, err := c.DeviceBatches.List(ctx, customer, "")
	return err
}

// reply is what a caller got, and after what time.
type reply struct {
	at   time.Time // when it asked
	took time.Duration
	err  error
}

// askSteadily has a new caller ask for each customer every interval, for as long.
func askSteadily(c *Client, interval, long time.Duration, customers ...string) map[string][]reply {
	replies := map[string][]reply{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for start := time.Now(); time.Since(start) < long; time.Sleep(interval) {
		for _, customer := range customers {
			wg.Go(func() {
				at := time.Now()
				err := ask(context.Background(), c, customer)
				mu.Lock()
				defer mu.Unlock()
				replies[customer] = append(replies[customer], reply{at, time.Since(at), err})
			})
		}
	}
	wg.Wait()
	return replies
}
