package httpd

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

func TestTransport(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) { o.Limits.BodyBytes = 1000 })
	const newer = "application/graphql-response+json"

	chunked := post(`{"query":"` + strings.Repeat(" ", 1000) + `"}`)
	chunked.ContentLength = -1
	broken := post("")
	broken.Body = io.NopCloser(iotest.ErrReader(errors.New("connection reset")))
	late := post("")
	late.Body = io.NopCloser(iotest.ErrReader(timeoutError{}))

	for _, tt := range []struct {
		name    string
		request *http.Request
		status  int
		media   string // default application/json
		codes   string
		data    string // "" when there must be none
	}{
		{"post", post(`{"query":"{hello}"}`), 200, "", "", `{"hello":"hello"}`},
		{"post, newer type", post(`{"query":"{hello}"}`, "Accept", newer), 200, newer, "", `{"hello":"hello"}`},
		{"variables and name",
			post(`{"query":"query A{fail} query B($n:String){hello(name:$n)}","operationName":"B","variables":{"n":"x"},"extensions":{}}`),
			200, "", "", `{"hello":"hello x"}`},
		{"nulls", post(`{"query":"{hello}","operationName":null,"variables":null,"extensions":null}`), 200, "", "", `{"hello":"hello"}`},
		{"a member nobody knows", post(`{"query":"{hello}","somethingElse":[1]}`), 200, "", "", `{"hello":"hello"}`},
		{"get", get("query", "query($n:String){hello(name:$n)}", "variables", `{"n":"x"}`), 200, "", "", `{"hello":"hello x"}`},
		{"get with empty parameters", get("query", "{hello}", "variables", "", "operationName", "", "extensions", ""), 200, "", "", `{"hello":"hello"}`},
		{"mutation", post(`{"query":"mutation{touch}"}`), 200, "", "", `{"touch":"touched"}`},
		{"long number", operation(`query($i:ID!){item(id:$i){id}}`, "i", 12345678901234567), 200, "", "", `{"item":{"id":12345678901234567}}`},
		{"data is not escaped again", post(`{"query":"{item(id:1){name}}"}`), 200, "", "", `{"item":{"name":"<an item>"}}`},

		{"resolver error", post(`{"query":"{fail hello}"}`), 200, "", "NOT_FOUND", `{"fail":null,"hello":"hello"}`},
		{"resolver error, newer type", post(`{"query":"{fail}"}`, "Accept", newer), 200, newer, "NOT_FOUND", `{"fail":null}`},
		{"resolver panic", post(`{"query":"{panics}"}`), 200, "", "INTERNAL", `{"panics":null}`},

		{"does not parse", post(`{"query":"{"}`), 200, "", "GRAPHQL_PARSE_FAILED", ""},
		{"does not parse, newer type", post(`{"query":"{"}`, "Accept", newer), 400, newer, "GRAPHQL_PARSE_FAILED", ""},
		{"does not validate", post(`{"query":"{nothing}"}`), 200, "", "GRAPHQL_VALIDATION_FAILED", ""},
		{"does not validate, newer type", post(`{"query":"{nothing}"}`, "Accept", newer), 400, newer, "GRAPHQL_VALIDATION_FAILED", ""},
		{"variable missing", post(`{"query":"query($i:ID!){item(id:$i){id}}"}`, "Accept", newer), 400, newer, "GRAPHQL_VALIDATION_FAILED", ""},
		{"too deep, newer type", post(`{"query":"{item(id:1)`+nested(15, "parent", "id")+`}"}`, "Accept", newer), 400, newer, "QUERY_TOO_COMPLEX", ""},

		{"options", httptest.NewRequest(http.MethodOptions, "/graphql", nil), 204, "-", "", ""},
		{"put", httptest.NewRequest(http.MethodPut, "/graphql", nil), 405, "", "BAD_USER_INPUT", ""},
		{"head", httptest.NewRequest(http.MethodHead, "/graphql?query={hello}", nil), 405, "", "BAD_USER_INPUT", ""},
		{"get of a mutation", get("query", "mutation{touch}"), 405, "", "BAD_USER_INPUT", ""},
		{"get without query", get(), 400, "", "BAD_USER_INPUT", ""},
		{"get without query, newer type", withHeader(get(), "Accept", newer), 400, newer, "BAD_USER_INPUT", ""},
		{"get, twice", get("query", "{hello}", "query", "{fail}"), 400, "", "BAD_USER_INPUT", ""},
		{"nothing acceptable", post(`{"query":"{hello}"}`, "Accept", "text/html"), 406, "", "BAD_USER_INPUT", ""},
		{"no content type", withHeader(post(`{"query":"{hello}"}`), "Content-Type", ""), 415, "", "BAD_USER_INPUT", ""},
		{"form", post(`query={hello}`, "Content-Type", "application/x-www-form-urlencoded"), 415, "", "BAD_USER_INPUT", ""},
		{"other charset", post(`{"query":"{hello}"}`, "Content-Type", "application/json; charset=utf-16"), 415, "", "BAD_USER_INPUT", ""},
		{"compressed", post(`{"query":"{hello}"}`, "Content-Encoding", "gzip"), 415, "", "BAD_USER_INPUT", ""},
		{"batch", post(`[{"query":"{hello}"}]`), 400, "", "BAD_USER_INPUT", ""},
		{"too long", post(`{"query":"` + strings.Repeat(" ", 1000) + `"}`), 413, "", "BAD_USER_INPUT", ""},
		{"too long, length unknown", chunked, 413, "", "BAD_USER_INPUT", ""},
		{"not UTF-8", post("{\"query\":\"{hello} #\xff\"}"), 400, "", "BAD_USER_INPUT", ""},
		{"byte order mark", post("\ufeff{\"query\":\"{hello}\"}"), 400, "", "BAD_USER_INPUT", ""},
		{"body breaks off", broken, 400, "", "BAD_USER_INPUT", ""},
		{"body is late", late, 408, "", "BAD_USER_INPUT", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := send(t, h, tt.request)
			if a.Code != tt.status || a.codes() != tt.codes {
				t.Errorf("status %d, codes %q; want %d, %q\n%s", a.Code, a.codes(), tt.status, tt.codes, a.Body)
			}
			if got := string(a.Data); got != tt.data {
				t.Errorf("data %s, want %s", got, tt.data)
			}
			want := tt.media + "; charset=utf-8"
			switch tt.media {
			case "":
				want = "application/json; charset=utf-8"
			case "-":
				want = ""
			}
			if got := a.Header().Get("Content-Type"); got != want {
				t.Errorf("content type %q, want %q", got, want)
			}
			if got := a.Header().Get("Cache-Control") + "|" + strings.Join(a.Header().Values("Vary"), ","); got != "private, no-store|Accept-Encoding,Accept" {
				t.Errorf("caching headers %q", got)
			}
		})
	}
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

