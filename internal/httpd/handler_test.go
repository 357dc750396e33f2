package httpd

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

func TestNewHandlerRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*Options)
		faults []string
	}{
		{"nothing given", func(o *Options) { *o = Options{} }, []string{"Options.Schema", "Options.Present"}},
		{"timeout", func(o *Options) { o.RequestTimeout = -time.Second }, []string{"Options.RequestTimeout is -1s"}},
		{"limits that cannot be off", func(o *Options) {
			o.Limits = Limits{BodyBytes: -1, JSONValues: -2, QueryBytes: -3, QueryTokens: -4, Selections: -5, Errors: -6}
		}, []string{
			"Limits.BodyBytes is -1", "Limits.JSONValues is -2", "Limits.QueryBytes is -3", "Limits.QueryTokens is -4",
			"Limits.Selections is -5", "Limits.Errors is -6",
		}},
		{"an extension that refuses the schema", func(o *Options) { o.Extensions = []graphql.HandlerExtension{brokenExtension{}} },
			[]string{"extension Broken: no such field"}},
	} {
		o := testOptions()
		tt.change(&o)
		_, err := NewHandler(o)
		for _, fault := range tt.faults {
			if err == nil || !strings.Contains(err.Error(), fault) {
				t.Errorf("%s: error %v, want %q", tt.name, err, fault)
			}
		}
	}
}

type brokenExtension struct{}

func (brokenExtension) ExtensionName() string                   { return "Broken" }
func (brokenExtension) Validate(graphql.ExecutableSchema) error { return errors.New("no such field") }
func (brokenExtension) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	return next(ctx)
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	plain := newTestHandler(t, func(o *Options) { o.SDL = "type Query" })
	full := newTestHandler(t, func(o *Options) {
		o.Introspection, o.SDL = true, "type Query"
		o.Explorer = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`"page at ` + r.URL.Path + `"`))
		})
	})
	for _, tt := range []struct {
		handler      http.Handler
		method, path string
		status       int
		body         string // part of it
	}{
		{plain, "GET", "/", 404, "BAD_USER_INPUT"},
		{plain, "GET", "/schema.graphql", 404, "BAD_USER_INPUT"},
		{plain, "GET", "/playground", 404, "BAD_USER_INPUT"},
		{plain, "GET", "/graphql/", 404, "BAD_USER_INPUT"},
		{plain, "POST", "/secret", 404, "The API is at /graphql"},
		{full, "GET", "/", 302, ""},
		{full, "POST", "/", 405, "BAD_USER_INPUT"},
		{full, "GET", "/schema.graphql", 200, "type Query"},
		{full, "PUT", "/schema.graphql", 405, "BAD_USER_INPUT"},
		{full, "GET", "/playground", 200, "page at /playground"},
		{full, "GET", "/playground/main.js", 200, "page at /playground/main.js"},
		{full, "GET", "/other", 404, "BAD_USER_INPUT"},
	} {
		rec := httptest.NewRecorder()
		tt.handler.ServeHTTP(rec, httptest.NewRequest(tt.method, tt.path, nil))
		if rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.body) || strings.Contains(rec.Body.String(), "secret") {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, rec.Code, rec.Body)
		}
		h := rec.Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s %s: headers %v", tt.method, tt.path, h)
		}
		if tt.status == 302 && h.Get("Location") != "/playground" {
			t.Errorf("%s leads to %s", tt.path, h.Get("Location"))
		}
	}
}

type attachKey struct{}

func TestAttachAndExplain(t *testing.T) {
	t.Parallel()
	type budget struct{ calls int }
	schema := newStubSchema()
	schema.resolvers["hello"] = func(ctx context.Context, _ map[string]any) (any, error) {
		ctx.Value(attachKey{}).(*budget).calls++
		return "hello", nil
	}
	h := newTestHandler(t, func(o *Options) {
		o.Schema = schema
		o.Attach = func(ctx context.Context, op *graphql.OperationContext) context.Context {
			if op.Operation.Name != "A" {
				t.Errorf("attached to %q", op.Operation.Name)
			}
			return context.WithValue(ctx, attachKey{}, &budget{})
		}
		o.Explain = func(ctx context.Context, asked bool) map[string]any {
			calls := ctx.Value(attachKey{}).(*budget).calls
			switch {
			case asked:
				return map[string]any{"calls": calls}
			case calls > 2:
				return map[string]any{"many": true}
			}
			return nil
		}
	})
	const body = `{"query":"query A{a:hello b:hello}"}`
	a := send(t, h, post(body, "PCGraph-Explain", "1"))
	upstream, _ := a.Extensions["upstream"].(map[string]any)
	if upstream["calls"] != 2.0 || string(a.Data) != `{"a":"hello","b":"hello"}` {
		t.Errorf("got %s", a.Body)
	}
	for _, value := range []string{"", "0", "true"} {
		if a := send(t, h, post(body, "PCGraph-Explain", value)); a.Extensions != nil {
			t.Errorf("header %q: %s", value, a.Body)
		}
	}
	a = send(t, h, post(`{"query":"query A{a:hello b:hello c:hello}"}`))
	if upstream, _ := a.Extensions["upstream"].(map[string]any); upstream["many"] != true || len(upstream) != 1 {
		t.Errorf("what was not asked for: %s", a.Body)
	}
}

// Two operations at once share nothing of what Attach adds.
func TestOperationsAreSeparate(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) {
		o.Attach = func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			return context.WithValue(ctx, attachKey{}, RequestID(ctx))
		}
		o.Explain = func(ctx context.Context, _ bool) map[string]any { return map[string]any{"id": ctx.Value(attachKey{})} }
	})
	var clients sync.WaitGroup
	for _, id := range strings.Fields("a b c d e f g h") {
		clients.Go(func() {
			for range 20 {
				a := send(t, h, post(`{"query":"{hello fail}"}`, "PCGraph-Explain", "1", "X-Request-Id", id))
				if upstream, _ := a.Extensions["upstream"].(map[string]any); upstream["id"] != id {
					t.Errorf("%s: %s", id, a.Body)
				}
			}
		})
	}
	clients.Wait()
}

func TestExtensionsRunBehindTheLimits(t *testing.T) {
	t.Parallel()
	counted := &countingExtension{}
	h := newTestHandler(t, func(o *Options) { o.Extensions = []graphql.HandlerExtension{counted} })
	send(t, h, operation("{hello}"))
	send(t, h, operation("{"+strings.Repeat("hello ", 30)+"}"))
	if counted.operations != 1 {
		t.Errorf("%d operations reached the extension, want 1", counted.operations)
	}
}

type countingExtension struct{ operations int }

func (*countingExtension) ExtensionName() string                   { return "Counting" }
func (*countingExtension) Validate(graphql.ExecutableSchema) error { return nil }
func (c *countingExtension) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	c.operations++
	return next(ctx)
}
