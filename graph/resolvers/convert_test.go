package resolvers

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pcgraph/graph/model"
	"pcgraph/pcclient"
)

// foreign draws what an upstream may spell: a known value, one in another case,
// or anything else.
func foreign(known ...string) *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom(known), rapid.Map(rapid.SampledFrom(known), strings.ToUpper), rapid.String())
}

// Enums are open: whatever the upstream says is a value of the schema, and nothing
// is null, never an error.
func TestEnumsAreOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := foreign("", "unknown", "reseller", "none", "queued", "finished", "o_o_b_e").Draw(t, "said")
		if r := relationship(pcclient.CustomerRelationship(said)); (r == nil) != (said == "") || r != nil && !r.IsValid() {
			t.Fatalf("the relationship %q becomes %v", said, r)
		}
		if s := status(pcclient.DeviceBatchStatus(said)); (s == nil) != (said == "") || s != nil && !s.IsValid() {
			t.Fatalf("the status %q becomes %v", said, s)
		}
		if c := category(pcclient.PolicyCategory(said)); !c.IsValid() {
			t.Fatalf("the category %q becomes %q", said, c)
		}
	})
}

// Every value of the schema is said by the upstream in one way, and only in that.
func TestEnumsAreComplete(t *testing.T) {
	t.Parallel()
	relationships := map[pcclient.CustomerRelationship]model.CustomerRelationship{
		pcclient.RelationshipUnknown:          model.CustomerRelationshipUnknown,
		pcclient.RelationshipReseller:         model.CustomerRelationshipReseller,
		pcclient.RelationshipAdvisor:          model.CustomerRelationshipAdvisor,
		pcclient.RelationshipSyndication:      model.CustomerRelationshipSyndication,
		pcclient.RelationshipMicrosoftSupport: model.CustomerRelationshipMicrosoftSupport,
		pcclient.RelationshipNone:             model.CustomerRelationshipNone,
	}
	for said, want := range relationships {
		if got := relationship(said); *got != want {
			t.Errorf("%q becomes %s, want %s", said, *got, want)
		}
	}
	statuses := map[pcclient.DeviceBatchStatus]model.DeviceBatchStatus{
		pcclient.BatchUnknown:            model.DeviceBatchStatusUnknown,
		pcclient.BatchQueued:             model.DeviceBatchStatusQueued,
		pcclient.BatchProcessing:         model.DeviceBatchStatusProcessing,
		pcclient.BatchFinished:           model.DeviceBatchStatusFinished,
		pcclient.BatchFinishedWithErrors: model.DeviceBatchStatusFinishedWithErrors,
	}
	for said, want := range statuses {
		if got := status(said); *got != want {
			t.Errorf("%q becomes %s, want %s", said, *got, want)
		}
	}
	categories := map[pcclient.PolicyCategory]model.PolicyCategory{
		"":                  model.PolicyCategoryUnknown,
		pcclient.PolicyNone: model.PolicyCategoryNone,
		pcclient.PolicyOOBE: model.PolicyCategoryOobe,
	}
	for said, want := range categories {
		if got := category(said); got != want {
			t.Errorf("%q becomes %s, want %s", said, got, want)
		}
	}
	if len(relationships) != len(model.AllCustomerRelationship) || len(statuses) != len(model.AllDeviceBatchStatus) || len(categories) != len(model.AllPolicyCategory) {
		t.Error("an enum of the schema has a value that nothing becomes")
	}
}

// devices draws a page, whatever an upstream may have on it.
var devices = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pcclient.Device {
	words := foreign("", "x", "two words", "Zürich")
	d := pcclient.Device{
		ID: words.Draw(t, "ID"), SerialNumber: words.Draw(t, "SerialNumber"), ProductKey: words.Draw(t, "ProductKey"),
		HardwareHash: words.Draw(t, "HardwareHash"), ModelName: words.Draw(t, "ModelName"), OEMManufacturerName: words.Draw(t, "OEM"),
	}
	if rapid.Bool().Draw(t, "dated") {
		d.UploadedDate = time.Unix(rapid.Int64Range(0, math.MaxInt32).Draw(t, "at"), 0).UTC()
	}
	for range rapid.IntRange(0, 3).Draw(t, "policies") {
		d.Policies = append(d.Policies, pcclient.Policy{Category: pcclient.PolicyCategory(words.Draw(t, "category")), Value: words.Draw(t, "value")})
	}
	return d
}), 0, 5)

