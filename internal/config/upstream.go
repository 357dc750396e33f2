package config

import (
	"net/url"
	"strings"
	"time"
)

// Upstream says where Partner Center is, how pcgraph identifies itself there, and how patient it is.
type Upstream struct {
	UpstreamURL *url.URL `default:"https://api.partnercenter.microsoft.com" help:"Base address of Partner Center's REST API; it may have a path."`
	// UpstreamToken is a bearer token: visible ASCII, without the word Bearer.
	UpstreamToken         Secret        `name:"upstream-token-file" absent:"serve does not start" help:"A fixed bearer token, for tests and short jobs."`
	UpstreamTimeout       time.Duration `default:"30s" min:"1ms" max:"10m" help:"How long one upstream call may take."`
	UpstreamRetries       int           `default:"2" min:"0" max:"10" unit:"RETRIES" help:"How often a failed read is tried again."`
	MaxRetryAfter         time.Duration `default:"10s" min:"1ms" max:"10m" help:"The longest Retry-After that is waited for; a longer one fails the call at once."`
	AllowInsecureUpstream bool          `default:"false" help:"Send the credential over plain http to a host that is not loopback."`
}

func (u *Upstream) check(f *faults) {
	switch token := u.UpstreamToken; {
	case f.about("upstream-token-file"):
	case !token.IsSet():
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_TOKEN", Problem: "serve needs a credential for Partner Center, and there is none",
			Remedy: "Set it, or let PCGRAPH_UPSTREAM_TOKEN_FILE name a file that holds it.",
		})
	case !isBearer(token.Reveal()):
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_TOKEN", Problem: "has characters that a bearer token cannot have",
			Remedy: "Give the token alone: no space, no line break, not the word Bearer.",
		})
	}
	if u.UpstreamURL.Scheme == "http" && !IsLoopback(u.UpstreamURL.Hostname()) &&
		!u.AllowInsecureUpstream && !f.about("upstream-url", "allow-insecure-upstream") {
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_URL", Value: quote(u.UpstreamURL.String()),
			Problem: "would carry the credential over the network in the clear",
			Remedy:  "Use https, or set PCGRAPH_ALLOW_INSECURE_UPSTREAM=true.",
		})
	}
}

// isBearer reports whether the token can stand in an Authorization header as it is.
func isBearer(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// parseURL reads a base address. It may have a path and nothing after it, since paths are appended to it. Userinfo
// is refused because it would be a secret in a place that is printed.
func parseURL(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	ok := err == nil &&
		(u.Scheme == "https" || u.Scheme == "http") &&
		u.User == nil && !strings.ContainsAny(text, "?#") &&
		isHost(u.Hostname()) &&
		(u.Port() == "" || isPort(u.Port()))
	return u, ok
}
