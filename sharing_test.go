package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
)

const (
	firstOfEach = `query ($id: ID!) { customer(id: $id) { deviceBatches { devices(first: 10) { nodes { serialNumber } } } } }`
	largeWindow = `query ($id: ID!, $first: Int, $after: String) {
		customer(id: $id) { deviceBatch(batchId: "Large rollout") { devices(first: $first, after: $after) {
			nodes { deviceId } pageInfo { endCursor }
		} } }
	}`
)

// Equal operations at once cost together what one of them costs.
func TestEqualQueriesAtOnce(t *testing.T) {
	t.Parallel()
	for name, ttl := range map[string]time.Duration{"with a cache": time.Minute, "without one": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				// Virtual time stands still until all the operations have asked.
				sim, upstream := cachedPartnerCenter(t, pcsim.Options{Latency: time.Second}, ttl)
				api := serviceOver(t, upstream, service.Everyone, 0)
				var wait sync.WaitGroup
				for range 1000 {
					wait.Go(func() {
						ask(t, api, largeWindow, map[string]any{"id": pcsim.CustomerDocumented, "first": 10}, nil)
					})
				}
				wait.Wait()
				if calls := sim.TotalCalls(); calls != 1 {
					t.Errorf("%d upstream calls", calls)
				}
			})
		})
	}
}

func TestThirtyColdQueriesOfFortyBatches(t *testing.T) {
	t.Parallel()
	sim, upstream := cachedPartnerCenter(t, pcsim.Options{Latency: time.Second}, time.Minute)
	api := serviceOver(t, upstream, service.Everyone, 0)
	var wait sync.WaitGroup
	for range 30 {
		wait.Go(func() { ask(t, api, firstOfEach, map[string]any{"id": pcsim.CustomerMany}, nil) })
	}
	wait.Wait()
	if calls := sim.TotalCalls(); calls != 41 {
		t.Errorf("%d upstream calls", calls)
	}
}

// Ten windows of ten over a page of a hundred are one call, and a warm query none.
func TestWindowsOfOnePage(t *testing.T) {
	t.Parallel()
	sim, upstream := cachedPartnerCenter(t, pcsim.Options{}, time.Minute)
	api := serviceOver(t, upstream, service.Everyone, 0)
	var after *string
	seen := map[string]bool{}
	for range 10 {
		var data struct {
			Customer struct {
				DeviceBatch struct {
					Devices struct {
						Nodes    []struct{ DeviceID string }
						PageInfo struct{ EndCursor string }
					}
				}
			}
		}
		ask(t, api, largeWindow, map[string]any{"id": pcsim.CustomerDocumented, "first": 10, "after": after}, &data)
		devices := data.Customer.DeviceBatch.Devices
		for _, node := range devices.Nodes {
			seen[node.DeviceID] = true
		}
		after = &devices.PageInfo.EndCursor
	}
	if calls := sim.TotalCalls(); calls != 1 || len(seen) != 100 {
		t.Errorf("%d upstream calls for %d devices", calls, len(seen))
	}
}

// The answer says how it came about, and no-cache asks anew.
func TestExplainedCache(t *testing.T) {
	t.Parallel()
	sim, upstream := cachedPartnerCenter(t, pcsim.Options{}, time.Minute)
	api := serviceOver(t, upstream, service.Everyone, 0)
	for _, step := range []struct{ name, cacheControl, want string }{
		{"cold", "", `"cacheHits":0,"calls":1,"coalesced":0,"retries":0`},
		{"warm", "", `"cacheHits":1,"calls":0,"coalesced":0,"retries":0`},
		{"fresh", "max-age=0, No-Cache", `"cacheHits":0,"calls":1,"coalesced":0,"retries":0`},
		{"warm again", "", `"cacheHits":1,"calls":0,"coalesced":0,"retries":0`},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ customer(id: \"`+pcsim.CustomerDocumented+`\") { companyName } }"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("PCGraph-Explain", "1")
		if step.cacheControl != "" {
			r.Header.Set("Cache-Control", step.cacheControl)
		}
		w := httptest.NewRecorder()
		api.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), step.want) {
			t.Errorf("%s: %s lacks %s", step.name, w.Body, step.want)
		}
	}
	if calls := sim.TotalCalls(); calls != 2 {
		t.Errorf("%d upstream calls", calls)
	}
}
