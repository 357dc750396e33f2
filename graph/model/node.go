// Package model holds the graph's objects. Those that can be asked for by
// their address alone (customers and batches) are an address plus whatever is
// already known; the fields that are not known yet have resolvers.
package model

import (
	"time"

	"pcgraph/graph/relay"
)

// Node is an object that can be fetched again by its global ID.
type Node interface {
	IsNode()
	ID() string
}

// A Customer is the address of a customer.
type Customer struct {
	// CustomerID is the GUID of the customer's tenant.
	CustomerID string
	// Profile is nil as long as nobody has read the customer.
	Profile *CustomerProfile
}

// A CustomerProfile is what Partner Center says of a customer.
type CustomerProfile struct {
	CompanyName, Domain   *string
	RelationshipToPartner *CustomerRelationship
}

func (*Customer) IsNode() {}

// ID is the customer's GUID.
func (c *Customer) ID() string { return relay.ID{Customer: c.CustomerID}.String() }

// A DeviceBatch is the address of a batch.
type DeviceBatch struct {
	Customer *Customer
	// BatchID is Partner Center's own.
	BatchID string
	// Summary is nil as long as nobody has read the customer's list of batches.
	Summary *BatchSummary
}

// A BatchSummary is what Partner Center's list of batches says of one.
type BatchSummary struct {
	Status       *DeviceBatchStatus
	CreationDate *time.Time
	DevicesCount *int32
	CreatedBy    *string
}

func (*DeviceBatch) IsNode() {}

// ID carries the batch's whole address.
func (b *DeviceBatch) ID() string { return string(b.AppendID(nil)) }

// AppendID appends the ID to dst.
func (b *DeviceBatch) AppendID(dst []byte) []byte {
	return relay.ID{Customer: b.Customer.CustomerID, Batch: b.BatchID}.Append(dst)
}

// A Device is a registered device and the batch that holds it. Absent strings
// are nil.
type Device struct {
	Batch               *DeviceBatch
	DeviceID            string
	SerialNumber        *string
	ProductKey          *string
	HardwareHash        *string
	ModelName           *string
	OemManufacturerName *string
	Policies            []DevicePolicy
	UploadedDate        *time.Time
}

func (*Device) IsNode() {}

// ID carries the device's whole address.
func (d *Device) ID() string { return string(d.AppendID(nil)) }

// AppendID appends the ID to dst.
func (d *Device) AppendID(dst []byte) []byte {
	return relay.ID{Customer: d.Batch.Customer.CustomerID, Batch: d.Batch.BatchID, Device: d.DeviceID}.Append(dst)
}
