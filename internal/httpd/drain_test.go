package httpd

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipeListener serves connections within the process, which virtual time can see through.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	fail   chan error
}

func newPipeListener() *pipeListener {
	return &pipeListener{make(chan net.Conn), make(chan struct{}), make(chan error)}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case err := <-l.fail:
		return nil, err
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	select {
	case <-l.closed:
		return net.ErrClosed
	default:
		close(l.closed)
		return nil
	}
}

func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestDrainDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		readiness, err := NewReadiness()
		if err != nil {
			t.Fatal(err)
		}
		api := newPipeListener()
		s := newServer(ServerOptions{Handler: newTestHandler(t, nil), Readiness: readiness, DrainDelay: 10 * time.Second}, api, nil)
		ctx, stop := context.WithCancel(t.Context())
		start, ended := time.Now(), make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		client := newClient(t, api.dial)
		client.Transport.(*http.Transport).DisableKeepAlives = true

		stop()
		synctest.Wait()
		if len(readiness.reasons(t.Context())) != 1 {
			t.Error("still ready in the delay")
		}
		if status, _, err := fetch(t, client, "http://api/graphql?query={hello}"); err != nil || status != 200 {
			t.Errorf("in the delay: %d %v", status, err)
		}
		if err := <-ended; err != nil || time.Since(start) < 10*time.Second {
			t.Errorf("Run: %v after %v", err, time.Since(start))
		}
		if _, _, err := fetch(t, client, "http://api/graphql?query={hello}"); err == nil {
			t.Error("a connection was taken after the end")
		}
	})
}

func TestShutdownTimeoutCutsConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cut := make(chan struct{})
		api, admin := newPipeListener(), newPipeListener()
		hang := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			close(cut)
		})
		s := newServer(ServerOptions{Handler: hang, AdminHandler: http.NotFoundHandler(), ShutdownTimeout: 7 * time.Second}, api, admin)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		client := newClient(t, api.dial)
		answered := make(chan error, 1)
		go func() {
			_, _, err := fetch(t, client, "http://api/")
			answered <- err
		}()
		synctest.Wait()

		start := time.Now()
		stop()
		err := <-ended
		if err == nil || !strings.Contains(err.Error(), "the API had requests in flight after 7s") {
			t.Errorf("Run: %v", err)
		}
		if took := time.Since(start); took != 7*time.Second {
			t.Errorf("took %v", took)
		}
		if err := <-answered; !errors.Is(err, io.EOF) {
			t.Errorf("the client got %v", err)
		}
		<-cut
	})
}

// A listener that fails ends the other one, without the delay that only load balancers need.
func TestListenerFailureEndsRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api, admin := newPipeListener(), newPipeListener()
		s := newServer(ServerOptions{
			Handler: http.NotFoundHandler(), AdminHandler: http.NotFoundHandler(), DrainDelay: time.Hour,
		}, api, admin)
		ended := make(chan error, 1)
		start := time.Now()
		go func() { ended <- s.Run(t.Context()) }()
		admin.fail <- errors.New("descriptor gone")
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "serve the admin: descriptor gone") {
			t.Errorf("Run: %v", err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("took %v", took)
		}
		select {
		case <-api.closed:
		default:
			t.Error("the API's listener is still open")
		}
	})
}

// A stopping server leaves a kept connection open for one more request, whose answer ends it; and one that is not used
// any more only for so long.
func TestKeptConnections(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		asksAgain bool
		took      time.Duration
	}{
		"used once more": {true, keptGrace / 2},
		"idle":           {false, keptGrace},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := newPipeListener()
				s := newServer(ServerOptions{Handler: newTestHandler(t, nil), ShutdownTimeout: time.Minute}, api, nil)
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- s.Run(ctx) }()
				client := newClient(t, api.dial)
				ask := func() (closes bool) {
					response, err := client.Get("http://api/graphql?query={hello}")
					if err != nil {
						t.Fatal(err)
					}
					defer response.Body.Close()
					if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
						t.Errorf("status %d, %v", response.StatusCode, err)
					}
					return response.Close
				}
				if ask() {
					t.Error("the connection is not kept")
				}
				start := time.Now()
				stop()
				synctest.Wait()
				time.Sleep(keptGrace / 2)
				if test.asksAgain && !ask() {
					t.Error("the answer does not say that the connection ends")
				}
				if err := <-ended; err != nil || time.Since(start) != test.took {
					t.Errorf("Run: %v after %v, want %v", err, time.Since(start), test.took)
				}
			})
		})
	}
}

// The answer to a request that was under way when the server began to stop does not yet say so; its connection is
// ended by the next one.
func TestKeptConnectionOfARequestInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := newPipeListener()
		slow := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(keptGrace / 4) })
		s := newServer(ServerOptions{Handler: slow, ShutdownTimeout: time.Minute}, api, nil)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		client := newClient(t, api.dial)
		time.AfterFunc(keptGrace/8, stop)
		start := time.Now()
		for _, isLast := range []bool{false, true} {
			response, err := client.Get("http://api/")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.Close != isLast {
				t.Errorf("after %v the answer says that its connection ends: %v", time.Since(start), response.Close)
			}
		}
		if err := <-ended; err != nil || time.Since(start) != keptGrace/2 {
			t.Errorf("Run: %v after %v", err, time.Since(start))
		}
	})
}
