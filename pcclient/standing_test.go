package pcclient

import (
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	s := newStandings(Options{Observer: Observer{}.complete()})
	for i := range 2 * maxStandings {
		s.findOrAdd(s.account(strconv.Itoa(i)).key)
	}
	if got := s.troubled.Len(); got != maxStandings {
		t.Errorf("%d customers are remembered, want %d", got, maxStandings)
	}
	last := s.account(strconv.Itoa(2*maxStandings - 1))
	if s.find(last.key) == nil {
		t.Error("the last one is forgotten first")
	}
}

// TestOnlyTroubleIsRemembered asks for many customers, most of whom need not exist.
func TestOnlyTroubleIsRemembered(t *testing.T) {
	t.Parallel()
	const customers = 100
	for status, want := range map[int]int{200: 0, 400: 0, 401: 0, 403: 0, 404: 0, 503: customers, 429: customers} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			u := &upstream{answer: always(0, status, "Retry-After", "1")}
			client := newOfflineClient(t, Options{MaxRetries: -1}, u.RoundTrip)
			for i := range customers {
				_ = ask(t.Context(), client, strconv.Itoa(i))
			}
			if got := client.standings.troubled.Len(); got != want {
				t.Errorf("%d customers are remembered, want %d", got, want)
			}
		})
	}
}

func TestStandingIsForgotten(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		asked  string        // pause
		idle   time.Duration // until the next call
		forget bool
	}{
		"idle":             {idle: forgetAfter, forget: true},
		"not idle":         {idle: forgetAfter - 1},
		"in a pause":       {asked: "1800", idle: forgetAfter},
		"behind its pause": {asked: "1800", idle: 30 * time.Minute, forget: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				u := &upstream{answer: always(0, 503, "Retry-After", test.asked)}
				client := newOfflineClient(t, Options{}, u.RoundTrip)
				_ = ask(t.Context(), client, "a")
				key := client.standings.account("a").key
				before := client.standings.find(key)
				time.Sleep(test.idle)
				if after := client.standings.find(key); before == nil || (after == nil) != test.forget {
					t.Errorf("standing was %p and is %p", before, after)
				}
			})
		})
	}
}

// TestStandingIsMadeOnce has many find a customer in trouble at the same time.
func TestStandingIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := newStandings(Options{Observer: Observer{}.complete()})
	found := make([]*standing, 50)
	var wg sync.WaitGroup
	for i := range found {
		wg.Go(func() { found[i] = s.findOrAdd(7) })
	}
	wg.Wait()
	for _, f := range found {
		if f == nil || f != found[0] {
			t.Fatal("there are two of them")
		}
	}
}
