package api

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/Khan/genqlient/graphql"
)

const (
	// The API gives up on an operation after a minute by itself.
	requestTimeout = 2 * time.Minute
	// A window with a hardware hash in every device has 3 MB.
	longestAnswer = 32 << 20
)

// NewClient is a client of the API at an address. The bearer token, which may be
// nil, is asked for at every request.
func NewClient(address string, token Token) (graphql.Client, error) {
	if err := CheckAddress(address, token != nil); err != nil {
		return nil, err
	}
	return graphql.NewClient(address, &http.Client{
		Timeout:   requestTimeout,
		Transport: &messenger{token: token, next: http.DefaultTransport},
		// A redirection would take the token, or the question, elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}), nil
}

// CheckAddress says what is wrong with the API's address. A token is not sent
// unencrypted to another machine.
func CheckAddress(address string, token bool) error {
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("the API's address is no URL")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.User != nil, u.Fragment != "":
		return errors.New("the API's address has to look like https://host/graphql")
	case token && u.Scheme == "http" && !loopback(u.Hostname()):
		return fmt.Errorf("the token would go to %s unencrypted; use https", u.Hostname())
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
