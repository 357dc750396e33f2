package export

import "context"

// Source is where the devices come from: one customer, seen through the API.
// Its errors are [Failure]s; any other error is one that may pass.
type Source interface {
	// Batches lists the customer's batches.
	Batches(ctx context.Context) ([]Batch, error)
	// Window reads the devices of a batch behind a cursor, or the first ones
	// when the cursor is "".
	Window(ctx context.Context, batchID, after string) (Window, error)
}

// Batch is a batch as the list of batches shows it.
type Batch struct {
	ID string
	// Devices is how many the batch is said to hold, which may lag behind; -1
	// when that is not known.
	Devices int
}

// Window is a piece of a batch's devices.
type Window struct {
	Devices []Device
	// Next is the cursor that continues behind the window; "" at the end.
	Next string
}
