package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pcgraph/graph/loaders"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
	"pcgraph/pcclient"
)

// simulated returns the whole service over a simulator, without a socket.
func simulated(t testing.TB, options pcsim.Options, maxCalls int) (*pcsim.Server, http.Handler) {
	t.Helper()
	sim, upstream := partnerCenter(t, options)
	return sim, serviceOver(t, upstream, service.Everyone, maxCalls)
}

// partnerCenter returns a simulator, and how the service asks it, without a
// socket and without keeping pages.
func partnerCenter(t testing.TB, options pcsim.Options) (*pcsim.Server, loaders.PartnerCenter) {
	t.Helper()
	return cachedPartnerCenter(t, options, 0)
}

// cachedPartnerCenter is partnerCenter that keeps pages for ttl.
func cachedPartnerCenter(t testing.TB, options pcsim.Options, ttl time.Duration) (*pcsim.Server, loaders.PartnerCenter) {
	t.Helper()
	return keepingPartnerCenter(t, options, service.UpstreamOptions{CacheTTL: ttl})
}

// keepingPartnerCenter is partnerCenter that keeps pages as it is told.
func keepingPartnerCenter(t testing.TB, options pcsim.Options, keeping service.UpstreamOptions) (*pcsim.Server, loaders.PartnerCenter) {
	t.Helper()
	sim, err := pcsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("test"), Transport: sim.Transport(),
	})
	if err != nil {
		t.Fatal(err)
	}
	upstream, err := service.NewUpstream(client, keeping)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(upstream.Close)
	return sim, upstream
}

// serviceOver returns the whole service over upstream. 0 calls are the default.
func serviceOver(t testing.TB, upstream loaders.PartnerCenter, who authenticate, maxCalls int) http.Handler {
	t.Helper()
	return serviceOf(t, service.Options{Upstream: upstream, Callers: who, Calls: loaders.Limits{MaxCalls: maxCalls}})
}

// serviceOf returns the whole service. 0 calls are the default.
func serviceOf(t testing.TB, o service.Options) http.Handler {
	t.Helper()
	if o.Calls.MaxCalls == 0 {
		o.Calls.MaxCalls = 500
	}
	o.CursorKey = []byte("the key of all tests")
	api, err := service.NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// A graphqlError is an error of an answer.
type graphqlError struct {
	Message    string
	Path       []any
	Extensions struct {
		Code              string
		RetryAfterSeconds int
		Upstream          struct {
			Status                         int
			Code, RequestID, CorrelationID string
		}
	}
}

// ask posts a query that must not fail, and decodes the answer's data.
func ask(t testing.TB, api http.Handler, query string, variables map[string]any, data any) {
	t.Helper()
	if errors := attempt(t, api, query, variables, data); len(errors) > 0 {
		t.Fatalf("%s answers %+v", query, errors[0])
	}
}

// attempt posts a query, decodes the answer's data, and returns its errors.
func attempt(t testing.TB, api http.Handler, query string, variables map[string]any, data any) []graphqlError {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	response := httptest.NewRecorder()
	api.ServeHTTP(response, request)
	answer := struct {
		Data   any
		Errors []graphqlError
	}{Data: data}
	if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v\n%s", err, response.Body)
	}
	return answer.Errors
}
