package pcclient

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// DefaultBaseURL is where Partner Center's global cloud answers.
const DefaultBaseURL = "https://api.partnercenter.microsoft.com"

const (
	defaultLocale        = "en-US"
	defaultMaxRetries    = 2
	defaultMaxRetryAfter = 10 * time.Second
	defaultCallTimeout   = 30 * time.Second
	defaultRetryBudget   = 0.1
	defaultFailureRate   = 0.5
	// defaultMaxBodyBytes is some three hundred times a page of 100 devices.
	defaultMaxBodyBytes = 16 << 20
)

// Options say how a [Client] calls Partner Center. Only Token is required; every
// other field has a default that its zero value stands for.
type Options struct {
	// BaseURL is what the API's paths are appended to; it may have a path of its
	// own. Empty means [DefaultBaseURL].
	BaseURL string
	// Token gives the bearer token of every try.
	Token TokenSource
	// Transport sends the requests. Nil means [NewTransport], a copy of
	// http.DefaultTransport that keeps enough connections for 64 calls at a time.
	// One of your own learns from [AttemptOf] what it is sending.
	Transport http.RoundTripper
	// Locale is the language of Partner Center's texts. Empty means "en-US".
	Locale string
	// Application names the calling program to Partner Center. Empty means that
	// no name is sent.
	Application string
	// Logger gets one debug line per try. Nil means silence.
	Logger *slog.Logger
	// MaxRetries is how often a failed call is repeated. 0 means 2, so three tries
	// in all; a negative number means never.
	MaxRetries int
	// MaxRetryAfter is the longest pause asked for by Partner Center that is waited
	// for; when it asks for more, the call fails at once. A pause holds for all calls
	// for the same customer: one that comes before its end waits for what is left of
	// it, or fails at once, too. 0 means 10 s.
	MaxRetryAfter time.Duration
	// RetryBudget bounds the repeats of a customer's calls to a share of these calls,
	// 10 repeats apart, which are free. A call that finds the budget spent fails as it
	// is. 0 means 0.1; 1 is the most; a negative number means no bound.
	RetryBudget float64
	// BreakerFailureRate is the share of a customer's tries that must fail for further
	// calls to fail at once, without being sent: 5xx, timeouts and broken connections,
	// among at least 20 tries in 30 s, counted from the first failure. 5 s later one
	// call is let through, and when it succeeds, so are all. 0 means 0.5; 1 is the
	// most; a negative number means never.
	BreakerFailureRate float64
	// HedgeAfter is how long a try may take before a second one is made beside it; the
	// first good answer counts, and the other try is cancelled. The second one counts
	// as a repeat, for the Meter and for RetryBudget. 0 or less means never.
	HedgeAfter time.Duration
	// CallTimeout is how long one try may take, from asking for its token to the
	// last byte of the answer's body. 0 means 30 s.
	CallTimeout time.Duration
	// MaxBodyBytes is the largest answer that is read, in bytes after
	// decompression. 0 means 16 MiB. Of an answer that reports an error, 64 KiB are
	// read at most.
	MaxBodyBytes int64
	// AllowInsecureHTTP permits a BaseURL with plain http to another machine. The
	// credential can then be read by everyone on the way.
	AllowInsecureHTTP bool
	// Observer is told what becomes of calls. Its zero value is told nothing.
	Observer Observer
}

// complete checks the options, all of them, and puts the defaults in.
func (o Options) complete() (Options, *url.URL, error) {
	var mistakes []error
	base, err := parseBaseURL(orDefault(o.BaseURL, DefaultBaseURL), o.AllowInsecureHTTP)
	if err != nil {
		mistakes = append(mistakes, err)
	}
	if o.Token == nil {
		mistakes = append(mistakes, errors.New("Token is required"))
	}
	o.Locale = orDefault(o.Locale, defaultLocale)
	for _, field := range []struct{ name, value string }{
		{"Locale", o.Locale}, {"Application", o.Application},
	} {
		if !isHeaderValue(field.value) {
			mistakes = append(mistakes, fmt.Errorf("%s cannot be sent as a header", field.name))
		}
	}
	for _, field := range []struct {
		name     string
		negative bool
	}{
		{"MaxRetryAfter", o.MaxRetryAfter < 0},
		{"CallTimeout", o.CallTimeout < 0},
		{"MaxBodyBytes", o.MaxBodyBytes < 0},
	} {
		if field.negative {
			mistakes = append(mistakes, fmt.Errorf("%s is negative", field.name))
		}
	}
	for _, field := range []struct {
		name  string
		share float64
	}{
		{"RetryBudget", o.RetryBudget},
		{"BreakerFailureRate", o.BreakerFailureRate},
	} {
		if !(field.share <= 1) { // nor is NaN
			mistakes = append(mistakes, fmt.Errorf("%s is not a share: it is over 1", field.name))
		}
	}
	if len(mistakes) > 0 {
		return Options{}, nil, fmt.Errorf("pcclient: %w", errors.Join(mistakes...))
	}

	o.MaxRetries = max(orDefault(o.MaxRetries, defaultMaxRetries), 0)
	o.MaxRetryAfter = orDefault(o.MaxRetryAfter, defaultMaxRetryAfter)
	o.CallTimeout = orDefault(o.CallTimeout, defaultCallTimeout)
	o.RetryBudget = orDefault(o.RetryBudget, defaultRetryBudget)
	o.BreakerFailureRate = orDefault(o.BreakerFailureRate, defaultFailureRate)
	o.Observer = o.Observer.complete()
	o.MaxBodyBytes = orDefault(o.MaxBodyBytes, defaultMaxBodyBytes)
	if o.Transport == nil {
		o.Transport = NewTransport()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, base, nil
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// parseBaseURL refuses what would send the credential somewhere it should not go.
// Its errors do not repeat the URL, which may hold a password.
func parseBaseURL(text string, allowInsecure bool) (*url.URL, error) {
	base, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("BaseURL is not a URL")
	}
	switch {
	case base.Hostname() == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, errors.New("BaseURL must begin with https:// and a host")
	case base.User != nil:
		return nil, errors.New("BaseURL must not hold a user or a password")
	case base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return nil, errors.New("BaseURL must not have a query or a fragment")
	case slices.ContainsFunc(strings.Split(base.Path, "/"), isDotSegment):
		return nil, errors.New(`BaseURL must not have "." or ".." in its path`)
	case base.Scheme == "http" && !allowInsecure && !isLoopback(base.Hostname()):
		return nil, errors.New("BaseURL must be https, or the credential can be read on the way; AllowInsecureHTTP permits it")
	}
	return &url.URL{
		Scheme:  base.Scheme,
		Host:    base.Host,
		Path:    strings.TrimRight(base.Path, "/"),
		RawPath: strings.TrimRight(base.EscapedPath(), "/"),
	}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
