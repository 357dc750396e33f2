// Package api is the side of the export that speaks GraphQL. What it asks is in
// operations.graphql; genqlient checks that against the schema and writes a
// function and the types of its answer into generated.go.
package api

//go:generate go tool genqlient genqlient.yaml
