package service

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"pcgraph/graph"
	"pcgraph/graph/loaders"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// The whole schema, as tools ask for it within the limits.
const introspection = `{ __schema {
	types { name fields { name args { name } } possibleTypes { name } enumValues { name } inputFields { name } }
	directives { name args { name } }
} }`

// federations are words that only a subgraph has.
var federations = regexp.MustCompile(`"(_[A-Za-z]\w*|[a-z]+__\w+|link|key|shareable)"`)

func served(t *testing.T, o Options) http.Handler {
	t.Helper()
	o.Upstream, o.Callers, o.CursorKey = loaders.Direct{}, Everyone, cursorKey
	api, err := NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func sdlFile(api http.Handler) string {
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/schema.graphql", nil))
	if w.Code != http.StatusOK {
		return ""
	}
	return w.Body.String()
}

// A server that is no subgraph answers as if there were no federation: in its schema,
// to introspection, and in what it refuses.
func TestNoSubgraph(t *testing.T) {
	t.Parallel()
	api := served(t, Options{Introspection: true})
	answer := strike(api, asJSON(map[string]any{"query": introspection})).Body.String()
	if words := federations.FindAllString(answer, -1); len(words) > 0 || !strings.Contains(answer, `"DeviceBatch"`) {
		t.Errorf("introspection shows %q in %.300s", words, answer)
	}
	if sdlFile(api) != graph.SDL {
		t.Error("/schema.graphql is not the schema's own text")
	}
	for _, query := range []string{
		`{ _service { sdl } }`, `{ _entities(representations: []) { __typename } }`, `query ($of: [_Any!]!) { __typename }`,
		`{ node(id: "x") { ... on _Entity { __typename } } }`, `query @key(fields: "id") { __typename }`,
	} {
		if answer := strike(api, asJSON(map[string]any{"query": query, "variables": map[string]any{"of": []any{}}})).Body.String(); !strings.Contains(answer, "GRAPHQL_VALIDATION_FAILED") || strings.Contains(answer, `"data"`) {
			t.Errorf("%s answers %s", query, answer)
		}
	}
	answer = strike(api, asJSON(map[string]any{"query": `{ entity: __type(name: "_Entity") { name } }`})).Body.String()
	if !strings.Contains(answer, `{"entity":null}`) {
		t.Errorf("__type answers %s", answer)
	}
}

// A subgraph shows what a supergraph is composed of exactly where it shows its schema.
func TestServiceIsIntrospection(t *testing.T) {
	t.Parallel()
	ask := asJSON(map[string]any{"query": `{ _service { sdl } }`})
	var shown struct {
		Data struct {
			Service struct{ SDL string } `json:"_service"`
		}
	}
	api := served(t, Options{Federation: true, Introspection: true})
	if err := json.Unmarshal(strike(api, ask).Body.Bytes(), &shown); err != nil || shown.Data.Service.SDL != graph.SubgraphSDL() {
		t.Errorf("_service shows %.300s (%v)", shown.Data.Service.SDL, err)
	}
	if sdlFile(api) != graph.SubgraphSDL() {
		t.Error("/schema.graphql is another schema than _service's")
	}
	answer := strike(api, asJSON(map[string]any{"query": introspection})).Body.String()
	if words := federations.FindAllString(answer, -1); len(words) == 0 {
		t.Errorf("introspection shows no federation in %.300s", answer)
	}

	closed := served(t, Options{Federation: true})
	if answer := strike(closed, ask).Body.String(); !strings.Contains(answer, `"FORBIDDEN"`) || !strings.Contains(answer, `"data":null`) {
		t.Errorf("without introspection, _service answers %.300s", answer)
	}
	if text := sdlFile(closed); text != "" {
		t.Errorf("without introspection, /schema.graphql shows %.300s", text)
	}
}

// What a gateway sends for a long list of another subgraph keeps to the limits of a
// request, and costs a call for each page that holds some of the objects.
func TestGatewayRequests(t *testing.T) {
	t.Parallel()
	sim, err := pcsim.New(pcsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := pcclient.New(pcclient.Options{BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("test"), Transport: sim.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	api, err := NewHandler(Options{
		Upstream: loaders.Direct{Client: client}, Callers: Everyone, CursorKey: cursorKey, Federation: true, Calls: loaders.Limits{MaxCalls: 500},
	})
	if err != nil {
		t.Fatal(err)
	}
	var devices, batches []any
	for d, err := range client.Devices.All(t.Context(), pcsim.CustomerDocumented, pcsim.BatchLarge) {
		if err != nil {
			t.Fatal(err)
		}
		devices = append(devices, map[string]any{"__typename": "Device", "id": relay.ID{Customer: pcsim.CustomerDocumented, Batch: pcsim.BatchLarge, Device: d.ID}.String()})
	}
	for i := range 100 {
		batches = append(batches, map[string]any{"__typename": "DeviceBatch", "id": relay.ID{Customer: pcsim.CustomerMany, Batch: fmt.Sprintf("Branch %02d", i%40+1)}.String()})
	}
	for name, test := range map[string]struct {
		of     []any
		fields string
		calls  int
	}{
		"1000 devices": {devices[:1000], `... on Device { __typename id deviceId serialNumber productKey modelName oemManufacturerName policies { category value } uploadedDate batch { id batchId customer { id } } }`, 10},
		"100 devices":  {devices[:100], `... on Device { serialNumber }`, 1},
		"100 batches":  {batches, `... on DeviceBatch { status creationDate devicesCount devices(first: 100) { totalCount nodes { id serialNumber policies { category } } pageInfo { hasNextPage endCursor } } }`, 41},
	} {
		sim.ResetCalls()
		body := asJSON(map[string]any{
			"query":     `query Gateway__pcgraph__1($representations: [_Any!]!) { _entities(representations: $representations) { ` + test.fields + ` } }`,
			"variables": map[string]any{"representations": test.of}, "operationName": "Gateway__pcgraph__1",
		})
		var answer struct {
			Data struct {
				Entities []map[string]any `json:"_entities"`
			}
			Errors []any
		}
		if err := json.Unmarshal(strike(api, body).Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Errors) > 0 || len(answer.Data.Entities) != len(test.of) || sim.TotalCalls() != test.calls {
			t.Errorf("%s: %d entities for %d calls, want %d; errors %.300v", name, len(answer.Data.Entities), sim.TotalCalls(), test.calls, answer.Errors)
		}
	}
}
