// Package loaders is one operation's memory of the upstream, on
// graph-gophers/dataloader.
//
// Partner Center has no "get many", so a loader here does not turn many keys
// into one call. It does three other things: it collapses equal asks of one
// operation into one call, it starts the calls of all siblings together under a
// bound, and it is the one place for the operation's budget and cancellation.
//
// Batch functions hand out promises instead of results. A batch of keys is
// therefore answered at once, and one slow call never holds back the calls that
// its siblings go on to make. Nothing waits for a timer either: whoever asks
// flushes.
package loaders
