package pcsim

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A changed list behaves like a slice of ids that the same was done to.
func TestChangesAgainstASlice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c changes
		b := batch{id: "b", devices: rapid.IntRange(0, 12).Draw(t, "devices"), device: func(i int) wireDevice { return generated(1, i) }}
		want := []string{}
		for i := range b.devices {
			want = append(want, b.device(i).ID)
		}
		for range rapid.IntRange(0, 12).Draw(t, "changes") {
			at := rapid.IntRange(-1, len(want)+1).Draw(t, "at")
			if rapid.Bool().Draw(t, "insert") {
				device, err := c.insert("c", b, at)
				if (err == nil) != (at >= 0 && at <= len(want)) {
					t.Fatalf("insert at %d of %d: %v", at, len(want), err)
				}
				if err == nil {
					want = slices.Insert(want, at, device.ID)
				}
			} else {
				device, err := c.remove("c", b, at)
				if (err == nil) != (at >= 0 && at < len(want)) || err == nil && device.ID != want[at] {
					t.Fatalf("remove at %d of %d: %v, %v", at, len(want), device.ID, err)
				}
				if err == nil {
					want = slices.Delete(want, at, at+1)
				}
			}
		}
		list := c.list("c", b)
		if list.len() != len(want) {
			t.Fatalf("length is %d, want %d", list.len(), len(want))
		}
		offset := rapid.IntRange(0, len(want)+2).Draw(t, "offset")
		limit := rapid.IntRange(0, len(want)+2).Draw(t, "limit")
		got := []string{}
		for _, device := range list.slice(offset, limit) {
			got = append(got, device.ID)
		}
		from := min(offset, len(want))
		if part := want[from:min(from+limit, len(want))]; !slices.Equal(got, part) {
			t.Fatalf("%d from %d on: got %q, want %q", limit, offset, got, part)
		}
		if other := c.list("another", b); other.len() != b.devices {
			t.Fatal("another customer's batch changed")
		}
	})
}

// A removal before the place of a token makes a walk miss a device, an insertion
// makes it see one twice: what a cursor has to cope with.
func TestListShiftsUnderAToken(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	path := devicesPath(CustomerDocumented, BatchLarge)
	first := get(t, s, path)
	before := get(t, s, path, "MS-ContinuationToken", first.token()).ids()

	removed, err := s.RemoveDevice(strings.ToUpper(CustomerDocumented), BatchLarge, 3)
	if err != nil || removed != first.ids()[3] {
		t.Fatalf("removed %q: %v", removed, err)
	}
	after := get(t, s, path, "MS-ContinuationToken", first.token()).ids()
	if !slices.Equal(after[:99], before[1:]) {
		t.Error("the second page did not move up by one")
	}
	batches := get(t, s, "/v1/customers/"+CustomerDocumented+"/deviceBatches").text
	if !strings.Contains(batches, `"devicesCount":1049`) {
		t.Errorf("devicesCount did not follow: %s", batches)
	}

	for range 2 {
		if _, err := s.InsertDevice(CustomerDocumented, BatchLarge, 0); err != nil {
			t.Fatal(err)
		}
	}
	after = get(t, s, path, "MS-ContinuationToken", first.token()).ids()
	if !slices.Equal(after[1:], before[:99]) || after[0] != first.ids()[99] {
		t.Error("the second page did not move down")
	}
	if ids, pages := walk(t, s, path, path); len(ids) != 1051 || pages != 11 {
		t.Errorf("%d devices in %d pages", len(ids), pages)
	}
	s.UndoChanges()
	if again := get(t, s, path); again.text != first.text {
		t.Error("the list is not what it was")
	}
}

func TestChangesNeedAnAddress(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for word, change := range map[string]func() (string, error){
		"not a GUID":      func() (string, error) { return s.InsertDevice("x", BatchTest, 0) },
		"No relationship": func() (string, error) { return s.RemoveDevice(CustomerStranger, BatchTest, 0) },
		"no batch":        func() (string, error) { return s.RemoveDevice(CustomerDocumented, "x", 0) },
		"0 to 5":          func() (string, error) { return s.InsertDevice(CustomerDocumented, BatchTest, 6) },
		"no device":       func() (string, error) { return s.RemoveDevice(CustomerDocumented, BatchTest, 5) },
	} {
		if id, err := change(); err == nil || id != "" || !strings.Contains(err.Error(), word) {
			t.Errorf("%q, %v; want an error with %q", id, err, word)
		}
	}
}
