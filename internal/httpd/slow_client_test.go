package httpd

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A client that sends one byte a second, or nothing at all, is cut off, and soon. The server is the whole one; time is
// virtual.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	const line, host = "POST /graphql HTTP/1.1\r\n", "Host: api\r\n"
	body := `{"query":"{hello}","x":"` + strings.Repeat("x", 1000) + `"}`
	header := line + host + fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
	for _, tt := range []struct {
		name        string
		fast, slow  string // what is sent at once, and what byte by byte
		most, least time.Duration
		answer      string // how it begins
	}{
		{"nothing", "", "", readHeaderTimeout, readHeaderTimeout, ""},
		{"a slow request line", "", line, readHeaderTimeout, readHeaderTimeout, "HTTP/1.1 400"},
		{"a header without end", line + host, strings.Repeat("X-A: b\r\n", 100), readHeaderTimeout, readHeaderTimeout, "HTTP/1.1 400"},
		{"a slow body", header, body, readTimeout, readTimeout, "HTTP/1.1 408"},
		{"a body that stops", header + body[:100], "", readTimeout, readTimeout, "HTTP/1.1 408"},
		{"a second request that does not come", header + body, "", idleTimeout, idleTimeout, "HTTP/1.1 200"},
		{"a header too long", line + host + "X-A: " + strings.Repeat("x", maxHeaderBytes+8<<10), "", time.Second, 0, "HTTP/1.1 431"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				listener := newPipeListener()
				s := newServer(ServerOptions{Handler: newTestHandler(t, nil), RequestTimeout: time.Minute}, listener, nil)
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- s.Run(ctx) }()
				conn, err := listener.dial(t.Context(), "", "")
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				var sending sync.WaitGroup
				sending.Go(func() { drip(conn, tt.fast, tt.slow) })
				answer, _ := io.ReadAll(conn)
				_ = conn.Close()
				if took := time.Since(start); took > tt.most || took < tt.least {
					t.Errorf("the connection was cut after %v, want %v", took, tt.most)
				}
				if !strings.HasPrefix(string(answer), tt.answer) || tt.answer == "" && len(answer) > 0 {
					t.Errorf("answered %.200s", answer)
				}
				sending.Wait()
				stop()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// drip sends until it is done or nobody reads any more.
func drip(conn net.Conn, fast, slow string) {
	if _, err := io.WriteString(conn, fast); err != nil {
		return
	}
	for i := range slow {
		if _, err := io.WriteString(conn, slow[i:i+1]); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}
