package telemetry_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pcgraph/graph/model"
	"pcgraph/internal/httpd"
	"pcgraph/internal/pagecache"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/telemetry"
	"pcgraph/pcclient"
)

// Labels of the upstream's routes.
const (
	one     = `method="GET",route="/v1/customers/{customer-id}"`
	batches = `method="GET",route="/v1/customers/{customer-id}/deviceBatches"`
	devices = `method="GET",route="/v1/customers/{customer-id}/deviceBatches/{devicebatch-id}/devices"`
)

// because puts a reason among a route's labels, which are sorted.
func because(reason, route string) string {
	return strings.Replace(route, `,route=`, `,reason="`+reason+`",route=`, 1)
}

// TestScrape compares every metric of ours, but for how long things took and how much
// memory pages take, after a load that is known.
func TestScrape(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "Batches", "Devices")
		w.strike(t, pcsim.Fault{Kind: pcsim.KindStatus, Status: 503, Count: 1})
		for range 3 { // the first after a retry, the others out of memory
			w.ask(t, `query Batches { customer(id: "`+customerID+`") { deviceBatches { batchId } } }`)
		}
		w.strike(t, pcsim.Fault{Kind: pcsim.KindThrottle, RetryAfter: "2", Count: 1})
		w.ask(t, `query Devices { customer(id: "`+customerID+`") { deviceBatch(batchId: "`+pcsim.BatchLarge+`") { devices(first: 1) { nodes { id } } } } }`)
		w.ask(t, `{ none: customer(id: "`+nobody+`") { domain } }`)
		w.ask(t, `query Mine { none: customer(id: "`+nobody+`") { domain } some: customer(id: "`+customerID+`") { domain } }`)
		w.ask(t, `query Devices { `+secretText+` }`)
		w.ask(t, `{`)

		got := w.scrape(t)
		maps.DeleteFunc(got, func(series string, value float64) bool {
			return strings.Contains(series, "_bucket{") || strings.Contains(series, "_sum{") || series == "pcgraph_cache_bytes"
		})
		want := map[string]float64{
			`pcgraph_operations_total{operation="",outcome="failed"}`:                 1,
			`pcgraph_operations_total{operation="",outcome="refused"}`:                2, // what is not valid has no name
			`pcgraph_operations_total{operation="Batches",outcome="ok"}`:              3,
			`pcgraph_operations_total{operation="Devices",outcome="ok"}`:              1,
			`pcgraph_operations_total{operation="other",outcome="partial"}`:           1,
			`pcgraph_operation_duration_seconds_count{operation=""}`:                  1,
			`pcgraph_operation_duration_seconds_count{operation="Batches"}`:           3,
			`pcgraph_operation_duration_seconds_count{operation="Devices"}`:           1,
			`pcgraph_operation_duration_seconds_count{operation="other"}`:             1,
			`pcgraph_operations_in_flight`:                                            0,
			`pcgraph_upstream_requests_total{` + one + `,status="2xx"}`:               1,
			`pcgraph_upstream_requests_total{` + one + `,status="4xx"}`:               2,
			`pcgraph_upstream_requests_total{` + batches + `,status="2xx"}`:           1,
			`pcgraph_upstream_requests_total{` + batches + `,status="5xx"}`:           1,
			`pcgraph_upstream_requests_total{` + devices + `,status="2xx"}`:           1,
			`pcgraph_upstream_requests_total{` + devices + `,status="4xx"}`:           1,
			`pcgraph_upstream_request_duration_seconds_count{` + one + `}`:            3,
			`pcgraph_upstream_request_duration_seconds_count{` + batches + `}`:        2,
			`pcgraph_upstream_request_duration_seconds_count{` + devices + `}`:        2,
			`pcgraph_upstream_requests_in_flight`:                                     0,
			`pcgraph_upstream_throttled_total{` + devices + `}`:                       1,
			`pcgraph_upstream_retries_total{` + because("unavailable", batches) + `}`: 1,
			`pcgraph_upstream_retries_total{` + because("throttled", devices) + `}`:   1,
			`pcgraph_upstream_breaker_changes_total{to="closed"}`:                     0,
			`pcgraph_upstream_breaker_changes_total{to="half-open"}`:                  0,
			`pcgraph_upstream_breaker_changes_total{to="open"}`:                       0,
			`pcgraph_cache_requests_total{result="hit"}`:                              2,
			`pcgraph_cache_requests_total{result="miss"}`:                             5,
			`pcgraph_cache_requests_total{result="coalesced"}`:                        0,
			`pcgraph_cache_stale_total`:                                               0,
			`pcgraph_cache_evictions_total`:                                           0,
			`pcgraph_cache_entries`:                                                   3,
			`pcgraph_fast_path_objects_total{writer="tables"}`:                        1,
			`pcgraph_fast_path_objects_total{writer="executor"}`:                      0,
		}
		for _, code := range model.AllErrorCode {
			want[`pcgraph_errors_total{code="`+code.String()+`"}`] = 0
		}
		want[`pcgraph_errors_total{code="FORBIDDEN"}`] = 2 // what Partner Center says of strangers
		want[`pcgraph_errors_total{code="GRAPHQL_PARSE_FAILED"}`] = 1
		want[`pcgraph_errors_total{code="GRAPHQL_VALIDATION_FAILED"}`] = 1
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestObserverIsCounted tells the metrics what takes long to have happen.
func TestObserverIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.scrape(t)
	told := w.recorder.Observer()
	told.Hedge("GET /v1/customers")
	told.Throttled("GET /v1/customers", time.Second)
	told.Refused("GET /v1/customers", pcclient.KindUnavailable)
	told.BreakerChange(pcclient.BreakerClosed, pcclient.BreakerOpen)
	told.Try("GET /v1/customers", 0, time.Second, 1)
	got := w.scrape(t)
	maps.DeleteFunc(got, func(series string, value float64) bool {
		return value == before[series] || strings.Contains(series, "_duration_")
	})
	want := map[string]float64{
		`pcgraph_upstream_hedges_total{method="GET",route="/v1/customers"}`:                       1,
		`pcgraph_upstream_paused_total{method="GET",route="/v1/customers"}`:                       1,
		`pcgraph_upstream_refused_total{method="GET",reason="unavailable",route="/v1/customers"}`: 1,
		`pcgraph_upstream_requests_total{method="GET",route="/v1/customers",status="none"}`:       1,
		`pcgraph_upstream_breaker_changes_total{to="open"}`:                                       1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestInFlight looks while the upstream is thinking.
func TestInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.strike(t, pcsim.Fault{Kind: pcsim.KindDelay, Delay: time.Second})
		go w.ask(t, `{ customer(id: "`+customerID+`") { domain deviceBatches { batchId } } }`)
		time.Sleep(time.Millisecond)
		synctest.Wait()
		for _, want := range []float64{1, 0} {
			got := w.scrape(t)
			if operations := got["pcgraph_operations_in_flight"]; operations != want {
				t.Errorf("%v operations in flight, want %v", operations, want)
			}
			if calls := got["pcgraph_upstream_requests_in_flight"]; calls != 2*want {
				t.Errorf("%v calls in flight, want %v", calls, 2*want)
			}
			time.Sleep(2 * time.Second)
		}
	})
}

