// Package pcsim is a simulated Partner Center: the reading half of its REST API
// for device deployment, as one [http.Handler]. It enforces the protocol and
// says in the body of every refusal what was wrong with the request, so that a
// client that passes here has not passed by luck.
//
// It shares no type with any client: a fake that shares a client's types shares
// its mistakes. Everything on the wire is spelled out in wire.go, after the
// documentation's examples and recorded answers.
//
//	GET /v1/customers?size=&filter=&seekOperation=
//	GET /v1/customers/{customer}
//	GET /v1/customers/{customer}/deviceBatches
//	GET /v1/customers/{customer}/deviceBatches/{batch}/devices
//	    /_sim/…                       counts, faults and changes; see admin.go
//
// # One request
//
// A request is counted, passes the faults that match it (fault.go, kinds.go),
// then the protocol (protocol.go: bearer, headers, path, verb), and ends in a
// handler (customers.go, batches.go, devices.go). What comes out is a [reply]: an
// answer as data, which is held back for what is left of [Options.Latency], and
// which ServeHTTP plays to a socket and [Server.Transport] plays to a caller in
// the same process. No goroutine is ever started.
//
// # What is invented
//
// No public document says what Partner Center answers to an unknown batch, to a
// strange continuation token or to a wrong query. Such answers are marked
// "invented" where they are made. The larger choices:
//
//   - A customer that the partner has no relationship with and one that does not
//     exist are the same: 403 with code 20002 ("Partner Center REST error
//     codes"). Telling them apart would tell strangers who is a customer.
//   - Batch IDs are compared with upper and lower case; fixed words of a path
//     and GUIDs without.
//   - A customer without batches answers 200 with no items.
//   - A continuation token holds an offset: when the list changes under it, the
//     next page shifts. It carries no time unless [Options.TokenLife] is set, so
//     equal requests get equal answers.
package pcsim
