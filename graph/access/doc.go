// Package access says what a caller may see, and carries it in the context of its request.
//
// It decides nothing about who the caller is, and knows neither tokens nor GraphQL: whoever authenticates puts a
// [Grant] into the context, and the resolvers ask it at every door. A context without one opens nothing, so that a
// step that was forgotten shuts the service instead of opening it.
//
// It imports the standard library alone.
package access
