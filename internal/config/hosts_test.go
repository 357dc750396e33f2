package config

import (
	"slices"
	"testing"
)

func TestParseHosts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Hosts{
		"pcgraph.example.com":            {"pcgraph.example.com"},
		"pcgraph.example.com, 192.0.2.7": {"pcgraph.example.com", "192.0.2.7"},
		"fd00::8":                        {"fd00::8"},
		"pcgraph.example.com:8080":       nil,
		"https://pcgraph.example.com":    nil,
		"*.example.com":                  nil,
		"*":                              nil,
		"pcgraph.example.com,":           nil,
		"":                               nil,
	} {
		got, ok := parseHosts(text)
		if ok != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, %v", text, got, ok)
		}
	}
}
