package pcclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// errCutOff is the failure of a request whose connection ended before the answer.
var errCutOff = errors.New("the connection ended before the answer came")

// onceTransport sends a request once. When a kept connection of HTTP/1 ends before
// the answer, the standard library sends a GET again by itself, below all that counts
// requests and keeps pauses. Here that is a failure like any other, for the retries
// to deal with. What was not sent at all may go out on another connection, and so may
// what an HTTP/2 server says that it did not look at: that is all that is sent twice
// there.
type onceTransport struct{ next http.RoundTripper }

func (t *onceTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context()) // which ends with the try
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// Before the first byte leaves: an answer, or the end, may come at any time after.
		WroteHeaders: func() { sent.Store(true) },
		WroteRequest: func(written httptrace.WroteRequestInfo) {
			if written.Err != nil {
				sent.Store(false)
			}
		},
		GotConn: func(got httptrace.GotConnInfo) {
			if sent.Load() && !isHTTP2(got.Conn) {
				cancel(errCutOff)
				_ = got.Conn.Close() // or the request could be written before the end is noticed
			}
		},
	})
	return t.next.RoundTrip(req.WithContext(ctx))
}

func isHTTP2(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}
