package httpd

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// OnlyHosts lets only those requests through to next that call the server by a loopback name or by one of names,
// in any case and with any port. It is for a server that asks nobody who they are because only its own machine
// reaches it: a browser is on that machine, and a page of any site can have its own name lead to 127.0.0.1 (DNS
// rebinding) and then counts as a page of the server.
func OnlyHosts(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostname(r.Host)
		if !isLoopback(host) && !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, host) }) {
			// What it was called is not repeated: whoever made the page chose that.
			writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusMisdirectedRequest,
				"This server answers only to localhost and the names in PCGRAPH_HOSTS. The request has another name in its Host header."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostname is a Host header without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
}
