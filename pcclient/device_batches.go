package pcclient

import (
	"context"
	"iter"
	"time"
)

const routeDeviceBatches route = "/v1/customers/{customer-id}/deviceBatches"

// DeviceBatchesService reads the groups in which a customer's devices were
// registered. There is no call for one batch.
type DeviceBatchesService service

// DeviceBatch is a group of devices that were registered together. A text that
// Partner Center does not send, or sends as null, is empty.
type DeviceBatch struct {
	// ID is free text, chosen by whoever registered the devices; it may have
	// spaces. It is unique within one customer.
	ID string
	// Status is how far the registration is. Many answers have none.
	Status DeviceBatchStatus
	// CreationDate is in UTC; zero when Partner Center does not say.
	CreationDate time.Time
	// DevicesCount is how many devices Partner Center counts, nil when it does not
	// say. It may lag behind the devices that are listed.
	DevicesCount *int
	// CreatedBy is the tenant that made the batch. Many answers have none.
	CreatedBy string
}

func (d DeviceBatch) id() string { return d.ID }

// DeviceBatchStatus is how far a registration is, as Partner Center spells it. There
// may be values that are not listed here.
type DeviceBatchStatus string

const (
	// BatchUnknown is sent where Partner Center does not know either.
	BatchUnknown DeviceBatchStatus = "unknown"
	// BatchQueued is a batch that waits to be worked on.
	BatchQueued DeviceBatchStatus = "queued"
	// BatchProcessing is a batch that is being worked on.
	BatchProcessing DeviceBatchStatus = "processing"
	// BatchFinished is a batch that is done.
	BatchFinished DeviceBatchStatus = "finished"
	// BatchFinishedWithErrors is a batch that is done, but for some devices.
	BatchFinishedWithErrors DeviceBatchStatus = "finished_with_errors"
)

// List reads one page of a customer's batches; from is the Next of the page before,
// or empty for the first. Partner Center is not known to split this list.
//
// Page "Get a list of device batches for the specified customer":
// GET /v1/customers/{customer-id}/deviceBatches
func (s *DeviceBatchesService) List(ctx context.Context, customerID string, from Continuation) (*Page[DeviceBatch], error) {
	return fetchPage[DeviceBatch, deviceBatchJSON](ctx, s.client, listCall{
		route:  routeDeviceBatches,
		ids:    []string{customerID},
		origin: from,
	})
}

// All walks all pages of List.
func (s *DeviceBatchesService) All(ctx context.Context, customerID string) iter.Seq2[DeviceBatch, error] {
	return items(Pages(ctx, func(ctx context.Context, from Continuation) (*Page[DeviceBatch], error) {
		return s.List(ctx, customerID, from)
	}))
}

// deviceBatchJSON is a batch as it is sent. Its devicesLink is left alone: it is not
// escaped, so it does not work for an id with a space.
type deviceBatchJSON struct {
	ID           string `json:"id"`
	Status       text   `json:"status"`
	CreationDate date   `json:"creationDate"`
	DevicesCount count  `json:"devicesCount"`
	CreatedBy    string `json:"createdBy"`
}

func (b deviceBatchJSON) value() DeviceBatch {
	return DeviceBatch{
		ID:           b.ID,
		Status:       DeviceBatchStatus(b.Status),
		CreationDate: b.CreationDate.Time,
		DevicesCount: b.DevicesCount.value,
		CreatedBy:    b.CreatedBy,
	}
}
