package httpd

import "context"

// A Splice holds what was left out of one response's data: long parts that are made elsewhere and need not be
// copied into it.
type Splice interface {
	// Parts returns the data in pieces, to be sent one after another, with nothing left out any more. The error
	// says that the data cannot be completed.
	Parts(data []byte) ([][]byte, error)
	// Release is called when the pieces will not be used again, also when they never were.
	Release()
}

// whole is the Splice of a response from which nothing is left out.
type whole struct{}

func (whole) Parts(data []byte) ([][]byte, error) { return [][]byte{data}, nil }
func (whole) Release()                            {}

func nothingSpliced(ctx context.Context) (context.Context, Splice) { return ctx, whole{} }
