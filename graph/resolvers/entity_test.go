package resolvers

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pcgraph/graph/gqlerr"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

type representation = map[string]any

func deviceIn(batch, device string) representation {
	return representation{"__typename": "Device", "id": idOf(pcsim.CustomerDocumented, batch, device)}
}

const askDevices = `query ($of: [_Any!]!) { list: _entities(representations: $of) { ... on Device { serialNumber } } }`

// As many may be asked for as the longest list of a subgraph like this one has. One
// more makes the whole list null, for a gateway must not take it for an empty one.
func TestMaxRepresentations(t *testing.T) {
	t.Parallel()
	sim, upstream := simulated(t)
	for n, code := range map[int]string{0: "", maxRepresentations: "", maxRepresentations + 1: "BAD_USER_INPUT"} {
		of := slices.Repeat([]any{deviceIn(pcsim.BatchLarge, "x")}, n)
		got := execute(t, upstream, `query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }`, map[string]any{"of": of})
		entities, _ := got.Data["_entities"].([]any)
		if codes := codesOf(got); codes != code || code == "" && len(entities) != n || code != "" && got.Data != nil {
			t.Errorf("%d representations: %d entities, errors %q, want %q", n, len(entities), codes, code)
		}
	}
	if sim.TotalCalls() != 0 {
		t.Errorf("%d upstream calls for addresses", sim.TotalCalls())
	}
}

// A batch is walked once for all its devices, to the last of them that there is. What
// was found before a page failed stays found.
func TestDevicesAreFoundTogether(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		of    []any
		fault pcsim.Fault
		want  []any
		codes string
		calls int
	}{
		"one page": {
			of:   []any{deviceIn(pcsim.BatchDocumented, documentedDevice), deviceIn(pcsim.BatchDocumented, "no device"), deviceIn(pcsim.BatchDocumented, documentedDevice)},
			want: []any{"2R9-ZNP67", nil, "2R9-ZNP67"}, codes: "NOT_FOUND", calls: 1,
		},
		"all pages": {
			of:    []any{deviceIn(pcsim.BatchLarge, "no device"), deviceIn(pcsim.BatchLarge, "1187-1158-0408-6731-4275-2959-68"), deviceIn(pcsim.BatchLarge, "nor this")},
			want:  []any{nil, "1187-1158-0408-6731-4275-2959-68", nil},
			codes: "NOT_FOUND NOT_FOUND", calls: 11,
		},
		"a page fails": {
			of:    []any{deviceIn(pcsim.BatchLarge, "no device"), deviceIn(pcsim.BatchLarge, "1187-1158-0408-6731-4275-2959-68")},
			fault: pcsim.Fault{Kind: pcsim.KindStatus, Status: 403, After: 2},
			want:  []any{nil, "1187-1158-0408-6731-4275-2959-68"}, codes: "FORBIDDEN", calls: 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, upstream := simulated(t)
			if test.fault.Kind != "" {
				if _, err := sim.Fault(test.fault); err != nil {
					t.Fatal(err)
				}
			}
			got := execute(t, upstream, askDevices, map[string]any{"of": test.of})
			var serials []any
			for _, entity := range got.Data["list"].([]any) {
				fields, _ := entity.(map[string]any)
				serials = append(serials, fields["serialNumber"])
			}
			if diff := cmp.Diff(test.want, serials); diff != "" || codesOf(got) != test.codes || sim.TotalCalls() != test.calls {
				t.Errorf("%d calls, want %d; errors %q, want %q; devices (-want +got):\n%s", sim.TotalCalls(), test.calls, codesOf(got), test.codes, diff)
			}
		})
	}
}

// A panic under one batch is the error of the devices that are looked for in it.
func TestPanicHarmsNoOtherEntity(t *testing.T) {
	t.Parallel()
	upstream := odd{devices: func(batchID string) []pcclient.Device {
		if batchID == "panics" {
			panic("secret")
		}
		return []pcclient.Device{{ID: "1", SerialNumber: batchID}}
	}}
	got := execute(t, upstream, askDevices, map[string]any{"of": []any{deviceIn("a", "1"), deviceIn("panics", "1"), deviceIn("c", "1")}})
	want := []any{map[string]any{"serialNumber": "a"}, nil, map[string]any{"serialNumber": "c"}}
	if diff := cmp.Diff(want, got.Data["list"]); diff != "" || codesOf(got) != "INTERNAL" || !slices.Contains(got.Errors[0].Path, any(1.0)) {
		t.Errorf("errors %+v, entities (-want +got):\n%s", got.Errors, diff)
	}
}

// A literal is read as a variable is, and one that cannot be a representation at all
// is refused with the document.
func TestRepresentationsInTheDocument(t *testing.T) {
	t.Parallel()
	_, upstream := simulated(t)
	got := execute(t, upstream, `{ _entities(representations: [{__typename: "Customer", id: "`+pcsim.CustomerDocumented+`"}, {}, [], "x", 1, 1.5, true, {id: null}]) { ... on Customer { id } } }`, nil)
	entities, _ := got.Data["_entities"].([]any)
	if codesOf(got) != strings.TrimSpace(strings.Repeat("BAD_USER_INPUT ", 7)) || len(entities) != 8 || entities[0] == nil {
		t.Errorf("answered %+v", got)
	}
}

// FuzzRepresentation reads anything that JSON can say. What is taken is the key of an
// object of this graph, spelt as this graph spells it; nothing of what is refused is
// repeated.
func FuzzRepresentation(f *testing.F) {
	for _, id := range []string{
		pcsim.CustomerDocumented, idOf(pcsim.CustomerDocumented, pcsim.BatchTest, ""), idOf(pcsim.CustomerDocumented, pcsim.BatchTest, "x"), "DB_", "../c4n4ry",
	} {
		for _, typeName := range []string{"Customer", "DeviceBatch", "Device", "Query", ""} {
			f.Add(fmt.Sprintf(`{"__typename": %q, "id": %q}`, typeName, id))
		}
	}
	for _, text := range []string{
		`null`, `7`, `"c4n4ry"`, `[]`, `{}`, `{"__typename": null, "id": null}`, `{"__typename": "Customer", "id": 7}`, `{"id": {"id": {}}}`,
		`{"__typename": "Customer", "id": "` + pcsim.CustomerDocumented + `", "c4n4ry": 1}`, `{"__typename": ["Customer"], "id": ["x"]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var given any
		if json.Unmarshal([]byte(text), &given) != nil {
			t.Skip("no JSON")
		}
		id, err := parseRepresentation(given)
		if err != nil {
			refusal, ok := errors.AsType[*gqlerr.Error](err)
			if !ok || refusal.Code != model.ErrorCodeBadUserInput || strings.Contains(refusal.Message, "c4n4ry") || len(refusal.Message) > 200 {
				t.Errorf("%s is refused as %#v", text, err)
			}
			return
		}
		fields := given.(representation)
		typeName, key := fields["__typename"], fields["id"].(string)
		if id.Batch == "" {
			key = strings.ToLower(key)
		}
		if typeName != typeOf(id) || key != id.String() {
			t.Errorf("%s is taken for the %s %s", text, typeOf(id), id)
		}
		if again, err := relay.ParseID(id.String()); err != nil || again != id {
			t.Errorf("%s leads to %v, %v", text, again, err)
		}
	})
}
