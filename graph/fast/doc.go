// Package fast writes whole lists of an answer in one go.
//
// gqlgen resolves an answer field by field: for every scalar of every list
// element it makes a context, a closure and a value, and a goroutine for every
// element. That is what resolvers need, and most fields have none. An
// [Extension] watches the results of resolvers. When one answers an object that
// is a root here, and everything selected below it can be had without a
// resolver, the object's JSON is written from tables of getters, and gqlgen is
// handed the finished text.
//
// One rule keeps this right: fast reports nothing. It writes neither an error
// nor a null that the schema forbids, knows no directive but @skip and @include,
// and no type that its tables do not name. Whenever something is unusual it
// gives the value back, and gqlgen does what it always does. So a mistake of
// omission is slow and never wrong.
//
//   - extension.go: what is put into gqlgen's executor
//   - operation.go: one operation's part of it
//   - object.go: a type's table, and how a selection becomes a writer
//   - kind.go: the writers of values
//   - text.go: JSON strings
//   - splice.go, buffer.go: text that is not copied on its way out
//
// The tables are generated from the schema and gqlgen.yml by the program in
// folder generate, so that they say what gqlgen's own code says.
package fast
