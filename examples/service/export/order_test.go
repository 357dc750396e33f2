package export

import (
	"errors"
	"os"
	"testing"
)

// The state never counts what is not written, and never counts less than what it
// kept before the output is cut: either way round a crash in between would lose
// devices or double them.
func TestOrder(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T) (*journal, string) {
		path := tempOutput(t)
		j, err := openJournal(path, Identity{}, CSV{}, false)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { j.close() }) // which one test has done already
		if err := j.add("a", Window{Devices: []Device{{BatchID: "a", DeviceID: "0"}}, Next: "1"}); err != nil {
			t.Fatal(err)
		}
		return j, path
	}
	t.Run("more", func(t *testing.T) {
		t.Parallel()
		j, path := open(t)
		before := read(t, StatePath(path))
		if err := j.close(); err != nil { // so that nothing can be written
			t.Fatal(err)
		}
		if err := j.add("a", Window{Devices: []Device{{BatchID: "a", DeviceID: "1"}}}); !errors.Is(err, os.ErrClosed) {
			t.Fatal(err)
		}
		if after := read(t, StatePath(path)); after != before {
			t.Errorf("the state counts what was not written:\n%s\n%s", before, after)
		}
	})
	t.Run("less", func(t *testing.T) {
		t.Parallel()
		j, path := open(t)
		if err := os.Mkdir(StatePath(path)+".tmp", 0o700); err != nil { // so that no state can be saved
			t.Fatal(err)
		}
		if _, err := j.drop(); err == nil {
			t.Fatal("dropped without a state")
		}
		if got := rows(t, path); got != "a0" {
			t.Errorf("the output holds %q, and the state counts a0", got)
		}
	})
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
