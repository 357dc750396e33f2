package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// measureCalls counts what many equal operations cost together.
func measureCalls(table io.Writer, _ effort) error {
	fmt.Fprintln(table, "\toperations\tupstream calls\t")
	for _, m := range []struct {
		name                string
		operations, batches int
		ttl                 time.Duration
	}{
		{"equal cold queries of 20 batches, at once", 30, 20, time.Minute},
		{"equal cold queries of 1 batch, at once", 1000, 1, time.Minute},
		{"the same without a cache", 1000, 1, 0},
	} {
		w, err := newWorld(m.batches, 100, m.ttl)
		if err != nil {
			return err
		}
		defer w.close()
		w.upstream.latency = 200 * time.Millisecond // so that all of them are under way together
		before := w.upstream.calls.Load()
		s := w.subject(w.ours, 10)
		var wait sync.WaitGroup
		for range m.operations {
			wait.Go(s.ask)
		}
		wait.Wait()
		fmt.Fprintf(table, "%s\t%d\t%d\t\n", m.name, m.operations, w.upstream.calls.Load()-before)
	}
	return nil
}
