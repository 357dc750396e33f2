package main

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"time"
)

// measureLatency compares a cold answer with the round trips that nobody can
// save: the list of batches, and then the devices, which need it. A round trip is
// what one bare call takes in the same run, of which the upstream holds back 50 ms.
// The kinds take turns, so that a slow spell of the machine hits all.
func measureLatency(table io.Writer, e effort) error {
	const upstream = 50 * time.Millisecond
	fmt.Fprintln(table, "\tp50 ms\tp90 ms\tround trip ms\tround trips\tfloor p50 ms\tours ÷ floor\tupstream calls\t")
	for _, batches := range []int{1, 20, 40} {
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
		var calls int64
		kinds := []func(){
			func() { before := ours.calls(); ours.ask(); calls = ours.calls() - before },
			theirs.ask,
			w.bareCall,
		}
		took := make([][]time.Duration, len(kinds))
		for range e.rounds {
			for i, once := range kinds {
				runtime.GC() // what the others left
				for range 8 {
					start := time.Now()
					once()
					took[i] = append(took[i], time.Since(start))
				}
			}
		}
		for _, times := range took {
			slices.Sort(times)
		}
		our, their, call := percentile(took[0], 0.5), percentile(took[1], 0.5), percentile(took[2], 0.5)
		ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
		fmt.Fprintf(table, "first 10 of %d batches, cold\t%.1f\t%.1f\t%.1f\t%.2f\t%.1f\t%.2f\t%d\t\n", batches,
			ms(our), ms(percentile(took[0], 0.9)), ms(call), float64(our)/float64(call),
			ms(their), float64(our)/float64(their), calls)
	}
	return nil
}

// bareCall asks the upstream for the list of batches and leaves it unread.
func (w *world) bareCall() {
	request, err := http.NewRequest(http.MethodGet, base+"/v1/customers/"+w.customer+"/deviceBatches", nil)
	if err != nil {
		panic(err) // the address is a constant and an ID
	}
	response, err := w.upstream.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusOK {
		panic(fmt.Sprintf("bench: a bare call: %v", err))
	}
	response.Body.Close()
}
