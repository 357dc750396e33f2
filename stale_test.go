package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
)

// An answer out of old pages says so, asked or not, with the age of the oldest; one
// that has none says nothing.
func TestStaleIfError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, upstream := keepingPartnerCenter(t, pcsim.Options{}, service.UpstreamOptions{CacheTTL: 30 * time.Second, StaleIfError: time.Hour})
		api := serviceOver(t, upstream, service.Everyone, 0)
		window := func(first int, headers ...string) staleAnswer {
			return askedWith(t, api, largeWindow, map[string]any{"id": pcsim.CustomerDocumented, "first": first}, headers...)
		}
		fault := func(f pcsim.Fault) {
			sim.ClearFaults()
			if _, err := sim.Fault(f); err != nil {
				t.Fatal(err)
			}
		}
		fresh := window(100)
		time.Sleep(10 * time.Minute)
		window(250) // the first page anew, the others for the first time
		time.Sleep(10 * time.Minute)
		fault(pcsim.Fault{Kind: pcsim.KindGarbage, After: 1}) // from the second page on
		sim.ResetCalls()

		for _, step := range []struct {
			name    string
			before  func()
			first   int
			headers []string
			want    string // of extensions
			devices int
			code    string
		}{
			{name: "nothing asked of it fails", first: 100, devices: 100},
			{name: "the other pages are old", first: 250, devices: 250, want: `{"upstream":{"stale":{"age":600}}}`},
			{
				name: "with their cost", first: 250, headers: []string{"PCGraph-Explain", "1"}, devices: 250,
				want: `{"upstream":{"cacheHits":1,"calls":2,"coalesced":0,"retries":0,"stale":{"age":600}}}`,
			},
			{name: "for who wants none from memory", first: 250, headers: []string{"Cache-Control", "no-cache"}, code: "UPSTREAM_BAD_RESPONSE"},
			{name: "a page that is not kept", first: 350, code: "UPSTREAM_BAD_RESPONSE", want: `{"upstream":{"stale":{"age":600}}}`},
			{
				name: "a pause", before: func() {
					time.Sleep(5 * time.Minute)
					fault(pcsim.Fault{Kind: pcsim.KindThrottle, RetryAfter: "57"})
				}, first: 250, devices: 250, want: `{"upstream":{"stale":{"age":900}}}`,
			},
			{name: "during that pause", first: 250, headers: []string{"PCGraph-Explain", "1"}, devices: 250,
				want: `{"upstream":{"cacheHits":0,"calls":0,"coalesced":0,"retries":0,"stale":{"age":900}}}`},
			{name: "a refusal", before: func() {
				time.Sleep(time.Minute)
				fault(pcsim.Fault{Kind: pcsim.KindStatus, Status: 403})
			}, first: 250, code: "FORBIDDEN"},
			{name: "an outage behind a refusal", before: func() { fault(pcsim.Fault{Kind: pcsim.KindReset}) }, first: 100, code: "UPSTREAM_UNAVAILABLE"},
			{name: "all is well", before: func() { sim.ClearFaults(); time.Sleep(time.Minute) }, first: 250, devices: 250},
			{name: "an outage for too long", before: func() {
				time.Sleep(time.Hour + 30*time.Second)
				fault(pcsim.Fault{Kind: pcsim.KindReset})
			}, first: 100, code: "UPSTREAM_UNAVAILABLE"},
		} {
			if step.before != nil {
				step.before()
			}
			got := window(step.first, step.headers...)
			if string(got.Extensions) != step.want || got.code() != step.code || len(got.devices()) != step.devices {
				t.Errorf("%s: %d devices, error %q, extensions %s; want %d, %q, %s",
					step.name, len(got.devices()), got.code(), got.Extensions, step.devices, step.code, step.want)
			}
			if step.devices > 0 {
				if diff := cmp.Diff(fresh.devices(), got.devices()[:100]); diff != "" {
					t.Errorf("%s: other devices: %s", step.name, diff)
				}
			}
		}
	})
}

// A staleAnswer is the answer to largeWindow.
type staleAnswer struct {
	Data struct {
		Customer struct {
			DeviceBatch struct {
				Devices *struct{ Nodes []struct{ DeviceID string } }
			}
		}
	}
	Errors     []graphqlError
	Extensions json.RawMessage
}

func (a staleAnswer) devices() []string {
	devices := a.Data.Customer.DeviceBatch.Devices
	if devices == nil {
		return nil
	}
	var ids []string
	for _, node := range devices.Nodes {
		ids = append(ids, node.DeviceID)
	}
	return ids
}

func (a staleAnswer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

func askedWith(t *testing.T, api http.Handler, query string, variables map[string]any, headers ...string) (answer staleAnswer) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(operation(t, query, variables)))
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response := httptest.NewRecorder()
	api.ServeHTTP(response, request)
	if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v: %s", err, response.Body)
	}
	return answer
}
