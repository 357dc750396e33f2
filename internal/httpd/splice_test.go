package httpd

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

// stubSplice leaves out the word hello, which the stub schema says.
type stubSplice struct {
	word     string
	fault    error
	released int
}

func (s *stubSplice) Parts(data []byte) ([][]byte, error) {
	before, after, found := bytes.Cut(data, []byte("hello"))
	if !found || s.fault != nil {
		return [][]byte{data}, s.fault
	}
	return [][]byte{before, []byte(s.word), after}, nil
}

func (s *stubSplice) Release() { s.released++ }

// strictWriter notices what is written after the memory was given back.
type strictWriter struct {
	*httptest.ResponseRecorder
	t      *testing.T
	splice *stubSplice
}

func (w strictWriter) Write(p []byte) (int, error) {
	if w.splice.released > 0 {
		w.t.Error("written after Release")
	}
	return w.ResponseRecorder.Write(p)
}

func TestSplice(t *testing.T) {
	t.Parallel()
	left, cancel := context.WithCancel(t.Context())
	cancel()
	type key struct{}
	for _, tt := range []struct {
		name   string
		query  string
		change func(*Options, *stubSplice)
		left   bool
		status int
		body   string // "" when it is not looked at
	}{
		{name: "with errors", query: "{b:hidden a:hello}", status: 200},
		{name: "completed", query: "{a:hello}", status: 200, body: `{"data":{"a":"a longer word"}}`},
		{name: "nothing left out", query: "{__typename}", status: 200, body: `{"data":{"__typename":"Query"}}`},
		{name: "no data", query: "{", status: 200},
		{name: "cannot be completed", query: "{hello}", status: 500, change: func(_ *Options, s *stubSplice) { s.fault = errors.New("lost") }},
		{name: "client left", query: "{hello}", left: true, status: 200},
		{name: "panic", query: "{hello}", status: 500, change: func(o *Options, _ *stubSplice) {
			o.Attach = func(context.Context, *graphql.OperationContext) context.Context { panic("attach") }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			splice, made := &stubSplice{word: "a longer word"}, 0
			h := newTestHandler(t, func(o *Options) {
				o.Splice = func(ctx context.Context) (context.Context, Splice) {
					made++
					return context.WithValue(ctx, key{}, splice), splice
				}
				o.Attach = func(ctx context.Context, _ *graphql.OperationContext) context.Context {
					if ctx.Value(key{}) != splice {
						t.Error("the operation does not know the splice")
					}
					return ctx
				}
				if tt.change != nil {
					tt.change(o, splice)
				}
			})
			r := operation(tt.query)
			if tt.left {
				r = r.WithContext(left)
			}
			w := strictWriter{httptest.NewRecorder(), t, splice}
			if tt.name == "panic" {
				h.ServeHTTP(w.ResponseRecorder, r) // is answered further out
			} else {
				h.ServeHTTP(w, r)
			}
			if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if length := w.Header().Get("Content-Length"); !tt.left && length != strconv.Itoa(w.Body.Len()) {
				t.Errorf("Content-Length is %s, the body has %d bytes", length, w.Body.Len())
			}
			if splice.released != made {
				t.Errorf("%d were made, released %d times", made, splice.released)
			}
		})
	}
}
