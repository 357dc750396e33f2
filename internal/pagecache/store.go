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
	evictions atomic.Uint64
}

// stored is a page in memory.
type stored struct {
	page  any
	began time.Time // when its fetch did
	bytes uint32
}

func newStore(ttl time.Duration, maxBytes int64) (*store, error) {
	s := &store{}
	pages, err := otter.New(&otter.Options[key, *stored]{
		MaximumWeight:    uint64(maxBytes),
		Weigher:          func(_ key, page *stored) uint32 { return page.bytes },
		ExpiryCalculator: otter.ExpiryWriting[key, *stored](ttl),
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

// get returns the page of k, if it was fetched since then.
func (s *store) get(k key, since time.Time) (any, bool) {
	if s == nil {
		return nil, false
	}
	held, ok := s.pages.GetIfPresent(k)
	if !ok || held.began.Before(since) {
		return nil, false
	}
	return held.page, true
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
	held := &stored{page: page, began: began, bytes: uint32(min(size+k.bytes()+entryBytes, math.MaxUint32))}
	s.pages.Compute(k, func(old *stored, found bool) (*stored, otter.ComputeOp) {
		if found && old.began.After(began) {
			return old, otter.CancelOp
		}
		return held, otter.WriteOp
	})
	return page
}

func (s *store) close() {
	if s != nil {
		s.pages.StopAllGoroutines()
	}
}