// A page of devices becomes as many, each with what the upstream said of it, and
// null for what it did not say or the caller may not see.
func TestConvertDevices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		page := devices.Draw(t, "page")
		before, err := json.Marshal(page)
		if err != nil {
			t.Fatal(err)
		}
		batch := &model.DeviceBatch{Customer: &model.Customer{}, BatchID: "b"}
		secrets := rapid.Bool().Draw(t, "secrets")
		converted := convertDevices(batch, page, secrets)
		if len(converted) != len(page) {
			t.Fatalf("%d devices become %d", len(page), len(converted))
		}
		for i, got := range converted {
			said := page[i]
			if got.Batch != batch || got.DeviceID != said.ID || deviceID(&said) != said.ID {
				t.Fatalf("device %d is %q of %v, want %q of %v", i, got.DeviceID, got.Batch, said.ID, batch)
			}
			if !secrets {
				said.ProductKey, said.HardwareHash = "", ""
			}
			for name, texts := range map[string]struct {
				said string
				got  *string
			}{
				"serialNumber": {said.SerialNumber, got.SerialNumber}, "productKey": {said.ProductKey, got.ProductKey},
				"hardwareHash": {said.HardwareHash, got.HardwareHash}, "modelName": {said.ModelName, got.ModelName},
				"oemManufacturerName": {said.OEMManufacturerName, got.OemManufacturerName},
			} {
				if !sameText(texts.said, texts.got) {
					t.Fatalf("the %s of device %d is %v, want %q", name, i, texts.got, texts.said)
				}
			}
			if said.UploadedDate.IsZero() != (got.UploadedDate == nil) || got.UploadedDate != nil && !got.UploadedDate.Equal(said.UploadedDate) {
				t.Fatalf("the date of device %d is %v, want %v", i, got.UploadedDate, said.UploadedDate)
			}
			if got.Policies == nil || len(got.Policies) != len(said.Policies) {
				t.Fatalf("the policies of device %d are %v, want %v", i, got.Policies, said.Policies)
			}
			for p, policy := range got.Policies {
				if policy.Category != category(said.Policies[p].Category) || !sameText(said.Policies[p].Value, policy.Value) {
					t.Fatalf("policy %d of device %d is %+v, want %+v", p, i, policy, said.Policies[p])
				}
			}
			// All policies of a page share memory: one device's must not grow into the next one's.
			_ = append(got.Policies, model.DevicePolicy{Category: "another's"})
		}
		for i := range converted {
			if slices.ContainsFunc(converted[i].Policies, func(p model.DevicePolicy) bool { return p.Category == "another's" }) {
				t.Fatal("the policies of two devices overlap")
			}
		}
		if after, err := json.Marshal(page); err != nil || string(after) != string(before) {
			t.Fatal("the upstream's page, which others read too, was changed")
		}
	})
}

func sameText(said string, got *string) bool {
	if said == "" {
		return got == nil
	}
	return got != nil && *got == said
}

func TestConvertBatches(t *testing.T) {
	t.Parallel()
	number := func(n int) *int { return &n }
	at := time.Date(2017, 7, 25, 1, 51, 0, 0, time.UTC)
	customer := &model.Customer{CustomerID: "c"}
	converted := convertBatches(customer, []pcclient.DeviceBatch{
		{ID: "full", Status: pcclient.BatchFinished, CreationDate: at, DevicesCount: number(7), CreatedBy: "someone"},
		{ID: "bare"},
		{ID: "none", DevicesCount: number(0)},
		{ID: "most", DevicesCount: number(math.MaxInt32)},
		{ID: "more", DevicesCount: number(math.MaxInt32 + 1)}, // more than an Int can hold
	})
	for i, want := range []struct {
		id    string
		count int32 // -1 is null
	}{{"full", 7}, {"bare", -1}, {"none", 0}, {"most", math.MaxInt32}, {"more", -1}} {
		got := converted[i]
		if got.BatchID != want.id || got.Customer != customer {
			t.Errorf("batch %d is %q of %v", i, got.BatchID, got.Customer)
		}
		if n := got.Summary.DevicesCount; (n == nil) != (want.count < 0) || n != nil && *n != want.count {
			t.Errorf("the count of %q is %v, want %d", want.id, n, want.count)
		}
	}
	if full := converted[0].Summary; *full.Status != model.DeviceBatchStatusFinished || !full.CreationDate.Equal(at) || *full.CreatedBy != "someone" {
		t.Errorf("the full batch is %+v", full)
	}
	if bare := converted[1].Summary; *bare != (model.BatchSummary{}) {
		t.Errorf("the bare batch is %+v", bare)
	}
}

func TestConvertCustomers(t *testing.T) {
	t.Parallel()
	const upper, lower = "47021739-3426-40BF-9601-61B4B6D7C793", "47021739-3426-40bf-9601-61b4b6d7c793"
	converted := convertCustomers([]pcclient.Customer{
		{ID: upper, CompanyName: "Wingtip Toys", Domain: "wingtiptoys.onmicrosoft.com", RelationshipToPartner: pcclient.RelationshipReseller},
		{ID: lower},
	})
	full, bare := converted[0], converted[1]
	if full.CustomerID != lower || full.ID() != bare.ID() {
		t.Errorf("one customer has the IDs %q and %q", full.ID(), bare.ID())
	}
	if *full.Profile.CompanyName != "Wingtip Toys" || *full.Profile.Domain != "wingtiptoys.onmicrosoft.com" || *full.Profile.RelationshipToPartner != model.CustomerRelationshipReseller {
		t.Errorf("the full customer is %+v", full.Profile)
	}
	if *bare.Profile != (model.CustomerProfile{}) {
		t.Errorf("the bare customer is %+v", bare.Profile)
	}
}
