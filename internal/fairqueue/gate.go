// Package fairqueue bounds how many upstream calls are under way, in total and
// for one customer, and shares the places fairly between operations: an
// operation that wants a thousand calls takes turns with one that wants a single
// call, however much earlier it came.
package fairqueue

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Defaults of [Limits].
const (
	// DefaultTotal is four operations' worth of calls at full width.
	DefaultTotal = 256
	// DefaultPerCustomer is one operation's worth: Partner Center throttles by
	// customer, and counts concurrency.
	DefaultPerCustomer = 64
)

// Limits bound the calls under way.
type Limits struct {
	// Total bounds all calls. 0 means [DefaultTotal].
	Total int
	// PerCustomer bounds the calls for one customer. 0 means
	// [DefaultPerCustomer].
	PerCustomer int
}

// A Gate lets calls pass under its limits. It is safe for concurrent use.
type Gate struct {
	limits Limits

	mu         sync.Mutex
	total      int
	byCustomer map[string]int
	// turns are the operations that wait, in the order of their next turn.
	turns  []*turn
	byName map[any]*turn
}

// A turn is what one operation waits for.
type turn struct {
	operation any
	waiting   []*waiter
}

// A waiter is a call that may not start yet.
type waiter struct {
	customer string
	admitted chan struct{} // closed when it may
}

// NewGate makes a Gate.
func NewGate(limits Limits) (*Gate, error) {
	if limits.Total == 0 {
		limits.Total = DefaultTotal
	}
	if limits.PerCustomer == 0 {
		limits.PerCustomer = DefaultPerCustomer
	}
	var faults []error
	for name, limit := range map[string]int{"Total": limits.Total, "PerCustomer": limits.PerCustomer} {
		if limit < 0 {
			faults = append(faults, fmt.Errorf("fairqueue: Limits.%s is %d; it must be at least 1", name, limit))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &Gate{limits: limits, byCustomer: map[string]int{}, byName: map[any]*turn{}}, nil
}

// Enter waits until a call for customer may start, and returns what must be
// called when it has ended. The empty customer is the partner itself. Calls of
// one operation, which is any comparable value, are admitted in their order as
// far as their customers allow. It fails with ctx's cause when that ends first.
func (g *Gate) Enter(ctx context.Context, operation any, customer string) (leave func(), err error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	w := &waiter{customer: customer, admitted: make(chan struct{})}
	g.mu.Lock()
	g.enqueue(operation, w)
	g.admit()
	g.mu.Unlock()

	select {
	case <-w.admitted:
	case <-ctx.Done():
		g.mu.Lock()
		defer g.mu.Unlock()
		if !g.withdraw(operation, w) { // admitted meanwhile: hand the place on
			g.release(customer)
		}
		return nil, context.Cause(ctx)
	}
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.release(customer)
	}), nil
}

func (g *Gate) enqueue(operation any, w *waiter) {
	t := g.byName[operation]
	if t == nil {
		t = &turn{operation: operation}
		g.byName[operation] = t
		g.turns = append(g.turns, t)
	}
	t.waiting = append(t.waiting, w)
}

// withdraw takes back a waiter, unless it was admitted.
func (g *Gate) withdraw(operation any, w *waiter) bool {
	t := g.byName[operation]
	if t == nil {
		return false
	}
	for i, other := range t.waiting {
		if other == w {
			t.remove(i)
			g.tidy(t)
			return true
		}
	}
	return false
}

func (g *Gate) release(customer string) {
	g.total--
	if g.byCustomer[customer]--; g.byCustomer[customer] == 0 {
		delete(g.byCustomer, customer)
	}
	g.admit()
}

// admit lets in whoever fits, one call of each operation in turn.
func (g *Gate) admit() {
	for blocked := 0; g.total < g.limits.Total && blocked < len(g.turns); {
		t := g.turns[0]
		w := g.next(t)
		g.turns = append(g.turns[1:], t)
		if w == nil {
			blocked++
			continue
		}
		blocked = 0
		g.tidy(t)
		g.total++
		g.byCustomer[w.customer]++
		close(w.admitted)
	}
}

// next takes the operation's first call whose customer has a place.
func (g *Gate) next(t *turn) *waiter {
	for i, w := range t.waiting {
		if g.byCustomer[w.customer] < g.limits.PerCustomer {
			t.remove(i)
			return w
		}
	}
	return nil
}

// tidy forgets an operation that waits for nothing.
func (g *Gate) tidy(t *turn) {
	if len(t.waiting) > 0 {
		return
	}
	delete(g.byName, t.operation)
	for i, other := range g.turns {
		if other == t {
			g.turns = append(g.turns[:i], g.turns[i+1:]...)
			return
		}
	}
}

func (t *turn) remove(i int) { t.waiting = append(t.waiting[:i], t.waiting[i+1:]...) }
