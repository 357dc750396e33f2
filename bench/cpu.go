package main

import (
	"fmt"
	"io"
	"time"
)

func measureCPU(table io.Writer, e effort) error {
	fmt.Fprintln(table, "\tCPU ÷ floor\tCPU s per 1,000\tfloor\tallocations\tfloor\tKiB\tfloor\tupstream calls\tfloor\t")
	for _, m := range []struct {
		name                    string
		batches, devices, first int
		cached                  bool
	}{
		{"5,000 devices in one answer, cold", 50, 100, 100, false},
		{"5,000 devices in one answer, cached", 50, 100, 100, true},
		{"100 devices, cold", 1, 100, 100, false},
		{"100 devices, cached", 1, 100, 100, true},
		{"first 10 of 20 pages of 100, cold", 20, 100, 10, false},
		{"first 10 of 20 pages of 100, cached", 20, 100, 10, true},
	} {
		ttl := time.Duration(0)
		if m.cached {
			ttl = time.Hour
		}
		w, err := newWorld(m.batches, m.devices, ttl)
		if err != nil {
			return err
		}
		defer w.close()
		ours, theirs := w.subject(w.ours, m.first), w.subject(w.floor, m.first)
		for _, s := range []subject{ours, theirs} {
			if err := s.check(m.batches * m.first); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
		our, their, ratio := compare(ours, theirs, e)
		fmt.Fprintf(table, "%s\t%.2f\t%.3f\t%.3f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t\n", m.name, ratio,
			our.cpu.Seconds()*1000, their.cpu.Seconds()*1000, our.allocs, their.allocs,
			our.bytes/1024, their.bytes/1024, our.calls, their.calls)
	}
	return nil
}
