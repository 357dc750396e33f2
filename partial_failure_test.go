package main

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pcgraph/graph/loaders"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
	"pcgraph/pcclient"
)

const fortyBatches = `query ($first: Int!) {
	customer(id: "` + pcsim.CustomerMany + `") { deviceBatches { batchId devicesCount devices(first: $first) { nodes { deviceId } } } }
}`

// batches is the answer to fortyBatches.
type batches struct {
	Customer struct {
		DeviceBatches []struct {
			BatchID      string
			DevicesCount int
			Devices      *struct{ Nodes []struct{ DeviceID string } }
		}
	}
}

// One of forty batches fails, in every way that there is: the others are whole,
// and one error says where, why, and what Microsoft's support will ask for.
//
// In real time, because siblings wait for one another in a sync.Once of gqlgen's.
// The longest wait is for two retries.
func TestPartialFailure(t *testing.T) {
	t.Parallel()
	const all = 40
	for name, test := range map[string]struct {
		fault  pcsim.Fault
		first  int // 10 if it does not matter
		code   string
		status int // of the last answer, 0 without one
		calls  int // for the batch that fails
	}{
		"not found":        {fault: pcsim.Fault{Kind: pcsim.KindStatus, Status: 404}, code: "NOT_FOUND", status: 404, calls: 1},
		"forbidden":        {fault: pcsim.Fault{Kind: pcsim.KindStatus, Status: 403}, code: "FORBIDDEN", status: 403, calls: 1},
		"failing for ever": {fault: pcsim.Fault{Kind: pcsim.KindStatus, Status: 500}, code: "UPSTREAM_UNAVAILABLE", status: 500, calls: 3},
		"a proxy's page":   {fault: pcsim.Fault{Kind: pcsim.KindStatus, Status: 502, Shape: pcsim.ShapeHTML}, code: "UPSTREAM_UNAVAILABLE", status: 502, calls: 3},
		"cut off":          {fault: pcsim.Fault{Kind: pcsim.KindCut}, code: "UPSTREAM_UNAVAILABLE", status: 200, calls: 3},
		"never answered":   {fault: pcsim.Fault{Kind: pcsim.KindReset}, code: "UPSTREAM_UNAVAILABLE", calls: 3},
		"half the JSON":    {fault: pcsim.Fault{Kind: pcsim.KindTruncate}, code: "UPSTREAM_BAD_RESPONSE", status: 200, calls: 3},
		"no JSON":          {fault: pcsim.Fault{Kind: pcsim.KindGarbage}, code: "UPSTREAM_BAD_RESPONSE", status: 200, calls: 1},
		"other JSON":       {fault: pcsim.Fault{Kind: pcsim.KindWrongType}, code: "UPSTREAM_BAD_RESPONSE", status: 200, calls: 1},
		"another place":    {fault: pcsim.Fault{Kind: pcsim.KindRedirect}, code: "UPSTREAM_BAD_RESPONSE", status: 302, calls: 1},
		// With a Retry-After the whole customer would pause, and siblings with it.
		"throttled for ever":  {fault: pcsim.Fault{Kind: pcsim.KindThrottle}, code: "UPSTREAM_THROTTLED", status: 429, calls: 3},
		"on its second page":  {fault: pcsim.Fault{Kind: pcsim.KindStatus, Status: 403, After: 1}, first: 150, code: "FORBIDDEN", status: 403, calls: 2},
		"a token that is old": {fault: pcsim.Fault{Kind: pcsim.KindExpireTokens}, first: 150, code: "CURSOR_EXPIRED", status: 400, calls: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, api := simulated(t, pcsim.Options{}, 0)
			const failing, at = "Branch 38", 37 // the longest, with 250 devices
			test.fault.Batch = failing
			if _, err := sim.Fault(test.fault); err != nil {
				t.Fatal(err)
			}
			first := max(test.first, 10)
			var data batches
			errors := attempt(t, api, fortyBatches, map[string]any{"first": first}, &data)

			if len(data.Customer.DeviceBatches) != all {
				t.Fatalf("%d batches of %d", len(data.Customer.DeviceBatches), all)
			}
			for i, batch := range data.Customer.DeviceBatches {
				switch {
				case i == at:
					if batch.Devices != nil {
						t.Errorf("%s failed, and shows %d devices", failing, len(batch.Devices.Nodes))
					}
				case batch.Devices == nil || len(batch.Devices.Nodes) != min(first, batch.DevicesCount):
					t.Errorf("%s is not whole: %+v", batch.BatchID, batch.Devices)
				}
			}

			if len(errors) != 1 {
				t.Fatalf("%d errors: %+v", len(errors), errors)
			}
			got := errors[0]
			if path := []any{"customer", "deviceBatches", float64(at), "devices"}; !cmp.Equal(got.Path, path) {
				t.Errorf("the error is at %v, want %v", got.Path, path)
			}
			if got.Extensions.Code != test.code || got.Extensions.Upstream.Status != test.status {
				t.Errorf("the error says %+v, want %s, %d", got.Extensions, test.code, test.status)
			}
			if got.Extensions.Upstream.RequestID == "" || got.Extensions.Upstream.CorrelationID == "" {
				t.Errorf("the upstream's IDs are missing in %+v", got.Extensions.Upstream)
			}

			for path, calls := range sim.Calls() {
				if strings.Contains(path, "Branch%2038") {
					if calls != test.calls {
						t.Errorf("the failing batch cost %d calls, want %d", calls, test.calls)
					}
				} else if calls > (first+upstreamPage-1)/upstreamPage {
					t.Errorf("%d calls of %s", calls, path)
				}
			}
		})
	}
}