func withHeader(r *http.Request, name, value string) *http.Request {
	r.Header.Set(name, value)
	return r
}

// nested is a selection set so many fields deep.
func nested(levels int, field, leaf string) string {
	return strings.Repeat("{"+field, levels-1) + "{" + leaf + "}" + strings.Repeat("}", levels-1)
}

func TestTransportAllow(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	for _, tt := range []struct {
		request *http.Request
		allow   string
	}{
		{httptest.NewRequest(http.MethodOptions, "/graphql", nil), "GET, POST, OPTIONS"},
		{httptest.NewRequest(http.MethodDelete, "/graphql", nil), "GET, POST, OPTIONS"},
		{get("query", "mutation{touch}"), "POST"},
	} {
		if got := send(t, h, tt.request).Header().Get("Allow"); got != tt.allow {
			t.Errorf("%s: Allow %q, want %q", tt.request.Method, got, tt.allow)
		}
	}
}

// A deadline that passes while resolvers run ends them one by one: what was read before stays.
func TestDeadlineDuringExecution(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newTestHandler(t, func(o *Options) { o.RequestTimeout = time.Minute })
		start := time.Now()
		a := send(t, h, post(`{"query":"{hello wait}"}`))
		if took := time.Since(start); took != time.Minute {
			t.Errorf("took %v", took)
		}
		if a.Code != 200 || a.codes() != "UPSTREAM_TIMEOUT" || string(a.Data) != `{"hello":"hello","wait":null}` {
			t.Errorf("%d %s", a.Code, a.Body)
		}
	})
}

func TestDeadlineBeforeExecution(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newTestHandler(t, func(o *Options) {
			o.Attach = func(ctx context.Context, _ *graphql.OperationContext) context.Context {
				<-ctx.Done()
				return ctx
			}
			o.Explain = func(context.Context, bool) map[string]any { return map[string]any{"calls": 0} }
		})
		start := time.Now()
		a := send(t, h, post(`{"query":"{hello}"}`, "PCGraph-Explain", "1"))
		if took := time.Since(start); took != DefaultRequestTimeout {
			t.Errorf("took %v", took)
		}
		if a.Code != http.StatusGatewayTimeout || a.codes() != "UPSTREAM_TIMEOUT" || a.Data != nil {
			t.Errorf("%d %s", a.Code, a.Body)
		}
		if a.Extensions["upstream"] == nil {
			t.Errorf("no cost in %s", a.Body)
		}
	})
}

func TestNoAnswerForAClientThatLeft(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	h := newTestHandler(t, func(o *Options) { o.Logger = log.logger() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := send(t, h, post(`{"query":"{hello}"}`).WithContext(ctx))
	if a.Body.Len() > 0 || a.Header().Get("Content-Type") != "" {
		t.Errorf("answered %s", a.Body)
	}
	if !strings.Contains(log.String(), `"status":499`) {
		t.Errorf("log: %s", log)
	}
}

// An extension may end the operation's own context. That is not the client leaving.
func TestOperationContextEndedByAttach(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) {
		o.Attach = func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx
		}
	})
	if a := send(t, h, post(`{"query":"{hello}"}`)); a.Code != 500 || a.codes() != "INTERNAL" {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}
