package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
)

// A struckField is a root field, with a field of its answer that needs the calls that
// go wrong.
type struckField struct {
	name      string // the column in docs/failures.md
	query     string
	variables map[string]any
	match     string // the beginning of the path of the calls that go wrong
	path      string // of the field that needs them
	// list are the IDs of what Partner Center lists there, of which the field shows
	// the first ones; nil where it shows one object. items leads to the IDs shown.
	list  []string
	first int
	items []string
}

// matrixBulk makes the list of customers as long as a window over three pages.
var matrixBulk = pcsim.Bulk{Seed: 7, Customers: 243}

const manyPages = 250 // devices or customers: three pages of 100

// struckFields are the columns of docs/failures.md.
func struckFields(t testing.TB) []struckField {
	const customer = pcsim.CustomerDocumented
	const inCustomer = "/v1/customers/" + customer
	const large = inCustomer + "/deviceBatches/Large%20rollout/devices"
	id := map[string]any{"id": customer}
	devices := largeBatch(t)
	batch := relay.ID{Customer: customer, Batch: pcsim.BatchLarge}
	device := batch
	device.Device = devices[150] // on the second page
	options := pcsim.Options{Bulk: matrixBulk}
	return []struckField{
		{
			name: "customer", variables: id, match: inCustomer, path: "customer.companyName",
			query: `query ($id: ID!) { customer(id: $id) { id companyName } }`,
		},
		{
			name: "deviceBatches", variables: id, match: inCustomer + "/deviceBatches", path: "customer.deviceBatches",
			query: `query ($id: ID!) { customer(id: $id) { id deviceBatches { batchId creationDate } } }`,
			list:  listed(t, options, inCustomer+"/deviceBatches"), first: manyPages, items: []string{"batchId"},
		},
		{
			name: "devices", variables: map[string]any{"id": customer, "first": manyPages}, match: large, path: "customer.deviceBatch.devices",
			query: `query ($id: ID!, $first: Int) { customer(id: $id) { id deviceBatch(batchId: "Large rollout") { batchId devices(first: $first) { edges { node { deviceId uploadedDate } } } } } }`,
			list:  devices, first: manyPages, items: []string{"edges", "node", "deviceId"},
		},
		{
			name: "customers", variables: map[string]any{"first": manyPages}, match: "/v1/customers", path: "customers",
			query: `query ($first: Int) { customers(first: $first) { nodes { id companyName } } }`,
			list:  listed(t, options, "/v1/customers"), first: manyPages, items: []string{"nodes", "id"},
		},
		{
			name: "node(batch)", variables: map[string]any{"id": batch.String()}, match: large, path: "node.devices",
			query: `query ($id: ID!) { node(id: $id) { id ... on DeviceBatch { devices(first: 10) { nodes { deviceId uploadedDate } } } } }`,
			list:  devices, first: 10, items: []string{"nodes", "deviceId"},
		},
		{
			name: "node(device)", variables: map[string]any{"id": device.String()}, match: large, path: "node",
			query: `query ($id: ID!) { node(id: $id) { id ... on Device { serialNumber } } }`,
		},
		{
			// Of three nodes, the first needs the calls that go wrong.
			name: "nodes", match: large, path: "nodes.0",
			variables: map[string]any{"ids": []string{
				device.String(), relay.ID{Customer: pcsim.CustomerMany, Batch: "Branch 01"}.String(), pcsim.CustomerRecorded,
			}},
			query: `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Device { serialNumber } ... on DeviceBatch { status } ... on Customer { companyName } } }`,
		},
	}
}

// expected are the IDs that the field shows when each page is what page makes of it.
func (f struckField) expected(page func([]string) []string, size int) []string {
	var ids []string
	for chunk := range slices.Chunk(f.list, size) {
		if page != nil {
			chunk = page(chunk)
		}
		ids = append(ids, chunk...)
	}
	return ids[:min(f.first, len(ids))]
}

// shown are the IDs that the answer has at the field; ok says whether there is a list.
func (f struckField) shown(data any) (ids []string, ok bool) {
	list := at(data, f.path)
	names := f.items
	for ; len(names) > 0; names = names[1:] {
		if _, is := list.([]any); is {
			break
		}
		list = at(list, names[0])
	}
	items, ok := list.([]any)
	for _, item := range items {
		id, _ := at(item, strings.Join(names, ".")).(string)
		ids = append(ids, id)
	}
	return ids, ok
}

// at follows a path of names and indexes, with dots between, into a JSON document.
func at(document any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch d := document.(type) {
		case map[string]any:
			document = d[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(d) {
				return nil
			}
			document = d[i]
		default:
			return nil
		}
	}
	return document
}

// withNull is the document with null at the path.
func withNull(document any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	value := func(old any) any {
		if deeper {
			return withNull(old, rest)
		}
		return nil
	}
	switch d := document.(type) {
	case map[string]any:
		changed := map[string]any{}
		for key, old := range d {
			changed[key] = old
		}
		changed[name] = value(d[name])
		return changed
	case []any:
		changed := slices.Clone(d)
		if i, err := strconv.Atoi(name); err == nil && i < len(d) {
			changed[i] = value(d[i])
		}
		return changed
	}
	return document
}
