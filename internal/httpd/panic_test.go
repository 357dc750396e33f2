package httpd

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Wherever it happens, a panic is INTERNAL with the request's id; its value and stack are in the log alone.
func TestPanics(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		query  string
		change func(*Options)
		status int
		data   string
	}{
		{"in a resolver", "{panics hello}", func(*Options) {}, 200, `{"panics":null,"hello":"hello"}`},
		{"in Attach", "{hello}", func(o *Options) {
			o.Attach = func(context.Context, *graphql.OperationContext) context.Context { panic("secret panic") }
		}, 500, ""},
		{"in Present", "{fail}", func(o *Options) {
			o.Present = func(context.Context, error) *gqlerror.Error { panic("secret panic") }
		}, 500, ""},
		{"in a complexity function", "{items{id}}", func(o *Options) {
			schema := newStubSchema()
			schema.costs["Query.items"] = func(int, map[string]any) int { panic("secret panic") }
			o.Schema = schema
		}, 500, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := &logBuffer{}
			h := newTestHandler(t, func(o *Options) {
				o.Logger = log.logger()
				tt.change(o)
			})
			r := operation(tt.query)
			r.Header.Set("X-Request-Id", "the-id")
			a := send(t, h, r)
			if a.Code != tt.status || a.codes() != "INTERNAL" || string(a.Data) != tt.data {
				t.Fatalf("%d %s", a.Code, a.Body)
			}
			if a.Errors[0].Extensions["requestId"] != "the-id" || strings.Contains(a.Body.String(), "secret") {
				t.Errorf("got %s", a.Body)
			}
			for _, want := range []string{`"panic":"secret panic"`, "panic_test.go", `"requestId":"the-id"`, `"msg":"operation"`, `"codes":["INTERNAL"]`} {
				if tt.name == "in a resolver" && want == "panic_test.go" {
					want = "stub_test.go"
				}
				if !strings.Contains(log.String(), want) {
					t.Errorf("no %s in the log: %s", want, log)
				}
			}
		})
	}
}

func TestPanicInMiddleware(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		aborts  bool
		status  int
		logged  string
	}{
		{"before the answer", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", "max-age=31536000, immutable")
			w.Header().Set("Content-Encoding", "gzip")
			panic("early")
		}, false, 500, `"panic":"early"`},
		{"within the answer", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("half"))
			panic("half-way")
		}, true, 200, `"panic":"half-way"`},
		{"to cut the connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true, 200, `"path":"/cut"`},
	} {
		h := requestIDs(accessLog(log.logger(), tt.handler))
		rec := httptest.NewRecorder()
		path := "/"
		if strings.Contains(tt.logged, "/cut") {
			path = "/cut"
		}
		aborted := func() (p any) {
			defer func() { p = recover() }()
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
			return nil
		}()
		if (aborted == http.ErrAbortHandler) != tt.aborts || rec.Code != tt.status {
			t.Errorf("%s: %v, status %d", tt.name, aborted, rec.Code)
		}
		if !strings.Contains(log.String(), tt.logged) {
			t.Errorf("%s: no %s in the log: %s", tt.name, tt.logged, log)
		}
		if rec.Code == 500 && (rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("Content-Encoding") != "") {
			t.Errorf("%s: headers %v", tt.name, rec.Header())
		}
	}
}

func TestInternalErrorsCarryTheRequestID(t *testing.T) {
	t.Parallel()
	shared := &gqlerror.Error{Message: "Internal error.", Extensions: map[string]any{"code": "INTERNAL"}}
	h := newTestHandler(t, func(o *Options) {
		o.Present = func(context.Context, error) *gqlerror.Error { return shared }
	})
	a := send(t, h, post(`{"query":"{hidden}"}`, "X-Request-Id", "the-id"))
	if a.codes() != "INTERNAL" || a.Errors[0].Extensions["requestId"] != "the-id" {
		t.Errorf("got %s", a.Body)
	}
	if shared.Extensions["requestId"] != nil {
		t.Error("the presenter's own error was written to")
	}
}

// A presenter may swallow an error, and may put something into it that is not JSON.
func TestUnusualPresenters(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	silent := newTestHandler(t, func(o *Options) {
		o.Present = func(context.Context, error) *gqlerror.Error { return nil }
	})
	if a := send(t, silent, operation("{fail hello}")); len(a.Errors) > 0 || string(a.Data) != `{"fail":null,"hello":"hello"}` {
		t.Errorf("silent: %s", a.Body)
	}
	broken := newTestHandler(t, func(o *Options) {
		o.Logger = log.logger()
		o.Present = func(context.Context, error) *gqlerror.Error {
			return &gqlerror.Error{Extensions: map[string]any{"code": "NOT_FOUND", "cause": func() {}}}
		}
	})
	if a := send(t, broken, operation("{fail}")); a.Code != 500 || a.codes() != "INTERNAL" || a.Data != nil {
		t.Errorf("broken: %d %s", a.Code, a.Body)
	}
	if !strings.Contains(log.String(), "cannot be encoded") {
		t.Errorf("log: %s", log)
	}
}
