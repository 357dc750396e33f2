package export

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fakeSource has batches of numbered devices. Its cursors are positions.
type fakeSource struct {
	batches []Batch
	size    int // of a window
	// before is called with the number of the question, from 1; an error is the
	// answer.
	before func(question int, batch, after string) error
	asked  int
}

func (f *fakeSource) Batches(context.Context) ([]Batch, error) { return f.batches, nil }

func (f *fakeSource) Window(_ context.Context, batchID, after string) (Window, error) {
	f.asked++
	if f.before != nil {
		if err := f.before(f.asked, batchID, after); err != nil {
			return Window{}, err
		}
	}
	devices := 0
	for _, batch := range f.batches {
		if batch.ID == batchID {
			devices = batch.Devices
		}
	}
	begin := 0
	if after != "" {
		begin, _ = strconv.Atoi(after)
	}
	end := min(begin+f.size, devices)
	var window Window
	for i := begin; i < end; i++ {
		window.Devices = append(window.Devices, Device{BatchID: batchID, DeviceID: fmt.Sprint(i)})
	}
	if end < devices {
		window.Next = strconv.Itoa(end)
	}
	return window, nil
}

var threeBatches = []Batch{{"a", 5}, {"b", 7}, {"c", 2}}

// notes is a Watcher that keeps the sentences.
type notes struct{ sentences []string }

func (n *notes) Advanced(Position)       {}
func (n *notes) Noticed(sentence string) { n.sentences = append(n.sentences, sentence) }

func (n *notes) tell(t *testing.T, words string) {
	t.Helper()
	if !strings.Contains(strings.Join(n.sentences, "\n"), words) {
		t.Errorf("nobody was told %q, only %q", words, n.sentences)
	}
}

func optionsFor(source Source, path string) Options {
	return Options{
		Source: source, Output: path, Format: CSV{}, Of: Identity{"https://host/graphql", "c", "csv", true},
		Retry: Retry{Tries: 1, Backoff: time.Nanosecond}, Watcher: &notes{},
	}
}

func tempOutput(t *testing.T) string { return filepath.Join(t.TempDir(), "devices.csv") }

// rows are the output's records behind the header, as batch/device.
func rows(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		if i == 0 {
			continue
		}
		fields := strings.Split(line, ",")
		all = append(all, fields[5]+fields[6])
	}
	return strings.Join(all, " ")
}
