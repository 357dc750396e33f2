package lint

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// areSettings checks that variables of ours are settings, because pcgraph does not start with one that is not.
func areSettings(t *testing.T, variables []string) {
	t.Helper()
	help, err := os.ReadFile("../../internal/config/testdata/serve.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(help), func(r rune) bool { return r == ' ' || r == ',' || r == '\n' })
	seen := 0
	for _, variable := range variables {
		if !strings.HasPrefix(variable, "PCGRAPH_") {
			continue
		}
		if seen++; !slices.Contains(words, variable) {
			t.Errorf("`pcgraph serve` has no setting %s", variable)
		}
	}
	if seen == 0 {
		t.Error("no setting was found to be checked")
	}
}
