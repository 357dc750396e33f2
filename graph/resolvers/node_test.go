package resolvers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
)

func idOf(customer, batch, device string) string {
	return relay.ID{Customer: customer, Batch: batch, Device: device}.String()
}

// The device of the documentation's second batch, and one that no batch holds.
const (
	documentedDevice = "7c141ea9-2816-4e15-a819-53f6856499ff"
	otherDevice      = "00000000-2816-4e15-a819-53f6856499ff"
)

func TestNode(t *testing.T) {
	t.Parallel()
	const customer = pcsim.CustomerDocumented
	for name, test := range map[string]struct {
		id, fields string
		want       map[string]any
		code       string
		calls      int
	}{
		"a customer":               {customer, `... on Customer { companyName }`, map[string]any{"companyName": "Wingtip Toys"}, "", 1},
		"a customer in upper case": {strings.ToUpper(customer), `id`, map[string]any{"id": customer}, "", 0},
		"a stranger":               {pcsim.CustomerStranger, `id`, map[string]any{"id": pcsim.CustomerStranger}, "", 0},
		"a batch's address":        {idOf(customer, pcsim.BatchTest, ""), `... on DeviceBatch { batchId customer { id } }`, map[string]any{"batchId": pcsim.BatchTest, "customer": map[string]any{"id": customer}}, "", 0},
		"a batch":                  {idOf(customer, pcsim.BatchTest, ""), `... on DeviceBatch { devicesCount }`, map[string]any{"devicesCount": 5.0}, "", 1},
		"a device's address":       {idOf(customer, pcsim.BatchDocumented, documentedDevice), `__typename ... on Device { deviceId batch { batchId } }`, map[string]any{"__typename": "Device", "deviceId": documentedDevice, "batch": map[string]any{"batchId": pcsim.BatchDocumented}}, "", 0},
		"a device":                 {idOf(customer, pcsim.BatchDocumented, documentedDevice), `... on Device { serialNumber }`, map[string]any{"serialNumber": "2R9-ZNP67"}, "", 1},
		"a device that is gone":    {idOf(customer, pcsim.BatchLarge, otherDevice), `... on Device { serialNumber }`, nil, "NOT_FOUND", 11},
		"a device of no batch":     {idOf(customer, "no such batch", documentedDevice), `... on Device { serialNumber }`, nil, "NOT_FOUND", 1},
		"nothing":                  {"", `id`, nil, "BAD_USER_INPUT", 0},
		"nonsense":                 {"DB_nonsense", `id`, nil, "BAD_USER_INPUT", 0},
		"a batch with a tail":      {idOf(customer, pcsim.BatchTest, "") + "A", `id`, nil, "BAD_USER_INPUT", 0},
		"a path":                   {"D_Li4vLi4vLi4vLi4vLi4vLi4", `id`, nil, "BAD_USER_INPUT", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, upstream := simulated(t)
			got := execute(t, upstream, `query ($id: ID!) { node(id: $id) { `+test.fields+` } }`, map[string]any{"id": test.id})
			node, _ := got.Data["node"].(map[string]any)
			if diff := cmp.Diff(test.want, node); diff != "" {
				t.Errorf("node (-want +got):\n%s", diff)
			}
			if codes := codesOf(got); codes != test.code {
				t.Errorf("errors are %q, want %q", codes, test.code)
			}
			if sim.TotalCalls() != test.calls {
				t.Errorf("%d upstream calls, want %d: %v", sim.TotalCalls(), test.calls, sim.Calls())
			}
		})
	}
}

// codesOf are the codes of the errors, in the order of their paths.
func codesOf(r response) string {
	slices.SortFunc(r.Errors, func(a, b struct {
		Message    string
		Path       []any
		Extensions struct{ Code string }
	}) int {
		return strings.Compare(fmt.Sprintf("%3v", a.Path), fmt.Sprintf("%3v", b.Path))
	})
	codes := make([]string, len(r.Errors))
	for i, e := range r.Errors {
		codes[i] = e.Extensions.Code
	}
	return strings.Join(codes, " ")
}

