package pcclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestFailures proves for every endpoint how each way of failing comes out.
func TestFailures(t *testing.T) {
	t.Parallel()
	for _, e := range endpoints() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			testSuccess(t, e)
			testStatuses(t, e)
			testBodies(t, e)
			testRedirect(t, e)
			testNoAnswer(t, e)
			testNothingSent(t, e)
			testHostileIDs(t, e)
		})
	}
}

// wantError checks what every error must hold to.
func wantError(t *testing.T, err error, e endpoint, kind Kind) *Error {
	t.Helper()
	var got *Error
	if !errors.As(err, &got) {
		t.Fatalf("error is %v (%T), want an *Error of kind %q", err, err, kind)
	}
	if got.Kind != kind || got.Op != e.op {
		t.Errorf("error is %q of %q, want %q of %q", got.Kind, got.Op, kind, e.op)
	}
	if KindOf(err) != kind {
		t.Errorf("KindOf is %q, want %q", KindOf(err), kind)
	}
	for _, secret := range append([]string{testToken, "secret-body", "://", "\n"}, e.ids...) {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error's text holds %q: %s", secret, err)
		}
	}
	return got
}

func testSuccess(t *testing.T, e endpoint) {
	// Without this, a call that always fails would pass all the rest.
	t.Run("success", func(t *testing.T) {
		t.Parallel()
		if err := e.call(t.Context(), newClient(t, Options{}, respond(200, e.ok)), e.ids); err != nil {
			t.Error(err)
		}
	})
}

func testStatuses(t *testing.T, e endpoint) {
	body := `{"code":3000,"description":"secret-body could not be found","data":[],"source":"PartnerFD"}`
	for status, kind := range map[int]Kind{
		400: KindBadInput, 401: KindUnauthorized, 403: KindForbidden, 404: KindNotFound,
		405: KindBadInput, 408: KindTimeout, 409: KindBadInput, 410: KindNotFound, 429: KindThrottled,
		500: KindUnavailable, 501: KindUnavailable, 502: KindUnavailable, 503: KindUnavailable, 504: KindTimeout,
		304: KindBadResponse,
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			client := newClient(t, Options{}, respond(status, body, headerRequestID, "theirs", headerCorrelationID, "theirs too"))
			err := wantError(t, e.call(t.Context(), client, e.ids), e, kind)
			if err.Status != status || err.Attempts != 1 || err.RequestID != "theirs" || err.CorrelationID != "theirs too" {
				t.Errorf("error is %+v", err)
			}
			if status >= 400 && (err.Code != "3000" || err.Description != "secret-body could not be found") {
				t.Errorf("code %q, description %q", err.Code, err.Description)
			}
		})
	}
}

