// Package pagecache shares what is read from Partner Center between operations:
// equal asks that are under way at the same time become one call, and a page
// that was fetched is served again for a while.
//
// A [Cache] stands in front of an [Upstream] and has the same methods. What it
// hands out is shared by all who asked, so nobody may change it.
//
// # Which asks are equal
//
// Those that agree in everything that decides the answer: the credential
// ([Options.Credential]), the caller's scope ([WithScope]), the kind of list, the
// customer, the batch, the query and the continuation.
//
// # Who pays
//
// A fetch runs with the values of the context that first asked for it, so its
// calls count on that operation's Meter and carry its correlation ID. It does not
// end with that context: it is given up when all who waited for it have gone. An
// operation that has used up its calls fails alone; the fetch is then tried for
// the next one that waits, on that one's account.
//
// # What is not served again
//
// Errors are not kept; the pauses that Partner Center asks for are remembered by its
// client. A continuation that is refused makes all pages of its list useless, because
// one of them handed it out.
// [WithFresh] asks for pages that were fetched later than now.
//
// # What is served all the same
//
// With [Options.StaleIfError], a page whose time is over is stale, and kept so much
// longer. It answers an ask when Partner Center cannot: when it is unavailable, does
// not answer in time, asks for a pause, or sends what cannot be understood. It does
// not when Partner Center refuses, which ends a page for good, nor when the caller has
// gone or has used up its calls. Each ask tries Partner Center first.
//
// # What an operation cost
//
// The results say nothing of where they came from. Whoever wants to know gives the
// operation's context a [Counts] before anything is asked for in it, and reads it
// when the operation is over:
//
//	counts := new(pagecache.Counts)
//	ctx = pagecache.WithCounts(ctx, counts)
//	ctx = loaders.Attach(ctx, cache, limits)
//	...
//	cost.CacheHits += int(counts.CacheHits.Load())
//	cost.Coalesced += int(counts.Coalesced.Load())
//	cost.Age = counts.OldestStale()
//
// Added, because the loaders have coalesced asks of their own.
package pagecache
