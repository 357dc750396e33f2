package config

import (
	"net/url"
	"strings"
	"time"
)

// Upstream says where Partner Center is and how patient pcgraph is with it. UpstreamURL is settled after [Parse].
type Upstream struct {
	UpstreamURL           *url.URL      `absent:"https://api.partnercenter.microsoft.com, or what PCGRAPH_CLOUD has in its place" help:"Base address of Partner Center's REST API; it may have a path."`
	UpstreamTimeout       time.Duration `default:"30s" min:"1ms" max:"10m" help:"How long one upstream call may take."`
	UpstreamRetries       int           `default:"2" min:"0" max:"10" unit:"RETRIES" help:"How often a failed read is tried again."`
	MaxRetryAfter         time.Duration `default:"10s" min:"1ms" max:"10m" help:"The longest Retry-After that is waited for; a longer one fails the call at once."`
	HedgeAfter            time.Duration `default:"0s" min:"0s" max:"10m" help:"How long a read may take before a second one is sent beside it, whose answer may come first; 0s sends none."`
	AllowInsecureUpstream bool          `default:"false" help:"Send the credential over plain http to a host that is not loopback."`
}

func (u *Upstream) settle(cloud Cloud) {
	if u.UpstreamURL == nil {
		u.UpstreamURL = cloud.upstreamURL()
	}
}

func (u *Upstream) check(f *faults) {
	if u.UpstreamURL.Scheme == "http" && !IsLoopback(u.UpstreamURL.Hostname()) &&
		!u.AllowInsecureUpstream && !f.about("upstream-url", "allow-insecure-upstream") {
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_URL", Value: quote(u.UpstreamURL.String()),
			Problem: "would carry the credential over the network in the clear",
			Remedy:  "Use https, or set PCGRAPH_ALLOW_INSECURE_UPSTREAM=true.",
		})
	}
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
