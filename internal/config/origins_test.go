package config

import (
	"slices"
	"testing"
)

func TestParseOrigins(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Origins{
		"https://portal.example.com":                        {"https://portal.example.com"},
		"https://portal.example.com, http://localhost:5173": {"https://portal.example.com", "http://localhost:5173"},
		"*":                           nil,
		"https://*.example.com":       nil,
		"https://portal.example.com/": nil,
		"portal.example.com":          nil,
		"https://a.example,":          nil,
		"null":                        nil,
	} {
		got, ok := parseOrigins(text)
		if ok != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, %v", text, got, ok)
		}
	}
}
