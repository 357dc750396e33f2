package pcclient

import (
	"context"
	"errors"
	"time"
)

// hedge makes a try and, when that takes longer than after, another one beside it,
// if another lets it pass. The first good answer counts, and cancels the other try;
// what may pass is no answer while the other may still have a better one. after 0
// means a single try.
//
// failsafe's hedge policy is not used: there, either a failure cancels the try that
// may yet work, or a try that fails at once has to wait for its hedge.
func hedge[T any](ctx context.Context, after time.Duration, first pass, try func(context.Context, pass) (T, error), another func() (pass, bool)) (T, error) {
	if after <= 0 {
		return try(ctx, first)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		result   T
		err      error
		panicked any
		isFirst  bool
	}
	answers := make(chan answer, 2) // has room for that of the loser
	start := func(p pass, isFirst bool) {
		go func() {
			a := answer{isFirst: isFirst}
			defer func() {
				a.panicked = recover()
				answers <- a
			}()
			a.result, a.err = try(ctx, p)
		}()
	}

	start(first, true)
	underWay := 1
	timer := time.NewTimer(after)
	defer timer.Stop()
	var firsts answer
	for {
		select {
		case <-timer.C:
			if p, ok := another(); ok {
				start(p, false)
				underWay++
			}
		case a := <-answers:
			if a.panicked != nil {
				panic(a.panicked) // where the caller may recover it
			}
			if isGood(a.err) {
				return a.result, a.err
			}
			if a.isFirst {
				firsts = a
			}
			if underWay--; underWay == 0 {
				return firsts.result, firsts.err
			}
		}
	}
}

// isGood reports whether another try could bring nothing better.
func isGood(err error) bool {
	if err == nil {
		return true
	}
	e, ok := errors.AsType[*Error](err)
	return ok && !mayPass(e)
}
