package httpd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

type callerKey struct{}

// errNobody is the refusal of a request that does not say who calls.
type errNobody struct{}

func (errNobody) Error() string     { return "Say who you are." }
func (errNobody) Challenge() string { return `Bearer error="invalid_token"` }

// byName takes the Authorization header for the caller's name.
func byName(r *http.Request) (context.Context, error) {
	switch name := r.Header.Get("Authorization"); name {
	case "":
		return nil, fmt.Errorf("secret detail: %w", errNobody{})
	case "unknowable":
		return nil, errors.New("secret detail: the issuer is down")
	default:
		return context.WithValue(r.Context(), callerKey{}, name), nil
	}
}

func callerOf(ctx context.Context) string {
	name, _ := ctx.Value(callerKey{}).(string)
	return name
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	attached := ""
	h := newTestHandler(t, func(o *Options) {
		o.Authenticate, o.Caller = byName, callerOf
		o.Introspection, o.SDL = true, "type Query"
		o.Explorer = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) })
		o.Attach = func(ctx context.Context, _ *graphql.OperationContext) context.Context {
			attached = callerOf(ctx)
			return ctx
		}
		o.Logger = log.logger()
	})
	for _, tt := range []struct {
		path, caller string
		status       int
		code         string
	}{
		{"/graphql?query={hello}", "someone", 200, ""},
		{"/graphql?query={hello}", "", 401, "UNAUTHENTICATED"},
		{"/graphql?query={hello}", "unknowable", 503, "INTERNAL"},
		{"/graphql", "", 401, "UNAUTHENTICATED"},
		{"/schema.graphql", "", 401, "UNAUTHENTICATED"},
		{"/schema.graphql", "unknowable", 503, "INTERNAL"},
		{"/playground", "", 200, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, tt.path, nil)
		r.Header.Set("Accept", responseMedia+", */*;q=0.1")
		if tt.caller != "" {
			r.Header.Set("Authorization", tt.caller)
		}
		a := send(t, h, r)
		if a.Code != tt.status || a.codes() != tt.code {
			t.Errorf("%s as %q: status %d, codes %q", tt.path, tt.caller, a.Code, a.codes())
		}
		want := ""
		if tt.status == http.StatusUnauthorized {
			want = `Bearer error="invalid_token"`
		}
		if got := a.Header().Get("WWW-Authenticate"); got != want {
			t.Errorf("%s as %q: WWW-Authenticate is %q", tt.path, tt.caller, got)
		}
		if tt.code != "" && (a.Header().Get("Cache-Control") != "no-store" || a.Header().Get("Content-Type") != responseMedia+"; charset=utf-8" || a.Data != nil) {
			t.Errorf("%s as %q: headers %v, data %s", tt.path, tt.caller, a.Header(), a.Data)
		}
		if strings.Contains(a.Body.String(), "secret") {
			t.Errorf("%s as %q: a secret in the answer: %s", tt.path, tt.caller, a.Body)
		}
	}
	if attached != "someone" {
		t.Errorf("the operation's context is of %q", attached)
	}
	if !strings.Contains(log.String(), `"caller":"someone"`) || !strings.Contains(log.String(), "the issuer is down") {
		t.Errorf("the log does not say who called, or why nobody could be told apart:\n%s", log)
	}
}

// A client that takes neither media type still learns why it was refused, and one that has left is not written to.
func TestAuthenticationAnswersInJSONOrNotAtAll(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) { o.Authenticate = byName })
	r := get("query", "{hello}")
	r.Header.Set("Accept", "text/html")
	if a := send(t, h, r); a.Code != http.StatusUnauthorized || a.Header().Get("Content-Type") != jsonMedia+"; charset=utf-8" {
		t.Errorf("status %d, %s", a.Code, a.Header().Get("Content-Type"))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r = get("query", "{hello}").WithContext(ctx)
	r.Header.Set("Authorization", "unknowable")
	if a := send(t, h, r); a.Body.Len() != 0 {
		t.Errorf("a client that has left is sent %s", a.Body)
	}
}
