package pcclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// call is one logical call: a GET, because nothing here writes.
type call struct {
	route route
	ids   []string   // what the names in braces of route stand for, in order
	query url.Values // may be nil
	token string     // the continuation header; empty when there is none
}

// customerID is whose call it is, empty when it is the partner's own. A route that
// has ids begins with the customer's.
func (c call) customerID() string {
	if len(c.ids) == 0 {
		return ""
	}
	return c.ids[0]
}

// errUnfinished stands for the error of a try that panicked.
var errUnfinished = errors.New("pcclient: a try did not return")

// do makes a call. read turns an answer with a 2xx status into the result; it runs
// inside the retry, on a new answer each time, and need not close the body. It may
// run twice at the same time.
func do[T any](ctx context.Context, c *Client, call call, read func(*http.Response) (T, error)) (T, error) {
	var result, none T
	var tries atomic.Int32
	op := call.route.op()
	req, err := c.newRequest(ctx, call)
	if err != nil {
		return none, finish(ctx, err, tryInfo{op: op}, nil)
	}
	account := c.standings.account(call.customerID())
	one := func(ctx context.Context, p pass) (result T, err error) {
		err = errUnfinished
		defer func() { account.leave(ctx, p, err) }()
		return try(withTry(ctx, tryInfo{op: op, number: int(tries.Add(1)), account: account}), c, req, read)
	}
	ctx = withTry(ctx, tryInfo{op: op})
	err = c.retry.do(ctx, account, func(p pass) (err error) {
		result, err = hedge(ctx, c.hedgeAfter, p, one, func() (pass, bool) { return account.enterBeside(ctx) })
		return err
	})
	if err != nil {
		return none, finish(ctx, err, tryInfo{op: op, number: int(tries.Load())}, req)
	}
	return result, nil
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
// and its request, which may be nil where there was no try.
func finish(ctx context.Context, err error, last tryInfo, req *http.Request) error {
	e, ok := errors.AsType[*Error](err)
	if cause := done(ctx); cause != nil {
		// Whatever else went wrong, the caller is no longer there for it.
		e = &Error{Kind: KindCanceled, Err: cause}
	} else if !ok {
		return err // a *BudgetError
	}
	e.Op, e.Attempts = last.op, last.number
	if e.RequestID == "" && last.number > 0 {
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
