// Package graph holds the GraphQL schema, which is the contract; the packages
// below it answer it.
package graph

import _ "embed"

// SDL is the text of the schema.
//
//go:embed schema.graphqls
var SDL string
