package fast_test

import (
	"context"
	"fmt"
	"time"

	"pcgraph/pcclient"
)

// memory is an upstream whose pages are ready: what is measured over it is the
// graph alone. It has one customer.
type memory struct {
	batches []pcclient.DeviceBatch
	pages   map[string]*pcclient.Page[pcclient.Device] // by batch ID
}

const memoryCustomer = "47021739-3426-40bf-9601-61b4b6d7c793"

func newMemory(batches, devices int) *memory {
	m := &memory{pages: map[string]*pcclient.Page[pcclient.Device]{}}
	for b := range batches {
		batch := pcclient.DeviceBatch{ID: fmt.Sprintf("batch %02d", b)}
		m.batches = append(m.batches, batch)
		page := &pcclient.Page[pcclient.Device]{}
		for d := range devices {
			device := pcclient.Device{
				ID:                  fmt.Sprintf("9f2a%04x-52c4-41a7-8a2f-06a5ab1d%04x", b, d),
				SerialNumber:        fmt.Sprintf("1234-5678-%04d-%04d", b, d),
				ProductKey:          "00329-00000-00003-AA606",
				ModelName:           "Surface Laptop 7, 15 inch",
				OEMManufacturerName: "Contoso Devices Ltd",
				UploadedDate:        time.Date(2026, 3, 14, 9, 26, 53, d*1000, time.UTC),
			}
			for range d % 3 {
				device.Policies = append(device.Policies, pcclient.Policy{Category: pcclient.PolicyOOBE, Value: "b1a4f3b2-6a5c-4a0b-9a39-8c3c6d5e4f21"})
			}
			page.Items = append(page.Items, device)
		}
		m.pages[batch.ID] = page
	}
	return m
}

func (m *memory) Customer(_ context.Context, id string) (*pcclient.Customer, error) {
	return &pcclient.Customer{ID: id}, nil
}

func (m *memory) Customers(context.Context, pcclient.CustomersQuery, pcclient.Continuation) (*pcclient.Page[pcclient.Customer], error) {
	return &pcclient.Page[pcclient.Customer]{Items: []pcclient.Customer{{ID: memoryCustomer}}}, nil
}

func (m *memory) DeviceBatches(context.Context, string, pcclient.Continuation) (*pcclient.Page[pcclient.DeviceBatch], error) {
	return &pcclient.Page[pcclient.DeviceBatch]{Items: m.batches}, nil
}

func (m *memory) Devices(_ context.Context, _, batch string, _ pcclient.Continuation) (*pcclient.Page[pcclient.Device], error) {
	return m.pages[batch], nil
}
