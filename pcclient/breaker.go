package pcclient

import (
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// BreakerState is the state of a circuit breaker.
type BreakerState string

const (
	// BreakerClosed lets every call pass.
	BreakerClosed BreakerState = "closed"
	// BreakerOpen refuses every call.
	BreakerOpen BreakerState = "open"
	// BreakerHalfOpen lets one call pass at a time, to see how it fares.
	BreakerHalfOpen BreakerState = "half-open"
)

const (
	breakerWindow   = 30 * time.Second
	breakerMinTries = 20
	breakerDelay    = 5 * time.Second
	// probePause is when to come again while a probe is under way, whose end
	// nobody knows.
	probePause = time.Second
)

// breaker refuses an account's tries while most of them fail. The library counts,
// and decides when to open and close. What it does not do is done here: to let a
// probe go that told nothing, which would be waited for forever, and to leave tries
// out of account that began before the last change of state. Those of an outage may
// time out long after it.
type breaker struct {
	circuit circuitbreaker.CircuitBreaker[any] // nil when there is none
	era     int                                // how often the state has changed
	probing bool
}

// pass is the leave to make one try.
type pass struct {
	era     int
	isProbe bool
}

func newBreaker(failureRate float64) breaker {
	if failureRate < 0 {
		return breaker{}
	}
	return breaker{circuit: circuitbreaker.NewBuilder[any]().
		WithFailureRateThreshold(failureRate, breakerMinTries, breakerWindow).
		WithSuccessThreshold(1).
		WithDelay(breakerDelay).
		Build()}
}

func (b *breaker) state() BreakerState {
	if b.circuit == nil {
		return BreakerClosed
	}
	return BreakerState(b.circuit.State().String())
}

// left is for how long no try may pass, 0 when one may.
func (b *breaker) left() time.Duration {
	switch b.state() {
	case BreakerOpen:
		return b.circuit.RemainingDelay()
	case BreakerHalfOpen:
		if b.probing {
			return probePause
		}
	}
	return 0
}

// acquire lets a try pass. It is for when nothing is left.
func (b *breaker) acquire() pass {
	if b.state() == BreakerOpen {
		b.circuit.HalfOpen()
		b.era++
	}
	b.probing = b.state() == BreakerHalfOpen
	return pass{era: b.era, isProbe: b.probing}
}

// release learns how a try went.
func (b *breaker) release(p pass, went outcome) {
	if b.circuit == nil || p.era != b.era {
		return
	}
	if p.isProbe {
		b.probing = false
	}
	before := b.state()
	switch went {
	case worked:
		b.circuit.RecordSuccess()
	case failed:
		b.circuit.RecordFailure()
	}
	if b.state() != before {
		b.era++
	}
}

// outcome is what a try tells of how Partner Center is.
type outcome uint8

const (
	toldNothing outcome = iota
	worked
	failed
)

// outcomeOf judges a try that was made by its error, which may be nil.
func outcomeOf(fault *Error) outcome {
	if fault == nil {
		return worked
	}
	switch fault.Kind {
	case KindUnavailable, KindTimeout:
		return failed
	case KindThrottled:
		return toldNothing
	}
	return worked // Whoever can say that there is no such customer is well.
}

// openBreaker is the error of a call that a breaker refuses.
func openBreaker(left time.Duration) *Error {
	return &Error{
		Kind: KindUnavailable, RetryAfter: left, unsent: true,
		reason: "not sent, because most of the calls before it failed",
	}
}
