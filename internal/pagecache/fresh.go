package pagecache

import (
	"context"
	"time"
)

type freshKey struct{}

// WithFresh gives a context whose asks are answered only by fetches that began
// when it was called or later, such as for a request with Cache-Control: no-cache.
// An older page is not served and an older fetch not joined, because neither can
// know of a change made in between. A younger one does as well as a fetch of its
// own, whoever asked for it. What is fetched is stored for others.
//
// A pause that Partner Center asked for is kept all the same.
func WithFresh(ctx context.Context) context.Context {
	return context.WithValue(ctx, freshKey{}, time.Now())
}

// freshSince is zero where any age will do.
func freshSince(ctx context.Context) time.Time {
	since, _ := ctx.Value(freshKey{}).(time.Time)
	return since
}
