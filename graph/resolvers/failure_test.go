package resolvers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

const aCustomer = `customer(id: "` + pcsim.CustomerDocumented + `")`

// Whatever an ID is made of is what the upstream said; that of a customer is a GUID.
func TestCustomerWithoutGUID(t *testing.T) {
	t.Parallel()
	upstream := odd{customers: []pcclient.Customer{{ID: pcsim.CustomerDocumented}, {ID: "../x"}}}
	got := execute(t, upstream, `{ customers { nodes { id } } }`, nil)
	if codesOf(got) != "UPSTREAM_BAD_RESPONSE" || !slices.Equal(got.Errors[0].Path, []any{"customers"}) {
		t.Errorf("answered %+v", got)
	}
}

// A panic under one batch or one ID is its error alone, be it the upstream's or
// one of ours, in a goroutine that gqlgen does not watch.
func TestPanicHarmsNobodyElse(t *testing.T) {
	t.Parallel()
	upstream := odd{
		batches: []pcclient.DeviceBatch{{ID: "a"}, {ID: "panics"}, {ID: "c"}, {ID: "no page"}},
		devices: func(batchID string) []pcclient.Device {
			switch batchID {
			case "panics":
				panic("secret")
			case "no page":
				return nil
			}
			return []pcclient.Device{{ID: "1", SerialNumber: batchID}}
		},
	}
	device := func(batch string) string { return idOf(pcsim.CustomerDocumented, batch, "1") }
	for query, list := range map[string]func(map[string]any) any{
		`{ ` + aCustomer + ` { list: deviceBatches { devices { nodes { serialNumber } } } } }`: func(data map[string]any) any {
			return data["customer"].(map[string]any)["list"]
		},
		`{ list: nodes(ids: ["` + device("a") + `", "` + device("panics") + `", "` + device("c") + `", "` + device("no page") + `"]) { ... on Device { serialNumber } } }`: func(data map[string]any) any {
			return data["list"]
		},
	} {
		got := execute(t, upstream, query, nil)
		if codesOf(got) != "INTERNAL INTERNAL" {
			t.Fatalf("%s answers %+v", query, got)
		}
		for i, item := range list(got.Data).([]any) {
			if failed := strings.Contains(fmt.Sprint(item), "nil"); failed != (i%2 == 1) {
				t.Errorf("%s answers %v at %d", query, item, i)
			}
		}
		for i, at := range []float64{1, 3} {
			if !slices.Contains(got.Errors[i].Path, any(at)) {
				t.Errorf("error %d is at %v", i, got.Errors[i].Path)
			}
		}
	}
}

func TestRecovered(t *testing.T) {
	t.Parallel()
	fail := func(value any) (err error) {
		defer recovered(&err)
		if value != nil {
			panic(value)
		}
		return nil
	}
	if err := fail(nil); err != nil {
		t.Errorf("no panic is %v", err)
	}
	err := fail("out of bounds")
	var panicked interface{ PanicStack() []byte }
	if !errors.As(err, &panicked) || !strings.Contains(string(panicked.PanicStack()), "TestRecovered") {
		t.Errorf("a panic is %v", err)
	}
}

// Where loaders were not attached, every field that asks the upstream says so, and
// nothing crashes.
func TestWithoutLoaders(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		`{ ` + aCustomer + ` { companyName } }`,
		`{ ` + aCustomer + ` { deviceBatches { id } } }`,
		`{ ` + aCustomer + ` { deviceBatch(batchId: "a") { status } } }`,
		`{ ` + aCustomer + ` { deviceBatch(batchId: "a") { devices { totalCount } } } }`,
		`{ customers { totalCount } }`,
		`{ node(id: "` + idOf(pcsim.CustomerDocumented, "a", "b") + `") { ... on Device { serialNumber } } }`,
	} {
		if got := run(t, newExecutor(t), query, nil); codesOf(got) != "INTERNAL" {
			t.Errorf("%s answers %+v", query, got)
		}
	}
}

// A number of more than 32 bits passes validation. It is the caller's mistake all
// the same, at the field that it stands at.
func TestIntegerOutOfBounds(t *testing.T) {
	t.Parallel()
	sim, upstream := simulated(t)
	for _, first := range []any{3000000000, -3000000000} {
		got := execute(t, upstream, `query ($first: Int) { customers(first: $first) { totalCount } }`, map[string]any{"first": first})
		if codesOf(got) != "BAD_USER_INPUT" || !slices.Equal(got.Errors[0].Path, []any{"customers"}) {
			t.Errorf("%v answers %+v", first, got)
		}
	}
	if sim.TotalCalls() != 0 {
		t.Errorf("%d upstream calls", sim.TotalCalls())
	}
}

// One failure of what several fields need is shown by each of them.
func TestFailureOfSharedCall(t *testing.T) {
	t.Parallel()
	sim, upstream := simulated(t)
	const stranger = `customer(id: "` + pcsim.CustomerStranger + `")`
	got := execute(t, upstream, `{
		`+stranger+` { companyName domain relationshipToPartner }
		again: `+stranger+` { deviceBatch(batchId: "a") { status creationDate devicesCount createdBy } }
	}`, nil)
	if codes := codesOf(got); codes != strings.TrimSpace(strings.Repeat("FORBIDDEN ", 7)) {
		t.Errorf("errors are %s", codes)
	}
	if sim.TotalCalls() != 2 {
		t.Errorf("%d upstream calls: %v", sim.TotalCalls(), sim.Calls())
	}
}

// A token that is refused is a cursor that expired; any other failure is what it is.
func TestRelayPage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		token string
		kind  pcclient.Kind
		isOld bool
	}{
		{"", pcclient.KindBadInput, false},
		{"", pcclient.KindNotFound, false},
		{"t", pcclient.KindBadInput, true},
		{"t", pcclient.KindNotFound, true},
		{"t", pcclient.KindForbidden, false},
		{"t", pcclient.KindUnavailable, false},
		{"t", pcclient.KindBadResponse, false},
	} {
		call := &pcclient.Error{Kind: test.kind}
		_, err := relayPage[pcclient.Device](test.token, nil, call)
		if !errors.Is(err, call) || errors.Is(err, relay.ErrCursorExpired) != test.isOld {
			t.Errorf("with the token %q, %q becomes %v", test.token, test.kind, err)
		}
	}
	page, err := relayPage("t", &pcclient.Page[pcclient.Device]{Items: []pcclient.Device{{ID: "1"}}, Next: "u"}, nil)
	if err != nil || page.Next != "u" || len(page.Items) != 1 {
		t.Errorf("a page becomes %+v, %v", page, err)
	}
}
