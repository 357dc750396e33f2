package resolvers

import (
	"math"
	"strings"
	"time"

	"pcgraph/graph/model"
	"pcgraph/pcclient"
)

// Everything here is total and free of I/O. Texts and times are not copied: the
// models point into the upstream's page, which nobody changes.

func convertCustomers(customers []pcclient.Customer) []model.Customer {
	converted := make([]model.Customer, len(customers))
	for i := range customers {
		converted[i] = model.Customer{CustomerID: customerID(&customers[i]), Profile: convertProfile(&customers[i])}
	}
	return converted
}

// customerID is in lower case, as at every other door.
func customerID(c *pcclient.Customer) string { return strings.ToLower(c.ID) }

func convertProfile(c *pcclient.Customer) *model.CustomerProfile {
	return &model.CustomerProfile{
		CompanyName:           text(&c.CompanyName),
		Domain:                text(&c.Domain),
		RelationshipToPartner: relationship(c.RelationshipToPartner),
	}
}

func relationship(r pcclient.CustomerRelationship) *model.CustomerRelationship {
	known := model.CustomerRelationshipUnknown
	switch r {
	case "":
		return nil
	case pcclient.RelationshipReseller:
		known = model.CustomerRelationshipReseller
	case pcclient.RelationshipAdvisor:
		known = model.CustomerRelationshipAdvisor
	case pcclient.RelationshipSyndication:
		known = model.CustomerRelationshipSyndication
	case pcclient.RelationshipMicrosoftSupport:
		known = model.CustomerRelationshipMicrosoftSupport
	case pcclient.RelationshipNone:
		known = model.CustomerRelationshipNone
	}
	return &known
}

func convertBatches(customer *model.Customer, batches []pcclient.DeviceBatch) []*model.DeviceBatch {
	converted := make([]*model.DeviceBatch, len(batches))
	for i := range batches {
		converted[i] = &model.DeviceBatch{Customer: customer, BatchID: batches[i].ID, Summary: convertSummary(&batches[i])}
	}
	return converted
}

func convertSummary(b *pcclient.DeviceBatch) *model.BatchSummary {
	return &model.BatchSummary{
		Status:       status(b.Status),
		CreationDate: date(&b.CreationDate),
		DevicesCount: count(b.DevicesCount),
		CreatedBy:    text(&b.CreatedBy),
	}
}

func status(s pcclient.DeviceBatchStatus) *model.DeviceBatchStatus {
	known := model.DeviceBatchStatusUnknown
	switch s {
	case "":
		return nil
	case pcclient.BatchQueued:
		known = model.DeviceBatchStatusQueued
	case pcclient.BatchProcessing:
		known = model.DeviceBatchStatusProcessing
	case pcclient.BatchFinished:
		known = model.DeviceBatchStatusFinished
	case pcclient.BatchFinishedWithErrors:
		known = model.DeviceBatchStatusFinishedWithErrors
	}
	return &known
}

// convertDevices leaves out what can claim a machine unless secrets says that the
// caller may see it: a value that is not in the model is in no answer.
func convertDevices(batch *model.DeviceBatch, devices []pcclient.Device, secrets bool) []model.Device {
	converted := make([]model.Device, len(devices))
	policies := 0
	for i := range devices {
		policies += len(devices[i].Policies)
	}
	slab := make([]model.DevicePolicy, 0, policies)
	for i := range devices {
		d := &devices[i]
		first := len(slab)
		for p := range d.Policies {
			slab = append(slab, model.DevicePolicy{Category: category(d.Policies[p].Category), Value: text(&d.Policies[p].Value)})
		}
		converted[i] = model.Device{
			Batch:               batch,
			DeviceID:            d.ID,
			SerialNumber:        text(&d.SerialNumber),
			ModelName:           text(&d.ModelName),
			OemManufacturerName: text(&d.OEMManufacturerName),
			Policies:            slab[first:len(slab):len(slab)],
			UploadedDate:        date(&d.UploadedDate),
		}
		if secrets {
			converted[i].ProductKey, converted[i].HardwareHash = text(&d.ProductKey), text(&d.HardwareHash)
		}
	}
	return converted
}

func deviceID(d *pcclient.Device) string { return d.ID }

func category(c pcclient.PolicyCategory) model.PolicyCategory {
	switch c {
	case pcclient.PolicyOOBE:
		return model.PolicyCategoryOobe
	case pcclient.PolicyNone:
		return model.PolicyCategoryNone
	}
	return model.PolicyCategoryUnknown
}

// text is null for what the upstream does not send: it knows no empty names.
func text(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func date(t *time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return t
}

func count(n *int) *int32 {
	if n == nil || *n > math.MaxInt32 {
		return nil
	}
	c := int32(*n)
	return &c
}
