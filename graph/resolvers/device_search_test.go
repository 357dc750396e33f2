package resolvers

import (
	"slices"
	"strings"
	"testing"

	"pcgraph/graph"
)

// A field of devices that is in none of these lists would be null through `node`,
// because nobody would look for the device.
func TestEveryFieldOfADeviceIsLookedFor(t *testing.T) {
	t.Parallel()
	known := slices.Concat([]string{"id", "deviceId", "batch"}, readFields, secretFields)
	for _, field := range graph.Schema(false).Types["Device"].Fields {
		if !strings.HasPrefix(field.Name, "__") && !slices.Contains(known, field.Name) {
			t.Errorf("readFields has no %s", field.Name)
		}
	}
}
