package service

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pcgraph/graph/access"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// logged asks once and returns the log, and the one line of it that says so, decoded.
func logged(t *testing.T, api http.Handler, log *bytes.Buffer, query string, variables map[string]any) (string, map[string]any) {
	t.Helper()
	log.Reset()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer hunter2")
	r.Header.Set("X-Request-Id", "the-id")
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r)
	var found []map[string]any
	for text := range strings.Lines(log.String()) {
		line := map[string]any{}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		if line["level"] == "INFO" {
			found = append(found, line)
		}
	}
	if len(found) != 1 {
		t.Fatalf("not one line: %s", log)
	}
	return log.String(), found[0]
}

// auditedWorld is a simulated Partner Center with a cache in front of it and a log behind it.
func auditedWorld(t *testing.T, who func(*http.Request) (context.Context, error)) (http.Handler, *bytes.Buffer, []string) {
	t.Helper()
	sim, err := pcsim.New(pcsim.Options{Bulk: pcsim.Bulk{Seed: 7, Customers: 30, Batches: 1, Devices: 2}})
	if err != nil {
		t.Fatal(err)
	}
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("test"), Transport: sim.Transport(),
	})
	if err != nil {
		t.Fatal(err)
	}
	upstream, err := NewUpstream(client, UpstreamOptions{CacheTTL: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(upstream.Close)
	log := &bytes.Buffer{}
	api, err := NewHandler(Options{Upstream: upstream, Callers: who, CursorKey: cursorKey, Logger: slog.New(slog.NewJSONHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for c, err := range client.Customers.All(t.Context(), pcclient.CustomersQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	return api, log, ids
}

// An operation's line says who asked for whose data, what came of it and what it cost, and nothing of what was asked
// with.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	api, log, ids := auditedWorld(t, func(r *http.Request) (context.Context, error) {
		return access.With(r.Context(), access.Everything("someone@partner.example")), nil
	})
	one := ids[0]
	const names = `query Names($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { companyName } } }`
	for _, step := range []struct {
		name, query string
		variables   map[string]any
		want        map[string]any
	}{
		{"nobody's data", `query One($id: ID!) { customer(id: $id) { id } }`, map[string]any{"id": one},
			map[string]any{"customers": []any{}, "customerCount": 0.0, "upstreamCalls": 0.0, "outcome": "ok", "operation": "One"}},
		{"one customer's", names, map[string]any{"ids": []string{one}},
			map[string]any{"customers": []any{one}, "customerCount": 1.0, "upstreamCalls": 1.0, "cacheHits": 0.0, "outcome": "ok", "operation": "Names"}},
		{"one customer's, from memory", names, map[string]any{"ids": []string{one}},
			map[string]any{"customers": []any{one}, "customerCount": 1.0, "upstreamCalls": 0.0, "cacheHits": 1.0}},
		{"many customers'", names, map[string]any{"ids": ids[:25]}, map[string]any{"customerCount": 25.0, "upstreamCalls": 24.0, "cacheHits": 1.0}},
		{"the list", `{ customers(nameStartsWith: "Hunter2") { nodes { companyName } } }`, nil,
			map[string]any{"customers": []any{"*"}, "customerCount": 1.0, "operation": nil, "operationType": "query"}},
		{"a stranger's", names, map[string]any{"ids": []string{"00000000-0000-0000-0000-0000000hunter2", absentCustomer}},
			map[string]any{"customers": []any{absentCustomer}, "outcome": "failed", "codes": []any{"BAD_USER_INPUT", "FORBIDDEN"}}},
		{"refused", `query Hunt { customer(id: "hunter2") { nope } }`, nil,
			map[string]any{"customers": nil, "outcome": "refused", "codes": []any{"GRAPHQL_VALIDATION_FAILED"}, "operation": nil}},
	} {
		text, line := logged(t, api, log, step.query, step.variables)
		step.want["msg"], step.want["caller"], step.want["requestId"] = "operation", "someone@partner.example", "the-id"
		for key, want := range step.want {
			got := line[key]
			if codes, ok := got.([]any); ok && key == "codes" { // fields answer in any order
				slices.SortFunc(codes, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %s is %v, want %v", step.name, key, got, want)
			}
		}
		if listed, _ := line["customers"].([]any); len(listed) > maxListedCustomers || step.name == "many customers'" && len(listed) != maxListedCustomers {
			t.Errorf("%s: %d customers are listed", step.name, len(listed))
		}
		if document, _ := line["document"].(string); len(document) != 16 {
			t.Errorf("%s: the document is %q", step.name, document)
		}
		for _, secret := range []string{"unter2", "nodes(ids", "$ids", "Bearer"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: %q is in the log: %s", step.name, secret, text)
			}
		}
	}
}

const absentCustomer = "00000000-0000-0000-0000-000000000001"

// What a caller may not see does not count as seen.
func TestRefusedCustomersAreNotTouched(t *testing.T) {
	t.Parallel()
	var granted string
	api, log, ids := auditedWorld(t, func(r *http.Request) (context.Context, error) {
		grant, err := access.For("someone", []string{granted}, access.Scopes()...)
		return access.With(r.Context(), grant), err
	})
	granted = ids[1]
	_, line := logged(t, api, log, `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { companyName deviceBatches { batchId } } } }`, map[string]any{"ids": ids[:3]})
	if fmt.Sprint(line["customers"], line["customerCount"], line["codes"], line["outcome"]) != fmt.Sprint([]string{granted}, 1, []string{"FORBIDDEN"}, "partial") {
		t.Errorf("%v", line)
	}
}
