package main

import (
	"testing"

	"pcgraph/internal/pcsim"
)

// What a query costs, to the call.
func TestCosts(t *testing.T) {
	t.Parallel()
	const devices = `devices(first: 10) { nodes { serialNumber } }`
	customer := func(fields string) string { return `customer(id: "` + pcsim.CustomerMany + `") { ` + fields + ` }` }
	sim, api := simulated(t, pcsim.Options{}, 0)
	var data struct {
		Customer struct{ DeviceBatches []struct{ ID string } }
	}
	ask(t, api, `{ `+customer(`deviceBatches { id }`)+` }`, nil, &data)
	batch := data.Customer.DeviceBatches[7].ID

	for _, test := range []struct {
		query string
		calls int
	}{
		{`{ ` + customer(`id`) + ` }`, 0},
		{`{ ` + customer(`companyName domain relationshipToPartner`) + ` }`, 1},
		{`{ ` + customer(`deviceBatches { batchId status devicesCount }`) + ` }`, 1},
		{`{ ` + customer(`deviceBatch(batchId: "Branch 01") { id batchId }`) + ` }`, 0},
		{`{ ` + customer(`deviceBatch(batchId: "Branch 01") { `+devices+` }`) + ` }`, 1},
		{`{ ` + customer(`deviceBatch(batchId: "Branch 01") { status `+devices+` }`) + ` }`, 2},
		{`{ ` + customer(`deviceBatches { `+devices+` }`) + ` }`, 41},
		{`{ a: ` + customer(`deviceBatches { `+devices+` }`) + ` b: ` + customer(`deviceBatches { batchId other: `+devices+` }`) + ` }`, 41},
		{`{ node(id: "` + batch + `") { ... on DeviceBatch { ` + devices + ` } } }`, 1},
		{`{ node(id: "` + batch + `") { ... on DeviceBatch { customer { deviceBatches { ` + devices + ` } } } } }`, 41},
		{`{ customers(first: 7) { nodes { companyName domain } } }`, 1},
		{`{ customers(first: 0) { nodes { companyName } } }`, 0},
	} {
		sim.ResetCalls()
		ask(t, api, test.query, nil, nil)
		if sim.TotalCalls() != test.calls {
			t.Errorf("%s cost %d calls, want %d: %v", test.query, sim.TotalCalls(), test.calls, sim.Calls())
		}
	}
}
