package httpd

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestCompression(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(`{"serialNumber":"XZJDCTPTJ9"},`, 1000)
	content := func(text string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonMedia+"; charset=utf-8")
			_, _ = io.WriteString(w, text)
		})
	}
	for name, test := range map[string]struct {
		accept, text, encoding string
		decode                 func(io.Reader) (io.Reader, error)
	}{
		"gzip":      {"gzip, deflate", long, "gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		"brotli":    {"gzip, deflate, br, zstd", long, "br", func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }},
		"refused":   {"gzip;q=0, identity", long, "", nil},
		"no word":   {"", long, "", nil},
		"too short": {"gzip", long[:500], "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, err := compression(content(test.text))
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Header().Get("Content-Encoding"); got != test.encoding {
				t.Fatalf("encoding %q, want %q", got, test.encoding)
			}
			if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("Vary is %v", w.Header().Values("Vary"))
			}
			body := io.Reader(w.Body)
			if test.decode != nil {
				if w.Body.Len() > len(long)/4 {
					t.Errorf("%d bytes of %d", w.Body.Len(), len(long))
				}
				if body, err = test.decode(w.Body); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := io.ReadAll(body); err != nil || string(got) != test.text {
				t.Errorf("the text changed: %v", err)
			}
		})
	}
}
