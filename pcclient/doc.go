// Package pcclient reads device deployment (zero-touch, Windows Autopilot) from
// Microsoft Partner Center's REST API: customers, their device batches, and the
// devices in them.
//
//	client, err := pcclient.New(pcclient.Options{Token: source})
//	for device, err := range client.Devices.All(ctx, customerID, batchID) { … }
//
// # Lists
//
// Every list comes in pages, and a [Page] says how it goes on: its Next is a
// [Continuation] to be given to the next call of List, empty on the last page. It
// is a value, so a walk can be stored and taken up again later, in another process
// too. All and [Pages] walk by themselves, and end in an error where the upstream
// would send them round in circles.
//
// # A call
//
// One call of a method is one or more tries. This is what it passes through, from
// top to bottom; each layer is one file:
//
//	  List, Get                   customers.go, device_batches.go, devices.go
//	      │
//	  path and request ids        route.go, call.go    once a call: a repeat must be
//	      │                                            recognisable as one
//	  retry                       retry.go             safe reads only
//	      │
//	══════╪═══ per try ═══════════════════════════════════════════════════════════
//	      │
//	  time limit                  call.go              headers and body
//	      │
//	  credential                  auth.go              a refused token is renewed, and the
//	      │                                            request sent again, once a try
//	  call budget                 meter.go             inside auth: what counts is what
//	      │                                            is really sent
//	  log                         log.go
//	      │
//	  http.RoundTripper           Options.Transport
//	      │
//	  status, size limit, decode  fault.go, json.go    inside retry: a body that was
//	                                                   cut short is asked for again
//
// Links in answers are never followed and neither are redirects: every path is
// built from ids, so the credential goes to the configured host and nowhere else.
//
// # Errors
//
// Every error is an [*Error], whose [Kind] says what to do about it, but for a
// [*BudgetError], which means that the caller's own [Meter] refused the call.
// Error texts are one line. They name no customer, batch or device, and hold no URL
// and nothing of a body but Partner Center's error code.
//
// # What is tolerated
//
// Partner Center's answers are not quite what its documentation says. Byte order
// marks, names in any case, dates in three forms or none, error codes as numbers
// or strings, unknown enumeration values, null lists and null items are all taken
// as they come. What is not tolerated is an answer that could pass for a shorter
// list than there is: a body cut short, or a list without items.
package pcclient
