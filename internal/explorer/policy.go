package explorer

import "net/http"

// The content security policies of the two pages. They begin with nothing and add what the page needs from
// this server; no other host is on either list, so a page cannot be made to send a token elsewhere.
const (
	fallbackPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// GraphiQL's editor places its lines with style attributes and injects style elements, and its fonts
	// and icons are data: addresses. Scripts stay as strict as on the small page.
	fullPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; " +
		"font-src 'self' data:; img-src 'self' data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// setSecurityHeaders goes on every answer, refusals included. A worker script brings its own policy, which is
// why the policy is not on the page alone.
func setSecurityHeaders(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	// A permalink carries a query; its address is nobody else's business.
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
