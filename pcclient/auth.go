package pcclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
)

// TokenSource gives the bearer token of a try. It is asked before every one, from
// many goroutines at once, so it is expected to keep its token while that is good.
// It must honour ctx. An error becomes an [Error] of KindUnauthorized, or, if it is
// an Error itself, one with the same Kind, Code and RetryAfter.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// Renewer is a [TokenSource] that can replace its token. When Partner Center refuses
// a token with status 401, the try is repeated with another one, once and at once.
type Renewer interface {
	TokenSource
	// Renew gives a token in place of refused. Many tries may have had the same one
	// refused; one renewal is enough for them. It gives refused again when there is
	// no other for now: the refusal then stands. ctx and errors are as for Token.
	Renew(ctx context.Context, refused string) (string, error)
}

// Codes of a refused token that no other token of the same credential would mend, so
// that none is asked for. The page "Partner Center error codes" has them.
const (
	// CodeAudienceRefused says that the token was issued for an API whose tokens
	// Partner Center no longer takes: the application has to ask for Partner
	// Center's own.
	CodeAudienceRefused = "900420"
	// CodeMFARequired says that the user has signed in without multi-factor
	// authentication, and has to sign in again.
	CodeMFARequired = "900421"
)

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
	// token and renew are method values, because fmt cannot look into one: a Client
	// that someone prints must not show what its TokenSource holds.
	token func(context.Context) (string, error)
	renew func(ctx context.Context, refused string) (string, error) // nil if the source cannot
	next  http.RoundTripper
}

func (t *authTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	token, err := t.token(ctx)
	if err != nil {
		return nil, &tokenError{err}
	}
	resp, err := t.send(req, token)
	if err != nil || t.renew == nil || !mayMend(resp) {
		return resp, err
	}
	renewed, err := t.renew(ctx, token)
	if err == nil && renewed == token {
		return resp, nil
	}
	_ = resp.Body.Close() // the answer is given up
	if err != nil {
		return nil, &tokenError{err}
	}
	try := tryOf(ctx)
	try.replay = true
	return t.send(req.WithContext(withTry(ctx, try)), renewed)
}

func (t *authTransport) send(req *http.Request, token string) (*http.Response, error) {
	if token == "" || !isHeaderValue(token) {
		return nil, &tokenError{errors.New("the token is empty, or has a character that no header can carry")}
	}
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+token)
	return t.next.RoundTrip(req)
}

// mayMend reports whether the request may fare better with another token. It leaves
// the body as it was.
func mayMend(resp *http.Response) bool {
	if resp.StatusCode != http.StatusUnauthorized {
		return false
	}
	start, _ := io.ReadAll(io.LimitReader(resp.Body, maxFaultBytes)) // a broken connection shows again below
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(start), resp.Body), resp.Body}
	var fault apiFault
	_ = decode(io.NopCloser(bytes.NewReader(start)), maxFaultBytes, &fault) // most have no body, and so no code
	return fault.Code != CodeAudienceRefused && fault.Code != CodeMFARequired
}

// tokenError tells a credential that could not be had from a connection that broke.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "pcclient: no token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

// fault is the error of a try without a token. An Error of the source's own is
// copied, because it may be given to many calls, and each completes its own.
func (e *tokenError) fault() *Error {
	fault := Error{Kind: KindUnauthorized}
	if own, ok := errors.AsType[*Error](e.err); ok {
		fault = *own
	}
	fault.reason, fault.Err = "no token", e
	return &fault
}
