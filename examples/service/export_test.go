package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pcgraph/examples/service/export"
)

const allDevices = 10_000

// program is the export as a process that has not begun yet, and is killed with
// the context.
func (s *theService) program(ctx context.Context, output string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	format := strings.TrimPrefix(filepath.Ext(output), ".")
	process := exec.CommandContext(ctx, os.Args[0], append([]string{"-api", s.api, "-customer", s.customer, "-format", format, "-out", output}, args...)...)
	process.Env = append(os.Environ(), actAsProgram+"=1")
	said := &bytes.Buffer{}
	process.Stderr = said
	return process, said
}

// export runs the program to its end.
func (s *theService) export(t *testing.T, output string, wantExit int, args ...string) (content []byte, said string) {
	t.Helper()
	process, stderr := s.program(t.Context(), output, args...)
	process.Run() // its exit code says it all
	if code := process.ProcessState.ExitCode(); code != wantExit {
		t.Fatalf("exit code %d, not %d:\n%s", code, wantExit, stderr)
	}
	content, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	return content, stderr.String()
}

// Killed at random moments and started again until it is through, the export
// ends up with the same bytes as one that nobody disturbed.
func TestKilledAndResumed(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"csv", "jsonl"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			s := startService(t)
			folder := t.TempDir()
			want, _ := s.export(t, filepath.Join(folder, "whole."+format), exitComplete)
			checkDevices(t, format, want)

			output := filepath.Join(folder, "killed."+format)
			kills := 0
			for {
				ctx, kill := context.WithCancel(t.Context())
				process, said := s.program(ctx, output)
				// Some milliseconds after an answer, the export is anywhere between reading it
				// and waiting for the next. The first answer is the list of batches.
				fatal, delay := 1+rand.IntN(4), rand.N(12*time.Millisecond)
				s.gate.watch(func(question int) {
					if question > fatal+2 {
						<-ctx.Done() // the machine is busy, and the kill is late
					}
				}, func(question int) {
					if question == fatal {
						time.AfterFunc(delay, kill)
					}
				})
				process.Run()
				kill()
				if code := process.ProcessState.ExitCode(); code == exitComplete {
					break
				} else if code != -1 {
					t.Fatalf("exit code %d:\n%s", code, said)
				}
				kills++
				if isComplete(t, output) {
					break // killed with nothing left to do but to end
				}
			}
			s.gate.watch(nil, nil)
			t.Logf("killed %d times", kills)
			// A run that is killed gets three windows further at most, of twenty.
			if kills < 5 {
				t.Errorf("killed only %d times", kills)
			}
			got, err := os.ReadFile(output)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("after %d kills there are %d bytes, which are not the %d of one run", kills, len(got), len(want))
				checkDevices(t, format, got)
			}
			left, err := filepath.Glob(output + ".*")
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// isComplete reports whether a killed run had written everything. The state goes last, and comes before anything else.
func isComplete(t *testing.T, output string) bool {
	t.Helper()
	written, err := os.Stat(output)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(export.StatePath(output))
	return written.Size() > 0 && errors.Is(err, fs.ErrNotExist)
}

// checkDevices wants every device once.
func checkDevices(t *testing.T, format string, content []byte) {
	t.Helper()
	seen := map[string]int{}
	switch format {
	case "csv":
		records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records[1:] {
			seen[record[5]+"/"+record[6]]++
		}
	case "jsonl":
		for line := range bytes.Lines(content) {
			var device struct{ BatchID, DeviceID string }
			if err := json.Unmarshal(line, &device); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			seen[device.BatchID+"/"+device.DeviceID]++
		}
	}
	for device, times := range seen {
		if times != 1 {
			t.Errorf("%s is there %d times", device, times)
		}
	}
	if len(seen) != allDevices {
		t.Errorf("there are %d devices, not %d", len(seen), allDevices)
	}
}

// The pause that Partner Center asks for is what the export waits, wherever it
// is; a batch that fails for good leaves the others whole and is read by the next
// run; cursors that expire cost a batch's restart.
func TestTroubles(t *testing.T) {
	t.Parallel()
	s := startService(t)
	folder := t.TempDir()
	whole, _ := s.export(t, filepath.Join(folder, "whole.csv"), exitComplete)
	records := sortedLines(whole)
	batch := batchOf(t, whole)

	t.Run("throttled", func(t *testing.T) {
		s.steer(t, http.MethodPost, "/_sim/faults", `{"kind":"throttle","retryAfter":1,"count":1}`)
		s.steer(t, http.MethodPost, "/_sim/faults", `{"kind":"throttle","retryAfter":2,"count":1,"after":40}`)
		got, said := s.export(t, filepath.Join(folder, "throttled.csv"), exitComplete)
		s.steer(t, http.MethodDelete, "/_sim/faults", "")
		if !bytes.Equal(got, whole) {
			t.Errorf("%d bytes are not the %d of an undisturbed run", len(got), len(whole))
		}
		for _, pause := range []string{"1s", "2s"} {
			if !strings.Contains(said, "Asking again in "+pause+": UPSTREAM_THROTTLED") {
				t.Errorf("a pause of %s was not told:\n%s", pause, said)
			}
		}
	})

	t.Run("expired", func(t *testing.T) {
		// Question 9 is the third window of the second batch.
		s.gate.watch(func(question int) {
			if question == 9 {
				s.steer(t, http.MethodDelete, "/_sim/tokens", "")
			}
		}, nil)
		got, said := s.export(t, filepath.Join(folder, "expired.csv"), exitComplete)
		s.gate.watch(nil, nil)
		if !bytes.Equal(got, whole) {
			t.Errorf("%d bytes are not the %d of an undisturbed run", len(got), len(whole))
		}
		if !strings.Contains(said, "starts over, the 1000 devices that were written of it are dropped: CURSOR_EXPIRED") {
			t.Errorf("nobody was told:\n%s", said)
		}
	})

	t.Run("partly failed", func(t *testing.T) {
		s.steer(t, http.MethodPost, "/_sim/faults", fmt.Sprintf(`{"kind":"status","status":500,"batch":%q,"after":7}`, batch))
		output := filepath.Join(folder, "partly.csv")
		part, said := s.export(t, output, exitIncomplete, "-tries=2")
		if !strings.Contains(said, fmt.Sprintf("Missing: batch %q: asked 2 times: UPSTREAM_", batch)) {
			t.Errorf("the batch is not reported:\n%s", said)
		}
		others := slices.DeleteFunc(slices.Clone(records), func(line string) bool { return strings.Contains(line, ","+batch+",") })
		if got := sortedLines(part); len(others) != 1+7_500 || !slices.Equal(got, others) {
			t.Errorf("there are %d lines, not the %d of the other batches", len(got), len(others))
		}
		s.steer(t, http.MethodDelete, "/_sim/faults", "")
		got, _ := s.export(t, output, exitComplete)
		if !slices.Equal(sortedLines(got), records) {
			t.Errorf("the next run makes it %d lines, not %d", len(sortedLines(got)), len(records))
		}
	})
}

// batchOf is the batch of the 3000th device, the second of four.
func batchOf(t *testing.T, content []byte) string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[3000][5]
}

func sortedLines(content []byte) []string { return slices.Sorted(strings.Lines(string(content))) }
