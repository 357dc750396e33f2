package main

import (
	"strings"
	"testing"

	"pcgraph/examples/service/export"
)

func TestReporter(t *testing.T) {
	t.Parallel()
	position := export.Position{Batch: export.Batch{ID: "Test batch", Devices: 2500}, Written: 500, Complete: 1, Batches: 4, Devices: 3000}
	for terminal, want := range map[bool]string{
		true:  clearLine + `1 of 4 batches complete, 3000 devices; "Test batch": 500 of 2500` + clearLine + "Said.\n",
		false: "Said.\n",
	} {
		var got strings.Builder
		r := &reporter{&got, terminal}
		r.Advanced(position)
		r.Noticed("Said.")
		if got.String() != want {
			t.Errorf("%q, not %q", got.String(), want)
		}
	}
}
