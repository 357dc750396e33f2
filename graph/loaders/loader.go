package loaders

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/graph-gophers/dataloader/v7"
)

// A Loader answers equal asks of one operation with one call.
type Loader[K comparable, V any] struct {
	inner       *dataloader.Loader[K, Promise[V]]
	operation   context.Context
	asks, calls atomic.Int64
}

// noTimer stands where dataloader wants a wait. It is never waited for, because
// every ask is followed by a flush; were one forgotten, this is how long its
// callers would hang before the omission showed.
const noTimer = time.Second

// inputs is how many announced keys may wait for the batch to take them. It takes
// them at once; dataloader's default reserves 8 KB for each batch.
const inputs = 16

// newLoader returns a loader that calls fetch in the operation's context, not
// in that of whoever asks first, so that one caller's deadline or cancellation
// never fails another. Each call takes one of slots while it lasts.
func newLoader[K comparable, V any](operation context.Context, slots chan struct{}, fetch func(context.Context, K) (V, error)) *Loader[K, V] {
	l := &Loader[K, V]{operation: operation}
	batch := func(ctx context.Context, keys []K) []*dataloader.Result[Promise[V]] {
		l.calls.Add(int64(len(keys)))
		results := make([]*dataloader.Result[Promise[V]], len(keys))
		for i, key := range keys {
			results[i] = &dataloader.Result[Promise[V]]{Data: start(ctx, slots, func() (V, error) { return fetch(ctx, key) })}
		}
		return results
	}
	l.inner = dataloader.NewBatchedLoader(batch,
		dataloader.WithWait[K, Promise[V]](noTimer), dataloader.WithInputCapacity[K, Promise[V]](inputs))
	return l
}

// Ask announces that key is wanted. Its call starts with the next Flush,
// together with those of all others that were announced.
func (l *Loader[K, V]) Ask(key K) func(context.Context) (V, error) {
	l.asks.Add(1)
	thunk := l.inner.Load(l.operation, key)
	return func(ctx context.Context) (V, error) {
		promise, err := thunk()
		if err != nil {
			var none V
			return none, err
		}
		return promise.wait(ctx)
	}
}

// Flush starts the calls that were announced.
func (l *Loader[K, V]) Flush() { l.inner.Flush() }

// Load asks for key alone and waits for the answer, or for the end of ctx.
func (l *Loader[K, V]) Load(ctx context.Context, key K) (V, error) {
	answer := l.Ask(key)
	l.Flush()
	return answer(ctx)
}

func (l *Loader[K, V]) coalesced() int { return int(l.asks.Load() - l.calls.Load()) }

// A Promise is a call that has been started.
type Promise[V any] struct{ outcome *outcome[V] }

type outcome[V any] struct {
	done  chan struct{}
	value V
	err   error
}

func start[V any](ctx context.Context, slots chan struct{}, call func() (V, error)) Promise[V] {
	o := &outcome[V]{done: make(chan struct{})}
	go func() {
		defer close(o.done)
		defer func() {
			if r := recover(); r != nil {
				o.err = &panicError{value: r, stack: debug.Stack()}
			}
		}()
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			o.value, o.err = call()
		case <-ctx.Done():
			o.err = context.Cause(ctx)
		}
	}()
	return Promise[V]{o}
}

func (p Promise[V]) wait(ctx context.Context) (V, error) {
	select {
	case <-p.outcome.done:
		return p.outcome.value, p.outcome.err
	case <-ctx.Done():
		var none V
		return none, context.Cause(ctx)
	}
}

// A panicError is a panic in a call that a loader had started.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("loaders: panic: %v", e.value) }

// PanicStack is for the log only.
func (e *panicError) PanicStack() []byte { return e.stack }
