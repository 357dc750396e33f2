package main

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

const inFlight = 32

// measureLoad keeps 32 requests for 100 devices in flight.
func measureLoad(table io.Writer, e effort) error {
	fmt.Fprintln(table, "\tper second\tfloor\tp50 ms\tp99 ms\tp99 ÷ p50\tfloor's\t")
	for _, m := range []struct {
		name string
		ttl  time.Duration
	}{{"100 devices, cold", 0}, {"100 devices, cached", time.Hour}} {
		w, err := newWorld(1, 100, m.ttl)
		if err != nil {
			return err
		}
		defer w.close()
		ours, theirs := w.subject(w.ours, 100), w.subject(w.floor, 100)
		if err := ours.check(100); err != nil {
			return err
		}
		theirRate, their := load(theirs, 4*e.each)
		rate, our := load(ours, 4*e.each)
		ratio := func(d []time.Duration) float64 { return float64(percentile(d, 0.99)) / float64(percentile(d, 0.5)) }
		fmt.Fprintf(table, "%s\t%.0f\t%.0f\t%.2f\t%.2f\t%.1f\t%.1f\t\n", m.name, rate, theirRate,
			percentile(our, 0.5).Seconds()*1000, percentile(our, 0.99).Seconds()*1000, ratio(our), ratio(their))
	}
	return nil
}

// load returns the rate and the sorted latencies of 32 clients that ask without
// a pause.
func load(s subject, atLeast time.Duration) (perSecond float64, latencies []time.Duration) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	start := time.Now()
	for range inFlight {
		wait.Go(func() {
			var own []time.Duration
			for time.Since(start) < atLeast {
				asked := time.Now()
				s.ask()
				own = append(own, time.Since(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			latencies = append(latencies, own...)
		})
	}
	wait.Wait()
	slices.Sort(latencies)
	return float64(len(latencies)) / time.Since(start).Seconds(), latencies
}
