package pagecache

import (
	"context"
	"time"

	"pcgraph/pcclient"
)

// longestFetch is more than a fetch takes, its repeats and pauses included.
const longestFetch = time.Hour

// refused remembers the lists of which a continuation was refused, and since when
// their pages are to be trusted again. All pages fetched before are as good as
// dropped: one of them handed out the continuation, and whoever starts again must
// not be led to it a second time. A fetch that was under way at that moment may
// bring it back, which is why this is remembered and not just done.
type refused struct {
	lists expiring[list, time.Time]
	// memory is how long a page fetched before the refusal may turn up.
	memory time.Duration
}

// note looks for a refused continuation.
func (r *refused) note(k key, err error) {
	if k.from == "" {
		return
	}
	switch pcclient.KindOf(err) {
	case pcclient.KindBadInput, pcclient.KindNotFound:
		now := time.Now()
		// The moment after: a page that was fetched in this one may be old.
		r.lists.put(k.clone().list, now.Add(1), now, now.Add(r.memory))
	}
}

// since is the time before which no fetch may have begun that answers an ask for a
// page of l; zero where any will do.
func (c *Cache) since(ctx context.Context, l list) time.Time {
	since := freshSince(ctx)
	if trusted, _, ok := c.refused.lists.get(l, time.Now()); ok && trusted.After(since) {
		return trusted
	}
	return since
}
