package pcsim

import (
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCallsAreCountedAsSent(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	path := devicesPath(CustomerDocumented, BatchTest)
	get(t, s, path)
	get(t, s, path+"?x=1")
	get(t, s, path, "Authorization", "")
	get(t, s, "//v1/CUSTOMERS")
	send(t, s, http.MethodPost, path)
	get(t, s, "/_sim/calls")
	want := map[string]int{"GET " + path: 3, "GET //v1/CUSTOMERS": 1, "POST " + path: 1}
	if diff := cmp.Diff(want, s.Calls()); diff != "" || s.TotalCalls() != 5 || s.MaxInFlight() != 1 {
		t.Errorf("total %d, at once %d, %s", s.TotalCalls(), s.MaxInFlight(), diff)
	}
	s.Calls()["GET "+path] = 99 // a copy
	if s.Calls()["GET "+path] != 3 {
		t.Error("a caller can change the counts")
	}
	s.ResetCalls()
	if len(s.Calls()) != 0 || s.TotalCalls() != 0 || s.MaxInFlight() != 0 {
		t.Errorf("after the reset: %v", s.Calls())
	}
}

func TestCountsAreExactAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{Latency: time.Second})
		client := &http.Client{Transport: s.Transport()}
		const callers, each = 20, 5
		var group sync.WaitGroup
		for range callers {
			group.Go(func() {
				for range each {
					response, err := client.Do(request(t, devicesPath(CustomerMany, "Branch 05")))
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
						t.Error(response.Status, err)
					}
					_ = response.Body.Close()
				}
			})
		}
		group.Wait()
		if s.TotalCalls() != callers*each || len(s.Calls()) != 1 || s.MaxInFlight() != callers {
			t.Errorf("total %d, at once %d, %v", s.TotalCalls(), s.MaxInFlight(), s.Calls())
		}
	})
}

// A request through Transport is under way until its body is read or closed.
func TestInFlightUntilTheBodyIsOver(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	client := &http.Client{Transport: s.Transport()}
	open := func() *http.Response {
		response, err := client.Do(request(t, "/v1/customers"))
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	one, two := open(), open()
	_ = one.Body.Close()
	_ = one.Body.Close()
	if _, err := io.Copy(io.Discard, two.Body); err != nil {
		t.Fatal(err)
	}
	if s.MaxInFlight() != 2 {
		t.Errorf("two open answers count as %d", s.MaxInFlight())
	}
	s.ResetCalls()
	_ = two.Body.Close()
	_ = open().Body.Close()
	if s.MaxInFlight() != 1 {
		t.Errorf("one after another count as %d", s.MaxInFlight())
	}
}

func TestPathsAreBounded(t *testing.T) {
	t.Parallel()
	var c calls
	for i := range mostPaths + 10 {
		c.begin(serialNumber(uint64(i)))()
	}
	c.begin(serialNumber(0))()
	if len(c.byPath) != mostPaths+1 || c.byPath[otherPaths] != 10 || c.byPath[serialNumber(0)] != 2 || c.total != mostPaths+11 {
		t.Errorf("%d paths, %d others, total %d", len(c.byPath), c.byPath[otherPaths], c.total)
	}
}
