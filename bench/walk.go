package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"runtime"
)

const walkQuestion = `query ($customer: ID!, $after: String) {
  customer(id: $customer) {
    deviceBatches {
      devices(first: 100, after: $after) { nodes { deviceId } pageInfo { hasNextPage endCursor } }
    }
  }
}`

type walkAnswer struct {
	Data struct {
		Customer struct {
			DeviceBatches []struct {
				Devices struct {
					Nodes    []struct{ DeviceID string }
					PageInfo struct {
						HasNextPage bool
						EndCursor   string
					}
				}
			}
		}
	}
}

// measureWalk follows endCursor to the end of the list, without a cache, and
// looks at the memory in use at a tenth of the way and at its end.
func measureWalk(table io.Writer, _ effort) error {
	w, err := newWorld(1, 10_000, 0)
	if err != nil {
		return err
	}
	defer w.close()
	w.upstream.forget = true // or the recordings would be what grows
	before := w.upstream.calls.Load()
	seen := map[string]bool{}
	var early, late uint64
	var after *string
	windows := 0
	for {
		body, err := json.Marshal(map[string]any{"query": walkQuestion, "variables": map[string]any{"customer": w.customer, "after": after}})
		if err != nil {
			return err
		}
		response := httptest.NewRecorder()
		w.ours.ServeHTTP(response, post(body))
		var answer walkAnswer
		if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil {
			return err
		}
		devices := answer.Data.Customer.DeviceBatches[0].Devices
		for _, node := range devices.Nodes {
			seen[node.DeviceID] = true
		}
		if windows++; windows == 10 {
			early = heap()
		}
		if !devices.PageInfo.HasNextPage {
			break
		}
		after = &devices.PageInfo.EndCursor
	}
	late = heap()
	calls := w.upstream.calls.Load() - before
	fmt.Fprintln(table, "\tdevices\twindows\tcalls for devices\tcalls for batches\theap MiB after 1,000\tafter 10,000\t")
	fmt.Fprintf(table, "walk\t%d\t%d\t%d\t%d\t%.1f\t%.1f\t\n", len(seen), windows, calls-int64(windows), windows,
		float64(early)/(1<<20), float64(late)/(1<<20))
	return nil
}

// heap is the memory in use after a collection, in bytes.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
