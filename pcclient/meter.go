package pcclient

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
)

// Meter counts the requests that one operation sends, and can bound them. An
// operation is whatever runs under a context made by [WithMeter]. A Meter is safe
// for concurrent use, and exact: of calls racing for the last one that is allowed,
// one is sent.
//
// A request counts when it is handed to the transport, whether or not a connection
// could be made. A request that is refused here, for want of a token or because the
// context is done does not count.
type Meter struct {
	limit   int64
	calls   atomic.Int64
	retries atomic.Int64
}

// NewMeter makes a Meter that allows limit requests, repeats included. 0 means any
// number.
func NewMeter(limit int) *Meter { return &Meter{limit: int64(limit)} }

// Calls is how many requests were sent, repeats included.
func (m *Meter) Calls() int { return int(m.calls.Load()) }

// Retries is how many of the requests were repeats, hedges included.
func (m *Meter) Retries() int { return int(m.retries.Load()) }

// take counts one request, or refuses it.
func (m *Meter) take(isRetry bool) error {
	for {
		sent := m.calls.Load()
		if m.limit > 0 && sent >= m.limit {
			return &BudgetError{Limit: int(m.limit)}
		}
		// Not Add: a refused request must not count, not even for a moment.
		if m.calls.CompareAndSwap(sent, sent+1) {
			break
		}
	}
	if isRetry {
		m.retries.Add(1)
	}
	return nil
}

// BudgetError says that a request was not sent because its [Meter] allows no more.
// It is never retried.
type BudgetError struct {
	// Limit is how many requests the operation may send.
	Limit int
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("pcclient: the operation has used up its %d calls", e.Limit)
}

type meterKey struct{}

// WithMeter gives a context whose calls are counted by m, and by no Meter that ctx
// had before.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

// meterTransport counts what passes, for the Meter in the request's context.
type meterTransport struct{ next http.RoundTripper }

func (t *meterTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if m, _ := ctx.Value(meterKey{}).(*Meter); m != nil {
		try := tryOf(ctx)
		if err := m.take(try.number > 1 || try.replay); err != nil {
			return nil, err
		}
	}
	return t.next.RoundTrip(req)
}
