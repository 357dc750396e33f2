package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// stubPresent does in small what the real presenter does: what it does not know is INTERNAL.
func stubPresent(ctx context.Context, err error) *gqlerror.Error {
	presented := &gqlerror.Error{
		Message: "Internal error.", Path: graphql.GetPath(ctx), Extensions: map[string]any{"code": "INTERNAL"},
	}
	switch {
	case errors.Is(err, errShown):
		presented.Message, presented.Extensions["code"] = errShown.Error(), "NOT_FOUND"
	case errors.Is(err, context.DeadlineExceeded):
		presented.Message, presented.Extensions["code"] = "Too slow.", "UPSTREAM_TIMEOUT"
	}
	return presented
}

func testOptions() Options {
	return Options{Schema: newStubSchema(), Present: stubPresent}
}

func newTestHandler(t testing.TB, change func(*Options)) http.Handler {
	t.Helper()
	o := testOptions()
	if change != nil {
		change(&o)
	}
	h, err := NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// answer is a response as a client reads it. Data is nil when there is no such member.
type answer struct {
	*httptest.ResponseRecorder
	Errors []struct {
		Message    string
		Path       []any
		Locations  []any
		Extensions map[string]any
	}
	Data       json.RawMessage
	Extensions map[string]any
}

func (a answer) codes() string {
	codes := make([]string, len(a.Errors))
	for i, e := range a.Errors {
		codes[i], _ = e.Extensions["code"].(string)
	}
	return strings.Join(codes, " ")
}

// send serves one request and decodes the answer, which must be JSON of exactly the length it claims.
func send(t testing.TB, h http.Handler, r *http.Request) answer {
	t.Helper()
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	h.ServeHTTP(a.ResponseRecorder, r)
	if a.Body.Len() == 0 {
		return a
	}
	if err := json.Unmarshal(a.Body.Bytes(), &a); err != nil {
		t.Fatalf("the answer is not JSON: %v\n%s", err, a.Body)
	}
	return a
}

func post(body string, header ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// operation is a POST of the document, with variables as pairs of name and value.
func operation(query string, variables ...any) *http.Request {
	vars := map[string]any{}
	for i := 0; i+1 < len(variables); i += 2 {
		vars[variables[i].(string)] = variables[i+1]
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		panic(err)
	}
	return post(string(body))
}

func get(params ...string) *http.Request {
	values := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		values.Add(params[i], params[i+1])
	}
	return httptest.NewRequest(http.MethodGet, "/graphql?"+values.Encode(), nil)
}

// logBuffer collects log lines, also from several goroutines.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *logBuffer) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(b, nil))
}
