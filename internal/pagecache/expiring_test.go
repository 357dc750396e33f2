package pagecache

import (
	"testing"
	"time"
)

func TestExpiringForgets(t *testing.T) {
	t.Parallel()
	var e expiring[int, string]
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, _, ok := e.get(1, now); ok {
		t.Error("an empty one remembers something")
	}
	e.put(1, "long", now, now.Add(time.Minute))
	e.put(1, "short", now, now.Add(time.Second))
	if value, until, ok := e.get(1, now.Add(time.Minute-1)); !ok || value != "long" || until != now.Add(time.Minute) {
		t.Errorf("get = %q, %v, %t, want the one that holds longer", value, until, ok)
	}
	if _, _, ok := e.get(1, now.Add(time.Minute)); ok {
		t.Error("a value holds at the end of its time")
	}
	e.put(1, "new", now, now.Add(time.Hour))
	if value, _, _ := e.get(1, now); value != "new" {
		t.Errorf("get = %q, want the new value", value)
	}
}

func TestExpiringDoesNotGrowForEver(t *testing.T) {
	t.Parallel()
	var e expiring[int, int]
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const live = 100
	most := 0
	for i := range 100_000 {
		now = now.Add(time.Second)
		e.put(i, i, now, now.Add(live*time.Second))
		most = max(most, len(e.entries))
		for _, k := range []int{i, i - live + 1} {
			if _, _, ok := e.get(k, now); k >= 0 && !ok {
				t.Fatalf("%d is forgotten before its time", k)
			}
		}
	}
	if most > 3*live {
		t.Errorf("there were %d entries, of which %d held", most, live)
	}
}
