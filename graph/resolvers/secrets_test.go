package resolvers

import (
	"fmt"
	"strings"
	"testing"

	"pcgraph/graph/access"
	"pcgraph/graph/model"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// TestSecretsAreNotConverted: what is not in the model can be in no answer.
func TestSecretsAreNotConverted(t *testing.T) {
	t.Parallel()
	page := []pcclient.Device{{ID: "d", SerialNumber: "s", ProductKey: "secret", HardwareHash: "secret"}}
	d := convertDevices(&model.DeviceBatch{}, page, false)[0]
	if d.ProductKey != nil || d.HardwareHash != nil || *d.SerialNumber != "s" {
		t.Errorf("%+v", d)
	}
	d = convertDevices(&model.DeviceBatch{}, page, true)[0]
	if *d.ProductKey != "secret" || *d.HardwareHash != "secret" {
		t.Errorf("%+v", d)
	}
}

// TestSecretFields looks at the errors of queries that ask for secrets.
func TestSecretFields(t *testing.T) {
	t.Parallel()
	const customer = `customer(id: "` + pcsim.CustomerDocumented + `")`
	for _, test := range []struct {
		query string
		want  []string // "field @ path"
	}{
		{customer + ` { deviceBatch(batchId: "testbatch") { devices { nodes { productKey } } } }`,
			[]string{"productKey @ [customer deviceBatch devices]"}},
		{customer + ` { deviceBatches { devices { edges { node { serialNumber hardwareHash productKey } } } } }`,
			[]string{"hardwareHash @ [customer deviceBatches]", "productKey @ [customer deviceBatches]"}},
		{`c: ` + customer + ` { b: deviceBatch(batchId: "testbatch") { d: devices { nodes { a: productKey b: productKey a: productKey } } } }`,
			[]string{"productKey @ [c b d]", "productKey @ [c b d]"}},
		{customer + ` { deviceBatch(batchId: "testbatch") { x: devices { nodes { ...S } } y: devices { nodes { ...S ... on Device { productKey } } } } }`,
			[]string{"hardwareHash @ [customer deviceBatch x]", "productKey @ [customer deviceBatch y]"}},
		{customer + ` { deviceBatch(batchId: "testbatch") { devices { nodes { productKey @skip(if: $yes) hardwareHash @include(if: $no) } } } }`, nil},
		{customer + ` { deviceBatch(batchId: "testbatch") { devices { nodes { productKey @skip(if: $no) hardwareHash @include(if: $yes) } } } }`,
			[]string{"productKey @ [customer deviceBatch devices]", "hardwareHash @ [customer deviceBatch devices]"}},
		{customer + ` @skip(if: $yes) { deviceBatches { devices { nodes { productKey } } } } ... @include(if: $no) { ` + customer + ` { deviceBatches { devices { nodes { productKey } } } } }`, nil},
		{`node(id: "` + pcsim.CustomerDocumented + `") { ... on Device { productKey } }`, []string{"productKey @ [node productKey]"}},
		{`nodes(ids: []) { ... on Device { productKey } }`, []string{"productKey @ [nodes]"}},
		{customer + ` { deviceBatch(batchId: "testbatch") { devices { nodes { deviceId serialNumber } } } }`, nil},
	} {
		query := `query($yes: Boolean!, $no: Boolean!) { ` + test.query + ` a: __typename @skip(if: $yes) b: __typename @skip(if: $no) }`
		if strings.Contains(query, "...S") {
			query += ` fragment S on Device { hardwareHash }`
		}
		variables := map[string]any{"yes": true, "no": false}
		_, upstream := simulated(t)
		got := executeAs(t, grantFor(t, []string{pcsim.CustomerDocumented}, access.DevicesRead), upstream, query, variables)
		var seen []string
		for _, e := range got.Errors {
			field, rest, _ := strings.Cut(strings.TrimPrefix(e.Message, "`"), "`")
			if e.Extensions.Code != "FORBIDDEN" || !strings.Contains(rest, "devices:secrets") {
				t.Errorf("%s: %+v", query, e)
			}
			seen = append(seen, fmt.Sprintf("%s @ %v", field, e.Path))
		}
		if strings.Join(seen, ", ") != strings.Join(test.want, ", ") {
			t.Errorf("%s\n got %q\nwant %q", query, seen, test.want)
		}
		if text := fmt.Sprint(got.Data); strings.Contains(text, "productKey:") && !strings.Contains(text, "productKey:<nil>") {
			t.Errorf("%s answers a secret: %s", query, text)
		}
		if got := executeAs(t, access.Everything("test"), upstream, query, variables); len(got.Errors) > 0 {
			t.Errorf("%s, for who has the scope: %+v", query, got.Errors)
		}
	}
	// Who may not read devices at all is told so once.
	_, upstream := simulated(t)
	got := executeAs(t, access.ForAll("test"), upstream, `{ `+customer+` { deviceBatches { devices { nodes { productKey } } } } }`, nil)
	if len(got.Errors) != 1 || !strings.Contains(got.Errors[0].Message, "devices:read") {
		t.Errorf("without the scope for devices: %+v", got.Errors)
	}
}
