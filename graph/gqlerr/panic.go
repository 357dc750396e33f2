package gqlerr

import (
	"fmt"
	"runtime/debug"
)

// Panicked returns the error of a panic. It is called where the panic is
// recovered, so that the stack still tells where it came from.
func Panicked(value any) error { return &panicError{value: value, stack: debug.Stack()} }

type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// PanicStack is for the log only.
func (e *panicError) PanicStack() []byte { return e.stack }
