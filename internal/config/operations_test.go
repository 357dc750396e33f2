package config

import (
	"slices"
	"strings"
	"testing"
)

func TestParseOperations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Operations{
		"DevicesOfBatch":                {"DevicesOfBatch"},
		"DevicesOfBatch, _customers2":   {"DevicesOfBatch", "_customers2"},
		strings.Repeat("a", 80):         {strings.Repeat("a", 80)},
		strings.Repeat("a", 81):         nil,
		"Devices,":                      nil,
		"Devices of a batch":            nil,
		"2Devices":                      nil,
		"Geräte":                        nil,
		"*":                             nil,
		strings.Repeat("a,", 99) + "a":  slices.Repeat(Operations{"a"}, 100),
		strings.Repeat("a,", 100) + "a": nil,
	} {
		got, ok := parseOperations(text)
		if ok != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, %v", text, got, ok)
		}
	}
}
