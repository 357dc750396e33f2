package laws

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pcgraph/graph"
	"pcgraph/internal/config"
)

// rows are the lines of README.md's tables.
func rows(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "README.md"))
	if err != nil {
		t.Fatalf("there is no README.md to hold the tables of settings and errors: %v", err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "|") {
			lines = append(lines, line)
		}
	}
	return lines
}

// has reports whether one row has all words, each as code.
func has(rows []string, words ...string) bool {
	return slices.ContainsFunc(rows, func(row string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(row, "`"+word+"`") })
	})
}

// Every setting stands in README.md with its variables and its default.
func TestReadmeHasEverySetting(t *testing.T) {
	t.Parallel()
	table, err := config.Table()
	if err != nil {
		t.Fatal(err)
	}
	readme := rows(t)
	for _, setting := range table {
		words := slices.Clone(setting.Variables)
		if setting.Default != "" {
			words = append(words, setting.Default)
		}
		if !has(readme, words...) {
			t.Errorf("README.md has no row with `%s`: add the setting %s to its table of settings, or correct it.", strings.Join(words, "` and `"), setting.Flag)
		}
	}
}

// Every code that a client may meet stands in README.md.
func TestReadmeHasEveryErrorCode(t *testing.T) {
	t.Parallel()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: graph.SDL})
	if err != nil {
		t.Fatal(err)
	}
	readme := rows(t)
	for _, code := range schema.Types["ErrorCode"].EnumValues {
		if !has(readme, code.Name) {
			t.Errorf("README.md has no row with `%s`: add the code to its table of errors.", code.Name)
		}
	}
}
