package httpd

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// newClient has connections of its own, so that no test waits for another's.
func newClient(t *testing.T, dial func(context.Context, string, string) (net.Conn, error)) *http.Client {
	t.Helper()
	transport := &http.Transport{DialContext: dial}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// fetch gets an address and returns status and body.
func fetch(t *testing.T, client *http.Client, address string) (int, string, error) {
	t.Helper()
	resp, err := client.Get(address)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// The whole life of a server on real sockets: boot, a query, the admin paths, and a drain with a request in flight.
func TestServerBootAndDrain(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	schema := newStubSchema()
	schema.resolvers["wait"] = func(ctx context.Context, _ map[string]any) (any, error) {
		close(entered)
		<-release
		return "answered in full", ctx.Err()
	}
	readiness, err := NewReadiness()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Listen(t.Context(), ServerOptions{
		Addr:         "127.0.0.1:0",
		Handler:      newTestHandler(t, func(o *Options) { o.Schema = schema }),
		AdminAddr:    "127.0.0.1:0",
		AdminHandler: NewAdminHandler(AdminOptions{Readiness: readiness}),
		Readiness:    readiness,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- s.Run(ctx) }()

	client := newClient(t, nil)
	api, admin := "http://"+s.Addr().String()+"/graphql?query=", "http://"+s.AdminAddr().String()
	if status, body, err := fetch(t, client, api+"{hello}"); err != nil || status != 200 || body != `{"data":{"hello":"hello"}}` {
		t.Fatalf("%d %s %v", status, body, err)
	}
	if status, _, err := fetch(t, client, admin+"/readyz"); err != nil || status != 200 {
		t.Fatalf("readyz: %d %v", status, err)
	}

	type result struct {
		status int
		body   string
		err    error
	}
	inFlight := make(chan result, 1)
	go func() {
		status, body, err := fetch(t, client, api+"{wait}")
		inFlight <- result{status, body, err}
	}()
	<-entered
	stop()

	// The API's listener closes at once; the admin handler says why for as long as the drain lasts.
	for {
		conn, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			break
		}
		_ = conn.Close()
	}
	if status, body, err := fetch(t, client, admin+"/readyz"); err != nil || status != 503 || !strings.Contains(body, "stopping") {
		t.Errorf("readyz while draining: %d %s %v", status, body, err)
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped with a request in flight: %v", err)
	default:
	}
	close(release)
	if r := <-inFlight; r.err != nil || r.status != 200 || r.body != `{"data":{"wait":"answered in full"}}` {
		t.Errorf("in flight: %+v", r)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Run: %v", err)
	}
	if _, _, err := fetch(t, client, admin+"/healthz"); err == nil {
		t.Error("the admin handler still answers")
	}
}

func TestListenRefuses(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	h := http.NotFoundHandler()
	for _, tt := range []struct {
		name    string
		options ServerOptions
		faults  []string
	}{
		{"nothing", ServerOptions{}, []string{"Addr is missing", "Handler is missing"}},
		{"no admin handler", ServerOptions{Addr: "127.0.0.1:0", Handler: h, AdminAddr: "127.0.0.1:0"}, []string{"without AdminHandler"}},
		{"durations", ServerOptions{Addr: "127.0.0.1:0", Handler: h, DrainDelay: -1, ShutdownTimeout: -time.Second, RequestTimeout: -1},
			[]string{"DrainDelay is -1ns", "ShutdownTimeout is -1s", "RequestTimeout is -1ns"}},
		{"taken", ServerOptions{Addr: taken.Addr().String(), Handler: h}, []string{"listen for the API", taken.Addr().String()}},
		{"taken by admin", ServerOptions{Addr: "127.0.0.1:0", Handler: h, AdminAddr: taken.Addr().String(), AdminHandler: h},
			[]string{"listen for the admin handler"}},
		{"no address", ServerOptions{Addr: "nowhere", Handler: h}, []string{"nowhere"}},
	} {
		_, err := Listen(t.Context(), tt.options)
		for _, fault := range tt.faults {
			if err == nil || !strings.Contains(err.Error(), fault) {
				t.Errorf("%s: error %v, want %q", tt.name, err, fault)
			}
		}
	}
}

func TestCloseWithoutRun(t *testing.T) {
	t.Parallel()
	h := http.NotFoundHandler()
	s, err := Listen(t.Context(), ServerOptions{Addr: "127.0.0.1:0", Handler: h, AdminAddr: "127.0.0.1:0", AdminHandler: h})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	for _, addr := range []net.Addr{s.Addr(), s.AdminAddr()} {
		if conn, err := net.Dial("tcp", addr.String()); err == nil {
			_ = conn.Close()
			t.Errorf("%v still listens", addr)
		}
	}
}

func TestServerTimeouts(t *testing.T) {
	t.Parallel()
	s := newServer(ServerOptions{RequestTimeout: 10 * time.Minute}, nil, nil)
	api := s.api.server
	for name, d := range map[string]time.Duration{
		"ReadHeaderTimeout": api.ReadHeaderTimeout, "ReadTimeout": api.ReadTimeout, "IdleTimeout": api.IdleTimeout,
	} {
		if d <= 0 {
			t.Errorf("%s is not set", name)
		}
	}
	if least := s.options.RequestTimeout + api.ReadTimeout; api.WriteTimeout <= least {
		t.Errorf("WriteTimeout %v would cut the answer of a request that takes %v", api.WriteTimeout, least)
	}
	if s.options.ShutdownTimeout <= s.options.RequestTimeout {
		t.Errorf("ShutdownTimeout %v would cut a request in flight", s.options.ShutdownTimeout)
	}
	if api.MaxHeaderBytes <= 0 || s.AdminAddr() != nil {
		t.Errorf("MaxHeaderBytes %d, AdminAddr %v", api.MaxHeaderBytes, s.AdminAddr())
	}
}
