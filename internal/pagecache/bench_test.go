package pagecache

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"pcgraph/pcclient"
)

func TestAHitAllocatesNothing(t *testing.T) {
	var counts Counts
	ctx := WithScope(WithCounts(t.Context(), &counts), "scope")
	c := newCache(t, &fake{}, Options{TTL: time.Hour, Credential: "credential"})
	mustFirst(t, ctx, c)
	if got := testing.AllocsPerRun(1000, func() { _, _ = c.Devices(ctx, customerID, batchID, "") }); got >= 1 {
		t.Errorf("a hit costs %v allocations", got)
	}
}

func BenchmarkHit(b *testing.B) {
	var counts Counts
	ctx := WithScope(WithCounts(b.Context(), &counts), "scope")
	c := newCache(b, catalogue{}, Options{TTL: time.Hour, Credential: "credential"})
	id := uuid.NewString()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Devices(ctx, id, batchID, ""); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkMiss(b *testing.B) {
	for name, o := range map[string]Options{"kept": {TTL: time.Hour}, "not-kept": {}} {
		b.Run(name, func(b *testing.B) {
			page := samplePage("x")
			c := newCache(b, constant{page: page}, o)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := c.Devices(b.Context(), customerID, batchID, pcclient.Continuation(strconv.Itoa(i))); err != nil {
					b.Error(err)
				}
			}
		})
	}
}

// constant answers every call for devices with the same page.
type constant struct {
	*fake
	page *devicePage
}

func (c constant) Devices(context.Context, string, string, pcclient.Continuation) (*devicePage, error) {
	return c.page, nil
}
