// Package graph holds the GraphQL schema, which is the contract; the packages
// below it answer it.
package graph

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// SDL is the text of the schema.
//
//go:embed schema.graphqls
var SDL string

//go:embed federation.graphqls
var federation string

// Schema returns the schema, and with subgraph what a subgraph of Apollo Federation
// has beside it: its marks, `_entities` and `_service`. gqlgen's executor is made of
// both, and told by the schema which of them there is.
func Schema(subgraph bool) *ast.Schema {
	sources := []*ast.Source{{Name: "schema.graphqls", Input: SDL}}
	if subgraph {
		sources = append(sources, &ast.Source{Name: "federation.graphqls", Input: federation})
	}
	return gqlparser.MustLoadSchema(sources...)
}

// SubgraphSDL returns what a supergraph is composed of: the schema of a subgraph, in
// which each type has what was said in an extension of it. A mark on an extension
// would be for the fields of the extension alone.
var SubgraphSDL = sync.OnceValue(func() string {
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(Schema(true))
	return text.String()
})
