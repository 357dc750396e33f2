// Package callers tells who calls: it turns the bearer token of a request, which an OpenID Connect issuer has signed,
// into the grant that the rest of the service asks.
//
// What a token says of its holder is in three kinds of claims:
//
//	sub                   who it is, for the log
//	pcgraph_customers     the customers: a GUID, a list of GUIDs, or "*" for all; the name can be set
//	scope, scp, roles     the scopes of package access, as a list or separated by spaces, in any of the three
//
// A token without customers, or with customers that cannot be read, is a token for none. Nothing is ever added to
// what a token says.
//
// The issuer is asked for its keys when they are first needed, and from then on only when keys have changed or have
// not been looked at for a while. A service whose issuer does not answer therefore starts, is not ready, and says 503
// until it does.
package callers
