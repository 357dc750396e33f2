// Package gqlerr is the one place where an error becomes a GraphQL error. An
// error is secret until this package knows it: what it does not know reaches
// the caller as INTERNAL with a request ID, and its detail the log only.
package gqlerr

import (
	"fmt"

	"pcgraph/graph/model"
)

// An Error is meant for the caller as it stands.
type Error struct {
	Code model.ErrorCode
	// Message says what is wrong and what would do, in whole sentences.
	Message string
}

func (e *Error) Error() string { return e.Message }

// BadUserInput returns the error for an argument that cannot be used.
func BadUserInput(format string, args ...any) error {
	return &Error{model.ErrorCodeBadUserInput, fmt.Sprintf(format, args...)}
}

// Forbidden returns the error for what the caller's grant does not open.
func Forbidden(format string, args ...any) error {
	return &Error{model.ErrorCodeForbidden, fmt.Sprintf(format, args...)}
}

// NotFound returns the error for an object that Partner Center does not have.
func NotFound(format string, args ...any) error {
	return &Error{model.ErrorCodeNotFound, fmt.Sprintf(format, args...)}
}
