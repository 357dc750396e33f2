package credentials

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// maxAnswerBytes bounds an answer of the login host. A token has some kilobytes.
const maxAnswerBytes = 1 << 20

// exchange is what one fetch says to the login host and hears from it. It is the
// transport that the libraries use, in one goroutine.
type exchange struct {
	login login
	next  http.RoundTripper

	failure *failure // what went wrong with the last request; nil when nothing did
}

// client is what the libraries are given.
func (x *exchange) client() *http.Client {
	return &http.Client{
		Transport: x,
		// A redirect would take the credential to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var errInsecure = errors.New("plain http to another machine")

// RoundTrip sends a request and reads its whole answer.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	x.failure = nil
	if authority := x.login.authority; req.URL.Host == authority.Host && req.URL.Scheme != authority.Scheme {
		// azidentity knows nothing but https, even for a login host on this machine.
		req = req.Clone(req.Context())
		req.URL.Scheme = authority.Scheme
	}
	// The token endpoint is where the login host's own documents say it is.
	if req.URL.Scheme != "https" && !x.login.insecure && !isLoopback(req.URL.Hostname()) {
		if req.Body != nil {
			_ = req.Body.Close() // nothing was sent that could be lost
		}
		x.failure = unavailable("the login host names a token endpoint with plain http; check the authority URL")
		return nil, errInsecure
	}
	resp, err := x.next.RoundTrip(req)
	if err != nil {
		x.failure = lost(req.Context(), err)
		return nil, err
	}
	body, err := readAll(resp.Body)
	if err != nil {
		x.failure = lost(req.Context(), err)
		return nil, err
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		x.failure = refused(resp, body)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func readAll(body io.ReadCloser) ([]byte, error) {
	defer func() { _ = body.Close() }() // all of it that matters has been read
	text, err := io.ReadAll(io.LimitReader(body, maxAnswerBytes+1))
	if err == nil && len(text) > maxAnswerBytes {
		err = fmt.Errorf("the answer is larger than %d bytes", maxAnswerBytes)
	}
	return text, err
}

// lost is the failure of a request without a whole answer. What the network says is
// told: no secret ever stands in a URL here.
func lost(ctx context.Context, err error) *failure {
	if ctx.Err() != nil {
		return unavailable("the login host does not answer in time")
	}
	return unavailable("the login host cannot be reached: " + oneLine(err.Error()))
}

// diagnose is the failure behind a library's error, which is not looked at: its
// text may repeat anything.
func (x *exchange) diagnose() *failure {
	if x.failure != nil {
		return x.failure
	}
	return unavailable("the login host's answer is not one of Entra ID; check the authority URL")
}
