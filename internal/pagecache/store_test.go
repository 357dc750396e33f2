package pagecache

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/pcclient"
)

// catalogue is an upstream with pages as they are in life: 100 devices of a few
// models.
type catalogue struct{ *fake }

func (catalogue) Devices(_ context.Context, customerID, batchID string, from pcclient.Continuation) (*devicePage, error) {
	return samplePage(customerID + batchID + string(from)), nil
}

// samplePage makes a page whose texts are each in a memory of its own, as decoding
// leaves them.
func samplePage(seed string) *devicePage {
	page := &devicePage{Next: pcclient.Continuation("next of " + seed)}
	for i := range 100 {
		d := pcclient.Device{
			ID:                  fmt.Sprintf("%s-%036d", seed, i),
			SerialNumber:        fmt.Sprintf("SN%010d", i),
			ProductKey:          fmt.Sprintf("%013d", i),
			ModelName:           fmt.Sprintf("ThinkPad X1 Carbon Gen %d", i%5),
			OEMManufacturerName: strings.Clone("LENOVO GROUP"),
			UploadedDate:        time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC),
		}
		for n := range i % 3 {
			d.Policies = append(d.Policies, pcclient.Policy{Category: pcclient.PolicyOOBE, Value: fmt.Sprintf("Policy %d", n)})
		}
		page.Items = append(page.Items, d)
	}
	return page
}

// kept is what the entries in a cache weigh together.
func kept(c *Cache) (entries int, bytes uint64) {
	for _, held := range c.store.pages.All() {
		entries++
		bytes += uint64(held.bytes)
	}
	return entries, bytes
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const maxBytes, pages, parallel = 1 << 20, 100, 4
	c := newCache(t, catalogue{}, Options{TTL: time.Hour, MaxBytes: maxBytes})
	var all sync.WaitGroup
	for p := range parallel {
		all.Go(func() {
			for i := range pages {
				if _, err := c.Devices(t.Context(), customerID, fmt.Sprint(p), pcclient.Continuation(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
				if s := c.Stats(); s.Bytes > maxBytes {
					t.Errorf("%d bytes are kept, of %d", s.Bytes, maxBytes)
				}
			}
		})
	}
	all.Wait()
	s := c.Stats()
	entries, bytes := kept(c)
	if bytes > maxBytes || bytes < maxBytes/2 || bytes != s.Bytes || entries != s.Entries {
		t.Errorf("%d entries with %d bytes are kept, of %d; Stats = %+v", entries, bytes, maxBytes, s)
	}
	if got := s.Evictions + uint64(s.Entries); got != pages*parallel {
		t.Errorf("%d pages were dropped or are kept, of %d", got, pages*parallel)
	}
}

func TestAPageThatIsTooLargeIsServedAllTheSame(t *testing.T) {
	t.Parallel()
	c := newCache(t, catalogue{}, Options{TTL: time.Hour, MaxBytes: 1000})
	page, err := c.Devices(t.Context(), customerID, batchID, "")
	if err != nil || len(page.Items) != 100 {
		t.Errorf("Devices = %v, %v", page, err)
	}
	if s := c.Stats(); s.Entries != 0 || s.Bytes != 0 || s.Evictions != 1 {
		t.Errorf("Stats = %+v, want nothing kept", s)
	}
}

func TestWhatIsOverLeavesTheMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, catalogue{}, Options{TTL: ttl})
		if _, err := c.Devices(t.Context(), customerID, batchID, ""); err != nil {
			t.Fatal(err)
		}
		if s := c.Stats(); s.Entries != 1 || s.Bytes == 0 {
			t.Errorf("Stats = %+v, want an entry", s)
		}
		time.Sleep(ttl + 2*time.Second) // nobody asks
		synctest.Wait()
		if entries := c.store.pages.EstimatedSize(); entries != 0 {
			t.Errorf("%d entries are left", entries)
		}
		if s := c.Stats(); s.Entries != 0 || s.Bytes != 0 || s.Evictions != 0 {
			t.Errorf("Stats = %+v, want nothing left and nothing evicted", s)
		}
	})
}

func TestWithoutTTLNothingIsKept(t *testing.T) {
	t.Parallel()
	c := newCache(t, catalogue{}, Options{})
	if _, err := c.Devices(t.Context(), customerID, batchID, ""); err != nil {
		t.Fatal(err)
	}
	if got, want := c.Stats(), (Stats{Misses: 1}); got != want {
		t.Errorf("Stats = %+v, want %+v", got, want)
	}
}

// The bound is on real memory only if entries weigh what they take. Not parallel:
// it measures the heap.
func TestEntriesWeighWhatTheyTake(t *testing.T) {
	tests := map[string]func(*Cache, int) error{
		"pages of devices": func(c *Cache, i int) error {
			_, err := c.Devices(t.Context(), customerID, batchID, pcclient.Continuation(fmt.Sprintf("%0200d", i)))
			return err
		},
		"customers": func(c *Cache, i int) error {
			_, err := c.Customer(t.Context(), fmt.Sprintf("%036d", i))
			return err
		},
	}
	for name, ask := range tests {
		t.Run(name, func(t *testing.T) {
			const entries = 2000
			c := newCache(t, catalogue{&fake{}}, Options{TTL: time.Hour})
			before := heap()
			for i := range entries {
				if err := ask(c, i); err != nil {
					t.Fatal(err)
				}
			}
			s := c.Stats()
			took := heap() - before
			if s.Entries != entries {
				t.Fatalf("%d entries, want %d", s.Entries, entries)
			}
			t.Logf("an entry weighs %d bytes and takes %d", s.Bytes/entries, took/entries)
			if ratio := float64(s.Bytes) / float64(took); ratio < 0.75 || ratio > 1.33 {
				t.Errorf("%d entries weigh %d bytes and take %d", entries, s.Bytes, took)
			}
		})
	}
}

// heap is how much memory is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
