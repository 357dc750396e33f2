package telemetry_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
	"pcgraph/internal/telemetry"
	"pcgraph/pcclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Nothing of these may be shown: a token, and what stands in documents and variables.
const (
	secretToken = "s3cretToken"
	secretText  = "s3cretText"
	customerID  = pcsim.CustomerDocumented
)

// A world is the whole service over a simulator, with everything recorded.
type world struct {
	sim      *pcsim.Server
	api      http.Handler
	recorder *telemetry.Recorder
	// upstream has the headers of every request to the simulator.
	upstream chan http.Header
}

func newWorld(t *testing.T, operations ...string) *world {
	t.Helper()
	w := &world{upstream: make(chan http.Header, 1000)}
	var err error
	if w.sim, err = pcsim.New(pcsim.Options{}); err != nil {
		t.Fatal(err)
	}
	if w.recorder, err = telemetry.New(t.Context(), telemetry.Options{Operations: operations}); err != nil {
		t.Fatal(err)
	}
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: pcclient.StaticToken(secretToken),
		Transport: w.recorder.Transport(w), Observer: w.recorder.Observer(),
	})
	if err != nil {
		t.Fatal(err)
	}
	upstream, err := service.NewUpstream(client, service.UpstreamOptions{CacheTTL: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(upstream.Close)
	lists, err := service.NewFast()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.recorder.ReadCache(upstream.Stats); err != nil {
		t.Fatal(err)
	}
	if err := w.recorder.ReadFastPath(lists.Counts); err != nil {
		t.Fatal(err)
	}
	w.api, err = service.NewHandler(service.Options{
		Upstream: upstream, Fast: lists, Watch: w.recorder.Operation,
		Callers: service.Everyone, CursorKey: []byte("the key of all tests"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// RoundTrip hands a request to the simulator.
func (w *world) RoundTrip(req *http.Request) (*http.Response, error) {
	w.upstream <- req.Header
	return w.sim.Transport().RoundTrip(req)
}

// ask sends a query, and returns the body of the answer.
func (w *world) ask(t *testing.T, query string, header ...string) string {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query}) // strings can be encoded
	req := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+secretToken)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, req)
	return answer.Body.String()
}

// page is /metrics as it is read.
func (w *world) page(t *testing.T) string {
	t.Helper()
	answer := httptest.NewRecorder()
	w.recorder.Metrics().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	return answer.Body.String()
}

// scrape reads our own metrics, by name and labels.
func (w *world) scrape(t *testing.T) map[string]float64 {
	t.Helper()
	series := map[string]float64{}
	for line := range strings.Lines(w.page(t)) {
		if !strings.HasPrefix(line, "pcgraph_") {
			continue
		}
		i := strings.LastIndexByte(line, ' ')
		value, err := strconv.ParseFloat(strings.TrimSpace(line[i:]), 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		series[line[:i]] = value
	}
	return series
}

// nobody is no customer's id.
const nobody = "00000000-0000-0000-0000-000000000001"

// strike has the upstream fail.
func (w *world) strike(t *testing.T, fault pcsim.Fault) {
	t.Helper()
	if _, err := w.sim.Fault(fault); err != nil {
		t.Fatal(err)
	}
}