// Each of several objects is at its ID's place, whatever stands beside it: batches
// get their own devices, though gqlgen resolves them together; what is asked for
// twice is fetched once; what fails is null, and its error says where.
func TestNodesAreInPlace(t *testing.T) {
	t.Parallel()
	sim, upstream := simulated(t)
	const customer = pcsim.CustomerDocumented
	test, large := idOf(customer, pcsim.BatchTest, ""), idOf(customer, pcsim.BatchLarge, "")
	device, gone := idOf(customer, pcsim.BatchDocumented, documentedDevice), idOf(customer, pcsim.BatchDocumented, otherDevice)
	noBatch := idOf(customer, "no such batch", "")
	got := execute(t, upstream, `query ($ids: [ID!]!) {
		nodes(ids: $ids) {
			... on Customer { companyName }
			... on DeviceBatch { batchId devices(first: 1) { nodes { batch { batchId } } } }
			... on Device { serialNumber }
		}
	}`, map[string]any{"ids": []any{"nonsense", large, customer, noBatch, test, device, gone, large}})

	type object = map[string]any
	batch := func(name string) object {
		return object{"batchId": name, "devices": object{"nodes": []any{object{"batch": object{"batchId": name}}}}}
	}
	want := []any{
		nil, batch(pcsim.BatchLarge), object{"companyName": "Wingtip Toys"}, object{"batchId": "no such batch", "devices": nil},
		batch(pcsim.BatchTest), object{"serialNumber": "2R9-ZNP67"}, nil, batch(pcsim.BatchLarge),
	}
	if diff := cmp.Diff(want, got.Data["nodes"]); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	if codes := codesOf(got); codes != "BAD_USER_INPUT NOT_FOUND NOT_FOUND" {
		t.Fatalf("errors are %+v", got.Errors)
	}
	for i, path := range [][]any{{"nodes", 0.0}, {"nodes", 3.0, "devices"}, {"nodes", 6.0}} {
		if !cmp.Equal(got.Errors[i].Path, path) {
			t.Errorf("error %d is at %v, want %v", i, got.Errors[i].Path, path)
		}
	}
	if sim.TotalCalls() != 5 { // the customer, and a page of each of four batches
		t.Errorf("%d upstream calls: %v", sim.TotalCalls(), sim.Calls())
	}
}

func TestNodesBounds(t *testing.T) {
	t.Parallel()
	sim, upstream := simulated(t)
	for n, code := range map[int]string{0: "", 1: "", maxNodes: "", maxNodes + 1: "BAD_USER_INPUT"} {
		ids := slices.Repeat([]any{pcsim.CustomerDocumented}, n)
		got := execute(t, upstream, `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": ids})
		nodes, _ := got.Data["nodes"].([]any)
		if codes := codesOf(got); codes != code || code == "" && len(nodes) != n {
			t.Errorf("%d ids: %d nodes, errors %q, want %q", n, len(nodes), codes, code)
		}
	}
	if sim.TotalCalls() != 0 {
		t.Errorf("%d upstream calls for addresses", sim.TotalCalls())
	}
}

// Every object can be had again by the ID that it was answered with.
func TestEveryIDLeadsBack(t *testing.T) {
	t.Parallel()
	_, upstream := simulated(t)
	for _, object := range []model.Node{
		&model.Customer{CustomerID: pcsim.CustomerNames},
		&model.DeviceBatch{Customer: &model.Customer{CustomerID: pcsim.CustomerNames}, BatchID: "north/south"},
		&model.Device{Batch: &model.DeviceBatch{Customer: &model.Customer{CustomerID: pcsim.CustomerNames}, BatchID: "東京 オフィス"}, DeviceID: "D/1"},
	} {
		got := execute(t, upstream, `query ($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": object.ID()})
		if !cmp.Equal(got.Data["node"], any(map[string]any{"id": object.ID()})) {
			t.Errorf("%s leads to %v", object.ID(), got.Data["node"])
		}
	}
}
