package pcclient

import (
	"math"
	"net/http"
	"strings"
	"testing"
)

func TestNewListsEveryMistake(t *testing.T) {
	t.Parallel()
	_, err := New(Options{
		BaseURL:       "ftp://example.com",
		Locale:        "en\nUS",
		Application:   " padded",
		MaxRetryAfter: -1,
		CallTimeout:   -1,
		MaxBodyBytes:  -1,

		RetryBudget:        1.1,
		BreakerFailureRate: math.NaN(),
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, field := range []string{"BaseURL", "Token", "Locale", "Application", "MaxRetryAfter", "CallTimeout", "MaxBodyBytes", "RetryBudget", "BreakerFailureRate"} {
		if !strings.Contains(err.Error(), field) {
			t.Errorf("the error does not name %s: %v", field, err)
		}
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		url      string
		insecure bool
		fault    string // in the error; empty when the URL will do
	}{
		{url: ""},
		{url: "https://example.com"},
		{url: "https://example.com/"},
		{url: "https://example.com/a%2Fb/c/"},
		{url: "http://localhost:8080"},
		{url: "http://127.0.0.1:8080"},
		{url: "http://127.9.9.9"},
		{url: "http://[::1]:8080"},
		{url: "http://example.com", insecure: true},
		{url: "http://example.com", fault: "AllowInsecureHTTP"},
		{url: "http://127.0.0.1.example.com", fault: "AllowInsecureHTTP"},
		{url: "http://localhost.example.com", fault: "AllowInsecureHTTP"},
		{url: "http://0.0.0.0", fault: "AllowInsecureHTTP"},
		{url: "example.com", fault: "https://"},
		{url: "https:example.com", fault: "https://"},
		{url: "https://:443", fault: "https://"},
		{url: "https://user:password@example.com", fault: "user"},
		{url: "https://example.com?a=b", fault: "query"},
		{url: "https://example.com?", fault: "query"},
		{url: "https://example.com#a", fault: "fragment"},
		{url: "https://example.com/a/../b", fault: ".."},
		{url: "https://example.com/a/%2e%2e/b", fault: ".."},
		{url: "https://example.com:password", fault: "not a URL"},
	} {
		t.Run(test.url, func(t *testing.T) {
			t.Parallel()
			_, err := New(Options{BaseURL: test.url, AllowInsecureHTTP: test.insecure, Token: StaticToken("x")})
			switch {
			case test.fault == "" && err != nil:
				t.Error(err)
			case test.fault != "" && err == nil:
				t.Error("no error")
			case test.fault != "" && (!strings.Contains(err.Error(), test.fault) || strings.Contains(err.Error(), "password@")):
				t.Errorf("error is %v, want one about %q", err, test.fault)
			}
		})
	}
}

func TestBasePathIsKeptAsItIsSpelt(t *testing.T) {
	t.Parallel()
	var sent string
	client := newOfflineClient(t, Options{BaseURL: "https://example.com/a%2Fb/c//"}, func(req *http.Request) (*http.Response, error) {
		sent = req.URL.String()
		return answer(200, `{"items":[]}`), nil
	})
	if _, err := client.DeviceBatches.List(t.Context(), "x y", ""); err != nil {
		t.Fatal(err)
	}
	if want := "https://example.com/a%2Fb/c/v1/customers/x%20y/deviceBatches"; sent != want {
		t.Errorf("request goes to %s, want %s", sent, want)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	options, base, err := Options{Token: StaticToken("x")}.complete()
	if err != nil {
		t.Fatal(err)
	}
	if base.String() != DefaultBaseURL || options.Locale != "en-US" || options.MaxRetries != 2 ||
		options.MaxRetryAfter.Seconds() != 10 || options.CallTimeout.Seconds() != 30 || options.MaxBodyBytes != 16<<20 ||
		options.RetryBudget != 0.1 || options.BreakerFailureRate != 0.5 || options.HedgeAfter != 0 {
		t.Errorf("defaults are %+v on %s; they differ from those that Options documents", options, base)
	}
	transport := options.Transport.(*http.Transport)
	if transport == http.DefaultTransport {
		t.Error("the standard library's own transport would be changed for everyone")
	}
	if !transport.ForceAttemptHTTP2 || transport.MaxIdleConnsPerHost < 64 || transport.MaxIdleConns < 64 {
		t.Errorf("transport has HTTP/2 %v and keeps %d and %d connections, want room for 64 calls",
			transport.ForceAttemptHTTP2, transport.MaxIdleConnsPerHost, transport.MaxIdleConns)
	}
	if never, _, _ := (Options{Token: StaticToken("x"), MaxRetries: -1}).complete(); never.MaxRetries != 0 {
		t.Errorf("a negative MaxRetries means %d retries, want none", never.MaxRetries)
	}
}
