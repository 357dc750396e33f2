package export

import (
	"errors"
	"time"
)

// Failure is why the API did not answer, and what there is to do about it.
type Failure struct {
	Remedy  Remedy
	Message string // for whoever runs the export
	// RetryAfter is the pause that the API asks for. 0: it asks for none.
	RetryAfter time.Duration
}

func (f *Failure) Error() string { return f.Message }

// Remedy is what helps against a failure. A later one is the graver.
type Remedy int

// The remedies.
const (
	// AskAgain: the same question may be answered later.
	AskAgain Remedy = iota
	// StartOver: the cursor is lost; the batch has to be read from its start.
	StartOver
	// SkipBatch: nothing helps this batch; others may fare better.
	SkipBatch
	// GiveUp: every further question would fail the same way.
	GiveUp
)

// remedy says what helps against any error.
func remedy(err error) Remedy {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure.Remedy
	}
	return AskAgain
}

// brokenError is a fault of the output or of the state file. It ends the run,
// because the two would no longer tell the same.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

func broken(err error) error {
	if err == nil {
		return nil
	}
	return &brokenError{err}
}

// endsRun says whether no other batch need be tried.
func endsRun(err error) bool {
	var fault *brokenError
	return errors.As(err, &fault) || remedy(err) == GiveUp
}
