package pcclient

import "context"

// Attempt is what a program's own [Options.Transport] may know of the request that
// it is handed, and cannot read from its address.
type Attempt struct {
	// Op is the method and the route's template, as an [Observer] is told it.
	Op string
	// Number is which of the call's tries it is, from 1.
	Number int
}

// AttemptOf finds the Attempt in a request's context. It is the zero Attempt where
// the request is not a Client's.
func AttemptOf(ctx context.Context) Attempt {
	try := tryOf(ctx)
	return Attempt{Op: try.op, Number: try.number}
}