// TestNamesAreBounded asks under a thousand names.
func TestNamesAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Listed")
	w.ask(t, "query Listed { __typename }")
	w.ask(t, "query Stranger { __typename }")
	before := len(w.scrape(t))
	for i := range 1000 {
		w.ask(t, fmt.Sprintf("query Stranger%d { __typename }", i))
	}
	got := w.scrape(t)
	if len(got) != before {
		t.Errorf("%d series became %d", before, len(got))
	}
	if n := got[`pcgraph_operations_total{operation="other",outcome="ok"}`]; n != 1001 {
		t.Errorf("%v operations of other names, want 1001", n)
	}
}

// TestMetricsHoldNoSecrets looks for what callers and the upstream said.
func TestMetricsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ask(t, `query `+secretText+` { customer(id: "`+customerID+`") { deviceBatch(batchId: "`+pcsim.BatchLarge+`") { devices(first: 1) { nodes { productKey } } } } }`)
	w.ask(t, `query `+secretText+` { customer(id: "`+customerID+`") { deviceBatch(batchId: "`+secretText+`") { devices { totalCount } } } }`)
	w.ask(t, `{ `+secretText+` }`)
	page := w.page(t)
	for _, secret := range []string{secretText, secretToken, customerID, pcsim.BatchLarge} {
		if strings.Contains(page, secret) {
			t.Errorf("%s is in the metrics", secret)
		}
	}
}

// TestUnknownCodeIsInternal is for a code that an extension may make up.
func TestUnknownCodeIsInternal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, end := w.recorder.Operation(t.Context(), nil)
	end(httpd.Operation{Outcome: httpd.OutcomeFailed, Codes: []string{secretText, ""}})
	if n := w.scrape(t)[`pcgraph_errors_total{code="INTERNAL"}`]; n != 2 {
		t.Errorf("%v internal errors, want 2", n)
	}
}

// TestReadTwice has the same metrics added again.
func TestReadTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	counts := func() (fast, left uint64) { return 0, 0 }
	if err := w.recorder.ReadFastPath(counts); err == nil {
		t.Error("the fast path is read twice")
	}
	if err := w.recorder.ReadCache(func() (s pagecache.Stats) { return s }); err == nil {
		t.Error("the cache is read twice")
	}
	fresh, err := telemetry.New(t.Context(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fresh.ReadFastPath(nil), fresh.ReadFastPath(counts)); err != nil {
		t.Error(err)
	}
}
