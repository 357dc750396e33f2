package service

import (
	"context"
	"math"
	"net/http"
	"strings"

	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/internal/fairqueue"
	"pcgraph/internal/pagecache"
)

// shared tells what operations share with one another which operation this is:
// what its caller may see, what it wants counted, and whether old pages will do.
func shared(ctx context.Context, header http.Header) context.Context {
	ctx = withTouched(ctx)
	ctx = pagecache.WithScope(ctx, access.From(ctx).Key())
	ctx = pagecache.WithCounts(ctx, &pagecache.Counts{})
	if wantsFresh(header) {
		ctx = pagecache.WithFresh(ctx)
	}
	return fairqueue.WithOperation(ctx)
}

// wantsFresh says whether the request has `Cache-Control: no-cache`.
func wantsFresh(header http.Header) bool {
	for directive := range strings.SplitSeq(strings.Join(header.Values("Cache-Control"), ","), ",") {
		if strings.EqualFold(strings.TrimSpace(directive), "no-cache") {
			return true
		}
	}
	return false
}

// explain says how an operation's answer came about: what it cost, when that was
// asked for with `PCGraph-Explain: 1`, and in any case whether a part of it is older
// than it should be.
func explain(ctx context.Context, asked bool) map[string]any {
	l, err := loaders.From(ctx)
	if err != nil {
		return nil
	}
	counts := pagecache.CountsOf(ctx)
	isStale := counts.Stale.Load() > 0
	if !asked && !isStale {
		return nil
	}
	how := map[string]any{}
	if asked {
		cost := l.Cost()
		how["calls"], how["retries"] = cost.Calls, cost.Retries
		how["cacheHits"], how["coalesced"] = counts.CacheHits.Load(), int64(cost.Coalesced)+counts.Coalesced.Load()
	}
	if isStale {
		how["stale"] = map[string]any{"age": int64(math.Ceil(counts.OldestStale().Seconds()))}
	}
	return how
}
