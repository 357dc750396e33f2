package pcclient

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	basePath  = "/some/gateway"
	testToken = "eyJ0-secret-token"

	customerID = "47021739-3426-40bf-9601-61b4b6d7c793"
	batchID    = "Test batch"
)

// newClient makes a client and a server for it. The server mounts the API under a
// path of its own, so that a path made from the host's root cannot pass. Retries are
// off unless options say otherwise.
func newClient(t *testing.T, options Options, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.EscapedPath(), basePath+"/v1/") {
			t.Errorf("request for %s: it is not under the base URL's path and the version, %s/v1/", r.RequestURI, basePath)
			http.NotFound(w, r)
			return
		}
		handler(w, r)
	}))
	t.Cleanup(server.Close)

	options.BaseURL = server.URL + basePath + "/"
	if options.MaxRetries == 0 {
		options.MaxRetries = -1
	}
	if options.Token == nil {
		options.Token = StaticToken(testToken)
	}
	client, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// transportFunc is a transport without a network, for tests in virtual time.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// newOfflineClient makes a client whose requests are answered by transport.
func newOfflineClient(t *testing.T, options Options, transport transportFunc) *Client {
	t.Helper()
	options.Transport = transport
	if options.Token == nil {
		options.Token = StaticToken(testToken)
	}
	client, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// answer is a response with the headers given as name, value, name, value.
func answer(status int, body string, headers ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i < len(headers); i += 2 {
		resp.Header.Set(headers[i], headers[i+1])
	}
	return resp
}

// respond is a handler that gives one answer.
func respond(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func testdata(t testing.TB, name string) string {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// endpoint is a call with everything that a test of failures must know of it.
type endpoint struct {
	name string
	op   string
	ids  []string // usable ones, for call
	ok   string   // the smallest answer that will do
	call func(ctx context.Context, c *Client, ids []string) error
}

// endpoints are all calls there are; a new one belongs here.
func endpoints() []endpoint {
	return []endpoint{
		{
			name: "customers", op: "GET /v1/customers", ok: `{"items":[]}`,
			call: func(ctx context.Context, c *Client, _ []string) error {
				_, err := c.Customers.List(ctx, CustomersQuery{}, "")
				return err
			},
		},
		{
			name: "customer", op: "GET /v1/customers/{customer-id}", ids: []string{customerID}, ok: `{"id":"x"}`,
			call: func(ctx context.Context, c *Client, ids []string) error {
				_, err := c.Customers.Get(ctx, ids[0])
				return err
			},
		},
		{
			name: "device batches", op: "GET /v1/customers/{customer-id}/deviceBatches", ids: []string{customerID}, ok: `{"items":[]}`,
			call: func(ctx context.Context, c *Client, ids []string) error {
				_, err := c.DeviceBatches.List(ctx, ids[0], "")
				return err
			},
		},
		{
			name: "devices", op: "GET /v1/customers/{customer-id}/deviceBatches/{devicebatch-id}/devices",
			ids: []string{customerID, batchID}, ok: `{"items":[]}`,
			call: func(ctx context.Context, c *Client, ids []string) error {
				_, err := c.Devices.List(ctx, ids[0], ids[1], "")
				return err
			},
		},
	}
}
