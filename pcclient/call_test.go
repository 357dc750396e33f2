package pcclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// trackedBody knows whether it was closed.
type trackedBody struct {
	io.Reader
	closed bool
}

func (b *trackedBody) Close() error { b.closed = true; return nil }

func TestTriesLeaveNothingOpen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		status int
		body   string
	}{
		{"success", 200, `{"items":[]}`},
		{"undecodable", 200, `oops`},
		{"status", 404, `{"code":1000}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := &trackedBody{Reader: strings.NewReader(test.body)}
			var try context.Context
			client := newOfflineClient(t, Options{}, func(req *http.Request) (*http.Response, error) {
				try = req.Context()
				return &http.Response{StatusCode: test.status, Header: http.Header{}, Body: body}, nil
			})
			_, err := client.DeviceBatches.List(t.Context(), customerID, "")
			if (err == nil) != (test.name == "success") {
				t.Fatal(err)
			}
			if !body.closed {
				t.Error("the body was not closed, so its connection is lost")
			}
			if try.Err() == nil {
				t.Error("the try's context goes on, so its timer does")
			}
		})
	}
}

// lateContext is past its deadline, but does not know it yet.
type lateContext struct{ context.Context }

func (lateContext) Deadline() (time.Time, bool) { return time.Now().Add(-time.Second), true }

func TestDeadlineCountsWhenItHasPassed(t *testing.T) {
	t.Parallel()
	client := newOfflineClient(t, Options{}, func(*http.Request) (*http.Response, error) {
		return nil, io.EOF
	})
	_, err := client.DeviceBatches.List(lateContext{t.Context()}, customerID, "")
	if KindOf(err) != KindCanceled || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want that the caller's time is over", err)
	}
}

func TestClientIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]bool{}
	client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.Header.Get("MS-RequestId")] = true
		mu.Unlock()
		respond(200, testdata(t, "recorded-devices-2018.json"))(w, r)
	})
	meter := NewMeter(0)
	ctx := WithMeter(t.Context(), meter)
	var wg sync.WaitGroup
	for range parallelCalls {
		wg.Go(func() {
			page, err := client.Devices.List(ctx, customerID, batchID, "")
			if err != nil || len(page.Items) != 1 {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if len(seen) != parallelCalls || meter.Calls() != parallelCalls {
		t.Errorf("%d request ids and %d calls counted for %d calls", len(seen), meter.Calls(), parallelCalls)
	}
}
