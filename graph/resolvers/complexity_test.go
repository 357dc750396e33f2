package resolvers

import (
	"math"
	"testing"

	"pcgraph/graph/generated"
)

// What the fields cost that are worth more than the one object they answer, where
// what stands below each object costs child.
func TestComplexity(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema((&Resolver{}).Config())
	type arguments = map[string]any
	for _, test := range []struct {
		typ, field string
		child      int
		arguments  arguments
		want       int
	}{
		{"Customer", "deviceBatches", 0, nil, 20},
		{"Customer", "deviceBatches", 11, nil, 20 * (1 + 11)},
		{"DeviceBatch", "devices", 0, nil, 1},
		{"DeviceBatch", "devices", 1, nil, 1 + 50},
		{"DeviceBatch", "devices", 1, arguments{"first": nil}, 1 + 50},
		{"DeviceBatch", "devices", 2, arguments{"first": 10, "after": "x"}, 1 + 10*2},
		{"DeviceBatch", "devices", 2, arguments{"first": 0}, 1},
		{"DeviceBatch", "devices", 2, arguments{"first": 1000}, 1 + 1000*2},
		{"Query", "customers", 1, nil, 1 + 50},
		{"Query", "customers", 3, arguments{"first": 7, "after": "x", "nameStartsWith": "y"}, 1 + 7*3},
		{"Query", "nodes", 0, arguments{"ids": []any{"a", "b", "c"}}, 1 + 3},
		{"Query", "nodes", 11, arguments{"ids": []any{"a", "b"}}, 1 + 2*(1+11)},
		{"Query", "nodes", 11, arguments{"ids": []any{}}, 1},
		{"Query", "_entities", 11, arguments{"representations": []any{map[string]any{}, "x", 7}}, 1 + 3*(1+11)},
		{"Query", "_entities", 11, arguments{"representations": []any{}}, 1},
		// What is out of bounds costs what the bound does: it is refused later, by a
		// better message.
		{"DeviceBatch", "devices", 1, arguments{"first": 1001}, 1 + 1000},
		{"Query", "customers", 1, arguments{"first": math.MaxInt32}, 1 + 1000},
		{"Query", "customers", 1, arguments{"first": -5}, 1},
	} {
		if got, ok := schema.Complexity(t.Context(), test.typ, test.field, test.child, test.arguments); !ok || got != test.want {
			t.Errorf("%s.%s over children of %d with %v costs %d, %v; want %d", test.typ, test.field, test.child, test.arguments, got, ok, test.want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	if got := size(nil); got != 50 {
		t.Errorf("without `first`, %d are asked for", got)
	}
	for first, want := range map[int32]int{
		math.MinInt32: 0, -1: 0, 0: 0, 1: 1, 999: 999, 1000: 1000, 1001: 1000, math.MaxInt32: 1000,
	} {
		if got := size(&first); got != want {
			t.Errorf("`first: %d` asks for %d, want %d", first, got, want)
		}
	}
}
