package pagecache

// Stats are a Cache's totals since it was made. An ask that was not given up counts
// as one of Hits, Misses and Coalesced.
type Stats struct {
	// Hits counts the asks that were answered from memory.
	Hits uint64
	// Misses counts the asks that were passed on to the upstream.
	Misses uint64
	// Coalesced counts the asks that were answered by another ask's call.
	Coalesced uint64
	// Stale counts those of Misses and Coalesced that were answered with a stale page
	// in the end.
	Stale uint64
	// Evictions counts the pages that were dropped for want of room, not those
	// whose time was over.
	Evictions uint64
	// Entries is how many pages and customers are in memory.
	Entries int
	// Bytes is how much memory they take.
	Bytes uint64
}

// Stats returns the totals so far. It does what there is to do about pages that were
// stored or whose time is over, so it is for a metric, not for each request.
func (c *Cache) Stats() Stats {
	s := Stats{
		Hits:      c.hits.Load(),
		Misses:    c.misses.Load(),
		Coalesced: c.coalesced.Load(),
		Stale:     c.stale.Load(),
	}
	if c.store != nil {
		// What was stored a moment ago is counted, and what has to go is gone.
		c.store.pages.CleanUp()
		s.Bytes = c.store.pages.WeightedSize()
		s.Entries = c.store.pages.EstimatedSize()
		s.Evictions = c.store.evictions.Load()
	}
	return s
}
