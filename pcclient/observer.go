package pcclient

import (
	"io"
	"net/http"
	"time"
)

// Observer is told what becomes of calls, for metrics. Each function may be nil. They
// are called from many goroutines at once, and the call waits for them.
//
// op is the method and the route's template, such as
// "GET /v1/customers/{customer-id}/deviceBatches"; there are few of them. No function
// is told an id.
type Observer struct {
	// Try is told of every request that was handed to the transport: the status of
	// the answer, 0 where there was none, the time until its body was read or given
	// up, and which of the call's tries it was, from 1.
	Try func(op string, status int, took time.Duration, attempt int)
	// Retry is told of a try that failed with kind and will be repeated after wait.
	Retry func(op string, kind Kind, wait time.Duration)
	// Hedge is told of a second try beside one that is slow.
	Hedge func(op string)
	// Throttled is told of a call that came before the end of a pause, of which left
	// is left. It waits, or is refused.
	Throttled func(op string, left time.Duration)
	// Refused is told of a call, or the rest of one, that was given up without being
	// sent, because of a pause or an open breaker.
	Refused func(op string, kind Kind)
	// BreakerChange is told of one customer's breaker. Count the changes; how many
	// breakers are open does not follow from them, because a customer for whom
	// nothing is asked any more is forgotten without one.
	BreakerChange func(from, to BreakerState)
}

// complete puts a function where there is none.
func (o Observer) complete() Observer {
	if o.Try == nil {
		o.Try = func(string, int, time.Duration, int) {}
	}
	if o.Retry == nil {
		o.Retry = func(string, Kind, time.Duration) {}
	}
	if o.Hedge == nil {
		o.Hedge = func(string) {}
	}
	if o.Throttled == nil {
		o.Throttled = func(string, time.Duration) {}
	}
	if o.Refused == nil {
		o.Refused = func(string, Kind) {}
	}
	if o.BreakerChange == nil {
		o.BreakerChange = func(_, _ BreakerState) {}
	}
	return o
}

// observerTransport tells an Observer of every request.
type observerTransport struct {
	try  func(op string, status int, took time.Duration, attempt int)
	next http.RoundTripper
}

func (t *observerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	start, try := time.Now(), tryOf(req.Context())
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		t.try(try.op, 0, time.Since(start), try.number)
		return nil, err
	}
	resp.Body = &observedBody{ReadCloser: resp.Body, closed: func() {
		t.try(try.op, resp.StatusCode, time.Since(start), try.number)
	}}
	return resp, nil
}

// observedBody tells when it is closed, which is once.
type observedBody struct {
	io.ReadCloser
	closed func()
}

func (b *observedBody) Close() error {
	b.closed()
	return b.ReadCloser.Close()
}
