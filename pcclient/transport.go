package pcclient

import (
	"context"
	"net/http"
	"time"
)

// parallelCalls is how many calls at a time find a kept connection. The standard
// library keeps two per host, so most calls of a fan-out would shake hands anew.
const parallelCalls = 64

// newTransport stacks what every try passes through, in the order that the
// package's documentation draws.
func newTransport(options Options) http.RoundTripper {
	auth := &authTransport{
		token: options.Token.Token,
		next: &throttleTransport{
			next: &meterTransport{
				next: &logTransport{
					logger: options.Logger,
					next:   &observerTransport{try: options.Observer.Try, next: &onceTransport{next: options.Transport}},
				},
			},
		},
	}
	if source, ok := options.Token.(Renewer); ok {
		auth.renew = source.Renew
	}
	return auth
}

// NewTransport makes what a nil [Options.Transport] stands for, to be wrapped: the
// standard library's transport, with room for a fan-out.
func NewTransport() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		// The program put a transport of its own there; it knows better.
		return http.DefaultTransport
	}
	t := standard.Clone()
	t.MaxIdleConnsPerHost = parallelCalls
	t.MaxIdleConns = max(t.MaxIdleConns, parallelCalls)
	// An HTTP/2 connection that died silently would fail every call on it until
	// the operating system gives it up.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	return t
}

// tryInfo is what the layers of the stack know of the try that they carry.
type tryInfo struct {
	op      string
	number  int     // the first is 1; 0 between tries
	replay  bool    // it is sent again with a renewed token
	account account // none between tries
}

type tryKey struct{}

func withTry(ctx context.Context, t tryInfo) context.Context {
	return context.WithValue(ctx, tryKey{}, t)
}

func tryOf(ctx context.Context) tryInfo {
	t, _ := ctx.Value(tryKey{}).(tryInfo)
	return t
}
