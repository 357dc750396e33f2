package export

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestRunWritesEveryDeviceOnce(t *testing.T) {
	t.Parallel()
	path := tempOutput(t)
	listedTwice := append(threeBatches[:3:3], threeBatches[0], Batch{"empty", 0})
	result, err := Run(t.Context(), optionsFor(&fakeSource{batches: listedTwice, size: 3}, path))
	if err != nil || result.Devices != 14 || result.Batches != 4 || len(result.Failed) != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	if got, want := rows(t, path), "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 c0 c1"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	if _, err := os.Stat(StatePath(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the state of a complete export is still there: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the output: %v, %v", info.Mode(), err)
	}
}

// The others are whole; a further run writes what is missing.
func TestRunLeavesAFailingBatchOut(t *testing.T) {
	t.Parallel()
	path := tempOutput(t)
	failing := &fakeSource{batches: threeBatches, size: 3, before: func(_ int, batch, after string) error {
		if batch == "b" && after == "3" {
			return &Failure{Remedy: AskAgain, Message: "down"}
		}
		return nil
	}}
	result, err := Run(t.Context(), optionsFor(failing, path))
	if err != nil || len(result.Failed) != 1 || result.Failed[0].Batch != "b" || result.Devices != 7 || result.Batches != 2 {
		t.Fatalf("%+v, %v", result, err)
	}
	if failing.asked != 7 { // a twice, c once, b twice in each of two passes
		t.Errorf("asked %d times, not 7", failing.asked)
	}
	if got, want := rows(t, path), "a0 a1 a2 a3 a4 c0 c1"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}

	mended := &fakeSource{batches: threeBatches, size: 3}
	if result, err = Run(t.Context(), optionsFor(mended, path)); err != nil || len(result.Failed) != 0 || mended.asked != 3 {
		t.Errorf("%+v, %v, asked %d times", result, err, mended.asked)
	}
	if got, want := rows(t, path), "a0 a1 a2 a3 a4 c0 c1 b0 b1 b2 b3 b4 b5 b6"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}

func TestRunStartsABatchOver(t *testing.T) {
	t.Parallel()
	expired := &Failure{Remedy: StartOver, Message: "CURSOR_EXPIRED"}
	for name, test := range map[string]struct {
		times  int
		failed int
		want   string
	}{
		"once": {1, 0, "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 c0 c1"},
		"as often as once more would be too often": {mostStarts - 1, 0, "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 c0 c1"},
		"in the second pass":                       {mostStarts, 0, "a0 a1 a2 a3 a4 c0 c1 b0 b1 b2 b3 b4 b5 b6"},
		"in vain":                                  {1000, 1, "a0 a1 a2 a3 a4 c0 c1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, left := tempOutput(t), test.times
			source := &fakeSource{batches: threeBatches, size: 3, before: func(_ int, batch, after string) error {
				if batch == "b" && after == "6" && left > 0 {
					left--
					return expired
				}
				return nil
			}}
			options := optionsFor(source, path)
			result, err := Run(t.Context(), options)
			if err != nil || len(result.Failed) != test.failed {
				t.Errorf("%+v, %v", result, err)
			}
			if got := rows(t, path); got != test.want {
				t.Errorf("%s\nnot\n%s", got, test.want)
			}
			options.Watcher.(*notes).tell(t, `Batch "b" starts over, the 6 devices that were written of it are dropped: CURSOR_EXPIRED`)
		})
	}
}

// A failure that every question would meet ends the run, and keeps what there is.
func TestRunGivesUp(t *testing.T) {
	t.Parallel()
	path := tempOutput(t)
	source := &fakeSource{batches: threeBatches, size: 3, before: func(question int, _, _ string) error {
		if question == 4 {
			return &Failure{Remedy: GiveUp, Message: "UNAUTHENTICATED"}
		}
		return nil
	}}
	_, err := Run(t.Context(), optionsFor(source, path))
	if err == nil || !strings.Contains(err.Error(), `batch "b": UNAUTHENTICATED`) || source.asked != 4 {
		t.Errorf("%v, asked %d times", err, source.asked)
	}
	source.before, source.asked = nil, 0
	if _, err := Run(t.Context(), optionsFor(source, path)); err != nil || source.asked != 3 { // b from 3, b from 6, c
		t.Errorf("%v, asked %d times", err, source.asked)
	}
	if got, want := rows(t, path), "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 c0 c1"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}

// The batch in progress comes first when a run goes on, wherever the list has it,
// and what was written of it is dropped when the list no longer has it.
func TestRunGoesOnAfterTheListChanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		now  []Batch
		want string
	}{
		"new ones before it": {[]Batch{{"new", 1}, {"a", 5}, {"b", 7}}, "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 new0"},
		"it is gone":         {[]Batch{{"a", 5}, {"c", 2}}, "a0 a1 a2 a3 a4 c0 c1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := tempOutput(t)
			ctx, cancel := context.WithCancel(t.Context())
			source := &fakeSource{batches: threeBatches, size: 3, before: func(question int, _, _ string) error {
				if question == 4 {
					cancel()
					return context.Canceled
				}
				return nil
			}}
			if _, err := Run(ctx, optionsFor(source, path)); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if _, err := Run(t.Context(), optionsFor(&fakeSource{batches: test.now, size: 3}, path)); err != nil {
				t.Fatal(err)
			}
			if got := rows(t, path); got != test.want {
				t.Errorf("%s\nnot\n%s", got, test.want)
			}
		})
	}
}

func TestRunRefusesACursorThatRepeats(t *testing.T) {
	t.Parallel()
	path := tempOutput(t)
	result, err := Run(t.Context(), optionsFor(stuck{}, path))
	if err != nil || len(result.Failed) != 1 || rows(t, path) != "" {
		t.Errorf("%+v, %v, %q", result, err, rows(t, path))
	}
}

type stuck struct{}

func (stuck) Batches(context.Context) ([]Batch, error) { return []Batch{{"a", -1}}, nil }
func (stuck) Window(context.Context, string, string) (Window, error) {
	return Window{Devices: []Device{{BatchID: "a"}}, Next: "same"}, nil
}
