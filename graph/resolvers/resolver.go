// Package resolvers answers the graph's fields: parse the arguments, ask the
// loaders, convert. What gqlgen writes into is schema.resolvers.go; the
// thinking stands in the files beside it, one per noun.
package resolvers

import (
	"pcgraph/graph"
	"pcgraph/graph/generated"
	"pcgraph/graph/relay"
)

// A Resolver is the root of all resolvers. What belongs to one operation is not
// here but in its context; see package loaders.
type Resolver struct {
	// Cursors seals the cursors of all connections.
	Cursors *relay.Sealer
	// Subgraph makes the graph a subgraph of Apollo Federation. Default: its schema
	// is [graph.SDL], and nothing of federation can be seen or asked.
	Subgraph bool
	// Introspection lets `_service` show a subgraph's schema. Default: it refuses.
	Introspection bool
}

// Config returns what gqlgen's executable schema is made of.
func (r *Resolver) Config() generated.Config {
	return generated.Config{Schema: graph.Schema(r.Subgraph), Resolvers: r, Complexity: complexity()}
}
