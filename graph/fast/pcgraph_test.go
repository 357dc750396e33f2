package fast_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"pcgraph/graph"
	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// everything is a query for all that can be written fast.
const everything = `{ customer(id: "` + memoryCustomer + `") { deviceBatches { batchId devices(first: %d) {
	edges { cursor node { id deviceId serialNumber productKey hardwareHash modelName oemManufacturerName uploadedDate policies { category value } batch { batchId } } }
	nodes { __typename id ... on Node { id } }
	pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
	totalCount
} } } }`

// newSimulator returns a simulated Partner Center with short pages, in which one
// batch cannot be read.
func newSimulator(t testing.TB) loaders.PartnerCenter {
	t.Helper()
	sim, err := pcsim.New(pcsim.Options{PageSize: 10, Bulk: pcsim.Bulk{Seed: 1, Customers: 2, Batches: 2, Devices: 25}})
	if err != nil {
		t.Fatal(err)
	}
	fault := httptest.NewRecorder()
	sim.ServeHTTP(fault, httptest.NewRequest(http.MethodPost, "/_sim/faults", strings.NewReader(`{"batch": "Test batch", "kind": "status", "status": 404}`)))
	if fault.Code >= 300 {
		t.Fatal(fault.Body)
	}
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("test"), Transport: sim.Transport(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return loaders.Direct{Client: client}
}

// known are IDs and cursors from answers, to be asked for.
type known struct {
	*rand.Rand
	customers, batches, ids, cursors []string
}

func (k *known) learn(o outcome) {
	for pattern, list := range map[string]*[]string{
		`"id":"([^"]{36})"`: &k.customers, `"batchId":"([^"]*)"`: &k.batches, `"id":"([^"]*)"`: &k.ids, `"(?:c|endC)ursor":"([^"]*)"`: &k.cursors,
	} {
		for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(o.Data, -1) {
			if len(*list) < 100 {
				*list = append(*list, match[1])
			}
		}
	}
}

func (k *known) of(list []string) string { return fmt.Sprintf("%q", list[k.IntN(len(list))]) }

// arguments are good most times, and at times are those of something else.
func (k *known) arguments() map[string]func() string {
	window := func() string {
		text := fmt.Sprintf("(first: %d", k.IntN(30))
		if k.IntN(8) == 0 {
			text += ", after: " + k.of(k.cursors)
		}
		return text + ")"
	}
	representation := func() string {
		typeName := []string{"Customer", "DeviceBatch", "Device"}[k.IntN(3)]
		return fmt.Sprintf("{__typename: %q, id: %s}", typeName, k.of(k.ids))
	}
	return map[string]func() string{
		"Query._entities": func() string {
			return "(representations: [" + representation() + representation() + representation() + "])"
		},
		"Query.customer":       func() string { return "(id: " + k.of(k.customers) + ")" },
		"Query.customers":      window,
		"Query.node":           func() string { return "(id: " + k.of(k.ids) + ")" },
		"Query.nodes":          func() string { return "(ids: [" + k.of(k.ids) + k.of(k.ids) + k.of(k.ids) + "])" },
		"Customer.deviceBatch": func() string { return "(batchId: " + k.of(k.batches) + ")" },
		"DeviceBatch.devices":  window,
	}
}

// TestSameAPI compares the API with and without the extension, for a caller who may
// see everything and for one who may not see secrets, and as a subgraph.
func TestSameAPI(t *testing.T) {
	t.Parallel()
	upstream := newSimulator(t)
	queries := uint64(48)
	if testing.Short() {
		queries = 24
	}
	for name, test := range map[string]struct {
		grant    access.Grant
		subgraph bool
	}{
		"everything": {access.Everything("test"), false},
		"no secrets": {access.ForAll("test", access.CustomersRead, access.DevicesRead), false},
		"a subgraph": {access.Everything("test"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			extension, grant := pcgraph(t), test.grant
			plain, quick := newAPI(t, upstream, grant, nil), newAPI(t, upstream, grant, extension)
			if test.subgraph {
				plain, quick = newSubgraph(t, upstream, grant), newSubgraph(t, upstream, grant, extension)
			}
			k := &known{Rand: rand.New(rand.NewPCG(1, 3))}
			k.learn(post(t, plain, `{ customers { nodes { id deviceBatches { id batchId devices(first: 12) { edges { cursor node { id } } pageInfo { endCursor } } } } } }`))
			k.learn(post(t, plain, `{ customers(first: 3) { edges { cursor } } }`))
			failed := 0
			for seed := range queries {
				k.Rand = rand.New(rand.NewPCG(seed, 3))
				q := questioner{Rand: k.Rand, schema: graph.Schema(test.subgraph), depth: 8, arguments: k.arguments()}
				var query string
				if seed%4 == 0 {
					query = q.query()
				} else if test.subgraph && seed%2 == 0 {
					query = q.document("{ _entities" + q.arguments["Query._entities"]() + q.set(q.schema.Types["_Entity"], 6) + " }")
				} else { // devices are far from the root: few random queries get there
					query = q.document(fmt.Sprintf("{ customer(id: %s) { deviceBatches { devices(first: %d) %s } } }",
						k.of(k.customers), k.IntN(30), q.set(q.schema.Types["DeviceConnection"], 4)))
				}
				want, got := post(t, plain, query), post(t, quick, query)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("seed %d: %s\n%s", seed, query, diff)
				}
				failed += min(1, len(want.Errors))
			}
			written, left := extension.Counts()
			t.Logf("%d queries, %d with errors; %d roots fast, %d left", queries, failed, written, left)
			if written < queries/4 || left == 0 || failed < int(queries)/10 {
				t.Error("the queries do not try enough")
			}
		})
	}
}

