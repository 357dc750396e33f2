package service

import (
	"context"
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

// explain is the answer to `PCGraph-Explain: 1`.
func explain(ctx context.Context) map[string]any {
	l, err := loaders.From(ctx)
	if err != nil {
		return nil
	}
	cost := l.Cost()
	counts := pagecache.CountsOf(ctx)
	return map[string]any{
		"calls": cost.Calls, "retries": cost.Retries,
		"cacheHits": counts.CacheHits.Load(), "coalesced": int64(cost.Coalesced) + counts.Coalesced.Load(),
	}
}
