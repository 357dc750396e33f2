package pcclient

import (
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestTroubleOfOneCustomerIsItsOwn(t *testing.T) {
	t.Parallel()
	const latency = 30 * time.Millisecond
	for name, trouble := range map[string]func(int, *http.Request) (*http.Response, error){
		"outage":            always(latency, 503),
		"throttled briefly": always(latency, 429, "Retry-After", "3"),
		"throttled":         always(latency, 429, "Retry-After", "60"),
		"no answer":         always(time.Hour, 200),
	} {
		for _, ill := range []string{"a", ""} {
			t.Run(name+" of "+strconv.Quote(ill), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					well := []string{"b", "a"}
					if ill != "" {
						well = []string{"b", ""}
					}
					u := &upstream{answer: func(n int, req *http.Request) (*http.Response, error) {
						if customerOf(req) == ill {
							return trouble(n, req)
						}
						return always(latency, 200)(n, req)
					}}
					client := newOfflineClient(t, Options{CallTimeout: time.Second}, u.RoundTrip)
					replies := askSteadily(client, 100*time.Millisecond, 20*time.Second, append(well, ill)...)
					for _, customer := range well {
						if len(replies[customer]) != 200 || u.calls(customer) != 200 {
							t.Errorf("%q got %d replies to 200 requests by %d calls", customer, len(replies[customer]), u.calls(customer))
						}
						for _, r := range replies[customer] {
							if r.err != nil || r.took != latency {
								t.Fatalf("%q got %v after %v, want what it gets without the other", customer, r.err, r.took)
							}
						}
					}
					if u.calls(ill) > 100 { // and not 600
						t.Errorf("%d calls for the one in trouble", u.calls(ill))
					}
				})
			})
		}
	}
}
