package pcclient

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Kind says what sort of failure an [Error] is, and so what can be done about it.
type Kind uint8

const (
	// KindInvalidArgument is an argument that cannot be sent, such as an id that
	// cannot be a path segment. No call was made.
	KindInvalidArgument Kind = iota + 1
	// KindBadInput is status 400, and any other 4xx without a kind of its own:
	// Partner Center does not accept what was asked.
	KindBadInput
	// KindUnauthorized is status 401, or a [TokenSource] that gave no token: the
	// credential is at fault.
	KindUnauthorized
	// KindForbidden is status 403: the credential is good, but may not do this,
	// or the partner has no relationship with the customer.
	KindForbidden
	// KindNotFound is status 404 or 410.
	KindNotFound
	// KindThrottled is status 429: there were too many calls. Error.RetryAfter
	// says how long to pause, when Partner Center did. Until then, calls for the same
	// customer fail in the same way without being sent.
	KindThrottled
	// KindTimeout is status 408 or 504, or a try that took longer than
	// Options.CallTimeout.
	KindTimeout
	// KindUnavailable is any other 5xx, a connection that could not be made or
	// broke, or a call that was not sent because most of those before it failed.
	KindUnavailable
	// KindBadResponse is an answer that cannot be understood: not JSON, of another
	// shape, cut short, too large, a redirect, or a list that has no items member
	// or does not come to an end.
	KindBadResponse
	// KindCanceled means that the caller's context is done. errors.Is finds
	// context.Canceled or context.DeadlineExceeded in the error.
	KindCanceled
)

var kindNames = [...]string{
	KindInvalidArgument: "invalid argument",
	KindBadInput:        "bad input",
	KindUnauthorized:    "unauthorized",
	KindForbidden:       "forbidden",
	KindNotFound:        "not found",
	KindThrottled:       "throttled",
	KindTimeout:         "timeout",
	KindUnavailable:     "unavailable",
	KindBadResponse:     "bad response",
	KindCanceled:        "canceled",
}

// String is the kind in lower-case words, such as "bad response".
func (k Kind) String() string {
	if k == 0 || int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// KindOf is the kind of the first [*Error] in err's chain, 0 where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return 0
}

// Error is a call that failed. Its text is one line for a log; what a program
// needs is in the fields.
type Error struct {
	// Kind says what to do about it.
	Kind Kind
	// Op is the method and the route's template, such as
	// "GET /v1/customers/{customer-id}/deviceBatches"; never an id. Empty when no
	// single call is at fault, as for a list that goes round in circles.
	Op string
	// Status is the HTTP status of the last answer, 0 when there was none.
	Status int
	// Code is Partner Center's own error code, such as "20002"; empty when it
	// sent none.
	Code string
	// Description is Partner Center's own sentence, at most 1024 bytes. It may
	// hold ids, so it is not part of the error's text.
	Description string
	// RequestID and CorrelationID are what Microsoft's support asks for: as the
	// answer has them, or as they were sent where there was no answer. Where a call
	// was not sent because of an earlier answer, they are that one's, as are Status
	// and Code.
	RequestID, CorrelationID string
	// RetryAfter is the pause that Partner Center asked for, 0 when it did not. Where
	// a call was not sent, it is how long to wait before one may be.
	RetryAfter time.Duration
	// Attempts is how often the call was tried, hedges included; 0 when it was not.
	// Sending a request again with a renewed token is a part of the same try.
	Attempts int
	// Err is the cause, nil when the other fields say it all. Its text may say
	// more than may be shown.
	Err error

	// reason is a fixed sentence of ours that makes the kind more precise.
	reason string
	// unsent is set where the try was refused here, so that it tells nothing new.
	unsent bool
}

// invalidArgument is the error of a call that was not made.
func invalidArgument(r route, reason string) *Error {
	return &Error{Kind: KindInvalidArgument, Op: r.op(), reason: reason}
}

// badResponse is the error of an answer that cannot be used.
func badResponse(reason string) *Error {
	return &Error{Kind: KindBadResponse, reason: reason}
}

// Error is one line. It names no customer, batch or device, and holds no URL and
// nothing of a body but its error code.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("pcclient: ")
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Kind.String())
	if e.reason != "" {
		b.WriteString(": " + e.reason)
	}
	separator := " ("
	add := func(detail string) {
		b.WriteString(separator + detail)
		separator = ", "
	}
	if e.Status != 0 {
		add("status " + strconv.Itoa(e.Status))
	}
	if e.Code != "" {
		add("code " + e.Code)
	}
	if e.RetryAfter > 0 {
		add("retry after " + e.RetryAfter.String())
	}
	if e.Attempts > 1 {
		add(strconv.Itoa(e.Attempts) + " attempts")
	}
	if e.RequestID != "" {
		add("request " + e.RequestID)
	}
	if separator == ", " {
		b.WriteString(")")
	}
	return oneLine(b.String())
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// oneLine makes sure that no text from outside can forge a second log line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}
