package resolvers

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pcgraph/graph/access"
	"pcgraph/graph/relay"
)

func TestCertainCalls(t *testing.T) {
	t.Parallel()
	const one, two = "47021739-3426-40bf-9601-61b4b6d7c793", "7b26b357-9ca3-48b8-a58e-4febe2662a5d"
	batch := relay.ID{Customer: one, Batch: "b"}.String()
	device := relay.ID{Customer: one, Batch: "b", Device: "d"}.String()
	entity := func(typeName, id string) string {
		return `{ _entities(representations: [{__typename: "` + typeName + `", id: "` + id + `"}])`
	}
	representations := []any{map[string]any{"__typename": "Customer", "id": one}, map[string]any{"__typename": "Customer", "id": two}, 7}
	for query, want := range map[string]int{
		`{ customer(id: "` + one + `") { id } }`:                                                                                                        0,
		`{ customer(id: "` + one + `") { companyName domain } }`:                                                                                        1,
		`{ a: customer(id: "` + one + `") { companyName } b: customer(id: "` + strings.ToUpper(one) + `") { domain } }`:                                 1,
		`{ a: customer(id: "` + one + `") { companyName } b: customer(id: "` + two + `") { domain } }`:                                                  2,
		`{ customer(id: "` + one + `") { deviceBatches { devices(first: 1000) { totalCount } } } }`:                                                     1,
		`{ customer(id: "` + one + `") { deviceBatch(batchId: "b") { status devices { totalCount } } } }`:                                               2,
		`query ($none: Int) { customer(id: "` + one + `") { deviceBatch(batchId: "b") { devices(first: $none) { totalCount } } } }`:                     0,
		`{ customer(id: "` + one + `") { deviceBatch(batchId: "b") { devices(first: 0) { totalCount } } } }`:                                            0,
		`{ customer(id: "` + one + `") { deviceBatch(batchId: "..") { devices { totalCount } } } }`:                                                     0,
		`{ customer(id: "` + one + `") @skip(if: true) { companyName } }`:                                                                               0,
		`{ customer(id: "nonsense") { companyName } }`:                                                                                                  0,
		`{ node(id: "` + batch + `") { ... on DeviceBatch { devices { totalCount } } ... on Customer { companyName } } }`:                               1,
		`{ node(id: "` + device + `") { id ... on Device { deviceId } } }`:                                                                              0,
		`{ node(id: "` + device + `") { ... on Device { serialNumber modelName } } }`:                                                                   1,
		`{ nodes(ids: ["` + one + `", "` + two + `", "` + batch + `"]) { ... on Customer { companyName } ...B } } fragment B on DeviceBatch { status }`: 3,
		`{ nodes(ids: ["` + device + `", "` + batch + `"]) { ... on Device { serialNumber } ... on DeviceBatch { devices { totalCount } } } }`:          1,
		entity("Customer", one) + ` { ... on Customer { id companyName domain } } }`:                                                                    1,
		entity("DeviceBatch", batch) + ` { ...on _Entity { ... on Node { ... on DeviceBatch { status devices { totalCount } } } } } }`:                  2,
		entity("Device", device) + ` { ... on Device { deviceId batch { batchId } } } }`:                                                                0,
		entity("Device", device) + ` { ... on Device { productKey } } }`:                                                                                1,
		entity("Device", batch) + ` { ... on DeviceBatch { status } } }`:                                                                                0,
		`query ($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { companyName } } }`:                                                 2,
		`{ customers(first: 1000) { nodes { deviceBatches { id } } } }`:                                                                                 0,
	} {
		exec := newExecutor(t)
		ctx := graphql.StartOperationTrace(t.Context())
		op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: map[string]any{"none": json.Number("0"), "of": representations}})
		if errs != nil {
			t.Fatalf("%s: %v", query, errs)
		}
		if got := certainCalls(op, access.Everything("")); got != want {
			t.Errorf("%s takes %d calls, want %d", query, got, want)
		}
		if got := certainCalls(op, access.Grant{}); got != 0 {
			t.Errorf("%s takes %d calls of a caller who may see nothing", query, got)
		}
	}
}

func TestCertainCallsRefuses(t *testing.T) {
	t.Parallel()
	const query = `{
		a: customer(id: "47021739-3426-40bf-9601-61b4b6d7c793") { companyName }
		b: customer(id: "7b26b357-9ca3-48b8-a58e-4febe2662a5d") { companyName }
	}`
	for most, refused := range map[int]bool{0: false, 1: true, 2: false} {
		exec := newExecutor(t)
		exec.Use(CertainCalls{Max: most})
		ctx := graphql.StartOperationTrace(access.With(t.Context(), access.Everything("")))
		_, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query})
		if (len(errs) > 0) != refused {
			t.Errorf("at most %d calls: %v", most, errs)
		}
		if refused && (errs[0].Extensions["code"] != "UPSTREAM_BUDGET_EXCEEDED" || !strings.Contains(errs[0].Message, "2 upstream calls")) {
			t.Errorf("the error is %v", errs[0])
		}
	}
}
