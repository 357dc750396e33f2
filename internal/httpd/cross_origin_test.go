package httpd

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const portal = "https://portal.example.com"

func browserRequest(method, target, origin, site string, header ...string) *http.Request {
	var r *http.Request
	if method == http.MethodPost {
		r = httptest.NewRequest(method, target, strings.NewReader(`{"query":"{ __typename }"}`))
		r.Header.Set("Content-Type", "application/json")
	} else {
		r = httptest.NewRequest(method, target, nil)
	}
	for name, value := range map[string]string{"Origin": origin, "Sec-Fetch-Site": site} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) { o.Origins = []string{portal} })
	const get = "/graphql?query=%7B__typename%7D"
	for name, test := range map[string]struct {
		request *http.Request
		status  int
		allowed string // Access-Control-Allow-Origin
	}{
		"no browser posts":              {browserRequest("POST", "/graphql", "", ""), 200, ""},
		"no browser gets":               {browserRequest("GET", get, "", ""), 200, ""},
		"the own page posts":            {browserRequest("POST", "/graphql", "http://example.com", "same-origin"), 200, ""},
		"the own page gets":             {browserRequest("GET", get, "", "same-origin"), 200, ""},
		"a person types the address":    {browserRequest("GET", get, "", "none"), 200, ""},
		"a listed page posts":           {browserRequest("POST", "/graphql", portal, "cross-site"), 200, portal},
		"a listed page gets":            {browserRequest("GET", get, portal, "cross-site", "GraphQL-Require-Preflight", "1"), 200, portal},
		"another page posts":            {browserRequest("POST", "/graphql", "https://evil.example", "cross-site"), 403, ""},
		"a page of another port posts":  {browserRequest("POST", "/graphql", "https://portal.example.com:8443", "same-site"), 403, ""},
		"an old browser's page posts":   {browserRequest("POST", "/graphql", "https://evil.example", ""), 403, ""},
		"an image of another page":      {browserRequest("GET", get, "", "cross-site"), 403, ""},
		"a link on a neighbouring site": {browserRequest("GET", get, "", "same-site"), 403, ""},
		"a sandboxed page posts":        {browserRequest("POST", "/graphql", "null", "cross-site"), 403, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := send(t, h, test.request)
			if a.Code != test.status {
				t.Errorf("status %d, want %d: %s", a.Code, test.status, a.Body)
			}
			if got := a.Header().Get("Access-Control-Allow-Origin"); got != test.allowed {
				t.Errorf("allows %q, want %q", got, test.allowed)
			}
			if test.status == 403 && a.codes() != "FORBIDDEN" {
				t.Errorf("codes %q", a.codes())
			}
			if a.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) { o.Origins = []string{portal} })
	for origin, allowed := range map[string]bool{portal: true, "https://evil.example": false} {
		r := browserRequest("OPTIONS", "/graphql", origin, "cross-site",
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type,pcgraph-explain")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Origin") == origin; got != allowed {
			t.Errorf("%s: allowed %v, want %v (%v)", origin, got, allowed, w.Header())
		}
	}
}

func TestOriginsAreExplicit(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"*", "null", "https://*.example.com/", "portal.example.com", "https://portal.example.com/", "ftp://x", ""} {
		o := testOptions()
		o.Origins = []string{origin}
		if _, err := NewHandler(o); err == nil {
			t.Errorf("%q was taken", origin)
		}
	}
}
