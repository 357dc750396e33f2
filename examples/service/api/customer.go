package api

import (
	"context"

	"github.com/Khan/genqlient/graphql"

	"pcgraph/examples/service/export"
)

// WindowSize is how many devices are asked for at a time: five of Partner
// Center's pages, so five upstream calls.
const WindowSize = 500

// Customer reads one customer's batches and devices. It is an [export.Source].
type Customer struct {
	Client graphql.Client
	ID     string // a GUID
	// Secrets asks for product keys and hardware hashes, which takes a token with
	// the scope `devices:secrets`.
	Secrets bool
}

var _ export.Source = Customer{}

// Batches lists the customer's batches.
func (c Customer) Batches(ctx context.Context) ([]export.Batch, error) {
	answer, err := DeviceBatches(ctx, c.Client, c.ID)
	if err != nil {
		return nil, failure(err)
	}
	// Null and no error is what the schema allows and the API never sends.
	if answer.Customer == nil || answer.Customer.DeviceBatches == nil {
		return nil, incomplete()
	}
	batches := make([]export.Batch, 0, len(answer.Customer.DeviceBatches))
	for _, listed := range answer.Customer.DeviceBatches {
		batch := export.Batch{ID: listed.BatchId, Devices: -1}
		if listed.DevicesCount != nil {
			batch.Devices = *listed.DevicesCount
		}
		batches = append(batches, batch)
	}
	return batches, nil
}

// Window reads [WindowSize] devices of a batch.
func (c Customer) Window(ctx context.Context, batchID, after string) (export.Window, error) {
	var cursor *string
	if after != "" {
		cursor = &after
	}
	answer, err := Devices(ctx, c.Client, c.ID, batchID, WindowSize, cursor, c.Secrets)
	var found *DeviceWindow
	if answer != nil && answer.Customer != nil && answer.Customer.DeviceBatch != nil {
		found = answer.Customer.DeviceBatch.Devices
	}
	if err != nil {
		// An answer with errors has holes where they are. It is not used at all.
		f := failure(err)
		if withheld(found != nil, err) {
			f.Remedy = export.GiveUp
			f.Message += " Ask with a token that has it, or leave product keys and hardware hashes empty with -secrets=false."
		}
		return export.Window{}, f
	}
	if found == nil {
		return export.Window{}, incomplete()
	}
	window := export.Window{Devices: make([]export.Device, 0, len(found.Nodes))}
	for _, node := range found.Nodes {
		window.Devices = append(window.Devices, device(batchID, node))
	}
	if !found.PageInfo.HasNextPage {
		return window, nil
	}
	if found.PageInfo.EndCursor == nil || *found.PageInfo.EndCursor == "" {
		return export.Window{}, incomplete()
	}
	window.Next = *found.PageInfo.EndCursor
	return window, nil
}

func device(batchID string, node Device) export.Device {
	policies := make([]export.Policy, 0, len(node.Policies))
	for _, policy := range node.Policies {
		policies = append(policies, export.Policy{Category: string(policy.Category), Value: policy.Value})
	}
	return export.Device{
		BatchID:             batchID,
		DeviceID:            node.DeviceId,
		SerialNumber:        node.SerialNumber,
		ProductKey:          node.ProductKey,
		HardwareHash:        node.HardwareHash,
		OEMManufacturerName: node.OemManufacturerName,
		ModelName:           node.ModelName,
		Policies:            policies,
		UploadedDate:        node.UploadedDate,
	}
}
