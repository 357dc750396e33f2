package pcclient

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHTTP2(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 || r.RequestURI != "/v1/customers/a%2Fb/deviceBatches" {
			t.Errorf("%s request for %s", r.Proto, r.RequestURI)
		}
		_, _ = io.WriteString(w, `{"items":[]}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)

	transport := NewTransport().(*http.Transport)
	transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	client, err := New(Options{BaseURL: server.URL, Token: StaticToken(testToken), Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	if _, err := client.DeviceBatches.List(t.Context(), "a/b", ""); err != nil {
		t.Error(err)
	}
}

// TestCompression checks that the mark is looked for, and the size limited, behind the
// decompression: a small answer can become a large one.
func TestCompression(t *testing.T) {
	t.Parallel()
	items := ""
	client := newClient(t, Options{MaxBodyBytes: 10_000}, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("accepted is %q, want gzip", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		zipped := gzip.NewWriter(w)
		_, _ = io.WriteString(zipped, byteOrderMark+`{"items":[`+items+`]}`)
		_ = zipped.Close()
	})
	if _, err := client.DeviceBatches.List(t.Context(), customerID, ""); err != nil {
		t.Error(err)
	}
	items = strings.Repeat(" ", 20_000)
	if _, err := client.DeviceBatches.List(t.Context(), customerID, ""); KindOf(err) != KindBadResponse {
		t.Errorf("error is %v, want that the answer is too large", err)
	}
}
