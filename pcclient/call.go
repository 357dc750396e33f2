package pcclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// call is one logical call: a GET, because nothing here writes.
type call struct {
	route route
	ids   []string   // what the names in braces of route stand for, in order
	query url.Values // may be nil
	token string     // the continuation header; empty when there is none
}

// do makes a call. read turns an answer with a 2xx status into the result; it runs
// inside the retry, on a new answer each time, and need not close the body.
func do[T any](ctx context.Context, c *Client, call call, read func(*http.Response) (T, error)) (T, error) {
	var result T
	now := tryInfo{op: call.route.op()}
	req, err := c.newRequest(ctx, call)
	if err == nil {
		err = c.retry.do(withTry(ctx, now), func(attempt int) (err error) {
			now.number = attempt
			result, err = try(withTry(ctx, now), c, req, read)
			return err
		})
	}
	if err == nil {
		return result, nil
	}
	var none T
	return none, finish(ctx, err, now, req)
}

// newRequest makes the request that all tries of a call repeat.
func (c *Client) newRequest(ctx context.Context, call call) (*http.Request, error) {
	u, err := call.route.url(c.base, call.ids)
	if err != nil {
		return nil, err
	}
	u.RawQuery = encodeQuery(call.query)
	header := c.header.Clone()
	setIDs(ctx, header)
	if call.token != "" {
		header.Set(headerContinuation, call.token)
	}
	req := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: header}
	return req.WithContext(ctx), nil
}

// try sends the request once and reads the answer. http.Client is not used: it
// would follow redirects, and put the URL, with the ids in it, into its errors.
func try[T any](ctx context.Context, c *Client, req *http.Request, read func(*http.Response) (T, error)) (T, error) {
	var none T
	limited, cancel := context.WithTimeout(ctx, c.callTimeout)
	defer cancel()
	resp, err := c.transport.RoundTrip(req.Clone(limited))
	if err != nil {
		return none, sendFault(limited, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return none, statusFault(req, resp)
	}
	result, err := read(resp)
	if err != nil {
		return none, answered(sendFault(limited, err), req, resp)
	}
	return result, nil
}

// finish completes an error with what only the call as a whole knows: its last try,
// and its request, which is nil when there could be none.
func finish(ctx context.Context, err error, last tryInfo, req *http.Request) error {
	e, ok := errors.AsType[*Error](err)
	if cause := done(ctx); cause != nil {
		// Whatever else went wrong, the caller is no longer there for it.
		e = &Error{Kind: KindCanceled, Err: cause}
	} else if !ok {
		return err // a *BudgetError
	}
	e.Op, e.Attempts = last.op, last.number
	if e.RequestID == "" && req != nil {
		e.RequestID, e.CorrelationID = idsOf(req, nil)
	}
	return e
}

// done says why a context is over, nil while it is not. A deadline counts from the
// moment it passes: a dialer may notice before the context does.
func done(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return nil
}
