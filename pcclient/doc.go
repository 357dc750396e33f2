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
//	  retry                       retry.go             safe reads only, as far as the
//	      │                       retry_budget.go      customer's retry budget goes
//	  the customer's account      account.go           waits for a pause to end, refuses
//	      │                       throttle.go          while most calls fail: before the
//	      │                       breaker.go           time limit, which is for tries
//	  hedge                       hedge.go             a second try beside a slow one
//	      │
//	══════╪═══ per try ═══════════════════════════════════════════════════════════
//	      │
//	  time limit                  call.go              headers and body
//	      │
//	  credential                  auth.go              a refused token is renewed, and the
//	      │                                            request sent again, once a try
//	  pause                       throttle.go          once more: the token may have taken
//	      │                                            its time
//	  call budget                 meter.go             inside auth: what counts is what
//	      │                                            is really sent
//	  log, metrics                log.go, observer.go
//	  sent once                   once.go
//	      │
//	  http.RoundTripper           Options.Transport
//	      │
//	  status, size limit, decode  fault.go, json.go,   inside retry: a body that was
//	                              scan_devices.go      cut short is asked for again
//
// Links in answers are never followed and neither are redirects: every path is
// built from ids, so the credential goes to the configured host and nowhere else.
//
// # When Partner Center is unwell
//
// What goes wrong for one customer is of no consequence to another. For each, a
// Client remembers a pause that Partner Center asked for, and sends nothing before
// its end; how many calls fail, and sends next to nothing while it is most of them;
// and how many were repeats, which are few. Calls without a customer are the
// partner's, and stand for themselves. [Options] has the numbers; [Observer] tells
// what happens.
//
// A call that is not sent for these reasons fails with KindThrottled or
// KindUnavailable, and with the time to wait in Error.RetryAfter.
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
