package pagecache

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

// A store keeps pages in memory for a while. A nil store keeps nothing.
type store struct {
	pages     *otter.Cache[key, *stored]
	ttl       time.Duration
	evictions atomic.Uint64
}

// stored is a page in memory.
type stored struct {
	page  any
	began time.Time // when its fetch did
	until time.Time // when it becomes stale
	bytes uint32
}

// newStore makes a store that serves pages for ttl, and keeps them for as long as
// stale behind that.
func newStore(ttl, stale time.Duration, maxBytes int64) (*store, error) {
	s := &store{ttl: ttl}
	pages, err := otter.New(&otter.Options[key, *stored]{
		MaximumWeight:    uint64(maxBytes),
		Weigher:          func(_ key, page *stored) uint32 { return page.bytes },
		ExpiryCalculator: otter.ExpiryWriting[key, *stored](ttl + stale),
		OnAtomicDeletion: func(e otter.DeletionEvent[key, *stored]) {
			if e.Cause == otter.CauseOverflow {
				s.evictions.Add(1)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	s.pages = pages
	return s, nil
}

// get returns the page of k, if it was fetched since then and is not stale.
func (s *store) get(k key, since time.Time) (any, bool) {
	held := s.held(k, since)
	if held == nil || !time.Now().Before(held.until) {
		return nil, false
	}
	return held.page, true
}

// stale returns the page of k, if it was fetched since then, and how old it is.
func (s *store) stale(k key, since time.Time) (page any, age time.Duration, ok bool) {
	held := s.held(k, since)
	if held == nil {
		return nil, 0, false
	}
	return held.page, time.Since(held.began), true
}

func (s *store) held(k key, since time.Time) *stored {
	if s == nil {
		return nil
	}
	held, ok := s.pages.GetIfPresent(k)
	if !ok || held.began.Before(since) {
		return nil
	}
	return held
}

// put keeps a page whose fetch began at the given time, unless there is a younger
// one. It returns the page as it should be handed out, so that not both forms stay
// in memory.
func (s *store) put(k key, page any, began time.Time) any {
	if s == nil {
		return page
	}
	page, size := compact(page)
	k = k.clone()
	held := &stored{page: page, began: began, until: time.Now().Add(s.ttl), bytes: uint32(min(size+k.bytes()+entryBytes, math.MaxUint32))}
	s.pages.Compute(k, func(old *stored, found bool) (*stored, otter.ComputeOp) {
		if found && old.began.After(began) {
			return old, otter.CancelOp
		}
		return held, otter.WriteOp
	})
	return page
}

// drop forgets the page of k, unless its fetch began later than at the given time.
func (s *store) drop(k key, began time.Time) {
	if s == nil {
		return
	}
	s.pages.ComputeIfPresent(k, func(old *stored) (*stored, otter.ComputeOp) {
		if old.began.After(began) {
			return old, otter.CancelOp
		}
		return nil, otter.InvalidateOp
	})
}

func (s *store) close() {
	if s != nil {
		s.pages.StopAllGoroutines()
	}
}
