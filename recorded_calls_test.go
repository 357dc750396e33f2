package main

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// recordedCalls is a transport that watches what passes: no call may go to another
// host, and none for a customer before a pause is over that was asked for.
type recordedCalls struct {
	t    testing.TB
	host string
	next http.RoundTripper

	mu     sync.Mutex
	pauses map[string]time.Time // by customer: when the pause is over
}

func (r *recordedCalls) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host != r.host || request.Host != r.host {
		r.t.Errorf("a call goes to %s", request.URL.Host)
	}
	customer := customerIn(request.URL.Path)
	r.mu.Lock()
	early := time.Until(r.pauses[customer])
	r.mu.Unlock()
	if early > 0 {
		r.t.Errorf("%s is called %v before the pause is over", request.URL.Path, early)
	}
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	until := pauseUntil(response.Header)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pauses == nil {
		r.pauses = map[string]time.Time{}
	}
	if until.After(r.pauses[customer]) {
		r.pauses[customer] = until
	}
	return response, nil
}

// customerIn is the customer in a path, empty where it is the partner's.
func customerIn(path string) string {
	_, rest, _ := strings.Cut(path, "/customers/")
	customer, _, _ := strings.Cut(rest, "/")
	return customer
}

// pauseUntil is when the pause is over that an answer asks for: a number of seconds,
// or a date by the clock of whoever answers.
func pauseUntil(header http.Header) time.Time {
	text := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Now().Add(time.Duration(seconds) * time.Second)
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return time.Time{}
	}
	if theirs, err := http.ParseTime(header.Get("Date")); err == nil {
		return until.Add(-time.Until(theirs))
	}
	return until
}
