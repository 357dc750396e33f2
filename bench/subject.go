package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
	"pcgraph/pcclient"
)

// question is what both sides are asked.
const question = `query ($customer: ID!, $first: Int) {
  customer(id: $customer) {
    deviceBatches {
      batchId
      devices(first: $first) {
        edges {
          cursor
          node { id deviceId serialNumber productKey modelName oemManufacturerName uploadedDate policies { category value } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

const base = "https://partner-center.test"

// A world is an upstream with one generated customer, and both sides in front of it.
type world struct {
	upstream *replay
	customer string
	ours     http.Handler
	floor    http.Handler
	close    func()
}

// newWorld makes a customer with batches of devices. A cacheTTL of 0 keeps no page.
func newWorld(batches, devices int, cacheTTL time.Duration) (*world, error) {
	sim, err := pcsim.New(pcsim.Options{Bulk: pcsim.Bulk{Seed: 1, Customers: 1, Batches: batches, Devices: devices}})
	if err != nil {
		return nil, err
	}
	w := &world{upstream: &replay{upstream: sim.Transport()}}
	client, err := pcclient.New(pcclient.Options{BaseURL: base, Token: pcclient.StaticToken("bench"), Transport: w.upstream})
	if err != nil {
		return nil, err
	}
	for customer, err := range client.Customers.All(context.Background(), pcclient.CustomersQuery{}) {
		if err != nil {
			return nil, err
		}
		w.customer = customer.ID // the generated one is the last
	}
	upstream, err := service.NewUpstream(client, service.UpstreamOptions{CacheTTL: cacheTTL})
	if err != nil {
		return nil, err
	}
	w.close = upstream.Close
	w.floor = &floor{&http.Client{Transport: w.upstream}, base}
	w.ours, err = service.NewHandler(service.Options{Upstream: upstream, Callers: service.Everyone, CursorKey: []byte("the key of the benchmarks")})
	return w, err
}

// A subject is a service that is asked the same request again and again.
type subject struct {
	handler http.Handler
	body    []byte
	calls   func() int64
}

func (w *world) subject(handler http.Handler, first int) subject {
	body, err := json.Marshal(map[string]any{"query": question, "variables": map[string]any{"customer": w.customer, "first": first}})
	if err != nil {
		panic(err) // strings and numbers
	}
	return subject{handler, body, w.upstream.calls.Load}
}

func post(body []byte) *http.Request {
	request, err := http.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	if err != nil {
		panic(err) // the address is a constant
	}
	request.Header.Set("Content-Type", "application/json")
	return request
}

// ask asks once. The answer is counted, not kept.
func (s subject) ask() {
	w := &discard{header: http.Header{}, status: http.StatusOK}
	s.handler.ServeHTTP(w, post(s.body))
	if w.status != http.StatusOK {
		panic(fmt.Sprintf("bench: status %d", w.status))
	}
}

// check asks once and looks for the right number of devices and for no error.
func (s subject) check(devices int) error {
	response := httptest.NewRecorder()
	s.handler.ServeHTTP(response, post(s.body))
	body := response.Body.Bytes()
	if !json.Valid(body) || bytes.Contains(body, []byte(`"errors"`)) {
		return fmt.Errorf("the answer is %.300s", body)
	}
	if n := strings.Count(string(body), `"serialNumber"`); n != devices {
		return fmt.Errorf("the answer has %d devices, not %d", n, devices)
	}
	return nil
}

// discard is a response writer that keeps only the length.
type discard struct {
	header http.Header
	status int
	length int
}

func (d *discard) Header() http.Header { return d.header }
func (d *discard) WriteHeader(s int)   { d.status = s }
func (d *discard) Write(p []byte) (int, error) {
	d.length += len(p)
	return len(p), nil
}
