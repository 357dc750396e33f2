//go:build unix

package export

import (
	"strings"
	"testing"
)

// Two runs at once would write over each other.
func TestRunRefusesASecondRun(t *testing.T) {
	t.Parallel()
	path := tempOutput(t)
	var second error
	source := &fakeSource{batches: threeBatches, size: 3}
	source.before = func(question int, _, _ string) error {
		if question == 2 {
			_, second = Run(t.Context(), optionsFor(&fakeSource{batches: threeBatches, size: 3}, path))
		}
		return nil
	}
	if _, err := Run(t.Context(), optionsFor(source, path)); err != nil {
		t.Fatal(err)
	}
	if second == nil || !strings.Contains(second.Error(), "another export") {
		t.Error(second)
	}
	if got, want := rows(t, path), "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 c0 c1"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}