func testBodies(t *testing.T, e endpoint) {
	for name, handler := range map[string]http.HandlerFunc{
		"empty":            respond(200, ""),
		"no content":       respond(204, ""),
		"accepted":         respond(202, ""),
		"null":             respond(200, "null"),
		"empty object":     respond(200, "{}"),
		"array":            respond(200, "[]"),
		"html":             respond(200, "<!DOCTYPE html><html>secret-body</html>", "Content-Type", "application/json"),
		"html after space": respond(200, "\r\n\r\n  <html>secret-body</html>"),
		"not json":         respond(200, "secret-body"),
		"cut short":        respond(200, e.ok[:len(e.ok)-1]),
		"without an id":    respond(200, `{"items":[{"id":"x"},{"name":"secret-body"}]}`),
		"an id of null":    respond(200, `{"items":[{"id":null}]}`),
		"trailing garbage": respond(200, e.ok+`{"secret-body":1}`),
		"too large":        respond(200, e.ok[:len(e.ok)-1]+`,"x":"`+strings.Repeat("x", 2000)+`"}`),
	} {
		t.Run("body "+name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, Options{MaxBodyBytes: 1000}, handler)
			err := wantError(t, e.call(t.Context(), client, e.ids), e, KindBadResponse)
			if err.Status/100 != 2 || err.RequestID == "" {
				t.Errorf("error is %+v, want the status and the request's id", err)
			}
			if strings.HasPrefix(name, "html") && !strings.Contains(err.Error(), "HTML") {
				t.Errorf("error does not say that HTML came: %v", err)
			}
		})
	}
	t.Run("body lost on the way", func(t *testing.T) {
		t.Parallel()
		client := newClient(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"items":[`)
		})
		err := wantError(t, e.call(t.Context(), client, e.ids), e, KindUnavailable)
		if !errors.Is(err, io.ErrUnexpectedEOF) || err.Status != 200 {
			t.Errorf("error is %+v, want status 200 and an unexpected EOF", err)
		}
	})
}

func testRedirect(t *testing.T, e endpoint) {
	t.Run("redirect", func(t *testing.T) {
		t.Parallel()
		elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			t.Errorf("the redirect was followed, with credential %q", r.Header.Get("Authorization"))
		}))
		t.Cleanup(elsewhere.Close)
		client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		})
		err := wantError(t, e.call(t.Context(), client, e.ids), e, KindBadResponse)
		if err.Status != http.StatusTemporaryRedirect || !strings.Contains(err.Error(), "redirect") {
			t.Errorf("error is %+v", err)
		}
	})
}

func testNoAnswer(t *testing.T, e endpoint) {
	t.Run("connection refused", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(http.NotFoundHandler())
		server.Close()
		client, err := New(Options{BaseURL: server.URL, Token: StaticToken(testToken), MaxRetries: -1})
		if err != nil {
			t.Fatal(err)
		}
		got := wantError(t, e.call(t.Context(), client, e.ids), e, KindUnavailable)
		if got.Status != 0 || got.RequestID == "" || !strings.Contains(got.Error(), "refused") {
			t.Errorf("error is %+v: %v", got, got)
		}
	})
	t.Run("certificate not trusted", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = discardLog()
		server.StartTLS()
		t.Cleanup(server.Close)
		client, err := New(Options{BaseURL: server.URL, Token: StaticToken(testToken)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.CloseIdleConnections)
		got := wantError(t, e.call(t.Context(), client, e.ids), e, KindUnavailable)
		if got.Attempts != 1 || !strings.Contains(got.Error(), "certificate") {
			t.Errorf("error is %v after %d attempts, want one and the reason", got, got.Attempts)
		}
	})
	t.Run("canceled under way", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		client := newClient(t, Options{MaxRetries: 2}, func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		})
		err := wantError(t, e.call(ctx, client, e.ids), e, KindCanceled)
		if !errors.Is(err, context.Canceled) || err.Attempts != 1 {
			t.Errorf("error is %+v", err)
		}
	})
	t.Run("deadline of the caller", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		t.Cleanup(cancel)
		client := newClient(t, Options{MaxRetries: 2}, func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		})
		err := wantError(t, e.call(ctx, client, e.ids), e, KindCanceled)
		if !errors.Is(err, context.DeadlineExceeded) || err.Attempts != 1 {
			t.Errorf("error is %+v", err)
		}
	})
}

func testNothingSent(t *testing.T, e endpoint) {
	sourceErr := errors.New("no login")
	dead, cancel := context.WithCancel(context.Background())
	cancel()
	for name, test := range map[string]struct {
		ctx    context.Context
		source TokenSource
		kind   Kind
		cause  error
	}{
		"canceled before":   {dead, StaticToken(testToken), KindCanceled, context.Canceled},
		"no token":          {t.Context(), tokenFunc(func() (string, error) { return "", sourceErr }), KindUnauthorized, sourceErr},
		"empty token":       {t.Context(), StaticToken(""), KindUnauthorized, nil},
		"token with a line": {t.Context(), StaticToken("a\nb"), KindUnauthorized, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			meter := NewMeter(0)
			client := newClient(t, Options{Token: test.source, MaxRetries: 2}, func(http.ResponseWriter, *http.Request) {
				t.Error("a request was sent")
			})
			err := wantError(t, e.call(WithMeter(test.ctx, meter), client, e.ids), e, test.kind)
			if test.cause != nil && !errors.Is(err, test.cause) {
				t.Errorf("error does not wrap %v: %v", test.cause, err)
			}
			if meter.Calls() != 0 {
				t.Errorf("%d calls were counted, none was sent", meter.Calls())
			}
		})
	}
	t.Run("over budget", func(t *testing.T) {
		t.Parallel()
		var sent atomic.Int32
		client := newClient(t, Options{MaxRetries: 2}, func(w http.ResponseWriter, _ *http.Request) {
			sent.Add(1)
			respond(200, e.ok)(w, nil)
		})
		ctx := WithMeter(t.Context(), NewMeter(1))
		if err := e.call(ctx, client, e.ids); err != nil {
			t.Fatal(err)
		}
		var refused *BudgetError
		if err := e.call(ctx, client, e.ids); !errors.As(err, &refused) || refused.Limit != 1 {
			t.Errorf("error is %v, want a *BudgetError with limit 1", err)
		}
		if sent.Load() != 1 {
			t.Errorf("%d requests were sent, want 1", sent.Load())
		}
	})
}

func testHostileIDs(t *testing.T, e endpoint) {
	for _, id := range []string{"", ".", "..", "a\x00b", "a\r\nb", "\x7f", "\u0085", "\xff\xfe", "\xc0\xae\xc0\xae"} {
		for place := range e.ids {
			t.Run("id "+strconv.Quote(id)+" at "+strconv.Itoa(place), func(t *testing.T) {
				t.Parallel()
				client := newClient(t, Options{}, func(_ http.ResponseWriter, r *http.Request) {
					t.Errorf("a request was sent: %s", r.RequestURI)
				})
				ids := append([]string(nil), e.ids...)
				ids[place] = id
				err := wantError(t, e.call(t.Context(), client, ids), e, KindInvalidArgument)
				if err.Attempts != 0 {
					t.Errorf("%d attempts, want none", err.Attempts)
				}
			})
		}
	}
	for _, id := range []string{
		"Test batch", "a/b", "../../secrets", "/", "//", "%2e%2e", "%2F", "a?b=c", "a#b", "a+b", "a;b=c", "a&b",
		`..\..`, "...", " ", "Größe 1 日本", "🚚", "a:b@c", "*", "'\"<>", strings.Repeat("x", 1000),
	} {
		for place := range e.ids {
			t.Run("escaped "+strconv.Quote(id[:min(len(id), 20)])+" at "+strconv.Itoa(place), func(t *testing.T) {
				t.Parallel()
				ids := append([]string(nil), e.ids...)
				ids[place] = id
				client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
					checkSegments(t, r, e.op, ids)
					respond(200, e.ok)(w, r)
				})
				if err := e.call(t.Context(), client, ids); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

type tokenFunc func() (string, error)

func (f tokenFunc) Token(context.Context) (string, error) { return f() }
