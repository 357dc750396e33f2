package pagecache

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// A group lets all who ask for the same key at the same time share one fetch, the
// flight. It differs from golang.org/x/sync/singleflight in how a flight ends: each
// caller may leave it, the last one out ends it, and what went wrong for one caller
// alone goes wrong for no other.
type group[K comparable, V any] struct {
	// isPersonal reports whether a fetch failed for a reason that lies with the
	// caller whose context it ran in. The fetch is then tried for the next one.
	isPersonal func(error) bool

	mu      sync.Mutex
	flights map[K]*flight[V] // those that can be joined
}

// A flight is a fetch under way. The group's mu guards it.
type flight[V any] struct {
	began   time.Time
	callers []*caller[V]       // those who wait, in the order in which they came
	cancel  context.CancelFunc // ends the fetch that runs at present
}

// A caller waits for a flight. It has its context in it because a flight may have
// to go on with that of any of its callers.
type caller[V any] struct {
	ctx    context.Context
	fetch  func(context.Context) (V, error)
	answer chan answer[V] // has room for the one answer there will be
}

// An answer is the outcome of an ask.
type answer[V any] struct {
	value V
	err   error
	// shared is set where the fetch ran for another caller.
	shared bool
}

// do returns what fetch does, or what it does for another caller who asked for key.
// A flight that began before since is not joined. settled is called when no flight
// can be joined, and may answer instead: an answer that became known since the
// caller looked is seen there, because a flight ends only after its fetch. It must
// not call the group.
//
// fetch runs in a context with the values of ctx, which ends when nobody waits any
// more. do itself ends with ctx, whose cause is then the error.
func (g *group[K, V]) do(ctx context.Context, key K, since time.Time, settled func() (answer[V], bool), fetch func(context.Context) (V, error)) answer[V] {
	if ctx.Err() != nil {
		return answer[V]{err: context.Cause(ctx)}
	}
	me := &caller[V]{ctx: ctx, fetch: fetch, answer: make(chan answer[V], 1)}

	g.mu.Lock()
	f, ok := g.flights[key]
	if !ok || f.began.Before(since) {
		if known, ok := settled(); ok {
			g.mu.Unlock()
			return known
		}
		f = &flight[V]{began: time.Now()}
		if g.flights == nil {
			g.flights = map[K]*flight[V]{}
		}
		g.flights[key] = f
		g.start(key, f, me)
	}
	f.callers = append(f.callers, me)
	g.mu.Unlock()

	select {
	case a := <-me.answer:
		return a
	case <-ctx.Done():
		g.leave(key, f, me)
		return answer[V]{err: context.Cause(ctx)}
	}
}

// start begins a fetch for one of f's callers. The caller of start holds mu.
func (g *group[K, V]) start(key K, f *flight[V], runner *caller[V]) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(runner.ctx))
	f.cancel = cancel
	go func() {
		// What remains if fetch neither returns nor panics but ends its goroutine.
		a := answer[V]{err: errors.New("pagecache: a fetch ended without an answer")}
		defer func() {
			if r := recover(); r != nil {
				a.err = &panicError{value: r, stack: debug.Stack()}
			}
			g.land(key, f, runner, a)
		}()
		a.value, a.err = runner.fetch(ctx)
	}()
}

// land hands out the answer of a fetch that ran for runner.
func (g *group[K, V]) land(key K, f *flight[V], runner *caller[V], a answer[V]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f.cancel()
	if a.err != nil && g.isPersonal(a.err) {
		if i := slices.Index(f.callers, runner); i >= 0 {
			f.callers = slices.Delete(f.callers, i, i+1)
			runner.answer <- a
		}
		if len(f.callers) > 0 {
			g.start(key, f, f.callers[0])
			return
		}
	}
	g.forget(key, f)
	for _, c := range f.callers {
		a.shared = c != runner
		c.answer <- a
	}
	f.callers = nil
}

// leave takes a caller out of a flight, and ends the flight if it was the last.
func (g *group[K, V]) leave(key K, f *flight[V], c *caller[V]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(f.callers, c)
	if i < 0 {
		return // answered in the same moment
	}
	f.callers = slices.Delete(f.callers, i, i+1)
	if len(f.callers) == 0 {
		f.cancel()
		g.forget(key, f)
	}
}

// forget makes sure that nobody joins f any more. There may be a younger flight in
// its place.
func (g *group[K, V]) forget(key K, f *flight[V]) {
	if g.flights[key] == f {
		delete(g.flights, key)
	}
}

// A panicError is a panic in a fetch.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("pagecache: panic: %v", e.value) }

// PanicStack is for the log only.
func (e *panicError) PanicStack() []byte { return e.stack }
