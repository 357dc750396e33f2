package export

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// However often a run ends early, whatever torn window lies behind what the state
// counts, and wherever cursors are lost: the end is that of one undisturbed run.
func TestRunAfterAnyEnd(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		var batches []Batch
		for _, devices := range rapid.SliceOfN(rapid.IntRange(0, 20), 0, 4).Draw(t, "devices") {
			batches = append(batches, Batch{string(rune('a' + len(batches))), devices})
		}
		size := rapid.IntRange(1, 8).Draw(t, "window")
		run := func(path string, ends int, lost bool) error {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			source := &fakeSource{batches: batches, size: size, before: func(question int, _, after string) error {
				if lost && question == 1 && after != "" {
					return &Failure{Remedy: StartOver, Message: "lost"}
				}
				if question == ends {
					cancel()
					return ctx.Err()
				}
				return nil
			}}
			_, err := Run(ctx, optionsFor(source, path))
			return err
		}
		path := filepath.Join(folder, "devices.csv")
		whole := filepath.Join(folder, "whole.csv")
		for _, name := range []string{path, whole, StatePath(path)} {
			if err := os.RemoveAll(name); err != nil {
				t.Fatal(err)
			}
		}
		if err := run(whole, 0, false); err != nil {
			t.Fatal(err)
		}
		for {
			// Its end may be before the first window, so that runs must not be counted on.
			err := run(path, rapid.IntRange(0, 4).Draw(t, "ends"), rapid.Bool().Draw(t, "lost"))
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			torn := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "torn")
			file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := file.Write(torn); err != nil {
				t.Fatal(err)
			}
			if err := file.Close(); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(whole)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("%s\nnot\n%s", got, want)
		}
	})
}

// A file that is not this export's is not touched.
func TestRunRefusesWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		output, state string
		want          string
	}{
		"somebody's file":  {"precious", "", "holds something already"},
		"a shorter output": {"0123", `{"version":1,"export":{"api":"https://host/graphql","customer":"c","format":"csv","secrets":true},"bytes":5}`, "somebody changed it"},
		"another customer": {"01234", `{"version":1,"export":{"api":"https://host/graphql","customer":"d","format":"csv","secrets":true},"bytes":5}`, "customer d"},
		"no state":         {"01234", `{}`, "no state of an export"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := tempOutput(t)
			if err := os.WriteFile(path, []byte(test.output), 0o600); err != nil {
				t.Fatal(err)
			}
			if test.state != "" {
				if err := os.WriteFile(StatePath(path), []byte(test.state), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			source := &fakeSource{batches: threeBatches, size: 3}
			options := optionsFor(source, path)
			_, err := Run(t.Context(), options)
			var refused *StartError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, not %q", err, test.want)
			}
			if left, _ := os.ReadFile(path); string(left) != test.output || source.asked > 0 {
				t.Errorf("the output is %q now, after %d questions", left, source.asked)
			}

			options.Overwrite = true
			if _, err := Run(t.Context(), options); err != nil {
				t.Fatal(err)
			}
			if got, want := rows(t, path), "a0 a1 a2 a3 a4 b0 b1 b2 b3 b4 b5 b6 c0 c1"; got != want {
				t.Errorf("overwritten with %s\nnot with\n%s", got, want)
			}
		})
	}
}

func TestRunRefusesAnOutputThatIsNoFile(t *testing.T) {
	t.Parallel()
	_, err := Run(t.Context(), optionsFor(&fakeSource{}, os.DevNull))
	if err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Error(err)
	}
}
