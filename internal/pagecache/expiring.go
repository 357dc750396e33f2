package pagecache

import (
	"maps"
	"sync"
	"time"
)

// expiring remembers values, each until a time of its own. It is ready to use when
// zero, and safe for concurrent use.
type expiring[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]timed[V]
	sweepAt int
}

type timed[V any] struct {
	value V
	until time.Time
}

// minSweep is how many entries are not worth looking through for old ones.
const minSweep = 64

// get returns the value of k and until when it holds.
func (e *expiring[K, V]) get(k K, now time.Time) (value V, until time.Time, ok bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	entry, ok := e.entries[k]
	if !ok || !now.Before(entry.until) {
		var none V
		return none, time.Time{}, false
	}
	return entry.value, entry.until, true
}

// put remembers a value. One that is remembered for longer is left as it is.
func (e *expiring[K, V]) put(k K, value V, now, until time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.entries == nil {
		e.entries = map[K]timed[V]{}
	}
	if old, ok := e.entries[k]; ok && until.Before(old.until) {
		return
	}
	e.entries[k] = timed[V]{value, until}
	if len(e.entries) > max(e.sweepAt, minSweep) {
		maps.DeleteFunc(e.entries, func(_ K, entry timed[V]) bool { return !now.Before(entry.until) })
		// Twice what is left, so that looking through costs a put little on average.
		e.sweepAt = 2 * len(e.entries)
	}
}
