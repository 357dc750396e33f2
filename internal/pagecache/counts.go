package pagecache

import (
	"context"
	"sync/atomic"
	"time"
)

// Counts are one operation's. They are safe for concurrent use.
type Counts struct {
	// CacheHits counts the asks that were answered from memory.
	CacheHits atomic.Int64
	// Coalesced counts the asks that were answered by another ask's call, be it
	// with an error.
	Coalesced atomic.Int64
	// Stale counts the asks that were answered with a stale page.
	Stale atomic.Int64

	oldest atomic.Int64 // the age of the oldest of these, as a Duration
}

// OldestStale is how old the oldest of the stale pages was when it was served: the
// time since its fetch began. It is 0 where there was none.
func (c *Counts) OldestStale() time.Duration { return time.Duration(c.oldest.Load()) }

type countsKey struct{}

// WithCounts gives a context whose asks are counted in counts, and in no Counts
// that ctx had before.
func WithCounts(ctx context.Context, counts *Counts) context.Context {
	return context.WithValue(ctx, countsKey{}, counts)
}

// CountsOf returns the Counts of a context, new ones where it has none.
func CountsOf(ctx context.Context) *Counts {
	if counts, _ := ctx.Value(countsKey{}).(*Counts); counts != nil {
		return counts
	}
	return &Counts{}
}

func (c *Cache) countHit(ctx context.Context) {
	c.hits.Add(1)
	if counts, _ := ctx.Value(countsKey{}).(*Counts); counts != nil {
		counts.CacheHits.Add(1)
	}
}

func (c *Cache) countCoalesced(ctx context.Context) {
	c.coalesced.Add(1)
	if counts, _ := ctx.Value(countsKey{}).(*Counts); counts != nil {
		counts.Coalesced.Add(1)
	}
}

func (c *Cache) countStale(ctx context.Context, age time.Duration) {
	c.stale.Add(1)
	counts, _ := ctx.Value(countsKey{}).(*Counts)
	if counts == nil {
		return
	}
	counts.Stale.Add(1)
	for oldest := counts.oldest.Load(); int64(age) > oldest; oldest = counts.oldest.Load() {
		if counts.oldest.CompareAndSwap(oldest, int64(age)) {
			return
		}
	}
}
