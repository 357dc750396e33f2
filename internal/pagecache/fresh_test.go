package pagecache

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestFreshPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{}
		c := newCache(t, upstream, Options{TTL: ttl})
		steps := []struct {
			name  string
			fresh bool
			want  string
		}{
			{"the first ask", false, "1 "},
			{"from memory", false, "1 "},
			{"fresh", true, "2 "},
			{"what was fresh is kept for others", false, "2 "},
			{"fresh again", true, "3 "},
		}
		for _, step := range steps {
			time.Sleep(time.Second)
			ctx := t.Context()
			if step.fresh {
				ctx = WithFresh(ctx)
			}
			if got := mustFirst(t, ctx, c); !strings.HasPrefix(got, step.want) {
				t.Errorf("%s: %q, want %s", step.name, got, step.want)
			}
		}
		// Fresh is what is younger than the operation, whoever fetched it.
		time.Sleep(time.Second)
		ctx := WithFresh(t.Context())
		time.Sleep(time.Second)
		mustFirst(t, ctx, c)
		mustFirst(t, ctx, c)
		wantCalls(t, upstream, 4)
	})
}

func TestFreshAsksJoinOnlyYoungerFetches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{latency: 10 * time.Second}
		c := newCache(t, upstream, Options{TTL: ttl})
		tests := []struct {
			name  string
			fresh bool
			want  string
		}{
			{"begins the first fetch", false, "1 "},
			{"joins it", false, "1 "},
			{"begins the second", true, "2 "},
			{"joins the younger one", false, "2 "},
			{"finds both too old", true, "3 "},
		}
		var all sync.WaitGroup
		for _, test := range tests {
			ctx := t.Context()
			if test.fresh {
				ctx = WithFresh(ctx)
			}
			all.Go(func() {
				if got := mustFirst(t, ctx, c); !strings.HasPrefix(got, test.want) {
					t.Errorf("who %s got %q, want %s", test.name, got, test.want)
				}
			})
			time.Sleep(time.Second)
		}
		all.Wait()
		wantCalls(t, upstream, 3)
		if got := mustFirst(t, t.Context(), c); !strings.HasPrefix(got, "3 ") {
			t.Errorf("%q was kept, want the youngest", got)
		}
	})
}

func TestEqualFreshAsksAtOnceAreOneCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &fake{latency: time.Second}
		c := newCache(t, upstream, Options{TTL: ttl})
		mustFirst(t, t.Context(), c)
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() { mustFirst(t, WithFresh(t.Context()), c) })
		}
		all.Wait()
		wantCalls(t, upstream, 2)
	})
}

// An old fetch that ends late must not replace the page of a younger one.
func TestTheYoungerPageStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upstream := &slowing{fake: &fake{}, latencies: []time.Duration{10 * time.Second, time.Second}}
		c := newCache(t, upstream, Options{TTL: ttl})
		var all sync.WaitGroup
		all.Go(func() { mustFirst(t, t.Context(), c) })
		time.Sleep(time.Second)
		all.Go(func() { mustFirst(t, WithFresh(t.Context()), c) })
		all.Wait()
		if got := mustFirst(t, t.Context(), c); !strings.HasPrefix(got, "2 ") {
			t.Errorf("%q was kept, want the answer of the younger fetch", got)
		}
	})
}
