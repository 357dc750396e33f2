// Package httpd is the web layer: GraphQL over HTTP for an executable schema, the middleware around it, the
// limits on what one operation may ask for, and the life cycle of the listeners. It is handed ready parts and
// knows nothing of what the schema is about.
//
// A request passes, from the outside in:
//
//	body limit        no handler can read more than Limits.BodyBytes
//	request id        RequestID(ctx) from here on; sent back as X-Request-Id
//	watch             Options.Watch, of /graphql alone (watch.go)
//	access log        one line a request or operation, also when it panics, which becomes INTERNAL
//	security headers
//	deadline          Options.RequestTimeout, in the context
//	routes            /graphql, /schema.graphql, /playground, /
//
// and on /graphql then:
//
//	authentication    who calls and what they may see; on /schema.graphql too (authentication.go)
//	negotiation       what the client accepts, what it sends (negotiation.go)
//	parameters        query or the name of one, operationName, variables, extensions (parameters.go)
//	document          found by its name or its hash (persisted_document.go), or read: size, tokens, parsing,
//	                  selections, validation, in this order (document.go)
//	operation limits  depth, width and cost, measured in one walk (operation_limits.go)
//	execution         in the context that Options.Attach made
//	response          written as it came, without encoding the data again (response.go, splice.go)
//
// New middleware (cross-origin rules, compression) goes between the security headers and the
// deadline, in NewHandler; new hooks into the execution are Options.Extensions.
package httpd
