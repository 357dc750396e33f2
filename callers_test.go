package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"pcgraph/graph/access"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/scenario"
	"pcgraph/internal/service"
)

// callerOf takes every request for one of the story's caller.
func callerOf(t testing.TB, caller *scenario.Caller) authenticate {
	t.Helper()
	if caller == nil {
		return service.Everyone
	}
	scopes := make([]access.Scope, len(caller.Scopes))
	for i, scope := range caller.Scopes {
		scopes[i] = access.Scope(scope)
	}
	grant := access.ForAll("the caller", scopes...)
	if caller.Customers != nil {
		var err error
		if grant, err = access.For("the caller", caller.Customers, scopes...); err != nil {
			t.Fatal(err)
		}
	}
	return func(r *http.Request) (context.Context, error) { return access.With(r.Context(), grant), nil }
}

// TestServeAsksForTokens starts serve with an issuer, and calls it with and without a token. The issuer starts after
// serve does.
func TestServeAsksForTokens(t *testing.T) {
	sim, err := pcsim.New(pcsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(sim)
	defer upstream.Close()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var provider oidctest.Server
	up := make(chan struct{})
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-up:
			provider.ServeHTTP(w, r)
		default:
			http.Error(w, "starting", http.StatusServiceUnavailable)
		}
	}))
	defer issuer.Close()
	provider.PublicKeys = []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "key", Algorithm: oidc.ES256}}
	provider.SetIssuer(issuer.URL)

	s := start(t, []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--auth", "jwt",
		"--oidc-issuer", issuer.URL, "--oidc-audience", "api", "--log-level", "debug"},
		"PCGRAPH_UPSTREAM_URL="+upstream.URL, "PCGRAPH_UPSTREAM_TOKEN=any")
	url := s.find(t, `GraphQL on (http://\S+)`)
	admin := s.find(t, `admin on (http://\S+)`)
	if status, body := get(t, admin+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "issuer") {
		t.Errorf("without an issuer, /readyz answers %d %s", status, body)
	}
	close(up)
	if status, body := get(t, admin+"/readyz"); status != http.StatusOK {
		t.Errorf("with an issuer, /readyz answers %d %s", status, body)
	}

	token := oidctest.SignIDToken(key, "key", oidc.ES256, fmt.Sprintf(
		`{"iss": %q, "aud": "api", "sub": "front end", "exp": %d, "scope": "customers:read", "pcgraph_customers": %q}`,
		issuer.URL, time.Now().Add(time.Hour).Unix(), pcsim.CustomerDocumented))
	query := "?query={customers{totalCount,nodes{companyName}}}"
	for _, test := range []struct {
		path, token  string
		status       int
		want, header string
	}{
		{"/graphql" + query, "Bearer " + token, http.StatusOK, `{"data":{"customers":{"totalCount":1,"nodes":[{"companyName":"Wingtip Toys"}]}}}`, ""},
		{"/graphql" + query, "", http.StatusUnauthorized, `"UNAUTHENTICATED"`, "Bearer"},
		{"/graphql" + query, "Bearer " + token + "x", http.StatusUnauthorized, `"UNAUTHENTICATED"`, `Bearer error="invalid_token"`},
		{"/schema.graphql", "", http.StatusUnauthorized, `"UNAUTHENTICATED"`, "Bearer"},
		{"/schema.graphql", "Bearer " + token, http.StatusOK, "type Query", ""},
		{"/playground", "", http.StatusOK, "<html", ""},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(url, "/graphql")+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.token != "" {
			request.Header.Set("Authorization", test.token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body := read(t, response)
		if response.StatusCode != test.status || !strings.Contains(body, test.want) || response.Header.Get("WWW-Authenticate") != test.header {
			t.Errorf("%s with %.10q: %d, WWW-Authenticate %q, %.300s", test.path, test.token, response.StatusCode, response.Header.Get("WWW-Authenticate"), body)
		}
	}
	s.stop(t)
	log := s.output.String()
	if !strings.Contains(log, `caller="front end"`) {
		t.Errorf("the log does not say who called:\n%s", log)
	}
	for part := range strings.SplitSeq(token, ".") {
		if strings.Contains(log, part) {
			t.Errorf("a part of the token is in the log:\n%s", log)
		}
	}
}
