package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// What a subgraph has beside the schema are marks, which change nothing for a client,
// and what gateways ask.
func TestSubgraphIsTheSchemaAndMore(t *testing.T) {
	t.Parallel()
	alone, subgraph := Schema(false), Schema(true)
	for name, def := range alone.Types {
		if def.BuiltIn {
			continue
		}
		fields := slices.DeleteFunc(slices.Clone(subgraph.Types[name].Fields), func(f *ast.FieldDefinition) bool {
			return name == "Query" && (f.Name == "_entities" || f.Name == "_service")
		})
		if !slices.EqualFunc(def.Fields, fields, sameField) || !slices.Equal(def.Interfaces, subgraph.Types[name].Interfaces) || len(def.EnumValues) != len(subgraph.Types[name].EnumValues) {
			t.Errorf("%s is another type in the subgraph", name)
		}
		delete(subgraph.Types, name)
	}
	for name, def := range subgraph.Types {
		if !strings.HasPrefix(name, "_") && !strings.Contains(name, "__") && !def.BuiltIn {
			t.Errorf("the subgraph has a type of its own: %s", name)
		}
	}
	for _, name := range []string{"link", "key", "shareable"} {
		if alone.Directives[name] != nil {
			t.Errorf("@%s is known without federation", name)
		}
	}
}

func sameField(a, b *ast.FieldDefinition) bool {
	return a.Name == b.Name && a.Type.String() == b.Type.String() && a.Description == b.Description && len(a.Arguments) == len(b.Arguments)
}

// What a supergraph is composed of says the same as what is executed, with the marks
// at the types themselves.
func TestSubgraphSDL(t *testing.T) {
	t.Parallel()
	text := SubgraphSDL()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: text})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for line, want := range map[string]int{
		`extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key","@shareable"])`: 1,
		`type Customer implements Node @key(fields: "id") {`:                                                  1,
		`type DeviceBatch implements Node @key(fields: "id") {`:                                               1,
		`type Device implements Node @key(fields: "id") {`:                                                    1,
		`type PageInfo @shareable {`:                                                                          1,
		`extend type`:                                                                                         0,
	} {
		if got := strings.Count(text, line); got != want {
			t.Errorf("%q stands %d times in the SDL, want %d", line, got, want)
		}
	}
	for name, def := range Schema(true).Types {
		if !def.BuiltIn && (schema.Types[name] == nil || len(schema.Types[name].Fields) < len(def.Fields)) {
			t.Errorf("%s is not in the SDL as it is executed", name)
		}
	}
}
