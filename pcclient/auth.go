package pcclient

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
)

// TokenSource gives the bearer token of a try. It is asked before every one, from
// many goroutines at once, so it is expected to keep its token while that is good.
// It must honour ctx. An error becomes an [Error] of KindUnauthorized.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// StaticToken is a [TokenSource] that gives itself. However it is printed, logged
// or marshalled, the token does not show.
type StaticToken string

const redacted = "[redacted]"

// Token gives the token.
func (t StaticToken) Token(context.Context) (string, error) { return string(t), nil }

// String hides the token.
func (StaticToken) String() string { return redacted }

// GoString hides the token.
func (StaticToken) GoString() string { return redacted }

// Format hides the token for the verbs, too, for which fmt would not ask String.
func (StaticToken) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the token.
func (StaticToken) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the token.
func (StaticToken) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// authTransport puts the credential on a request.
type authTransport struct {
	// token is a method value, because fmt cannot look into one: a Client that
	// someone prints must not show what its TokenSource holds.
	token func(context.Context) (string, error)
	next  http.RoundTripper
}

func (t *authTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	token, err := t.token(req.Context())
	if err != nil {
		return nil, &tokenError{err}
	}
	if token == "" || !isHeaderValue(token) {
		return nil, &tokenError{errors.New("the token is empty, or has a character that no header can carry")}
	}
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+token)
	return t.next.RoundTrip(req)
}

// tokenError tells a credential that could not be had from a connection that broke.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "pcclient: no token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }
