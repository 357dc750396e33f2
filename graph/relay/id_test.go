package relay

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const contoso = "47021739-3426-40bf-9601-61b4b6d7c793"

func TestIDRoundTrip(t *testing.T) {
	t.Parallel()
	name := rapid.String().Filter(func(s string) bool { return CheckName(s) == nil })
	rapid.Check(t, func(t *rapid.T) {
		id := ID{Customer: guid(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "guid")).String()}
		if rapid.Bool().Draw(t, "a batch") {
			id.Batch = name.Draw(t, "batch")
			if rapid.Bool().Draw(t, "a device") {
				id.Device = name.Draw(t, "device")
			}
		}
		if got, err := ParseID(id.String()); err != nil || got != id {
			t.Fatalf("%q: got %+v, %v; want %+v", id.String(), got, err, id)
		}
	})
}

func TestIDs(t *testing.T) {
	t.Parallel()
	if got, err := ParseID(strings.ToUpper(contoso)); err != nil || got.String() != contoso {
		t.Errorf("an upper-case GUID: got %v, %v", got, err)
	}
	// "ab"+"c" and "a"+"bc" under one customer are different devices.
	if a, b := (ID{contoso, "ab", "c"}), (ID{contoso, "a", "bc"}); a.String() == b.String() {
		t.Error("two devices share an ID")
	}
	batch := ID{Customer: contoso, Batch: "Test batch"}.String()
	for _, bad := range []string{
		"", "x", "DB_", "D_", contoso[:35], contoso + "0", "{" + contoso + "}", strings.ReplaceAll(contoso, "-", ""),
		strings.Replace(contoso, "4", "g", 1), "X" + batch, batch + "=", batch[:len(batch)-1] + "!", "D_" + batch[3:],
		strings.Repeat("A", maxID+1), "../../customers", "4702173-93426-40bf-9601-61b4b6d7c793", "47021739-3426-40bf-9601-61b4b6d7c79-", "4702173--3426-40bf-9601-61b4b6d7c793",
		"47021739-3426-40bf-9601-61-4b6d7c793", "47021739-3426-40bf-9601--1b4b6d7c793", "47021739-3426-40bf-9601-61b4b6d7-793",
		batchPrefix + "RwIXOTQmQL-WAWG0ttfHky4u", // a batch called ".."
	} {
		if id, err := ParseID(bad); !errors.Is(err, ErrID) {
			t.Errorf("%q was taken for %+v", bad, id)
		}
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]bool{
		"Test batch": true, "a/b": true, "50%": true, "#?+": true, "Zürich 東京": true, "...": true, " ": true,
		"": false, ".": false, "..": false, "a\x00b": false, "a\nb": false, "\xff": false, strings.Repeat("x", maxName+1): false,
	} {
		if err := CheckName(name); (err == nil) != good {
			t.Errorf("%.20q: %v", name, err)
		}
	}
}

func FuzzParseID(f *testing.F) {
	f.Add(contoso)
	f.Add(ID{Customer: contoso, Batch: "Test batch"}.String())
	f.Add(ID{Customer: contoso, Batch: "Test batch", Device: "9993-8627"}.String())
	f.Add("D_RwIXOTQmQL-WAWG0ttfHk4D_")
	f.Fuzz(func(t *testing.T, global string) {
		id, err := ParseID(global)
		if err == nil && id.String() != strings.ToLower(global) && id.String() != global {
			t.Fatalf("%q is a second spelling of %+v", global, id)
		}
	})
}
