package pcclient

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// account is one customer's, or the partner's own, as a call sees it: what decides
// whether a try may be made, and learns how it went.
type account struct {
	standings *standings
	key       uint64
}

// enter waits until a try may be made, or says why it may not. Each pass that it
// gives goes back through leave. Calls that wait need not all wait for the same: by
// the time that a pause is over, the first of them may have met another.
func (a account) enter(ctx context.Context) (pass, error) {
	observer, op := a.standings.observer, tryOf(ctx).op
	giveUp := time.Now().Add(a.standings.maxRetryAfter)
	for {
		found := a.standings.find(a.key)
		if found == nil {
			return pass{}, nil
		}
		p, refusal := found.enter()
		if refusal == nil {
			return p, nil
		}
		if refusal.isPause {
			observer.Throttled(op, refusal.left)
		}
		wait := refusal.left + rand.N(minBackoff)
		if !refusal.isPause || wait >= remaining(ctx) || time.Now().Add(refusal.left).After(giveUp) {
			observer.Refused(op, refusal.fault.Kind)
			return pass{}, refusal.fault
		}
		if err := sleep(ctx, wait); err != nil {
			return pass{}, err
		}
	}
}

// enterBeside is enter for a second try beside one that is slow. It never waits, is
// refused by an account in trouble, and is paid for like a retry.
func (a account) enterBeside(ctx context.Context) (p pass, ok bool) {
	if found := a.standings.find(a.key); found != nil {
		if p, ok = found.enterBeside(); !ok {
			return pass{}, false
		}
	}
	if !a.payForRetry() {
		return pass{}, false
	}
	a.standings.observer.Hedge(tryOf(ctx).op)
	return p, true
}

// leave tells how the try went that was made with p. ctx is the try's own.
func (a account) leave(ctx context.Context, p pass, err error) {
	fault := upstreamFault(err)
	went := toldNothing
	if err == nil || fault != nil && done(ctx) == nil {
		went = outcomeOf(fault)
	}
	var s *standing
	if went == failed || pauseAfter(fault) > 0 {
		s = a.standings.findOrAdd(a.key)
	} else if s = a.standings.find(a.key); s == nil {
		return
	}
	s.update(func(now time.Time) {
		s.breaker.release(p, went)
		s.throttle.note(fault, now)
	})
}

// upstreamFault is the error of a try that reached for Partner Center, nil where it
// worked or did not get that far.
func upstreamFault(err error) *Error {
	e, ok := errors.AsType[*Error](err)
	if _, noToken := errors.AsType[*tokenError](err); !ok || noToken || e.unsent {
		return nil
	}
	return e
}

// earnRetry pays a call into the retry budget.
func (a account) earnRetry() {
	if s := a.standings.find(a.key); s != nil {
		s.update(func(time.Time) { s.budget.earn() })
	}
}

// payForRetry takes a retry out of the budget, or reports that there is none left.
func (a account) payForRetry() (ok bool) {
	s := a.standings.findOrAdd(a.key)
	s.update(func(time.Time) { ok = s.budget.spend() })
	return ok
}

// paused is the error of a try that must not be sent now, nil when it may be.
func (a account) paused() (e *Error) {
	if s := a.standings.find(a.key); s != nil {
		s.update(func(now time.Time) {
			if left := s.throttle.left(now); left > 0 {
				e = s.throttle.fault(left)
			}
		})
	}
	return e
}

// sleep waits for d, or until ctx is done, which is an error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
