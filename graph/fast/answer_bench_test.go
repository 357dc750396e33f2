//go:build unix

package fast_test

import (
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"pcgraph/graph/access"
	"pcgraph/graph/fast"
)

// BenchmarkAnswer answers queries for 50 batches of 100 devices, whose pages are
// ready in memory, with and without the extension. It reports the processor time of
// the whole process, garbage collection included: time on the clock would hide that
// gqlgen keeps all processors busy.
//
//	go test -run '^$' -bench Answer -count 6 ./graph/fast
func BenchmarkAnswer(b *testing.B) {
	const (
		batches, devices = 50, 100
		device           = "deviceId serialNumber productKey modelName oemManufacturerName uploadedDate policies { category value }"
	)
	for _, way := range []struct {
		name      string
		extension *fast.Extension
	}{{"gqlgen", nil}, {"fast", pcgraph(b)}} {
		api := newAPI(b, newMemory(batches, devices), access.Everything("test"), way.extension)
		for name, selected := range map[string]string{
			"edges":   "edges { cursor node { " + device + " } } pageInfo { hasNextPage endCursor }",
			"nodes":   "nodes { " + device + " } pageInfo { hasNextPage endCursor }",
			"ids":     "edges { cursor node { id deviceId serialNumber } }",
			"cursors": "edges { cursor }",
			"nothing": "__typename", // what loaders, resolvers and conversion cost
		} {
			query := fmt.Sprintf(`{ customer(id: %q) { deviceBatches { batchId devices(first: %d) { %s } } } }`, memoryCustomer, devices, selected)
			b.Run(way.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				client := &counter{}
				start := processorTime(b)
				for b.Loop() {
					client.header, client.bytes = http.Header{}, 0
					api.ServeHTTP(client, request(query))
				}
				all := float64(b.N * batches * devices)
				b.ReportMetric(float64(processorTime(b)-start)/all, "cpu-ns/device")
				b.ReportMetric(float64(client.bytes)/(batches*devices), "answer-B/device")
			})
		}
	}
}

// counter is a client that only counts.
type counter struct {
	header http.Header
	bytes  int
}

func (c *counter) Header() http.Header         { return c.header }
func (c *counter) WriteHeader(int)             {}
func (c *counter) Write(p []byte) (int, error) { c.bytes += len(p); return len(p), nil }

func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