// slowBatch is an upstream that does not answer for one batch before it has
// answered a number of times for the others.
type slowBatch struct {
	loaders.PartnerCenter
	batch string

	mu     sync.Mutex
	events []string      // "begins" of the slow one, the pages of the others, "ends"
	left   int           // how many pages of the others are still to come
	over   chan struct{} // closed when none is
}

func (s *slowBatch) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	if batchID != s.batch {
		page, err := s.PartnerCenter.Devices(ctx, customerID, batchID, from)
		s.note(batchID)
		return page, err
	}
	s.note("begins")
	patient, cancel := context.WithTimeout(ctx, 10*time.Second) // to fail instead of hanging
	defer cancel()
	select {
	case <-s.over:
	case <-patient.Done():
	}
	s.note("ends")
	return s.PartnerCenter.Devices(ctx, customerID, batchID, from)
}

func (s *slowBatch) note(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, event)
	if event == "begins" || event == "ends" {
		return
	}
	if s.left--; s.left == 0 {
		close(s.over)
	}
}

// A batch that takes its time holds nobody back: while its first page is under way,
// all others are read to the end of their windows, further pages included.
func TestSlowBatchHoldsNobodyBack(t *testing.T) {
	t.Parallel()
	_, upstream := partnerCenter(t, pcsim.Options{})
	// Of the 39 others, four have a second page within 250 devices, and two of these a third.
	const pages = 39 + 4 + 2
	slow := &slowBatch{PartnerCenter: upstream, batch: "Branch 01", left: pages, over: make(chan struct{})}
	var data batches
	ask(t, serviceOver(t, slow, service.Everyone, 0), fortyBatches, map[string]any{"first": 250}, &data)

	for _, batch := range data.Customer.DeviceBatches {
		if batch.Devices == nil || len(batch.Devices.Nodes) != batch.DevicesCount {
			t.Errorf("%s is not whole", batch.BatchID)
		}
	}
	if n := len(slow.events); n != pages+2 || slow.events[n-1] != "ends" {
		t.Errorf("the slow batch ended before others: %v", slow.events)
	}
}