// TestMainQueryIsFast fails when the way is no longer taken, which nothing else
// would show.
func TestMainQueryIsFast(t *testing.T) {
	t.Parallel()
	extension := pcgraph(t)
	upstream, grant := newMemory(3, 40), access.Everything("test")
	query := fmt.Sprintf(everything, 30)
	want, got := post(t, newAPI(t, upstream, grant, nil), query), post(t, newAPI(t, upstream, grant, extension), query)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if written, left := extension.Counts(); written != 3 || left != 0 {
		t.Errorf("%d connections were written fast and %d were not, want 3 and 0", written, left)
	}
}

// TestStepsAsideForFieldInterceptors: they see every field, as without the
// extension, wherever they are installed.
func TestStepsAsideForFieldInterceptors(t *testing.T) {
	t.Parallel()
	upstream, grant := newMemory(1, 5), access.Everything("test")
	for name, before := range map[string]bool{"before": true, "behind": false} {
		extension := pcgraph(t)
		watched := &watcher{seen: map[string]int{}}
		plan := []graphql.HandlerExtension{extension, watched}
		if before {
			plan = []graphql.HandlerExtension{watched, extension}
		}
		api := newAPIWith(t, upstream, grant, plan...)
		post(t, api, fmt.Sprintf(everything, 5))
		if written, left := extension.Counts(); written+left != 0 || watched.seen["cursor"] != 5 {
			t.Errorf("%s: %d and %d; seen %v", name, written, left, watched.seen)
		}
	}
}

// TestParallelClients reads answers of several lengths at once: no client may get
// what is another's, however buffers go from hand to hand.
func TestParallelClients(t *testing.T) {
	t.Parallel()
	upstream, grant := newMemory(8, 100), access.Everything("test")
	plain := newAPI(t, upstream, grant, nil)
	server := httptest.NewServer(newAPI(t, upstream, grant, pcgraph(t)))
	defer server.Close()
	var clients sync.WaitGroup
	for client := range 6 {
		query := fmt.Sprintf(everything, 15*(client+1))
		recorded := httptest.NewRecorder()
		plain.ServeHTTP(recorded, request(query))
		want := recorded.Body.String()
		clients.Go(func() {
			for range 6 {
				r := request(query)
				resp, err := server.Client().Post(server.URL+r.URL.Path, r.Header.Get("Content-Type"), r.Body)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || string(body) != want || resp.ContentLength != int64(len(want)) && !resp.Uncompressed {
					t.Errorf("client %d: %v, %d bytes of %d announced, want %d", client, err, len(body), resp.ContentLength, len(want))
					return
				}
			}
		})
	}
	clients.Wait()
}
