package pcclient

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// What is waited between two tries, when Partner Center asks for nothing else.
const (
	minBackoff = 250 * time.Millisecond
	maxBackoff = 4 * time.Second
)

// retrier repeats a call whose failure may pass. It is for safe reads only: a
// request that changes something must not come here.
type retrier struct {
	policy        retrypolicy.RetryPolicy[any]
	maxRetries    int
	maxRetryAfter time.Duration
}

// passing marks the failure of a try that another one, after wait, may not meet.
type passing struct {
	fault *Error
	wait  time.Duration
}

func (p passing) Error() string { return p.fault.Error() }

// newRetrier makes the policy once; it keeps nothing of a call.
func newRetrier(options Options) *retrier {
	isPassing := func(_ any, err error) bool {
		_, ok := errors.AsType[passing](err)
		return ok
	}
	// The delay is worked out beforehand, because whether there is time for it
	// decides whether to retry at all. That also keeps the policy's jitter, which
	// shortens as well as lengthens, away from a pause that was asked for.
	wait := func(attempt failsafe.ExecutionAttempt[any]) time.Duration {
		failure, _ := errors.AsType[passing](attempt.LastError())
		return failure.wait
	}
	logger, observer := options.Logger, options.Observer
	return &retrier{
		maxRetries:    options.MaxRetries,
		maxRetryAfter: options.MaxRetryAfter,
		policy: retrypolicy.NewBuilder[any]().
			HandleIf(isPassing).
			WithMaxRetries(options.MaxRetries).
			WithDelayFunc(wait).
			OnRetryScheduled(func(event failsafe.ExecutionScheduledEvent[any]) {
				failure, _ := errors.AsType[passing](event.LastError())
				ctx := event.Context()
				observer.Retry(tryOf(ctx).op, failure.fault.Kind, failure.wait)
				logger.LogAttrs(ctx, slog.LevelDebug, "partner center call will be repeated",
					slog.String("op", tryOf(ctx).op),
					slog.String("kind", failure.fault.Kind.String()),
					slog.Duration("wait", failure.wait))
			}).
			Build(),
	}
}

// do runs try until it succeeds or fails for good, each time with leave of account.
func (r *retrier) do(ctx context.Context, account account, try func(pass) error) error {
	attempt := 0
	var last *Error
	return failsafe.With(r.policy).WithContext(ctx).Run(func() error {
		p, err := account.enter(ctx)
		if err != nil {
			return instead(last, err)
		}
		if attempt++; attempt == 1 {
			account.earnRetry()
		}
		err = try(p)
		e, ok := errors.AsType[*Error](err)
		if !ok || !mayPass(e) || attempt > r.maxRetries {
			return err
		}
		wait := pause(e, attempt)
		if wait >= remaining(ctx) || e.RetryAfter > r.maxRetryAfter || !account.payForRetry() {
			return err
		}
		last = e
		return passing{fault: e, wait: wait}
	})
}

// instead is the error of a call whose next try was refused: what went wrong in the
// last one says more than the refusal, but for when to come again.
func instead(last *Error, refused error) error {
	e, ok := errors.AsType[*Error](refused)
	if last == nil || !ok {
		return refused
	}
	last.RetryAfter = max(last.RetryAfter, e.RetryAfter)
	return last
}

// mayPass reports whether the same request may fare better later.
func mayPass(e *Error) bool {
	switch e.Kind {
	case KindThrottled, KindTimeout:
		return true
	case KindBadResponse:
		// A body that was cut short; anything else would come back as it is, and so
		// would the missing body of a status that has none.
		return e.Status == http.StatusOK && errors.Is(e.Err, io.ErrUnexpectedEOF)
	case KindUnavailable:
		if _, ok := errors.AsType[*tls.CertificateVerificationError](e.Err); ok {
			return false
		}
		switch e.Status {
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable:
			return true
		}
		return e.Status < 400 // no answer, or one that was lost on the way
	}
	return false
}

// pause is how long to wait behind the given attempt. Calls that failed together
// must not come back together, so a part of it is random; what Partner Center asked
// for is never shortened.
func pause(e *Error, attempt int) time.Duration {
	if e.RetryAfter > 0 {
		return e.RetryAfter + rand.N(minBackoff)
	}
	longest := min(minBackoff<<min(attempt, 10), maxBackoff)
	return longest/2 + rand.N(longest/2)
}

// remaining is how much time the context leaves.
func remaining(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return math.MaxInt64
	}
	return time.Until(deadline)
}
