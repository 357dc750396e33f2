package httpd

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type watchedKey struct{}

func TestWatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		request *http.Request
		want    Operation
	}{
		{"executed", operation(`query Hello{hello}`), Operation{Type: "query", Name: "Hello", Outcome: OutcomeOK}},
		{"partly executed", operation(`{hello fail}`), Operation{Type: "query", Outcome: OutcomePartial, Codes: []string{"NOT_FOUND"}}},
		{"in vain", operation(`{fail}`), Operation{Type: "query", Outcome: OutcomeFailed, Codes: []string{"NOT_FOUND"}}},
		{"not valid", operation(`query Hello{nothing}`), Operation{Outcome: OutcomeRefused, Codes: []string{"GRAPHQL_VALIDATION_FAILED"}}},
		{"no JSON", post(`[`), Operation{Outcome: OutcomeRefused, Codes: []string{"BAD_USER_INPUT"}}},
		{"of another site", post(`{"query":"{hello}"}`, "Sec-Fetch-Site", "cross-site"), Operation{Outcome: OutcomeRefused, Codes: []string{"FORBIDDEN"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []Operation
			seen := false
			h := newTestHandler(t, func(o *Options) {
				o.Limits.Complexity = -1 // not measured
				o.Authenticate = func(r *http.Request) (context.Context, error) {
					seen = r.Context().Value(watchedKey{}) == "watched"
					return r.Context(), nil
				}
				o.Watch = func(ctx context.Context, header http.Header) (context.Context, func(Operation)) {
					return context.WithValue(ctx, watchedKey{}, header.Get("Watch")), func(op Operation) { got = append(got, op) }
				}
			})
			tt.request.Header.Set("Watch", "watched")
			send(t, h, tt.request)
			if diff := cmp.Diff([]Operation{tt.want}, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if !seen && tt.want.Codes == nil {
				t.Error("the operation does not run in Watch's context")
			}
		})
	}
}

// TestWatchComplexity has an operation measured, and one refused for what it costs.
func TestWatchComplexity(t *testing.T) {
	t.Parallel()
	var got Operation
	h := newTestHandler(t, func(o *Options) {
		o.Limits.Complexity = 1
		o.Watch = func(ctx context.Context, _ http.Header) (context.Context, func(Operation)) {
			return ctx, func(op Operation) { got = op }
		}
	})
	send(t, h, operation(`query Dear{item(id:1){parent{parent{name}}}}`))
	want := Operation{Type: "query", Name: "Dear", Complexity: 3, Outcome: OutcomeRefused, Codes: []string{"QUERY_TOO_COMPLEX"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestWatchIgnores what is no operation.
func TestWatchIgnores(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) {
		o.Watch = func(ctx context.Context, _ http.Header) (context.Context, func(Operation)) {
			t.Error("told of a request")
			return ctx, func(Operation) {}
		}
	})
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodOptions, "/graphql", nil),
		httptest.NewRequest(http.MethodGet, "/nothing", strings.NewReader("")),
	} {
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
}

// TestWatchPanic is told of an operation that never ended.
func TestWatchPanic(t *testing.T) {
	t.Parallel()
	var got Operation
	h := newTestHandler(t, func(o *Options) {
		o.Authenticate = func(*http.Request) (context.Context, error) { panic("no") }
		o.Watch = func(ctx context.Context, _ http.Header) (context.Context, func(Operation)) {
			return ctx, func(op Operation) { got = op }
		}
	})
	send(t, h, operation(`{hello}`))
	if diff := cmp.Diff(Operation{Outcome: OutcomeFailed, Codes: []string{"INTERNAL"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestHasValue(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]bool{
		"":                               false,
		"null":                           false,
		"{}":                             false,
		`{"a":null,"b":null}`:            false,
		`{"a":{"b":null,"c":[null]}}`:    false,
		`{"a":{"b":[{"c":null},null]}}`:  false,
		`{"a":null,"b":false}`:           true,
		`{"a":{"b":null},"c":{"d":"e"}}`: true,
		`{"a":[]}`:                       true,
		`{"a":[null,{"b":0}]}`:           true,
		"{\"a\":\x000\x00}":              true, // a part that was left out
		"{\"a\":[null,\x000\x00]}":       true,
	} {
		if got := hasValue([]byte(data)); got != want {
			t.Errorf("%q: got %v", data, got)
		}
	}
}
