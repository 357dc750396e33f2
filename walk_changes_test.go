package main

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"pcgraph/internal/pcsim"
)

// What moves under a cursor: the list goes on behind the same device as long as
// that is on the page where the cursor left it, else the cursor has expired.
func TestWalkWhileDevicesChange(t *testing.T) {
	t.Parallel()
	sim, api := simulated(t, pcsim.Options{}, 0)
	w := devicesWalk(api, pcsim.CustomerDocumented, pcsim.BatchLarge)
	list := largeBatch(t)
	cursors := w.cursors(t)
	rapid.Check(t, func(r *rapid.T) {
		sim.UndoChanges()
		now := slices.Clone(list)
		at := rapid.IntRange(0, len(list)-2).Filter(func(i int) bool { return i%upstreamPage != upstreamPage-1 }).Draw(r, "behind")
		device, page := list[at], at/upstreamPage
		for range rapid.IntRange(0, 4).Draw(r, "changes") {
			// Half of the changes happen where they matter.
			position := rapid.OneOf(rapid.IntRange(0, len(now)-1), rapid.IntRange(max(0, at-3), min(at+3, len(now)-1))).Draw(r, "position")
			if rapid.Bool().Draw(r, "insert") {
				added, err := sim.InsertDevice(pcsim.CustomerDocumented, pcsim.BatchLarge, position)
				if err != nil {
					r.Fatal(err)
				}
				now = slices.Insert(now, position, added)
			} else {
				removed, err := sim.RemoveDevice(pcsim.CustomerDocumented, pcsim.BatchLarge, position)
				if err != nil || removed != now[position] {
					r.Fatalf("removed %q, %v; want %q", removed, err, now[position])
				}
				now = slices.Delete(now, position, position+1)
			}
		}
		start := page * upstreamPage
		onPage := slices.Index(now[start:min(start+upstreamPage, len(now))], device)
		got, errors := w.attempt(t, 5, cursors[at])
		if onPage < 0 {
			if len(errors) != 1 || errors[0].Extensions.Code != "CURSOR_EXPIRED" {
				r.Fatalf("device %d is gone from its page; answered %v, %+v", at, got.ids(), errors)
			}
			return
		}
		behind := start + onPage + 1
		if want := now[behind:min(behind+5, len(now))]; len(errors) > 0 || !slices.Equal(got.ids(), want) {
			r.Fatalf("behind device %d come %v, %+v; want %v", at, got.ids(), errors, want)
		}
	})
}

// A token that Partner Center no longer knows ends the cursors into its page. The
// first page has no token: its cursors live as long as its devices.
func TestWalkWithExpiredTokens(t *testing.T) {
	t.Parallel()
	const life = time.Hour
	for name, end := range map[string]func(*pcsim.Server){
		"by age":    func(*pcsim.Server) { time.Sleep(life) }, // virtual time
		"all of it": (*pcsim.Server).ExpireTokens,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim, api := simulated(t, pcsim.Options{TokenLife: life}, 0)
				w := devicesWalk(api, pcsim.CustomerDocumented, pcsim.BatchLarge)
				cursors, want := w.cursors(t), largeBatch(t)
				end(sim)
				for _, at := range []int{0, 50, 98} {
					if got := w.step(t, 1, cursors[at]).ids(); !slices.Equal(got, want[at+1:at+2]) {
						t.Errorf("behind device %d comes %v", at, got)
					}
				}
				for _, at := range []int{99, 100, 555, 1049} {
					got, errors := w.attempt(t, 1, cursors[at])
					if len(errors) != 1 || errors[0].Extensions.Code != "CURSOR_EXPIRED" || errors[0].Extensions.Upstream.RequestID == "" {
						t.Errorf("behind device %d: %v, %+v", at, got.ids(), errors)
					}
				}
				// A walk that starts again gets new tokens, and through.
				if again := w.cursors(t); len(again) != len(want) {
					t.Errorf("a new walk has %d devices", len(again))
				}
			})
		})
	}
}
