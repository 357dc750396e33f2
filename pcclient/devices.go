package pcclient

import (
	"context"
	"iter"
	"time"
)

const routeDevices route = "/v1/customers/{customer-id}/deviceBatches/{devicebatch-id}/devices"

// DevicesService reads the devices of a batch. There is no call for one device.
type DevicesService service

// Device is a Windows device registered for zero-touch deployment. A text that
// Partner Center does not send, or sends as null, is empty.
//
// The texts of a page's devices are parts of one, the answer's body. Who keeps a few
// devices for long should keep copies of their texts.
//
// ProductKey and HardwareHash can claim the machine; treat them as secrets.
type Device struct {
	// ID is Partner Center's own; not always a GUID.
	ID string
	// SerialNumber is the manufacturer's.
	SerialNumber string
	// ProductKey is the Windows product key ID.
	ProductKey string
	// HardwareHash is some 4 KB of base64. Partner Center is not known to send it.
	HardwareHash string
	// ModelName is the model, as the manufacturer registered it.
	ModelName string
	// OEMManufacturerName is the manufacturer, as it registered itself.
	OEMManufacturerName string
	// Policies are the configuration policies given to the device, if any.
	Policies []Policy
	// UploadedDate is in UTC; zero when Partner Center does not say.
	UploadedDate time.Time
}

func (d Device) id() string { return d.ID }

// Policy is a configuration policy given to a device.
type Policy struct {
	// Category is what the policy is about.
	Category PolicyCategory
	// Value is the policy's name or its id, whichever Partner Center sends.
	Value string
}

// PolicyCategory is what a policy is about, as Partner Center spells it. There may
// be values that are not listed here.
type PolicyCategory string

const (
	// PolicyNone is no category.
	PolicyNone PolicyCategory = "none"
	// PolicyOOBE is the out-of-box experience, which is what a person sees when a
	// device is first switched on.
	PolicyOOBE PolicyCategory = "o_o_b_e"
)

// List reads one page of a batch's devices, up to 100; from is the Next of the page
// before, or empty for the first. Partner Center has no other page size.
//
// Page "Get a list of devices for the specified batch and customer":
// GET /v1/customers/{customer-id}/deviceBatches/{devicebatch-id}/devices
func (s *DevicesService) List(ctx context.Context, customerID, batchID string, from Continuation) (*Page[Device], error) {
	return readPage(ctx, s.client, listCall{
		route:  routeDevices,
		ids:    []string{customerID, batchID},
		origin: from,
	}, readDevices)
}

// All walks all pages of List.
func (s *DevicesService) All(ctx context.Context, customerID, batchID string) iter.Seq2[Device, error] {
	return items(Pages(ctx, func(ctx context.Context, from Continuation) (*Page[Device], error) {
		return s.List(ctx, customerID, batchID, from)
	}))
}
