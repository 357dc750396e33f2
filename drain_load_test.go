package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pcgraph/internal/pcsim"
)

// A program that is told to stop, by SIGTERM and under load, loses no request: each is
// answered whole, or was never taken. What it took stands in its log.
func TestStopUnderLoad(t *testing.T) {
	const clients, warm = 32, 3
	sim, err := pcsim.New(pcsim.Options{Latency: 3 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(sim)
	defer upstream.Close()
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
	defer stop()
	s := startUnder(ctx, t, []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--cache-ttl", "0s"},
		"PCGRAPH_UPSTREAM_URL="+upstream.URL, "PCGRAPH_UPSTREAM_TOKEN=any", "PCGRAPH_AUTH=none")
	url := s.find(t, `GraphQL on (http://\S+)`)

	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	var answered atomic.Int64
	var all, warming sync.WaitGroup
	warming.Add(clients)
	for range clients {
		all.Go(func() {
			for i := 1; ; i++ {
				whole, err := postOnce(t.Context(), transport, url)
				if !whole {
					if err != nil {
						t.Error(err)
					}
					if i <= warm {
						t.Error("a client was refused before the program was told to stop")
						warming.Done()
					}
					return
				}
				answered.Add(1)
				if i == warm {
					warming.Done()
				}
			}
		})
	}
	warming.Wait()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	if code := <-s.exit; code != exitDone {
		t.Errorf("exit code %d:\n%s", code, s.output)
	}
	if taken := strings.Count(s.output.String(), "msg=operation "); int64(taken) != answered.Load() {
		t.Errorf("%d requests were taken, and %d answered:\n%s", taken, answered.Load(), s.output)
	}
	t.Logf("%d requests were answered", answered.Load())
}

// postOnce asks once. It says whether the answer is whole; if it is not and there is no
// error, the program did not take the request: the connection was refused, or closed
// before it was ever used.
func postOnce(ctx context.Context, transport http.RoundTripper, url string) (whole bool, err error) {
	isKept := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) { isKept = c.Reused }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(anyQuery))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := transport.RoundTrip(request)
	if err != nil {
		if isKept {
			return false, err
		}
		return false, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return false, err
	}
	var answer struct {
		Data struct {
			Customer struct{ DeviceBatches []struct{ BatchID string } }
		}
		Errors []any
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return false, err
	}
	if response.StatusCode != http.StatusOK || len(answer.Errors) > 0 || len(answer.Data.Customer.DeviceBatches) != 3 {
		return false, errors.New("the answer is " + string(body))
	}
	return true, nil
}
