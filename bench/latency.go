package main

import (
	"fmt"
	"io"
	"time"
)

// measureLatency compares a cold answer with the round trips that nobody can
// save: the list of batches, and then the devices, which need it.
func measureLatency(table io.Writer, e effort) error {
	const upstream = 50 * time.Millisecond
	fmt.Fprintln(table, "\twall ms\tround trips\tfloor ms\tours ÷ floor\tupstream calls\t")
	for _, batches := range []int{1, 40} {
		w, err := newWorld(batches, 100, 0)
		if err != nil {
			return err
		}
		defer w.close()
		ours, theirs := w.subject(w.ours, 10), w.subject(w.floor, 10)
		for _, s := range []subject{ours, theirs} {
			if err := s.check(batches * 10); err != nil {
				return err
			}
		}
		w.upstream.latency = upstream
		our, their, _ := compare(ours, theirs, e)
		fmt.Fprintf(table, "first 10 of %d batches, cold\t%.1f\t%.2f\t%.1f\t%.2f\t%.0f\t\n", batches,
			our.wall.Seconds()*1000, float64(our.wall)/float64(upstream),
			their.wall.Seconds()*1000, float64(our.wall)/float64(their.wall), our.calls)
	}
	return nil
}
